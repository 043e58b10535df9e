/** Posting: load, decide, commit; on a lost race, load and decide again. */
import type { Instant } from '../domain/events.ts';
import type { CaseHead, WaitingCase } from '../ledger/exceptions.ts';
import type { Write } from '../ledger/writes.ts';
import { decideSheet, type Outcome, type Sheet, type SheetState } from './decide-batch.ts';

/** `lost`: another writer was first, or a write that was thought lost had come through; nothing was written. */
export type Commit = 'committed' | 'lost';

export interface Journal {
  /** Errors: a fault where the store cannot be reached or refuses for its own reasons. */
  commit(writes: readonly Write[]): Promise<Commit>;
  cases(exceptionIds: readonly string[]): Promise<ReadonlyMap<string, CaseHead | undefined>>;
  /** The exceptionIds of those that still wait where they are said to. */
  stillWaiting(waiting: readonly WaitingCase[]): Promise<ReadonlySet<string>>;
}

export interface SheetJournal extends Journal {
  /** `hasLost`: a first try on what could be assumed has failed, so nothing is assumed. */
  sheetState(sheet: Sheet, hasLost: boolean): Promise<SheetState>;
}

/** The world outside the books. */
export interface Surroundings {
  now(): Instant;
  /** Waits before try `attempt` (1, 2, …) of a lost race. */
  backOff(attempt: number): Promise<void>;
}

/** A fault: not about the message but about the moment. The message goes back to its queue. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  /** What to do with the message: all faults of this project are over some time later. */
  readonly disposition = 'retry';
}

/** Races lost one after another before the message is put back: the last waits add up to some seconds. */
export const mostAttempts = 12;

/** Runs `attempt` until it is not lost. Errors: {@link Fault} after {@link mostAttempts} lost races. */
export async function untilCommitted<T>(
  surroundings: Surroundings,
  attempt: (tries: number) => Promise<T | 'lost'>,
): Promise<T> {
  for (let tries = 1; tries <= mostAttempts; tries += 1) {
    const result = await attempt(tries);
    if (result !== 'lost') return result;
    await surroundings.backOff(tries);
  }
  throw new Fault(`${mostAttempts} races for one book were lost`);
}

/**
 * Posts a sheet in groups, each in one transaction; answers an outcome for each row, in order.
 *
 * Guarantees: safe to call again with the same rows at any time and after any fault. What is held is
 * written on the condition that what it waits for has not come.
 */
export async function postSheet(
  sheet: Sheet,
  journal: SheetJournal,
  surroundings: Surroundings,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  while (outcomes.length < sheet.rows.length) {
    const rest = { ...sheet, rows: sheet.rows.slice(outcomes.length) };
    outcomes.push(
      ...(await untilCommitted(surroundings, (tries) => postGroup(rest, journal, surroundings, tries > 1))),
    );
  }
  return outcomes;
}

async function postGroup(
  sheet: Sheet,
  journal: SheetJournal,
  surroundings: Surroundings,
  hasLost: boolean,
): Promise<readonly Outcome[] | 'lost'> {
  let state = await journal.sheetState(sheet, hasLost);
  let decision = decideSheet(sheet, state, surroundings.now());
  while (decision.missingCases !== undefined) {
    const found = await journal.cases(decision.missingCases);
    state = { ...state, cases: new Map([...state.cases, ...found]) };
    decision = decideSheet(sheet, state, surroundings.now());
  }
  if (decision.writes.length > 0 && (await journal.commit(decision.writes)) === 'lost') return 'lost';
  return decision.outcomes;
}
