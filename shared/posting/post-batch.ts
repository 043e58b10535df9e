/** Posts a batch: load, decide, commit; after a conflict, load and decide again. */
import type { Outcome } from '../domain/outcome.ts';
import { maxRowsOfBatch } from '../domain/transaction-size.ts';
import { type Batch, rowPath } from './batch.ts';
import { decideBatch } from './decide-batch.ts';
import type { BatchLoader, Clock, Journal } from './ports.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import { refuseTooLarge, TooLargeError } from './too-large.ts';

export type BatchJournal = Journal & BatchLoader;

/**
 * Posts a batch in groups, each in one transaction; returns an outcome for each row, in order.
 *
 * Guarantees: safe to call again with the same rows at any time and after any fault. What is held is
 * written on the condition that what it depends on has not come. When time runs out, the groups that were posted
 * stay posted, and the next delivery finds them as duplicates.
 */
export async function postBatch(
  batch: Batch,
  journal: BatchJournal,
  clock: Clock,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  while (outcomes.length < batch.rows.length) {
    clock.checkTime();
    const rest = { ...batch, rows: batch.rows.slice(outcomes.length) };
    outcomes.push(...(await postFitting(rest, journal, clock)));
  }
  return outcomes;
}

/** Posts a group of the first rows; of fewer where they are too large together, and one that is too large alone is refused. */
async function postFitting(batch: Batch, journal: BatchJournal, clock: Clock): Promise<readonly Outcome[]> {
  let group = batch;
  for (;;) {
    try {
      return await retryOnConflict(clock, (tries) => postGroup(group, journal, clock, tries > 1));
    } catch (error) {
      const [row] = group.rows;
      if (!(error instanceof TooLargeError) || row === undefined || row.refusal !== undefined) throw error;
      const fewer = Math.ceil(Math.min(group.rows.length, maxRowsOfBatch.receipts) / 2);
      group =
        group.rows.length > 1
          ? { ...group, rows: group.rows.slice(0, fewer) }
          : { ...group, rows: [{ ...row, refusal: refuseTooLarge(error, rowPath(batch, row)) }] };
    }
  }
}

async function postGroup(
  batch: Batch,
  journal: BatchJournal,
  clock: Clock,
  hasConflicted: boolean,
): Promise<readonly Outcome[] | 'conflict'> {
  let state = await journal.loadBatch(batch, hasConflicted);
  let decision = decideBatch(batch, state, clock.now());
  while (decision.missingClaims !== undefined) {
    const found = await journal.claims(decision.missingClaims);
    state = { ...state, claims: new Map([...state.claims, ...found]) };
    decision = decideBatch(batch, state, clock.now());
  }
  if (decision.writes.length > 0 && (await journal.commit(decision.writes)) === 'conflict') return 'conflict';
  return decision.outcomes;
}
