/** What follows once an order's version is made. */

import type { EventOf } from '../../shared/domain/events.ts';
import type { Order } from '../../shared/domain/order.ts';
import { dependencyOn, isBooked, type Outcome } from '../../shared/domain/outcome.ts';
import type { EventAttempt } from '../../shared/posting/event-handler.ts';
import type { Unblocked } from '../../shared/posting/unblocked.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { tellEarlierCoverage } from '../../shared/store/earlier-coverage.ts';
import type { Store } from '../../shared/store/store.ts';
import { heldUnder } from './held-under.ts';
import { listLateRegistrations } from './late-registrations.ts';
import { centresEverCovered } from './order-announcement.ts';

type OrderEvent = EventOf<'relief.order.issued.v1' | 'relief.order.amended.v1' | 'relief.order.cancelled.v1'>;

export async function completeOrder(
  { event }: EventAttempt<OrderEvent>,
  outcome: Outcome,
  context: HandlerContext,
): Promise<readonly Unblocked[]> {
  if (!isBooked(outcome)) return [];
  const { journal } = context;
  if (event.type !== 'relief.order.cancelled.v1') await listLateRegistrations(context, event);
  if (event.type === 'relief.order.issued.v1') return [dependencyOn.order(event.orderId)];
  const { order } = await journal.orders.get(event.orderId);
  if (order === undefined) return [];
  if (event.type === 'relief.order.amended.v1') await tellEarlierCoverage(context, order);
  return unblockedByChange(journal, event, order);
}

/**
 * An amendment may release more or drop a centre, and the next amendment may follow. A cancellation or another last day ends
 * what is held under the order for something else.
 */
async function unblockedByChange(
  journal: Store,
  event: Exclude<OrderEvent, { type: 'relief.order.issued.v1' }>,
  order: Order,
): Promise<readonly Unblocked[]> {
  const { orderId } = event;
  const isAmended = event.type === 'relief.order.amended.v1';
  const mayEnd = !isAmended || event.changes.endsOn !== undefined;
  return [
    dependencyOn.revision(orderId, isAmended ? event.revision : order.revision + 1),
    ...[...centresEverCovered(order)].map((centreId) => dependencyOn.stock(centreId, orderId)),
    dependencyOn.funds(orderId),
    ...(mayEnd ? await heldUnder(journal, order) : []),
  ];
}
