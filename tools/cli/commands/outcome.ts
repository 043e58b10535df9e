/** What `--wait` reports: what became of every row of the events just sent. */

import { type ExitCode, exitCodes } from '../cli-error.ts';
import {
  decidedBefore,
  outcomesOf,
  type RowOutcome,
  type RowStatus,
  type SentEvent,
  sentEvent,
} from '../outcome.ts';
import type { SystemOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import { exceptionsTable } from '../report.ts';
import { sending } from '../words/sending.ts';
import { usage } from '../words/usage.ts';
import { apiOf, print, type SystemOptions, say } from './command-line.ts';

export interface WaitOption {
  readonly wait?: true;
}

export const waitOption = () => ['--wait', usage('wait')] as const;

/** What is sent, and which of it the system had decided before. */
export interface Followed {
  readonly events: readonly SentEvent[];
  readonly before: ReadonlySet<SentEvent>;
}

/** Looks, before anything is sent, which of it is decided already; nothing where nobody waits. */
export async function follow(
  system: SystemOutputs,
  options: SystemOptions & WaitOption,
  bodies: readonly string[],
): Promise<Followed | undefined> {
  if (options.wait !== true) return undefined;
  const events = bodies.map(sentEvent);
  return { events, before: await decidedBefore(apiOf(system, options), events) };
}

/** Waits until the events are decided, and tells what became of every row. */
export async function waitForOutcome(
  system: SystemOutputs,
  options: SystemOptions,
  { events, before }: Followed,
): Promise<readonly RowOutcome[]> {
  if (events.length === 0) return [];
  const progress = startProgress(sending('outcome.waiting'), events.length, sending('unit.events'));
  try {
    return await outcomesOf(apiOf(system, options), events, before, {
      onDecided: (decided) => progress.update(decided),
    });
  } finally {
    progress.abandon();
  }
}

const count = (outcomes: readonly RowOutcome[], wanted: RowStatus): number =>
  outcomes.filter(({ status }) => status === wanted).length;

/** 0 only where every row is in the books. */
export function exitCodeOf(outcomes: readonly RowOutcome[]): ExitCode | 0 {
  if (outcomes.some(({ status }) => !['posted', 'held'].includes(status))) return exitCodes.differs;
  return outcomes.some(({ status }) => status === 'held') ? exitCodes.held : 0;
}

/** The same for programs. */
export const outcomeJson = (outcomes: readonly RowOutcome[]) => ({
  posted: count(outcomes, 'posted'),
  held: count(outcomes, 'held'),
  rejected: count(outcomes, 'rejected'),
  undone: count(outcomes, 'undone'),
  undecided: count(outcomes, 'undecided'),
  exceptions: [...new Set(outcomes.flatMap(({ exception }) => exception ?? []))],
});

const notPosted = ['held', 'rejected', 'undone', 'undecided'] as const satisfies readonly RowStatus[];

/** Says what became of the rows that were sent; of none there is nothing to say. */
export function printOutcome(sentEvents: number, outcomes: readonly RowOutcome[] | undefined): void {
  if (sentEvents === 0) return;
  if (outcomes === undefined) {
    say(sending('outcome.how'));
    return;
  }
  const others = notPosted
    .map((status) => ({ status, rows: outcomes.filter((row) => row.status === status) }))
    .filter(({ rows }) => rows.length > 0);
  if (others.length === 0) {
    print(sending('outcome.all'));
    return;
  }
  const counts = others
    .map(({ status, rows }) => sending(`outcome.${status}`, { count: rows.length }))
    .join(', ');
  print(sending(count(outcomes, 'posted') === 0 ? 'outcome.none' : 'outcome.rest', { counts }));
  const copies = outcomes.filter(({ isCopy }) => isCopy).length;
  if (copies > 0) print(sending('outcome.copies', { count: copies }));
  const { exceptions } = outcomeJson(outcomes);
  if (exceptions.length > 0) print(`\n${exceptionsTable(exceptions)}`);
  for (const { status, rows } of others) {
    if (status !== 'undone' && status !== 'undecided') continue;
    for (const { reference = '', householdId = '' } of rows)
      print(sending(`outcome.row.${status}`, { row: `${reference} ${householdId}` }));
  }
}
