/** This machine, before the local system is started on it. */
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

const gigabytes = (bytes: number): string => `${(bytes / gigabyte).toFixed(1)} GB free`;

export async function machineChecks(machine: Machine): Promise<readonly Check[]> {
  const { nodeVersion, now, installedAt } = machine;
  const major = Number(/^v?(\d+)/.exec(nodeVersion)?.[1]);
  return [
    major >= leastNodeMajor
      ? good('Node', nodeVersion)
      : missing('Node', nodeVersion, `Install Node ${leastNodeMajor} or newer.`),
    now >= installedAt
      ? good('clock', now.toISOString())
      : missing(
          'clock',
          `${now.toISOString()}, but this version was installed at ${installedAt.toISOString()}`,
          'Set the clock: events that are ahead of it are refused, and days are sealed by it.',
        ),
    await lookAt('disk', 'Make the folder of the data, or name another by DATA_DIR.', async () => {
      const free = await machine.freeDiskBytes();
      return free >= leastDiskBytes
        ? good('disk', gigabytes(free))
        : missing('disk', gigabytes(free), 'Make room, or name another place for the data by DATA_DIR.');
    }),
    machine.freeMemoryBytes() >= leastMemoryBytes
      ? good('memory', gigabytes(machine.freeMemoryBytes()))
      : missing(
          'memory',
          gigabytes(machine.freeMemoryBytes()),
          'End other programs: a city takes half a gigabyte.',
        ),
    ...(await Promise.all(machine.ports.map((port) => portCheck(port, machine)))),
  ];
}

async function portCheck(
  { port, variable }: Machine['ports'][number],
  { isRunning, openPort }: Machine,
): Promise<Check> {
  const what = `port ${port}`;
  if (isRunning) return good(what, 'the local system has it, or needs none');
  try {
    await openPort(port, variable);
    return good(what, 'free');
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return missing(what, found, `Stop the program that has it, or set ${variable} to a free port.`);
  }
}
