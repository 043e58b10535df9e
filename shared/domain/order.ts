/** A policy order: its revisions, what it entitles to, and whether it still runs. */
import type { CalendarDate, Instant, OrderTerms, Ration } from './events.ts';
import { type Composition, compositionInForce, personsOf } from './household.ts';
import { dependencyOn, type Held, held, type Refusal, type Rejected, rejected } from './outcome.ts';
import { type Amounts, type Unit, unitFamily } from './quantity.ts';
import { dateIn, defaultZone } from './zoned-date.ts';

/** One version of an order, in the order they were accepted. */
export interface Revision {
  readonly kind: 'issued' | 'amended' | 'cancelled';
  /** The revision's number; a cancellation keeps the number of the terms it ends. */
  readonly revision: number;
  /** When it was accepted: the registry counts as it was recorded at this instant. */
  readonly at: Instant;
  /** The terms in full, after this version. */
  readonly terms: OrderTerms;
  readonly reason?: string;
  /** The centres that were counted when it was accepted: no other is covered, however it is dated. */
  readonly covers?: readonly string[];
}

export interface Order {
  readonly orderId: string;
  /** Whose calendar its days are of, as IANA names it. */
  readonly zone: string;
  readonly revision: number;
  readonly acceptedAt: Instant;
  readonly terms: OrderTerms;
  readonly cancelled: boolean;
  readonly covers: 'all' | readonly string[];
  readonly revisions: readonly Revision[];
  /** The unit each commodity is answered in; its family is fixed by the commodity's first use. */
  readonly units: ReadonlyMap<string, Unit>;
  /** The currency of money given under it before its terms named any. */
  readonly fundedIn?: string;
}

export type OrderStatus = 'active' | 'ended' | 'cancelled';

/** The units that terms name, rations before pledges. */
export function unitsOfTerms(terms: Pick<OrderTerms, 'rations' | 'pledges'>): ReadonlyMap<string, Unit> {
  const units = new Map<string, Unit>();
  for (const { commodity, unit } of [...terms.rations, ...terms.pledges]) {
    if (unit !== undefined && !units.has(commodity)) units.set(commodity, unit);
  }
  return units;
}

/** What an order is folded with beside its revisions. */
interface FoldOptions {
  readonly zone?: string;
  readonly fundedIn?: string | undefined;
}

/** Folds an order from its revisions and the units that later documents used first; `undefined` without any. */
export function foldOrder(
  orderId: string,
  revisions: readonly Revision[],
  firstUses: ReadonlyMap<string, Unit>,
  { zone = defaultZone, fundedIn }: FoldOptions = {},
): Order | undefined {
  const last = revisions.at(-1);
  if (last === undefined) return undefined;
  const units = new Map<string, Unit>(firstUses);
  for (const { terms } of revisions) {
    for (const [commodity, unit] of unitsOfTerms(terms)) units.set(commodity, unit);
  }
  const accepted = revisions.findLast((revision) => revision.kind !== 'cancelled') ?? last;
  return {
    orderId,
    zone,
    revision: accepted.revision,
    acceptedAt: accepted.at,
    terms: accepted.terms,
    covers: accepted.covers ?? accepted.terms.centres,
    cancelled: last.kind === 'cancelled',
    revisions,
    units,
    ...(fundedIn !== undefined && { fundedIn }),
  };
}

/** Whether the order runs at a time; it runs through its last day, in its zone. */
export function orderStatus(order: Order, time: string): OrderStatus {
  if (order.cancelled) return 'cancelled';
  const date = dateOfEvent(order, time);
  return order.terms.endsOn !== undefined && date > order.terms.endsOn ? 'ended' : 'active';
}

/** The calendar date of a time in the zone of an order. */
export const dateOfEvent = ({ zone }: Pick<Order, 'zone'>, time: string): CalendarDate => dateIn(zone, time);

