import { configDefaults, defineConfig } from 'vitest/config';

/** What each project holds beside the others; `unit` is all the rest. See test/README.md. */
const projects = {
  engine: [
    'test/{functions,histories,stand-ins,upgrades,verifier}/**/*.test.ts',
    'test/audit/{attacks,seal-day,tampering-list}.test.ts',
    'test/cli/{event-history,story,import/into-books}.test.ts',
    'test/posting/senders.test.ts',
  ],
  flows: ['test/{flows,local}/**/*.test.ts', 'test/cli/bin.test.ts'],
  stacks: ['test/infra/**/*.test.ts'],
  simulation: ['test/simulation/**/*.test.ts'],
  page: [
    'test/dashboard/{audits,days,page,put-right,reference,roles,sign-in,still-owed,work-lists}.test.ts',
    'test/dashboard/writing/{accessibility,flows,round,signed-in}.test.ts',
    'test/dashboard/desk/{day,device,many-desks}.test.ts',
    'test/docs/tour.test.ts',
  ],
};

/** Its files share what takes them longest: the CDK, once loaded, and the stacks, once synthesized. */
const shared = new Set(['stacks']);

const unit = {
  name: 'unit',
  include: ['test/**/*.test.ts'],
  exclude: [...configDefaults.exclude, ...Object.values(projects).flat()],
  // These tests leave nothing behind, so a worker keeps the modules that it has loaded.
  isolate: false,
};

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: the local system under test and the test share them.
    maxWorkers: 2,
    projects: [
      unit,
      ...Object.entries(projects).map(([name, include]) => ({ name, include, isolate: !shared.has(name) })),
    ].map((test) => ({ extends: true as const, test })),
  },
});
