/**
 * What of one event does not fit its first transaction: decided and kept with it, written after it.
 *
 * The first transaction books the event's movements and keeps the remainder as one record. Whoever meets the
 * event again finds the record and writes what of it is not there yet, so a crash in between finishes with
 * the next delivery.
 */

import type { JsonValue } from '../domain/canonical.ts';
import type { JsonObject } from '../ledger/chain.ts';
import { eventIdempotencyKey, exceptionIdOf } from '../ledger/exceptions.ts';
import { type ItemKey, transactionItems, type Write } from '../ledger/writes.ts';
import type { JournalStore } from '../store/journal-store.ts';
import { type Clock, retryOnConflict } from './post-batch.ts';

export type Append = Extract<Write, { kind: 'append' }>;

/** Beside the movements, a first transaction holds the event's claim and the remainder. */
export const firstTransactionItems = transactionItems - 2;

/** S13: what of an event is still to be written; `event` is `source#id`. */
const deferredKey = (event: string): ItemKey => ({
  table: 'stock',
  subject: `remainder:${exceptionIdOf(eventIdempotencyKey(event))}`,
  item: 'remainder',
});

export interface DeferredWrites {
  /** Items that rest on nothing. */
  readonly later: readonly Append[];
  /** The function's own; empty when there is nothing else to do. */
  readonly rows: readonly JsonValue[];
}

/** What is written in an event's first transaction, with all that rests on nothing where it fits. */
export function firstTransaction(
  event: string,
  movements: readonly Write[],
  { later, rows }: DeferredWrites,
): { readonly writes: readonly Write[]; readonly isWhole: boolean } {
  if (rows.length === 0 && movements.length + later.length <= firstTransactionItems) {
    return { writes: [...movements, ...later], isWhole: true };
  }
  const kept = later.map(({ key, record }): JsonObject => ({ key: { ...key }, record }));
  const remainder: Write = { kind: 'append', key: deferredKey(event), record: { rows: [kept, rows] } };
  return { writes: [...movements, remainder], isWhole: false };
}

export async function deferredWritesOf(
  journal: JournalStore,
  event: string,
): Promise<DeferredWrites | undefined> {
  const record = await journal.record(deferredKey(event));
  if (record === undefined) return undefined;
  const [later, rows] = record['rows'] as unknown as readonly [
    readonly { key: ItemKey; record: JsonObject }[],
    readonly JsonValue[],
  ];
  return { later: later.map(({ key, record }) => ({ kind: 'append', key, record })), rows };
}

/** Writes items that rest on nothing, unless they are there. */
export async function appendDeferred(
  journal: JournalStore,
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

/**
 * Fixes units (or a currency) ahead of an event's own writes where all of them do not fit one transaction: they are what
 * the event, which is to be posted, will use. Answers whether the event must be decided again.
 */
export async function unitsFixedBefore(
  journal: JournalStore,
  movements: readonly Write[],
  fixed: readonly Write[],
): Promise<boolean> {
  if (movements.length <= firstTransactionItems) return false;
  await journal.commitAny(fixed.slice(0, transactionItems));
  return true;
}
