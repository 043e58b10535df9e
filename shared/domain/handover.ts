/** Whether a handover at a centre may be booked: the contract's checks in the contract's order. */
import { cameInGoodOrder, type Excess, firstExcess, type LocationTally, stockTotalsOf } from './books.ts';
import type { HandoverReceipt, LocationRegistration } from './events.ts';
import { type Composition, personsOf, type Withdrawal, withdrawalOf } from './household.ts';
import {
  coveredComposition,
  entitlementOf,
  type Order,
  refuseByOrder,
  refuseByUnit,
  unknownOrder,
} from './order.ts';
import { type Detail, dependencyOn, held, type Refusal, rejected } from './outcome.ts';
import type { Plan } from './plan.ts';
import { type Amounts, amountOf, amountsOfLines, noAmounts, quantityIn } from './quantity.ts';
import { releasedShare } from './release.ts';

export interface HandoverContext {
  readonly orderId: string;
  readonly centreId: string;
  /** When it happened, as its sender wrote it. */
  readonly time: string;
  readonly order: Order | undefined;
  readonly location: LocationRegistration | undefined;
  /** The household's compositions; `undefined` when it is not registered. */
  readonly history: readonly Composition[] | undefined;
  /** What the household holds under the order, returns taken off. */
  readonly received: Amounts;
  /** The centre's plan under the order's revision. */
  readonly plan: Plan;
  /** The centre's book under the order. */
  readonly tally: LocationTally;
  /** Base units of a commodity that the centre had when it happened. */
  readonly availableOf: (commodity: string) => bigint;
}

/** What decides whether a centre serves a household under an order. */
export type ServiceContext = Pick<
  HandoverContext,
  'orderId' | 'centreId' | 'time' | 'order' | 'location' | 'history'
>;

/** Refuses to serve a household at a centre under an order; `forgives` lets a refusal pass. */
function serve(
  householdId: string,
  { order, orderId, centreId, time, location, history }: ServiceContext,
  forgives: (refusal: Refusal) => boolean,
): Refusal | Served {
  if (order === undefined) return unknownOrder(orderId);
  let isForgiven = false;
  const stands = (refusal: Refusal | undefined): refusal is Refusal => {
    if (refusal === undefined || !forgives(refusal)) return refusal !== undefined;
    isForgiven = true;
    return false;
  };
  const byOrder = refuseByOrder(order, orderId, time);
  if (stands(byOrder)) return byOrder;
  if (location === undefined) return unknownLocation(centreId);
  if (history === undefined) return unknownHousehold(householdId);
  const withdrawal = withdrawalOf(history);
  const withdrawn = withdrawal && householdWithdrawn(householdId, withdrawal);
  if (stands(withdrawn)) return withdrawn;
  const composition = coveredComposition(order, history);
  const byCoverage = composition === undefined ? notCovered(householdId, order) : undefined;
  if (stands(byCoverage)) return byCoverage;
  const byCentre = composition && refuseByCentre(householdId, composition, centreId);
  // Nothing is handed over from the stock of a hub or a store, not even by an over-issue.
  if (location.kind !== 'centre')
    return byCentre ?? rejected('wrong-centre', { householdId, found: centreId });
  if (stands(byCentre)) return byCentre;
  return { order, composition, isForgiven };
}

interface Served {
  readonly order: Order;
  readonly composition: Composition | undefined;
  /** Whether a refusal was let pass, so that nothing is due here. */
  readonly isForgiven: boolean;
}

function refuseByCentre(
  householdId: string,
  { centreId: servedBy }: Composition,
  found: string,
): Refusal | undefined {
  return servedBy === found ? undefined : rejected('wrong-centre', { householdId, servedBy, found });
}

/** Refuses to serve a household at a centre: the checks before the goods. */
export function refuseService(householdId: string, context: ServiceContext): Refusal | undefined {
  const served = serve(householdId, context, () => false);
  return 'status' in served ? served : undefined;
}

/** Reasons for which a receipt that is an over-issue, and says so, is booked all the same. */
const forgivenOfOverIssue: ReadonlySet<Refusal['reason']> = new Set([
  'order-cancelled',
  'order-ended',
  'order-not-started',
  'household-withdrawn',
  'not-covered',
  'wrong-centre',
]);

/** A handover that may be booked. */
export interface AdmittedHandover {
  readonly status: 'admitted';
  /** What goes beyond what the household may draw; nothing of a receipt that is no over-issue. Units: base units. */
  readonly beyond: Amounts;
}

export function judgeHandover(
  receipt: HandoverReceipt,
  context: HandoverContext,
): Refusal | AdmittedHandover {
  const isOverIssue = receipt.overIssue !== undefined;
  const served = serve(
    receipt.householdId,
    context,
    ({ reason }) => isOverIssue && forgivenOfOverIssue.has(reason),
  );
  if ('status' in served) return served;
  const { order, composition, isForgiven } = served;
  const amounts = amountsOfLines(receipt.lines);
  const refusal =
    refuseByCommodity(order, receipt) ??
    refuseByUnit(order.units, receipt.lines) ??
    (isOverIssue || composition === undefined
      ? undefined
      : refuseByShare(receipt, amounts, context, order, composition)) ??
    refuseByShelf(receipt, amounts, context, order);
  if (refusal !== undefined) return refusal;
  if (!isOverIssue) return { status: 'admitted', beyond: noAmounts };
  if (isForgiven || composition === undefined) return { status: 'admitted', beyond: amounts };
  // A share is never above the entitlement.
  const shares = releasedAmounts(order, context.plan, context.tally, composition);
  return { status: 'admitted', beyond: beyondShares(amounts, context.received, shares) };
}

