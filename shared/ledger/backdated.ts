/**
 * Registrations that came after an order was accepted, and are in force on its day of reference: until an amendment they
 * change no entitlement, and are listed.
 *
 * What is listed follows from what is recorded alone, so whoever looks, and however often, lists the same.
 */
import { type Composition, compositionInForce, personsOf } from '../domain/household.ts';
import { coveredComposition, foldOrder, type Order } from '../domain/order.ts';
import { listAnomaly } from './anomalies.ts';
import { eventIdOf } from './event-key.ts';

/** A composition with the `source#id` that registered it. */
interface Registered extends Composition {
  readonly event: string;
}

/** The anomalies that a composition of a household's history is, one for each order that it comes too late for. */
export function backdatedRegistration(
  orders: readonly Order[],
  { householdId, history }: { readonly householdId: string; readonly history: readonly Registered[] },
  composition: Registered,
): readonly ReturnType<typeof listAnomaly>[] {
  const { effectiveFrom, recordedAt, centreId, event } = composition;
  if (composition.withdrawn !== undefined) return [];
  const earlier = history.slice(0, history.indexOf(composition));
  return orders.flatMap(({ orderId, zone, revisions, units }) => {
    const order = foldOrder(
      orderId,
      revisions.filter(({ at }) => at < recordedAt),
      units,
      { zone },
    );
    if (order === undefined || order.cancelled) return [];
    const { referenceDate } = order.terms;
    const before = compositionInForce(earlier, referenceDate);
    if (before === undefined || effectiveFrom < before.effectiveFrom || effectiveFrom > referenceDate)
      return [];
    if (coveredComposition(order, earlier) === undefined || isAlike(before, composition)) return [];
    const anomaly = {
      kind: 'backdated-registration',
      orderId,
      locationId: centreId,
      quantity: BigInt(personsOf(composition) - personsOf(before)),
      references: [householdId, eventIdOf(event)],
    } as const;
    return [listAnomaly(anomaly, `${event}/${householdId}`, recordedAt)];
  });
}

const isAlike = (one: Composition, other: Composition): boolean =>
  one.centreId === other.centreId &&
  one.adults === other.adults &&
  one.children === other.children &&
  one.priority === other.priority;
