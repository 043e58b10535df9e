/**
 * Plays histories in numbers, on all processors: `npm run simulate -- --histories 1000000`.
 *
 * `--from 5000` begins at that seed, `--processes 4` says how many share the work, and `--replay wild-133` plays
 * one seed again and tells its last steps (`SIM_STEPS=4000`: more of them). `--minutes 15 --least 2500` stops after a
 * quarter of an hour, but not before so many are played. Exits with 1 when any promise of the books was broken, and names
 * the seeds.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Dice } from '../support/dice.ts';
import { drawHistory } from './history.ts';
import { drawFaults, Simulation } from './simulation.ts';

/** What one process tells of each part of its work. */
interface Tally {
  readonly histories: number;
  readonly steps: number;
  readonly failures: readonly string[];
}

/** Histories between two tallies. */
const maxOfTally = 50;
const progressMs = 30_000;
const shownFailures = 5;
/** Node that reads TypeScript by itself plays faster without tsx, which names each function anew whenever it is made. */
const execArgv = process.features.typescript ? [] : process.execArgv;

export async function playWild(seed: string): Promise<Tally> {
  const dice = new Dice(seed);
  const simulation = new Simulation(seed, drawHistory(dice, 'wild'), drawFaults(dice));
  const failures: string[] = [];
  await simulation.run().catch((error: unknown) => {
    failures.push(`${seed}: ${error instanceof Error ? error.stack : String(error)}`);
  });
  return { histories: 1, steps: simulation.steps, failures };
}

const sumOf = (one: Tally, other: Tally): Tally => ({
  histories: one.histories + other.histories,
  steps: one.steps + other.steps,
  failures: [...one.failures, ...other.failures],
});

const nothingYet: Tally = { histories: 0, steps: 0, failures: [] };

const seedOf = (index: number): string => `wild-${index}`;

/** What is to be played. */
interface Work {
  readonly from: number;
  readonly histories: number;
  readonly processes: number;
  /** Milliseconds since 1970 after which no more is begun, once the least is played. */
  readonly until: number;
  readonly least: number;
}

/** A part of the work: every `processes`th seed. */
async function playPart(part: number, { from, histories, processes, until, least }: Work): Promise<void> {
  let tally = nothingYet;
  const tell = async (): Promise<void> => {
    process.send?.(tally);
    tally = nothingYet;
    // Lets the message out, and a word to end in.
    await new Promise((resume) => setImmediate(resume));
  };
  for (let index = part; index < histories; index += processes) {
    if (index >= least && Date.now() >= until) break;
    tally = sumOf(tally, await playWild(seedOf(from + index)));
    if (tally.histories >= maxOfTally) await tell();
  }
  await tell();
  process.disconnect?.();
}

async function playAll(work: Work): Promise<Tally> {
  let total = nothingYet;
  const started = performance.now();
  const say = (): void => {
    const rate = (total.histories / (performance.now() - started)) * 1_000;
    console.info(
      `${total.histories} histories, ${total.steps} steps, ${rate.toFixed(0)} histories/s, ${total.failures.length} failed`,
    );
  };
  const timer = setInterval(say, progressMs);
  const parts = Array.from({ length: work.processes }, (_, part) => {
    const seeds = JSON.stringify({ part, work });
    const child = fork(fileURLToPath(import.meta.url), ['--part', seeds], { execArgv });
    child.on('message', (tally: Tally) => {
      total = sumOf(total, tally);
      for (const failure of tally.failures.slice(0, shownFailures)) console.error(failure);
    });
    return new Promise<void>((resolve, reject) =>
      child.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`a process of the simulation ended with ${code}`)),
      ),
    );
  });
  await Promise.all(parts);
  clearInterval(timer);
  say();
  return total;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      histories: { type: 'string', default: '20000' },
      from: { type: 'string', default: '0' },
      processes: { type: 'string', default: availableParallelism().toString() },
      minutes: { type: 'string' },
      least: { type: 'string', default: '0' },
      replay: { type: 'string' },
      part: { type: 'string' },
    },
  });
  if (values.part !== undefined) {
    const { part, work } = JSON.parse(values.part) as { part: number; work: Work };
    await playPart(part, work);
    return true;
  }
  if (values.replay !== undefined) {
    const { steps, failures } = await playWild(values.replay);
    console.info(failures[0] ?? `${values.replay}: all promises kept in ${steps} steps`);
    return failures.length === 0;
  }
  const histories = Number(values.histories);
  const minutes = Number(values.minutes ?? 0);
  const least = values.minutes === undefined ? histories : Number(values.least);
  const total = await playAll({
    from: Number(values.from),
    histories,
    processes: Number(values.processes),
    until: Date.now() + minutes * 60_000,
    least,
  });
  if (total.histories < least || total.histories > histories)
    throw new Error(`of ${histories} histories ${total.histories} were played`);
  return total.failures.length === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await main()) ? 0 : 1;
