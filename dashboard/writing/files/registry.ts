/** What the page asks of the system before a file is sent: the registry, and the days of orders. */
import type { HouseholdAnswer } from '../../../shared/contract/answers/households.ts';
import type { LocationAnswer } from '../../../shared/contract/answers/locations.ts';
import type { OrderAnswer } from '../../../shared/contract/answers/orders.ts';
import type { OrderDays } from '../../../shared/files/order-days.ts';
import type { Registry } from '../../../shared/files/registered.ts';
import { forbidden, notFound } from '../../api/answer-board.ts';
import { type AnswerClient, AnswerError } from '../../api/answer-client.ts';

const maxPages = 1_000;
const askedAtOnce = 10;

/** The orders by their ids; undefined for one that nobody issued. Errors: an `AnswerError` where they cannot be read. */
export async function orderDays(
  api: AnswerClient,
  orderIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, OrderDays | undefined>> {
  const orders = new Map<string, OrderDays | undefined>();
  for (const orderId of orderIds)
    orders.set(orderId, await found(api.one<OrderAnswer>(`/orders/${encodeURIComponent(orderId)}`)));
  return orders;
}

/** What is not there, or is another's, is not known. */
const found = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof AnswerError && (error.status === notFound || error.status === forbidden))
      return undefined;
    throw error;
  });

export function registryOf(api: AnswerClient): Registry {
  const household = (id: string): Promise<HouseholdAnswer | undefined> =>
    found(api.one<HouseholdAnswer>(`/households/${encodeURIComponent(id)}`));
  return {
    async locations() {
      const { items } = await api.list<LocationAnswer>('/locations?limit=500', maxPages);
      return new Map(items.map((location) => [location.locationId, location]));
    },
    async households(ids) {
      const households: (HouseholdAnswer | undefined)[] = [];
      for (let from = 0; from < ids.length; from += askedAtOnce)
        households.push(...(await Promise.all(ids.slice(from, from + askedAtOnce).map(household))));
      return households;
    },
  };
}
