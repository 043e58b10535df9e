import type { JSX } from 'preact';
import type { LocationReport, Order, Payer } from '../api/answers.ts';
import { locationReportPath, payerPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { OnHand } from '../figures/commodity-cells.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';
import { useReader } from './reader.ts';

/** The overview of whoever has several locations or payers: what each of them holds. */
export function Own({ order }: { readonly order: Order }): JSX.Element {
  const words = useWords();
  const { locations, payers } = useReader();
  const { orderId } = order;
  return (
    <>
      <h1 tabIndex={-1}>{order.title}</h1>
      {locations.length > 0 && (
        <section class="panel" aria-labelledby="own-locations">
          <h2 id="own-locations">{words.say('view.locations')}</h2>
          <Scrolling label={words.say('view.locations')}>
            <table class="figures cards">
              <caption>{words.say('own.locations')}</caption>
              <thead>
                <tr>
                  <th scope="col">{words.say('locations.location')}</th>
                  <th scope="col" class="number">
                    {words.say('centres.households')}
                  </th>
                  <th scope="col">{words.say('goods.onHand')}</th>
                </tr>
              </thead>
              <tbody>
                {locations.map((location) => (
                  <OwnLocation key={location.locationId} orderId={orderId} {...location} />
                ))}
              </tbody>
            </table>
          </Scrolling>
        </section>
      )}
      {payers.length > 0 && (
        <section class="panel" aria-labelledby="own-payers">
          <h2 id="own-payers">{words.say('view.payers')}</h2>
          <Scrolling label={words.say('view.payers')}>
            <table class="figures">
              <caption>{words.say('payers.caption')}</caption>
              <thead>
                <tr>
                  <th scope="col">{words.say('payers.payer')}</th>
                  <th scope="col" class="number">
                    {words.say('activity.payments')}
                  </th>
                  <th scope="col" class="number">
                    {words.say('household.paid')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {payers.map((payerId) => (
                  <OwnPayer key={payerId} orderId={orderId} payerId={payerId} />
                ))}
              </tbody>
            </table>
          </Scrolling>
        </section>
      )}
    </>
  );
}

interface OwnLocationProps {
  readonly orderId: string;
  readonly locationId: string;
  readonly name?: string;
}

function OwnLocation({ orderId, locationId, name = locationId }: OwnLocationProps): JSX.Element {
  const words = useWords();
  const report = useAnswer<LocationReport>(locationReportPath(locationId, orderId)).answer;
  const { kind, households = 0, householdsServed = 0, commodities = [] } = report ?? {};
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(orderId, 'locations', locationId)}>{name}</a>
      </th>
      <td class="number" data-label={words.say('centres.households')}>
        {kind === 'centre' ? `${words.number(householdsServed)} / ${words.number(households)}` : '–'}
      </td>
      <td class="held" data-label={words.say('goods.onHand')}>
        <OnHand commodities={commodities} />
      </td>
    </tr>
  );
}

interface OwnPayerProps {
  readonly orderId: string;
  readonly payerId: string;
}

function OwnPayer({ orderId, payerId }: OwnPayerProps): JSX.Element {
  const words = useWords();
  const payer = useAnswer<Payer>(payerPath(payerId)).answer;
  const balance = payer?.balances.find((one) => one.orderId === orderId);
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(orderId, 'payers', payerId)}>{payerId}</a>
      </th>
      <td class="number">{balance === undefined ? '–' : words.number(balance.payments)}</td>
      <td class="number">{balance === undefined ? '–' : words.money(balance.paid, balance.currency)}</td>
    </tr>
  );
}
