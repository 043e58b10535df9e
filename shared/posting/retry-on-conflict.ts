/** Faults, and conflicts that are loaded and decided again. */
import type { Clock } from './ports.ts';

/** A fault is about the moment and not about the message, which goes back to its queue. */
export class FaultError extends Error {
  override readonly name: string = 'FaultError';
}

/** Conflicts one after another before the message is put back: the last waits add up to some seconds. */
export const maxAttempts = 12;

/** Runs `attempt` until it meets no conflict. Errors: {@link FaultError} after {@link maxAttempts} conflicts. */
export async function retryOnConflict<T>(
  clock: Clock,
  attempt: (tries: number) => Promise<T | 'conflict'>,
): Promise<T> {
  for (let tries = 1; tries <= maxAttempts; tries += 1) {
    const result = await attempt(tries);
    if (result !== 'conflict') return result;
    await clock.backOff(tries);
  }
  throw new FaultError(`Gave up after ${maxAttempts} write conflicts on one book`);
}
