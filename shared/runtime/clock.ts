/** The clock and the patience of a running function. */
import type { Clock } from '../posting/ports.ts';

/** Full jitter: two writers that met once do not meet again at the next try. Units: milliseconds. */
const firstWaitMs = 10;
export const longestWaitMs = 1_000;

/** A clock without an end, for whoever is not cut off by Lambda. */
export const clock: Clock = {
  now: () => new Date().toISOString(),
  backOff: (attempt) => {
    const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** attempt);
    return new Promise((resume) => setTimeout(resume, Math.random() * ceiling));
  },
  checkTime: () => undefined,
};
