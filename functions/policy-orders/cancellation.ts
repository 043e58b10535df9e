/** A policy order is cancelled. */

import type { EventOf, Instant } from '../../shared/domain/events.ts';
import { unknownOrder } from '../../shared/domain/order.ts';
import { rejected } from '../../shared/domain/outcome.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';
import { appendVersion } from './acceptance-saga.ts';
import { announceOrderVersion, centresEverCovered } from './order-announcement.ts';
import { completeOrder } from './order-completion.ts';

type Cancelled = EventOf<'relief.order.cancelled.v1'>;

export const cancellation = eventHandler<Cancelled, StoredOrder, HandlerContext>({
  resume: announce,
  load: ({ event }, { journal }) => journal.orders.get(event.orderId),
  decide: decideCancellation,
  complete: completeOrder,
});

/** Announces the version to come to the books of all centres that the order ever covered, so that none posts under the old one after it. */
async function announce({ event }: EventAttempt<Cancelled>, context: HandlerContext): Promise<void> {
  const { orderId } = event;
  const { order, versions } = await context.journal.orders.get(orderId);
  if (order === undefined || order.cancelled) return;
  await announceOrderVersion(context, orderId, versions.length + 1, [...centresEverCovered(order)]);
}

function decideCancellation(
  { header, event }: EventAttempt<Cancelled>,
  { order, versions }: StoredOrder,
  now: Instant,
): Verdict {
  const { orderId, reason } = event;
  const { digest } = header;
  if (order === undefined) return unknownOrder(orderId);
  if (order.cancelled) {
    return versions.at(-1)?.digest === digest
      ? { status: 'duplicate' }
      : rejected('order-cancelled', { orderId });
  }
  const { revision, terms } = order;
  const content = { kind: 'cancelled', revision, reason, event: eventKey(header), digest, terms } as const;
  return { status: 'posted', writes: [appendVersion(orderId, content, versions, now)] };
}
