/** Held items: when what they depend on has come they are tried again, and once they are settled they are released. */

import type { RetryDependants } from '../contract/commands.ts';
import type { QueueName } from '../domain/events.ts';
import { transactionItems } from '../domain/transaction-size.ts';
import { type Hold, listParts, unnamed } from '../ledger/exception-keys.ts';
import { settleHold } from '../ledger/exceptions.ts';
import { isExceptionId } from '../ledger/id-claims.ts';
import type { Clock, HeldItems, HoldingGroup, Journal, RetryRequests } from './ports.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import type { Unblocked } from './unblocked.ts';

/** Held items tried again for one command: a full group, so that a thousand of them are ten commands. */
export const holdsPerRetry = 98;

/**
 * Requests a retry of held items in every message group that depends on what just arrived.
 *
 * Guarantees: every group that held something when this was called has been sent a command when it returns.
 */
export async function requestRetries(
  held: HeldItems,
  requests: RetryRequests,
  unblocked: Iterable<Unblocked>,
): Promise<void> {
  const all = await Promise.all(
    [...new Set(unblocked)].map(async (one) => ({ one, groups: await groupsOf(one, held) })),
  );
  for (const { one, groups } of all) {
    await Promise.all(groups.map((group) => requests.send(placeOfRetry(one, group), retryOf(one, group))));
  }
}

/** What is held is decided where it is held, but for what takes an event back. */
const placeOfRetry = (unblocked: Unblocked, group: HoldingGroup): HoldingGroup =>
  typeof unblocked === 'object' && 'decidedIn' in unblocked ? unblocked.decidedIn : group;

function retryOf(unblocked: Unblocked, group: HoldingGroup): RetryDependants {
  const dependsOn = typeof unblocked === 'string' ? unblocked : unblocked.dependsOn;
  const { queue, messageGroup } = group;
  const isElsewhere = queue !== placeOfRetry(unblocked, group).queue;
  return {
    type: 'relief.waiting.retried.v1',
    dependsOn,
    ...(isElsewhere && { queue }),
    messageGroup,
  };
}

async function groupsOf(unblocked: Unblocked, held: HeldItems): Promise<readonly HoldingGroup[]> {
  if (typeof unblocked === 'string') return held.holdingGroups(unblocked);
  const { dependsOn } = unblocked;
  if ('only' in unblocked) return (await held.isHeld(dependsOn, unblocked.only)) ? [unblocked.only] : [];
  const groups = await held.holdingGroups(dependsOn);
  if ('decidedIn' in unblocked) return groups;
  // A sender may have chosen a group of its own: what waits in it, nobody can tell.
  return groups.filter(({ messageGroup }) => unblocked.ids.has(messageGroup) || !isExceptionId(messageGroup));
}

/** The first page of what a queue holds that depends on one thing, in each of its message groups. */
export async function firstHolds(
  held: HeldItems,
  queue: QueueName,
  dependsOn: string,
): Promise<readonly (readonly Hold[])[]> {
  const groups = (await held.holdingGroups(dependsOn)).filter((group) => group.queue === queue);
  const pages: (readonly Hold[])[] = [];
  for (const group of groups) pages.push((await held.holds(dependsOn, group, holdsPerRetry)).holds);
  return pages;
}

/**
 * Each leaves what it was held under, and is listed, and its import is counted; beside them stands the tally of their place,
 * which has several parts where they name none.
 */
const holdsPerRelease = Math.floor((transactionItems - listParts(unnamed).length) / 3);

/**
 * A held item is settled only after its dependants were notified; after a crash the next retry repeats the
 * notification.
 */
export async function release(
  journal: Journal,
  clock: Clock,
  orderId: string | undefined,
  settled: readonly Hold[],
): Promise<void> {
  for (let start = 0; start < settled.length; start += holdsPerRelease) {
    const part = settled.slice(start, start + holdsPerRelease);
    await retryOnConflict(clock, async () => {
      const still = await journal.stillHeld(part);
      const now = clock.now();
      const writes = part
        .filter(({ exceptionId }) => still.has(exceptionId))
        .flatMap((hold) => settleHold(hold, orderId, now));
      return writes.length === 0 ? 'committed' : journal.commit(writes);
    });
  }
}
