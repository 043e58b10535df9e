/** Posts a batch: load, decide, commit; after a conflict, load and decide again. */
import type { Outcome } from '../domain/outcome.ts';
import type { Batch } from './batch.ts';
import { decideBatch } from './decide-batch.ts';
import type { BatchLoader, Clock, Journal } from './ports.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

export type BatchJournal = Journal & BatchLoader;

/**
 * Posts a batch in groups, each in one transaction; returns an outcome for each row, in order.
 *
 * Guarantees: safe to call again with the same rows at any time and after any fault. What is held is
 * written on the condition that what it depends on has not come.
 */
export async function postBatch(
  batch: Batch,
  journal: BatchJournal,
  clock: Clock,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  while (outcomes.length < batch.rows.length) {
    const rest = { ...batch, rows: batch.rows.slice(outcomes.length) };
    outcomes.push(...(await retryOnConflict(clock, (tries) => postGroup(rest, journal, clock, tries > 1))));
  }
  return outcomes;
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
