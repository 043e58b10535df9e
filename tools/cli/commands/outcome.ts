/** What `--wait` reports: what the system made of the events just sent. */
import type { ExceptionAnswer } from '../../../shared/contract/answers/exceptions.ts';
import { type ExitCode, exitCodes } from '../cli-error.ts';
import { exceptionsOf, untilProcessed } from '../delivery.ts';
import type { SystemOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import { exceptionsTable } from '../report.ts';
import type { RoutedEvent } from '../routing.ts';
import { apiOf, counted, print, type SystemOptions, say } from './command-line.ts';

export interface WaitOption {
  readonly wait?: true;
}

export const waitOption = [
  '--wait',
  'wait until everything is decided, then list what was not posted; exit 1 if anything was rejected',
] as const;

export interface Outcome {
  readonly held: number;
  readonly rejected: number;
  readonly exceptions: readonly ExceptionAnswer[];
}

/** Waits until the queues are empty, then looks up which of the events are held or rejected. */
export async function waitForOutcome(
  system: SystemOutputs,
  options: SystemOptions,
  events: readonly RoutedEvent[],
): Promise<Outcome> {
  if (events.length === 0) return { held: 0, rejected: 0, exceptions: [] };
  const progress = process.stderr.isTTY
    ? startProgress('waiting for decisions', undefined, 'messages left')
    : undefined;
  try {
    await untilProcessed(system, (left) => progress?.update(left));
  } finally {
    progress?.abandon();
  }
  const exceptions = await exceptionsOf(apiOf(system, options), events);
  const count = (wanted: string): number => exceptions.filter(({ status }) => status === wanted).length;
  return { held: count('held'), rejected: count('rejected'), exceptions };
}

export const exitCodeOf = ({ rejected }: Outcome): ExitCode | 0 => (rejected > 0 ? exitCodes.differs : 0);

/** Says what became of the events that were sent; of none there is nothing to say. */
export function printOutcome(sentEvents: number, outcome: Outcome | undefined): void {
  if (sentEvents === 0) return;
  if (outcome === undefined) {
    say('To see what was not posted: npm run relief -- exceptions');
    return;
  }
  const { held, rejected, exceptions } = outcome;
  if (exceptions.length === 0) print('All of it is in the books');
  else {
    const counts = `${counted(held, 'held', 'held')}, ${counted(rejected, 'rejected', 'rejected')}`;
    print(`${counts}, the rest is in the books\n\n${exceptionsTable(exceptions)}`);
  }
}
