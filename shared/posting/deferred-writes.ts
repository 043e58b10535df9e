/**
 * What of one event does not fit its first transaction: decided and kept with it, written after it.
 *
 * The first transaction books the event's movements and keeps the deferred writes as one record. Whoever meets the
 * event again finds the record and writes what of it is not there yet, so a crash in between is completed by
 * the next delivery.
 */

import { transactionItems } from '../domain/transaction-size.ts';
import { type Append, type DeferredWrites, deferredRecord, readDeferred } from '../ledger/deferred.ts';
import { deferredKey } from '../ledger/keys.ts';
import type { Write } from '../ledger/writes.ts';
import type { Verdict } from './event-handler.ts';
import type { Clock, Journal, Records } from './ports.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/**
 * Beside the movements, a first transaction holds the claims of the event and of its number, the deferred writes, four items of
 * what it corrects, and three in which that is counted.
 */
export const firstTransactionItems = transactionItems - 10;

/** Posts an event's movements, with all that depends on nothing where it fits. */
export function postWithDeferred(
  event: string,
  movements: readonly Write[],
  { later, rows }: DeferredWrites,
): Extract<Verdict, { status: 'posted' }> {
  if (rows.length === 0 && movements.length + later.length <= firstTransactionItems) {
    return { status: 'posted', writes: [...movements, ...later], isWhole: true };
  }
  const record = deferredRecord({ later, rows });
  const deferred: Write = { kind: 'append', key: deferredKey(event), record };
  return { status: 'posted', writes: [...movements, deferred] };
}

/**
 * Units (or a currency) that must be fixed ahead of an event's own writes, because all of them do not fit one
 * transaction: they are what the event, which is to be posted, will use.
 */
export const unitsFirst = (
  movements: readonly Write[],
  fixed: readonly Write[],
): Extract<Verdict, { status: 'write-first' }> | undefined =>
  movements.length <= firstTransactionItems
    ? undefined
    : { status: 'write-first', writes: fixed.slice(0, transactionItems) };

export async function deferredWritesOf(journal: Records, event: string): Promise<DeferredWrites | undefined> {
  const record = await journal.record(deferredKey(event));
  return record && readDeferred(record);
}

/** Writes items that depend on nothing, unless they are there. */
export async function appendDeferred(
  journal: Journal & Records,
  clock: Clock,
  later: readonly Append[],
): Promise<void> {
  for (let start = 0; start < later.length; start += transactionItems) {
    const part = later.slice(start, start + transactionItems);
    const [first] = part;
    if (first === undefined) return;
    await retryOnConflict(clock, async () => {
      if ((await journal.record(first.key)) !== undefined) return 'written';
      return (await journal.commit(part)) === 'conflict' ? 'conflict' : 'written';
    });
  }
}