/** Refuses a handover or payment under an order that is not there, cancelled, or did not run when it happened. */
export function refuseByOrder(order: Order | undefined, orderId: string, time: string): Refusal | undefined {
  if (order === undefined) return unknownOrder(orderId);
  if (order.cancelled) return rejected('order-cancelled', { orderId });
  const happenedOn = dateOfEvent(order, time);
  const { startsOn, endsOn } = order.terms;
  if (happenedOn < startsOn) return rejected('order-not-started', { startsOn, happenedOn });
  if (endsOn !== undefined && happenedOn > endsOn) return rejected('order-ended', { endsOn, happenedOn });
  return undefined;
}

export const unknownOrder = (orderId: string): Held =>
  held('unknown-order', dependencyOn.order(orderId), { orderId });

/** Base units that a ration gives a household; a fraction of a base unit is rounded down. */
export function rationFor(ration: Ration, household: Pick<Composition, 'adults' | 'children'>): bigint {
  const { perPersonThousandths = 0n, perAdultThousandths = 0n, perChildThousandths = 0n } = ration;
  const { perHouseholdThousandths = 0n } = ration;
  const thousandths =
    perPersonThousandths * BigInt(personsOf(household)) +
    perAdultThousandths * BigInt(household.adults) +
    perChildThousandths * BigInt(household.children) +
    perHouseholdThousandths;
  return thousandths / 1_000n;
}

/** Households alike are entitled to the same, and a sheet has few kinds of them: by the terms, then by who is in one. */
const maxKinds = 1_000;
const entitlements = new WeakMap<OrderTerms, Map<string, Amounts>>();

export function entitlementOf(
  { terms }: Order,
  composition: Pick<Composition, 'adults' | 'children'>,
): Amounts {
  const known = entitlements.get(terms) ?? new Map<string, Amounts>();
  if (known.size === 0) entitlements.set(terms, known);
  const { adults, children } = composition;
  const kind = `${adults}/${children}`;
  const before = known.get(kind);
  if (before !== undefined) return before;
  if (known.size >= maxKinds) known.clear();
  const entitled = new Map(terms.rations.map((ration) => [ration.commodity, rationFor(ration, composition)]));
  known.set(kind, entitled);
  return entitled;
}

/** Units: minor units of the stipend's currency; zero where the order pays none. */
export const stipendDue = (order: Order, composition: Pick<Composition, 'adults'>): bigint =>
  (order.terms.stipend?.perAdultMinor ?? 0n) * BigInt(composition.adults);

/**
 * The composition that an order serves a household by: in force on its reference date, as recorded when
 * the order's revision was accepted. `undefined` when the order does not cover the household.
 */
export function coveredComposition<C extends Composition>(
  order: Order,
  history: readonly C[],
): C | undefined {
  const composition = compositionInForce(history, order.terms.referenceDate, order.acceptedAt);
  if (composition === undefined) return undefined;
  const { covers } = order;
  return covers === 'all' || covers.includes(composition.centreId) ? composition : undefined;
}

/** Every entry of a book holds its totals of every commodity, and an item of the store has an end. */
export const maxCommodities = 500;

/**
 * Refuses the first line whose unit is of another family than the commodity's under this order, and lines with more
 * commodities than an order has, which are told at `path`.
 */
export function refuseByUnit(
  units: ReadonlyMap<string, Unit>,
  lines: readonly { readonly commodity: string; readonly unit: Unit }[],
  path = 'data.lines',
): Rejected | undefined {
  const added = new Map<string, Unit>();
  for (const { commodity, unit } of lines) {
    const known = units.get(commodity);
    const expected = known ?? added.get(commodity) ?? unit;
    if (unitFamily(expected) !== unitFamily(unit)) {
      return rejected('wrong-unit', { commodity, expected, found: unit });
    }
    if (known === undefined) added.set(commodity, expected);
  }
  if (added.size === 0 || units.size + added.size <= maxCommodities) return undefined;
  return rejected('invalid-message', {
    path,
    expected: `at most ${maxCommodities} commodities under one order, with those used before`,
  });
}
