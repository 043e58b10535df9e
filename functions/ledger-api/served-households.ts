/** Whom a centre serves under an order: what its lists are drawn up of. */
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { Composition } from '../../shared/domain/household.ts';
import type { Order } from '../../shared/domain/order.ts';
import { noRoster, type Roster } from '../../shared/store/rosters.ts';
import type { Store } from '../../shared/store/store.ts';
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

/** Reads S1 and L1 beside one another, then S5 and S7; `list` is what is asked for. */
export async function servedHouseholds(
  { locationId: centreId, orderId }: ListQuestion,
  list: string,
  { journal }: QueryContext,
): Promise<ServedHouseholds | QueryProblem> {
  if (orderId === undefined) return missingOrder(`${list} is drawn up under one order`);
  const [location, order] = await Promise.all([
    journal.locations.get(centreId),
    journal.orders.asOf(orderId),
  ]);
  if (location?.kind !== 'centre') return notFound('Centre', centreId);
  if (order === undefined) return notFound('Order', orderId);
  const { compositions, withdrawals } = await rosterOf(order, centreId, journal);
  const sorted = [...compositions].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    order,
    served: sorted.filter(([householdId]) => !withdrawals.has(householdId)),
    withdrawn: sorted.filter(([householdId]) => withdrawals.has(householdId)),
  };
}

async function rosterOf(order: Order, centreId: string, journal: Store): Promise<Roster> {
  const { covers, orderId, revision } = order;
  if (covers !== 'all' && !covers.includes(centreId)) return noRoster;
  const plan = await journal.plans.get(orderId, revision, centreId);
  return journal.rosters.latest(order, centreId, plan);
}

/** Pages that a first page names at most: a centre of 5,000 has as many of 500, and small pages are read one by one. */
const maxFollowing = 10;

/** One page of those that a centre serves. */
export interface PageOfServed {
  readonly page: readonly ServedHousehold[];
  /** The last household of this page, if any follow. */
  readonly next: string | undefined;
  /** On the first page: the last household before each page that follows. */
  readonly following: readonly string[];
}

export function pageOfServed(
  served: readonly ServedHousehold[],
  limit: number,
  after: string | undefined,
): PageOfServed {
  const left = after === undefined ? served : served.filter(([householdId]) => householdId > after);
  const ends = left.flatMap(([householdId], index) => ((index + 1) % limit === 0 ? householdId : []));
  const following = left.length % limit === 0 ? ends.slice(0, -1) : ends;
  return {
    page: left.slice(0, limit),
    next: following[0],
    following: after === undefined ? following.slice(0, maxFollowing) : [],
  };
}

/** A page of which `positionOf` tells a position by the last household before it. */
export const listed = <T>(
  items: readonly T[],
  { next, following }: PageOfServed,
  positionOf: (householdId: string) => JsonValue = (householdId) => householdId,
): ItemPage<T> => ({
  items,
  ...(next !== undefined && { next: positionOf(next) }),
  ...(following.length > 0 && { following: following.map(positionOf) }),
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
