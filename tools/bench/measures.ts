/** Wall time and CPU time of one piece of work, and what a series of such figures says. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Units: milliseconds. */
export interface Times {
  readonly wallMs: number;
  /** Of this process, all its threads. */
  readonly cpuMs: number;
  /** Of the table engine; `undefined` where this platform does not say. */
  readonly engineCpuMs: number | undefined;
}

export async function timesOf(enginePid: number | undefined, work: () => Promise<void>): Promise<Times> {
  const engineBeforeMs = processCpuMs(enginePid);
  const before = process.cpuUsage();
  const startedMs = performance.now();
  await work();
  const wallMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(before);
  const engineAfterMs = processCpuMs(enginePid);
  return {
    wallMs,
    cpuMs: (user + system) / 1_000,
    engineCpuMs:
      engineBeforeMs === undefined || engineAfterMs === undefined
        ? undefined
        : engineAfterMs - engineBeforeMs,
  };
}

/** The process id of the table engine that this process started; `undefined` where there is no /proc. */
export function findEnginePid(): number | undefined {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .find((pid) => isOwnEngine(pid));
  } catch {
    return undefined;
  }
}

function isOwnEngine(pid: number): boolean {
  try {
    return (
      Number(statFields(pid)[1]) === process.pid &&
      basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('dynoxide')
    );
  } catch {
    // It ended meanwhile, or is another user's.
    return false;
  }
}

/** Linux counts in hundredths of a second. */
const tickMs = 10;

function processCpuMs(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  const fields = statFields(pid);
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** Fields of /proc/PID/stat from the third on; the second, the name, may hold spaces. */
const statFields = (pid: number): readonly string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');

/** The middle of a series, with its ends. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Errors: throws at an empty series. */
export function spreadOf(series: readonly number[]): Spread {
  const sorted = [...series].sort((one, other) => one - other);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  const min = sorted[0];
  const max = sorted.at(-1);
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    throw new RangeError('An empty series has no median');
  }
  return { median: (low + high) / 2, min, max };
}
