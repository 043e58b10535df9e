/** Rows of sheets about households that were missed. Pure. */

import type { Instant, Missed } from '../domain/events.ts';
import { refuseService } from '../domain/handover.ts';
import type { Refusal } from '../domain/outcome.ts';
import { exceptionKey } from '../ledger/exception-keys.ts';
import { exceptionIdOf } from '../ledger/id-claims.ts';
import { listNote, recordMissed } from '../ledger/missed.ts';
import type { Write } from '../ledger/writes.ts';
import { type Batch, type BatchRow, missedRowKey, rowIdempotencyKey } from './batch.ts';
import type { BatchState } from './batch-state.ts';
import type { KnownIds } from './known-ids.ts';

interface MissedGroup {
  readonly batch: Batch;
  readonly state: BatchState;
  readonly ids: KnownIds;
  /** Rows that the group keeps itself, by the item of their key. */
  readonly keptHere: ReadonlySet<string>;
  readonly now: Instant;
}

/**
 * What becomes of a row: known already, refused by the checks that a handover passes before its goods, or kept beside
 * the books, where its place claims its number in its event.
 */
export function decideMissedRow(
  row: BatchRow,
  missed: Missed,
  { batch, state, ids, keptHere, now }: MissedGroup,
): 'known' | Refusal | { readonly item: string; readonly writes: readonly Write[] } {
  const key = missedRowKey(batch, row, missed);
  const isRefused = ids.claim(exceptionIdOf(rowIdempotencyKey(batch, row))) !== undefined;
  const isKept = state.keptMissed.has(key.item) || keptHere.has(key.item);
  if (isKept || (isRefused && row.hold === undefined)) return 'known';
  const { order, location, households } = state;
  const { index, event } = row;
  const refusal =
    row.refusal ??
    refuseService(missed.householdId, {
      orderId: batch.orderId,
      centreId: batch.bookId,
      time: event.time,
      order,
      location,
      history: households.get(missed.householdId),
    });
  if (refusal !== undefined) return refusal;
  const { time } = event;
  const { item } = key;
  return { item, writes: recordMissed(key, { ...missed, index, time, event: event.key, recordedAt: now }) };
}

/** Lists the note that a refused row may hold about its household, so that its erasure finds it. */
export function noteListing(batch: Batch, row: BatchRow, exceptionId: string): readonly Write[] {
  const hasNote = batch.kind === 'missed' && JSON.stringify(row.original).includes('"note"');
  return hasNote && row.householdId !== undefined
    ? [listNote(row.householdId, exceptionKey(exceptionId, 1))]
    : [];
}
