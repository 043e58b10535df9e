import type { JSX } from 'preact';
import type { Reconciliation } from '../api/answers.ts';
import { reconciliationPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { OnHand } from '../figures/commodity-cells.tsx';
import { Answered } from '../page/answered.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';

/** Every location with a book under the order, with what it holds. */
export function Locations({ orderId }: { readonly orderId: string }): JSX.Element {
  const words = useWords();
  const report = useAnswer<Reconciliation>(reconciliationPath(orderId));
  return (
    <>
      <h1 tabIndex={-1}>{words.say('view.locations')}</h1>
      <Answered reading={report}>
        {({ locations }) => (
          <section class="panel" aria-label={words.say('view.locations')}>
            <Scrolling label={words.say('locations.caption')}>
              <table class="figures cards">
                <caption>{words.say('locations.caption')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{words.say('locations.location')}</th>
                    <th scope="col">{words.say('locations.kind')}</th>
                    <th scope="col" class="number">
                      {words.say('centres.households')}
                    </th>
                    <th scope="col">{words.say('goods.onHand')}</th>
                  </tr>
                </thead>
                <tbody>
                  {locations.map(({ locationId, name, kind, households, householdsServed, commodities }) => (
                    <tr key={locationId}>
                      <th scope="row">
                        <a href={hrefOf(orderId, 'locations', locationId)}>{name ?? locationId}</a>
                      </th>
                      <td class="kind">{words.say(`kind.${kind}`)}</td>
                      <td class="number served" data-label={words.say('centres.households')}>
                        {kind === 'centre'
                          ? `${words.number(householdsServed)} / ${words.number(households)}`
                          : '–'}
                      </td>
                      <td class="held" data-label={words.say('goods.onHand')}>
                        <OnHand commodities={commodities} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
          </section>
        )}
      </Answered>
    </>
  );
}
