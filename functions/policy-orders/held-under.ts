/**
 * What is held under an order that has ended: receipts and payments that depend on a household or a place that is
 * not there yet, and transfers to it that wait for goods. They are refused now whether that comes or not.
 *
 * Rows are found by the fences of the order's books, which are read as last written. Whoever holds a row does so on
 * the condition that the order's next version is not there, so once it is made the fences show all that was held before.
 * Transfers, which are of the book that they leave, are listed under the order on the same condition.
 * A centre that only a pending amendment knows, which a cancellation overtook, has a plan of that revision.
 */

import { locationAccount } from '../../shared/domain/accounts.ts';
import type { Order } from '../../shared/domain/order.ts';
import { exceptionsOfRefusal } from '../../shared/ledger/fence.ts';
import type { Unblocked } from '../../shared/posting/unblocked.ts';
import type { Store } from '../../shared/store/store.ts';
import { centresEverCovered } from './order-announcement.ts';

/** Exceptions looked up side by side. */
const exceptionsAtOnce = 100;

/** Returns, once each, what is held under an order depends on and in which message group. */
export async function heldUnder(journal: Store, order: Order): Promise<readonly Unblocked[]> {
  const [rows, transfers] = await Promise.all([
    refusedInBooks(journal, order),
    journal.exceptions.endingWith(order.orderId),
  ]);
  const exceptionIds = [...rows, ...transfers];
  const unblocked = new Map<string, Unblocked>();
  for (let start = 0; start < exceptionIds.length; start += exceptionsAtOnce) {
    const part = exceptionIds.slice(start, start + exceptionsAtOnce);
    for (const one of await Promise.all(part.map((exceptionId) => journal.exception(exceptionId)))) {
      if (one?.status !== 'held' || one.dependsOn === undefined) continue;
      const { dependsOn, queue, messageGroup } = one;
      unblocked.set(`${dependsOn}\n${queue}/${messageGroup}`, { dependsOn, only: { queue, messageGroup } });
    }
  }
  return [...unblocked.values()];
}

/** The exceptions that rows under an order may be which its books' fences know as held. */
async function refusedInBooks(journal: Store, order: Order): Promise<readonly string[]> {
  const { orderId, revision } = order;
  const [pending, fenced] = await Promise.all([
    journal.plans.ofRevision(orderId, revision + 1),
    journal.fences.books(orderId),
  ]);
  const centreIds = [...centresEverCovered(order), ...pending.map(({ centreId }) => centreId)];
  const centres = centreIds.map((centreId) => locationAccount('centre', centreId, orderId));
  const exceptionIds: string[] = [];
  for (const account of new Set([...centres, ...fenced])) {
    const { refusals } = await journal.fences.get(account);
    for (const [reference, { digest, status }] of refusals) {
      if (status === 'held') exceptionIds.push(...exceptionsOfRefusal(account, reference, digest));
    }
  }
  return exceptionIds;
}
