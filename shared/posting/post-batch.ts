/** Posting: load, decide, commit; on a lost race, load and decide again. */
import type { Instant } from '../domain/events.ts';
import type { Hold, IdClaim } from '../ledger/exceptions.ts';
import type { Write } from '../ledger/writes.ts';
import { type Batch, type BatchState, decideBatch, type Outcome } from './decide-batch.ts';

/** `lost`: another writer was first, or a write that was thought lost had come through; nothing was written. */
export type Commit = 'committed' | 'conflict';

export interface Journal {
  /** Errors: a fault where the store cannot be reached or refuses for its own reasons. */
  commit(writes: readonly Write[]): Promise<Commit>;
  cases(exceptionIds: readonly string[]): Promise<ReadonlyMap<string, IdClaim | undefined>>;
  /** The exceptionIds of those that still wait where they are said to. */
  stillWaiting(waiting: readonly Hold[]): Promise<ReadonlySet<string>>;
}

export interface BatchJournal extends Journal {
  /** `hasLost`: a first try on what could be assumed has failed, so nothing is assumed. */
  loadBatch(sheet: Batch, hasLost: boolean): Promise<BatchState>;
}

/** The world outside the books. */
export interface Clock {
  now(): Instant;
  /** Waits before try `attempt` (1, 2, …) of a lost race. */
  backOff(attempt: number): Promise<void>;
}

/** A fault: not about the message but about the moment. The message goes back to its queue. */
export class FaultError extends Error {
  override readonly name: string = 'FaultError';
  /** What to do with the message: all faults of this project are over some time later. */
  readonly disposition = 'retry';
}

/** Races lost one after another before the message is put back: the last waits add up to some seconds. */
export const maxAttempts = 12;

/** Runs `attempt` until it is not lost. Errors: {@link FaultError} after {@link maxAttempts} lost races. */
export async function retryOnConflict<T>(
  clock: Clock,
  attempt: (tries: number) => Promise<T | 'conflict'>,
): Promise<T> {
  for (let tries = 1; tries <= maxAttempts; tries += 1) {
    const result = await attempt(tries);
    if (result !== 'conflict') return result;
    await clock.backOff(tries);
  }
  throw new FaultError(`${maxAttempts} races for one book were lost`);
}

/**
 * Posts a sheet in groups, each in one transaction; answers an outcome for each row, in order.
 *
 * Guarantees: safe to call again with the same rows at any time and after any fault. What is held is
 * written on the condition that what it waits for has not come.
 */
export async function postBatch(
  sheet: Batch,
  journal: BatchJournal,
  clock: Clock,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  while (outcomes.length < sheet.rows.length) {
    const rest = { ...sheet, rows: sheet.rows.slice(outcomes.length) };
    outcomes.push(...(await retryOnConflict(clock, (tries) => postGroup(rest, journal, clock, tries > 1))));
  }
  return outcomes;
}

async function postGroup(
  sheet: Batch,
  journal: BatchJournal,
  clock: Clock,
  hasLost: boolean,
): Promise<readonly Outcome[] | 'conflict'> {
  let state = await journal.loadBatch(sheet, hasLost);
  let decision = decideBatch(sheet, state, clock.now());
  while (decision.missingClaims !== undefined) {
    const found = await journal.cases(decision.missingClaims);
    state = { ...state, cases: new Map([...state.cases, ...found]) };
    decision = decideBatch(sheet, state, clock.now());
  }
  if (decision.writes.length > 0 && (await journal.commit(decision.writes)) === 'conflict') return 'conflict';
  return decision.outcomes;
}
