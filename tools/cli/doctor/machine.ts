/** This machine, before the local system is started on it. */

import { doctor, type Say } from '../words/doctor.ts';
import { type Check, good, lookAt, missing } from './check.ts';

/** What is asked of the machine. */
export interface Machine {
  readonly nodeVersion: string;
  readonly now: Date;
  /** When the files of this version were written: no clock that is right shows an earlier time. */
  readonly installedAt: Date;
  /** Free where the data lies. */
  readonly freeDiskBytes: () => Promise<number>;
  readonly freeMemoryBytes: () => number;
  readonly ports: readonly { readonly port: number; readonly variable: string }[];
  /** Errors: throws where another program has the port. */
  readonly openPort: (port: number, variable: string) => Promise<unknown>;
  /** Whether the local system itself has the ports. */
  readonly isRunning: boolean;
}

const leastNodeMajor = 20;
const gigabyte = 2 ** 30;
/** A city's books of a year, and room for a copy while they are exported. */
const leastDiskBytes = 2 * gigabyte;
/** The demo's city takes 484 MB. */
const leastMemoryBytes = gigabyte / 2;

const freeText = (bytes: number, say: Say): string =>
  say('free', { gigabytes: (bytes / gigabyte).toFixed(1) });

export async function machineChecks(machine: Machine, say: Say = doctor): Promise<readonly Check[]> {
  const { nodeVersion, now, installedAt } = machine;
  const major = Number(/^v?(\d+)/.exec(nodeVersion)?.[1]);
  return [
    major >= leastNodeMajor
      ? good(say('node'), nodeVersion)
      : missing(say('node'), nodeVersion, say('node.do', { least: leastNodeMajor })),
    now >= installedAt
      ? good(say('clock'), now.toISOString())
      : missing(
          say('clock'),
          say('clock.early', { now: now.toISOString(), installed: installedAt.toISOString() }),
          say('clock.do'),
        ),
    await lookAt(say('disk'), say('disk.ask'), async () => {
      const free = await machine.freeDiskBytes();
      return free >= leastDiskBytes
        ? good(say('disk'), freeText(free, say))
        : missing(say('disk'), freeText(free, say), say('disk.do'));
    }),
    machine.freeMemoryBytes() >= leastMemoryBytes
      ? good(say('memory'), freeText(machine.freeMemoryBytes(), say))
      : missing(say('memory'), freeText(machine.freeMemoryBytes(), say), say('memory.do')),
    ...(await Promise.all(machine.ports.map((port) => portCheck(port, machine, say)))),
  ];
}

async function portCheck(
  { port, variable }: Machine['ports'][number],
  { isRunning, openPort }: Machine,
  say: Say,
): Promise<Check> {
  const what = say('port', { port: String(port) });
  if (isRunning) return good(what, say('port.ours'));
  try {
    await openPort(port, variable);
    return good(what, say('port.free'));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return missing(what, found, say('port.do', { variable }));
  }
}
