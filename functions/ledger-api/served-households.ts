/** Whom a centre serves under an order: what its lists are drawn up of. */
import type { Composition } from '../../shared/domain/household.ts';
import type { Order } from '../../shared/domain/order.ts';
import { registeredAt, withdrawalsIn } from '../../shared/ledger/registry-chain.ts';
import { missingOrder, notFound, type QueryProblem } from './problem.ts';
import type { ItemPage, QueryContext } from './query-context.ts';

/** A household with the composition that the order counts. */
export type ServedHousehold = readonly [householdId: string, composition: Composition];

export interface ServedHouseholds {
  readonly order: Order;
  /** By id. */
  readonly served: readonly ServedHousehold[];
  /** Those among the order's own that were withdrawn since it counted them. */
  readonly withdrawn: readonly ServedHousehold[];
}

export interface ListQuestion {
  readonly locationId: string;
  readonly orderId: string | undefined;
}

/** Reads S1, L1 and S7 beside one another; `list` is what is asked for. */
export async function servedHouseholds(
  { locationId: centreId, orderId }: ListQuestion,
  list: string,
  { journal }: QueryContext,
): Promise<ServedHouseholds | QueryProblem> {
  if (orderId === undefined) return missingOrder(`${list} is drawn up under one order`);
  const [location, order, links] = await Promise.all([
    journal.locations.get(centreId),
    journal.orders.asOf(orderId),
    journal.registries.get(centreId),
  ]);
  if (location?.kind !== 'centre') return notFound('Centre', centreId);
  if (order === undefined) return notFound('Order', orderId);
  const { covers, terms, acceptedAt } = order;
  const isCovered = covers === 'all' || covers.includes(centreId);
  const counted = isCovered ? [...registeredAt(centreId, links, terms.referenceDate, acceptedAt)] : [];
  const withdrawals = withdrawalsIn(links);
  const sorted = counted.sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    order,
    served: sorted.filter(([householdId]) => !withdrawals.has(householdId)),
    withdrawn: sorted.filter(([householdId]) => withdrawals.has(householdId)),
  };
}

/** The households of one page, and where the page after it begins. */
export function pageOfServed(
  served: readonly ServedHousehold[],
  limit: number,
  after: string,
): { readonly page: readonly ServedHousehold[]; readonly next: string | undefined } {
  const left = served.filter(([householdId]) => householdId > after);
  const page = left.slice(0, limit);
  return { page, next: left.length > limit ? page.at(-1)?.[0] : undefined };
}

/** A page whose position is the last household of it. */
export const pageAfter = <T>(items: readonly T[], next: string | undefined): ItemPage<T> => ({
  items,
  ...(next !== undefined && { next }),
});

/** H1: what a list tells of a household beside its figures. */
export async function namesOf(
  page: readonly ServedHousehold[],
  { journal }: QueryContext,
): Promise<(householdId: string) => { name?: string; neighbourhood?: string }> {
  const households = await journal.households.get(page.map(([householdId]) => householdId));
  return (householdId) => {
    const { name, neighbourhood } = households.get(householdId) ?? {};
    return {
      ...(name !== undefined && { name }),
      ...(neighbourhood !== undefined && { neighbourhood }),
    };
  };
}
