/**
 * What waits under an order that has ended: receipts and payments that were held for a household or a place that is
 * not there yet, and that are refused now whether it comes or not.
 *
 * They are found by the notices to the order's books, which are read as last written. Whoever holds a row rests on
 * the order's next step not being there, so once the step is taken all that was held before it has given notice.
 * A centre that only an amendment knows which was begun and overtaken by a cancellation has a plan of that.
 */
import { locationAccount } from '../../shared/domain/accounts.ts';
import { exceptionIdOf } from '../../shared/ledger/exceptions.ts';
import { documentIdempotencyKey } from '../../shared/posting/decide-batch.ts';
import type { Arrival } from '../../shared/posting/held-retries.ts';
import type { JournalStore } from '../../shared/store/journal-store.ts';

/** Held rows looked up side by side. */
const exceptionsAtOnce = 50;

/** Answers, once each, what rows under an order wait for and in which message group. */
export async function waitingRows(
  journal: JournalStore,
  orderId: string,
  revision: number,
): Promise<readonly Arrival[]> {
  const [plans, begun, noticed] = await Promise.all([
    journal.plans(orderId, revision),
    journal.plans(orderId, revision + 1),
    journal.fencedBooks(orderId),
  ]);
  const centres = [...plans, ...begun].map(({ centreId }) => locationAccount('centre', centreId, orderId));
  const arrivals = new Map<string, Arrival>();
  for (const account of new Set([...centres, ...noticed])) {
    const { refusals } = await journal.notices(account);
    const held = [...refusals].filter(([, { status }]) => status === 'held');
    for (let start = 0; start < held.length; start += exceptionsAtOnce) {
      const part = held.slice(start, start + exceptionsAtOnce);
      const cases = await Promise.all(
        part.map(([reference]) => journal.case(exceptionIdOf(documentIdempotencyKey(account, reference)))),
      );
      for (const one of cases) {
        if (one?.status !== 'held' || one.dependsOn === undefined) continue;
        const { dependsOn, queue, messageGroup } = one;
        arrivals.set(`${dependsOn}\n${queue}/${messageGroup}`, { dependsOn, only: { queue, messageGroup } });
      }
    }
  }
  return [...arrivals.values()];
}
