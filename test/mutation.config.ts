/** The tests that a mutation run asks: those of the code that it mutates, and those of the queues and the API over it. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/{domain,ledger,posting,audit,functions,histories}/**/*.test.ts',
      'test/contract/canonical.test.ts',
    ],
    // They take long.
    exclude: [
      'test/audit/{attacks,seal-day,tampering-list}.test.ts',
      'test/posting/senders.test.ts',
      'test/functions/{hostile,access-patterns}.test.ts',
      'test/functions/policy-orders/long-orders.test.ts',
      'test/histories/prototype-names.test.ts',
    ],
    // Properties draw the same cases for each mutant.
    env: { SEED: '1', HISTORY_SEED: '1', RELIEF_LANG: 'en' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    isolate: false,
  },
});
