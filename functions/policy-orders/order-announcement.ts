/** Announces to the books of centres that a version of their order is about to be made; again does no harm. */

import { locationAccount } from '../../shared/domain/accounts.ts';
import type { Order } from '../../shared/domain/order.ts';
import { fenceOfOrderVersion } from '../../shared/ledger/fence.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { retryOnConflict } from '../../shared/posting/retry-on-conflict.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { Store } from '../../shared/store/store.ts';

/** Centres worked on side by side: each may hold one registry chain in memory, some 3,000 households. */
const centresAtOnce = 8;

export async function ofEachCentre<T>(
  centreIds: readonly string[],
  work: (centreId: string) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  for (let start = 0; start < centreIds.length; start += centresAtOnce)
    results.push(...(await Promise.all(centreIds.slice(start, start + centresAtOnce).map(work))));
  return results;
}

/**
 * The centres that any revision of an order covered. The book of each rests on announcements in the place of the order,
 * so each must hear of every version to come, also after an amendment has dropped it.
 */
export const centresEverCovered = ({ revisions }: Pick<Order, 'revisions'>): ReadonlySet<string> =>
  new Set(revisions.flatMap(({ covers, terms }) => covers ?? (terms.centres === 'all' ? [] : terms.centres)));

export async function announceOrderVersion(
  { journal, clock }: HandlerContext,
  orderId: string,
  version: number,
  centreIds: readonly string[],
): Promise<void> {
  await ofEachCentre(centreIds, (centreId) =>
    retryOnConflict(clock, async () =>
      journal.commit([await nextAnnouncement(journal, orderId, centreId, version)]),
    ),
  );
}

export async function nextAnnouncement(
  journal: Store,
  orderId: string,
  centreId: string,
  version: number,
): Promise<Write> {
  const account = locationAccount('centre', centreId, orderId);
  return fenceOfOrderVersion(account, await journal.fences.version(account), version);
}
