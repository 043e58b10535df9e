/** What `--wait` tells: what the system made of the events just sent. */

import type { ExceptionAnswer } from '../../../shared/contract/answers/exceptions.ts';
import { exceptionsOf, untilWorkedOff } from '../delivery.ts';
import { type ExitCode, exitCodes } from '../failure.ts';
import type { SystemOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import { exceptionsTable } from '../report.ts';
import type { RoutedEvent } from '../routing.ts';
import { apiOf, counted, print, type SystemOptions } from './command-line.ts';

export interface WaitOption {
  readonly wait?: true;
}

export const waitOption = [
  '--wait',
  'until all is decided, then tell what was not posted; exit 1 when anything was rejected',
] as const;

export interface Outcome {
  readonly held: number;
  readonly rejected: number;
  readonly exceptions: readonly ExceptionAnswer[];
}

/** Waits until the queues are empty and looks what of the events is held or rejected. */
export async function waitForOutcome(
  system: SystemOutputs,
  options: SystemOptions,
  events: readonly RoutedEvent[],
): Promise<Outcome> {
  const progress = process.stderr.isTTY
    ? startProgress('until all is decided', undefined, 'messages left')
    : undefined;
  try {
    await untilWorkedOff(system, (left) => progress?.update(left));
  } finally {
    progress?.abandon();
  }
  const exceptions = await exceptionsOf(apiOf(system, options), events);
  const count = (wanted: string): number => exceptions.filter(({ status }) => status === wanted).length;
  return { held: count('held'), rejected: count('rejected'), exceptions };
}

export const exitCodeOf = ({ rejected }: Outcome): ExitCode | 0 => (rejected > 0 ? exitCodes.differs : 0);

export function printOutcome({ held, rejected, exceptions }: Outcome): void {
  if (exceptions.length === 0) print('All of it is in the books');
  else
    print(
      `${counted(held, 'held', 'held')}, ${counted(rejected, 'rejected', 'rejected')}, the rest is in the books\n\n${exceptionsTable(exceptions)}`,
    );
}
