/** Whether a handover at a centre may be booked: the contract's checks in the contract's order. */
import {
  cameInGoodOrder,
  type Excess,
  firstExcess,
  type LocationTally,
  onHandOf,
  stockTotalsOf,
} from './books.ts';
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
import { type Amounts, amountOf, quantityIn } from './quantity.ts';
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
}

/** What decides whether a centre serves a household under an order. */
export type ServiceContext = Pick<
  HandoverContext,
  'orderId' | 'centreId' | 'time' | 'order' | 'location' | 'history'
>;

/** The composition that a centre serves a household by, or why it does not: the checks before the goods. */
export function servedComposition(householdId: string, context: ServiceContext): Composition | Refusal {
  const { order, orderId, centreId, history } = context;
  if (order === undefined) return unknownOrder(orderId);
  const byOrder = refuseByOrder(order, orderId, context.time);
  if (byOrder !== undefined) return byOrder;
  if (context.location === undefined) return unknownLocation(centreId);
  if (history === undefined) return unknownHousehold(householdId);
  const withdrawal = withdrawalOf(history);
  if (withdrawal !== undefined) return householdWithdrawn(householdId, withdrawal);
  const composition = coveredComposition(order, history);
  if (composition === undefined) return notCovered(householdId, order);
  if (composition.centreId === centreId) return composition;
  return rejected('wrong-centre', { householdId, servedBy: composition.centreId, found: centreId });
}

export function refuseHandover(receipt: HandoverReceipt, context: HandoverContext): Refusal | undefined {
  const { order, orderId, centreId, tally, received } = context;
  const composition = servedComposition(receipt.householdId, context);
  if ('status' in composition) return composition;
  if (order === undefined) return unknownOrder(orderId);
  const { rations } = order.terms;
  const unrationed = receipt.lines.find(
    (line) => !rations.some(({ commodity }) => commodity === line.commodity),
  );
  if (unrationed !== undefined) return rejected('unknown-commodity', { commodity: unrationed.commodity });
  const byUnit = refuseByUnit(order.units, receipt.lines);
  if (byUnit !== undefined) return byUnit;

  const entitled = entitlementOf(order, composition);
  const inUnits = (excess: Excess, facts: Readonly<Record<string, bigint>>): Detail => {
    const { commodity } = excess;
    const unit = order.units.get(commodity) ?? excess.unit;
    const quantities = Object.entries(facts).map(([name, base]) => [name, quantityIn(base, unit)]);
    return { commodity, unit, ...Object.fromEntries(quantities) };
  };
  const beyond = (limit: (commodity: string) => bigint) =>
    firstExcess(receipt.lines, (commodity) => limit(commodity) - amountOf(received, commodity));

  const beyondEntitlement = beyond((commodity) => amountOf(entitled, commodity));
  if (beyondEntitlement !== undefined) {
    const { commodity } = beyondEntitlement;
    return rejected(
      'exceeds-entitlement',
      inUnits(beyondEntitlement, {
        entitled: amountOf(entitled, commodity),
        received: amountOf(received, commodity),
        asked: beyondEntitlement.asked,
      }),
    );
  }

  const shares = releasedAmounts(order, context.plan, tally, composition);
  const beyondRelease = beyond((commodity) => amountOf(shares, commodity));
  if (beyondRelease !== undefined) {
    const { commodity } = beyondRelease;
    return held(
      'exceeds-release',
      dependencyOn.stock(centreId, orderId),
      inUnits(beyondRelease, {
        entitled: amountOf(entitled, commodity),
        released: amountOf(shares, commodity),
        received: amountOf(received, commodity),
        asked: beyondRelease.asked,
      }),
    );
  }

  const beyondStock = firstExcess(receipt.lines, (commodity) => onHandOf(stockTotalsOf(tally, commodity)));
  if (beyondStock !== undefined) {
    return held(
      'insufficient-stock',
      dependencyOn.stock(centreId, orderId),
      inUnits(beyondStock, { onHand: beyondStock.available, asked: beyondStock.asked }),
    );
  }
  return undefined;
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
  return new Map(
    order.terms.rations.map((ration) => [
      ration.commodity,
      releasedShare(
        order.terms.release,
        ration,
        plan,
        cameInGoodOrder(stockTotalsOf(tally, ration.commodity)),
        of,
      ),
    ]),
  );
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
