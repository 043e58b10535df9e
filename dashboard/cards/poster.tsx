import type { JSX } from 'preact';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { LocationReportAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { locationReportPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { useWords } from '../words/words.ts';
import { dueOfSize, sizes } from './dues-of-sizes.ts';

interface PosterProps {
  readonly order: OrderAnswer;
  readonly centreId: string;
}

/** What hangs at a centre: what came, what was handed out, and what each size of household is due; no names. */
export function Poster({ order, centreId }: PosterProps): JSX.Element {
  const words = useWords();
  const report = useAnswer<LocationReportAnswer>(locationReportPath(centreId, order.orderId));
  return (
    <article class="poster">
      <div class="title-row">
        <h1 tabIndex={-1}>{order.title}</h1>
        <button type="button" onClick={() => print()}>
          {words.say('list.print')}
        </button>
      </div>
      <Answered reading={report} of={centreId}>
        {({ name, locationId, commodities }) => (
          <>
            <p class="subtitle">{name ?? locationId}</p>
            <Scrolling label={words.say('poster.goods')}>
              <table class="figures">
                <caption>{words.say('poster.goods')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{words.say('poster.commodity')}</th>
                    {(['came', 'handedOver', 'onHand'] as const).map((figure) => (
                      <th key={figure} scope="col" class="number">
                        {words.say(`poster.${figure}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {commodities.map(({ commodity, unit, received, handedOver, onHand }) => (
                    <tr key={commodity}>
                      <th scope="row">{words.commodity(commodity)}</th>
                      {[received, handedOver, onHand].map((quantity, at) => (
                        <td key={String(at)} class="number">
                          {words.quantity(quantity, unit)}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
          </>
        )}
      </Answered>
      <Dues order={order} />
      <p class="poster-help">{words.say('poster.help')}</p>
    </article>
  );
}

/** What a household of each size is due; what adults and children get apart from that stands beneath it. */
function Dues({ order }: { readonly order: OrderAnswer }): JSX.Element {
  const words = useWords();
  const { rations, stipend } = order;
  const apart = rations.flatMap(({ commodity, unit, quantityPerAdult, quantityPerChild }) =>
    [
      ['poster.eachAdult', quantityPerAdult] as const,
      ['poster.eachChild', quantityPerChild] as const,
    ].flatMap(([key, quantity]) =>
      quantity === undefined
        ? []
        : words.say(key, { what: `${words.commodity(commodity)} ${words.quantity(quantity, unit)}` }),
    ),
  );
  const money =
    stipend === undefined
      ? []
      : [words.say('poster.eachAdult', { what: words.money(stipend.amountPerAdult, stipend.currency) })];
  return (
    <>
      <Scrolling label={words.say('poster.dues')}>
        <table class="figures">
          <caption>{words.say('poster.dues')}</caption>
          <thead>
            <tr>
              <th scope="col">{words.say('poster.size')}</th>
              {rations.map(({ commodity }) => (
                <th key={commodity} scope="col" class="number">
                  {words.commodity(commodity)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sizes.map((size) => (
              <tr key={size}>
                <th scope="row">{words.say('cards.persons', { count: size })}</th>
                {rations.map((ration) => (
                  <td key={ration.commodity} class="number">
                    {words.quantity(dueOfSize(ration, size), ration.unit)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      {[...apart, ...money].map((line) => (
        <p key={line}>{line}</p>
      ))}
    </>
  );
}
