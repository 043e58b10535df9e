/** Withdrawals: what is held is taken back before it books itself, and stays rejected. */
import { type Detail, isBooked, type Rejected, rejected } from '../domain/outcome.ts';
import { recordEndOfHeld } from '../ledger/event-records.ts';
import type { Hold } from '../ledger/exception-keys.ts';
import { holdOf, recordLaterOutcome, type StoredException, subjectOf } from '../ledger/exceptions.ts';
import type { Write } from '../ledger/writes.ts';
import { type Batch, joinBatches } from './batch.ts';
import { batchOfHold } from './batch-rows.ts';
import { release } from './held-retries.ts';
import type { BatchLoader, Clock, HeldItems, Journal } from './ports.ts';
import { postBatch } from './post-batch.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

interface WithdrawalContext {
  readonly journal: Journal & BatchLoader & HeldItems;
  readonly clock: Clock;
}

/** Exceptions that are read side by side. */
const readAtOnce = 25;

/** Those of some exceptions that are held still. */
export async function stillHeldOf(
  exceptionIds: readonly string[],
  journal: Journal & HeldItems,
): Promise<readonly StoredException[]> {
  const found: StoredException[] = [];
  for (let start = 0; start < exceptionIds.length; start += readAtOnce) {
    const part = exceptionIds.slice(start, start + readAtOnce);
    const kept = await Promise.all(part.map((exceptionId) => journal.exception(exceptionId)));
    const holds = kept.flatMap((one) => (one === undefined ? [] : (holdOf(one) ?? [])));
    const held = await journal.stillHeld(holds);
    found.push(...kept.flatMap((one) => (one !== undefined && held.has(one.exceptionId) ? [one] : [])));
  }
  return found;
}

/** The writes that withdraw a held event; they fail when it is posted, withdrawn or held for something else meanwhile. */
export function withdrawEvent(
  kept: StoredException,
  hold: Hold,
  detail: Detail,
  now: string,
): readonly Write[] {
  const subject = subjectOf(kept);
  const { writes } = recordLaterOutcome(subject, hold, rejected('withdrawn', detail), now);
  return [...writes, recordEndOfHeld(subject, 'rejected')];
}

/**
 * Withdraws held rows of one sheet, in as many transactions as it takes. A row that is in the books by now stays there; one
 * that a retry has held for something else meanwhile is read and withdrawn again.
 */
export function withdrawRows(
  heldRows: () => Promise<readonly StoredException[]>,
  detail: Detail,
  context: WithdrawalContext,
): Promise<unknown> {
  return retryOnConflict(context.clock, async () => {
    const isWhole = await withdrawAsRead(await heldRows(), detail, context);
    return isWhole || (await heldRows()).length === 0 ? undefined : 'conflict';
  });
}

/** Whether every row was withdrawn. */
async function withdrawAsRead(
  rows: readonly StoredException[],
  detail: Detail,
  { journal, clock }: WithdrawalContext,
): Promise<boolean> {
  const withdrawal = rejected('withdrawn', detail);
  const batches = rows.flatMap((row) => batchOfRow(row, withdrawal) ?? []);
  const [first, ...others] = batches;
  if (first === undefined) return true;
  const batch = others.reduce((joined, one) => joinBatches(joined, one) ?? joined, first);
  const outcomes = await postBatch(batch, journal, clock);
  const booked = batch.rows.flatMap(({ hold }, index) => {
    const outcome = outcomes[index];
    return hold !== undefined && outcome !== undefined && isBooked(outcome) ? [hold] : [];
  });
  await release(journal, clock, batch.orderId, booked);
  return outcomes.every(({ status }) => status === 'rejected');
}

/** Withdraws one held item, be it an event or a row of a sheet; nothing where it is held no longer. */
export async function withdrawHeld(
  exceptionId: string,
  detail: Detail,
  context: WithdrawalContext,
): Promise<void> {
  const { journal, clock } = context;
  const isRow = await retryOnConflict(clock, async () => {
    const [kept] = await stillHeldOf([exceptionId], journal);
    const hold = kept && holdOf(kept);
    if (kept === undefined || hold === undefined) return false;
    if (batchOfHold(kept, hold) !== undefined) return true;
    return (await journal.commit(withdrawEvent(kept, hold, detail, clock.now()))) === 'conflict'
      ? 'conflict'
      : false;
  });
  if (isRow) await withdrawRows(() => stillHeldOf([exceptionId], journal), detail, context);
}

function batchOfRow(row: StoredException, withdrawal: Rejected): Batch | undefined {
  const hold = holdOf(row);
  const batch = hold && batchOfHold(row, hold);
  return batch && { ...batch, rows: batch.rows.map((one) => ({ ...one, refusal: withdrawal })) };
}
