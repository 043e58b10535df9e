import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/** On how many cores tests are spread: a worker of the page has a system and a browser, and four take some 3 GB together. */
const cores = Math.min(availableParallelism(), 4);

/** Those whose tests only compute: each worker more would load all modules again. */
const computing = { maxWorkers: cores, sequence: { groupOrder: 2 } };

/** Those whose tests wait for a browser, a queue or a command: they leave cores to others, and have their turn first. */
const waiting: Readonly<Record<string, typeof computing>> = {
  page: { maxWorkers: 2 * cores, sequence: { groupOrder: 0 } },
  flows: { maxWorkers: cores + 1, sequence: { groupOrder: 1 } },
};

/** What each project holds beside the others; `unit` is all the rest. See test/README.md. */
const projects = {
  engine: [
    'test/{functions,histories,stand-ins,upgrades,verifier}/**/*.test.ts',
    'test/audit/{attacks,seal-day,tampering-list}.test.ts',
    'test/cli/{event-history,story,import/into-books}.test.ts',
    'test/posting/senders.test.ts',
  ],
  flows: ['test/{flows,local}/**/*.test.ts', 'test/bench/bundles.test.ts', 'test/cli/bin.test.ts'],
  stacks: ['test/infra/**/*.test.ts'],
  simulation: ['test/simulation/**/*.test.ts'],
  page: [
    'test/dashboard/{audits,browser-languages,by-itself,cards,days,late-answers,page,put-right,reference,roles,search,sign-in,sorting,still-owed,widths,work-lists}.test.ts',
    'test/dashboard/writing/{accessibility,files,flows,hurried,round,signed-in}.test.ts',
    'test/dashboard/desk/{day,device,hurried,many-desks,mishaps,two-centres}.test.ts',
    'test/docs/tour.test.ts',
  ],
};

/** Their tests leave nothing behind, so a worker keeps what takes longest: the modules it has loaded, the stacks synthesized. */
const shared = new Set(['engine', 'flows', 'page', 'stacks', 'unit']);

/** What is made once for all files of a project: the stacks and the page that systems are started from, and a round. */
const madeOnce: Readonly<Record<string, readonly string[]>> = {
  flows: ['test/local/prepare.ts'],
  page: ['test/local/prepare.ts', 'test/dashboard/prepare-round.ts'],
};

const unit = {
  name: 'unit',
  include: ['test/**/*.test.ts'],
  exclude: [...configDefaults.exclude, ...Object.values(projects).flat()],
};

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A second, as by default, is short on a machine that is busy with other tests.
    expect: { poll: { timeout: 15_000 } },
    // What the command line says is held against English, wherever the tests run.
    env: { RELIEF_LANG: 'en' },
    sequence: { sequencer: LongestFirst },
    projects: [unit, ...Object.entries(projects).map(([name, include]) => ({ name, include }))].map(
      (test) => ({
        extends: true as const,
        test: {
          ...test,
          ...(waiting[test.name] ?? computing),
          isolate: !shared.has(test.name),
          globalSetup: [...(madeOnce[test.name] ?? [])],
        },
      }),
    ),
  },
});
