import type { JSX } from 'preact';
import type { HouseholdAnswer } from '../../shared/contract/answers/households.ts';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords } from '../words/words.ts';

interface ServiceByOrderProps {
  readonly householdId: string;
  readonly orders: HouseholdAnswer['orders'];
}

/** Which centre serves a household under each of its orders: an order keeps the centres that it found. */
export function ServiceByOrder({ householdId, orders }: ServiceByOrderProps): JSX.Element {
  const words = useWords();
  return (
    <section class="panel" aria-labelledby="orders">
      <h2 id="orders">{words.say('household.orders')}</h2>
      <Scrolling label={words.say('household.orders')}>
        <table class="figures">
          <caption class="unseen">{words.say('household.orders')}</caption>
          <thead>
            <tr>
              <th scope="col">{words.say('household.order')}</th>
              <th scope="col">{words.say('household.status')}</th>
              <th scope="col">{words.say('household.served')}</th>
              <th scope="col" class="number">
                {words.say('list.persons')}
              </th>
            </tr>
          </thead>
          <tbody>
            {orders.map(({ orderId, status, centreId, persons }) => (
              <tr key={orderId}>
                <th scope="row">
                  <a href={hrefOf(orderId, 'households', householdId)}>{orderId}</a>
                </th>
                <td>{words.say(`order.status.${status}`)}</td>
                <td>
                  {centreId === undefined ? (
                    '–'
                  ) : (
                    <PlaceLink orderId={orderId} view="locations" id={centreId} />
                  )}
                </td>
                <td class="number">{words.number(persons)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}
