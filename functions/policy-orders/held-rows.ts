/**
 * What is held under an order that has ended: receipts and payments that depend on a household or a place that is
 * not there yet, and that are refused now whether it comes or not.
 *
 * They are found by the fences of the order's books, which are read as last written. Whoever holds a row does so on
 * the condition that the order's next version is not there, so once it is made the fences show all that was held before.
 * A centre that only a pending amendment knows, which a cancellation overtook, has a plan of that revision.
 */

import { locationAccount } from '../../shared/domain/accounts.ts';
import type { Order } from '../../shared/domain/order.ts';
import { exceptionsOfRefusal } from '../../shared/ledger/fence.ts';
import type { Unblocked } from '../../shared/posting/unblocked.ts';
import type { Store } from '../../shared/store/store.ts';
import { centresEverCovered } from './order-announcement.ts';

/** Held rows looked up side by side. */
const rowsAtOnce = 50;

/** Returns, once each, what rows under an order depend on and in which message group. */
export async function heldRows(journal: Store, order: Order): Promise<readonly Unblocked[]> {
  const { orderId, revision } = order;
  const [pending, fenced] = await Promise.all([
    journal.plans.ofRevision(orderId, revision + 1),
    journal.fences.books(orderId),
  ]);
  const centreIds = [...centresEverCovered(order), ...pending.map(({ centreId }) => centreId)];
  const centres = centreIds.map((centreId) => locationAccount('centre', centreId, orderId));
  const unblocked = new Map<string, Unblocked>();
  for (const account of new Set([...centres, ...fenced])) {
    const { refusals } = await journal.fences.get(account);
    const held = [...refusals].filter(([, { status }]) => status === 'held');
    for (let start = 0; start < held.length; start += rowsAtOnce) {
      const part = held.slice(start, start + rowsAtOnce);
      const exceptions = await Promise.all(
        part.flatMap(([reference, { digest }]) =>
          exceptionsOfRefusal(account, reference, digest).map((exceptionId) =>
            journal.exception(exceptionId),
          ),
        ),
      );
      for (const one of exceptions) {
        if (one?.status !== 'held' || one.dependsOn === undefined) continue;
        const { dependsOn, queue, messageGroup } = one;
        unblocked.set(`${dependsOn}\n${queue}/${messageGroup}`, { dependsOn, only: { queue, messageGroup } });
      }
    }
  }
  return [...unblocked.values()];
}
