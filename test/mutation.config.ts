/** The tests that a mutation run asks: those of the code that it mutates, and some simulated histories. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/{domain,ledger}/**/*.test.ts',
      'test/contract/canonical.test.ts',
      'test/simulation/histories.test.ts',
    ],
    // Properties draw the same cases for each mutant.
    env: { SEED: '1', SIM_HISTORIES: '30' },
    maxWorkers: 1,
  },
});
