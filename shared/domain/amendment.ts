/** An order's terms after an amendment, and what stands in the way of one. Pure. */
import type { EventOf, OrderTerms } from './events.ts';
import { type Order, refuseByUnit, unknownOrder } from './order.ts';
import { unitLines } from './order-terms.ts';
import { dependencyOn, held, type Refusal, rejected } from './outcome.ts';
import { refuseByCurrency } from './payment.ts';

type Amended = EventOf<'relief.order.amended.v1'>;

/** A given part replaces that part whole; a stipend of `null` ends it. */
export function amendedTerms(order: Pick<Order, 'terms'>, changes: Amended['changes']): OrderTerms {
  const { stipend: earlier, ...terms } = order.terms;
  const { stipend = earlier, ...others } = changes;
  return { ...terms, ...others, ...(stipend && { stipend }) };
}

export function refuseAmendment(
  order: Order | undefined,
  { orderId, revision, changes }: Amended,
): Refusal | undefined {
  if (order === undefined) return unknownOrder(orderId);
  if (order.cancelled) return rejected('order-cancelled', { orderId });
  if (revision <= order.revision) return rejected('stale-revision', { revision, current: order.revision });
  if (revision > order.revision + 1) {
    const missing = order.revision + 1;
    return held('unknown-reference', dependencyOn.revision(orderId, missing), { revision, missing });
  }
  const { endsOn } = changes;
  if (endsOn !== undefined && endsOn < order.terms.startsOn) {
    return rejected('invalid-message', {
      path: 'data.endsOn',
      expected: `a day not before the order starts, ${order.terms.startsOn}`,
    });
  }
  const { rations = order.terms.rations, pledges = order.terms.pledges, stipend } = changes;
  const byUnit = refuseByUnit(order.units, unitLines({ rations, pledges }), 'data');
  if (byUnit !== undefined || !stipend) return byUnit;
  return refuseByCurrency(order, stipend.currency.code);
}