function beyondShares(amounts: Amounts, received: Amounts, shares: Amounts): Amounts {
  const beyond = [...amounts].map(([commodity, quantity]) => {
    const more = amountOf(received, commodity) + quantity - amountOf(shares, commodity);
    return [commodity, more < quantity ? more : quantity] as const;
  });
  return new Map(beyond.filter(([, quantity]) => quantity > 0n));
}

function refuseByCommodity({ terms: { rations } }: Order, { lines }: HandoverReceipt): Refusal | undefined {
  const unrationed = lines.find((line) => !rations.some(({ commodity }) => commodity === line.commodity));
  return unrationed && rejected('unknown-commodity', { commodity: unrationed.commodity });
}

const detailOf = (
  order: Order,
  { commodity, unit: ofLine }: Excess,
  facts: Readonly<Record<string, bigint>>,
): Detail => {
  const unit = order.units.get(commodity) ?? ofLine;
  const quantities = Object.entries(facts).map(([name, base]) => [name, quantityIn(base, unit)]);
  return { commodity, unit, ...Object.fromEntries(quantities) };
};

function refuseByShare(
  { lines }: HandoverReceipt,
  amounts: Amounts,
  { orderId, centreId, received, plan, tally }: HandoverContext,
  order: Order,
  composition: Composition,
): Refusal | undefined {
  const beyond = (limits: Amounts) =>
    firstExcess(lines, (commodity) => amountOf(limits, commodity) - amountOf(received, commodity), amounts);
  const entitled = entitlementOf(order, composition);
  const shares = releasedAmounts(order, plan, tally, composition);
  const excess = beyond(entitled) ?? beyond(shares);
  if (excess === undefined) return undefined;
  const { commodity, asked } = excess;
  const facts = { entitled: amountOf(entitled, commodity), received: amountOf(received, commodity), asked };
  if (beyond(entitled) !== undefined) return rejected('exceeds-entitlement', detailOf(order, excess, facts));
  const released = amountOf(shares, commodity);
  const detail = detailOf(order, excess, { ...facts, released });
  return held('exceeds-release', dependencyOn.stock(centreId, orderId), detail);
}

function refuseByShelf(
  { lines }: HandoverReceipt,
  amounts: Amounts,
  { orderId, centreId, availableOf }: HandoverContext,
  order: Order,
): Refusal | undefined {
  const excess = firstExcess(lines, availableOf, amounts);
  if (excess === undefined) return undefined;
  const { available: onHand, asked } = excess;
  const detail = detailOf(order, excess, { onHand, asked });
  return held('insufficient-stock', dependencyOn.stock(centreId, orderId), detail);
}

/** What is released by one plan while no more comes, by who is in a household: the receipts of a sheet share that. */
interface Released {
  readonly terms: Order['terms'];
  readonly plan: Plan;
  /** What came of each ration. */
  readonly came: readonly bigint[];
  readonly byKind: Map<string, Amounts>;
}

let lastReleased: Released | undefined;

function releasedBy({ terms }: Order, plan: Plan, tally: LocationTally): Released {
  const came = terms.rations.map(({ commodity }) => cameInGoodOrder(stockTotalsOf(tally, commodity)));
  const isSame =
    lastReleased?.terms === terms &&
    lastReleased.plan === plan &&
    lastReleased.came.every((quantity, index) => quantity === came[index]);
  if (!isSame || lastReleased === undefined) lastReleased = { terms, plan, came, byKind: new Map() };
  return lastReleased;
}

/** What is released by now to a household of this composition, by commodity. */
export function releasedAmounts(
  order: Order,
  plan: Plan,
  tally: LocationTally,
  composition: Pick<Composition, 'adults' | 'children' | 'priority'>,
): Amounts {
  const { priority, adults } = composition;
  const of = { priority, adults, persons: personsOf(composition) };
  const { terms, came, byKind } = releasedBy(order, plan, tally);
  const kind = `${priority}/${adults}/${of.persons}`;
  const known = byKind.get(kind);
  if (known !== undefined) return known;
  const shares = terms.rations.map(
    (ration, index) =>
      [ration.commodity, releasedShare(terms.release, ration, plan, came[index] ?? 0n, of)] as const,
  );
  const released = new Map(shares);
  byKind.set(kind, released);
  return released;
}

export const unknownLocation = (locationId: string): Refusal =>
  held('unknown-location', dependencyOn.location(locationId), { locationId });

export const unknownHousehold = (householdId: string): Refusal =>
  held('unknown-household', dependencyOn.household(householdId), { householdId });

export const householdWithdrawn = (
  householdId: string,
  { effectiveFrom, recordedAt, withdrawn }: Composition & { readonly withdrawn: Withdrawal },
): Refusal => rejected('household-withdrawn', { householdId, effectiveFrom, recordedAt, ...withdrawn });

export const notCovered = (householdId: string, order: Order): Refusal =>
  rejected('not-covered', { householdId, orderId: order.orderId, referenceDate: order.terms.referenceDate });
