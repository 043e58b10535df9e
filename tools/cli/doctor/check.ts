/** What `relief doctor` looks at, one thing at a time. */
import { doctor } from '../words/doctor.ts';

export interface Check {
  readonly what: string;
  /** `unknown`: it could not be looked at from here, and `found` says why. */
  readonly state: 'good' | 'missing' | 'unknown';
  readonly found: string;
  /** What to do about it; of what is good, nothing. */
  readonly remedy?: string;
}

export const good = (what: string, found: string): Check => ({ what, state: 'good', found });
export const missing = (what: string, found: string, remedy: string): Check => ({
  what,
  state: 'missing',
  found,
  remedy,
});
export const unknown = (what: string, found: string, remedy: string): Check => ({
  what,
  state: 'unknown',
  found,
  remedy,
});

/** Looks, and takes whatever goes wrong on the way for an answer that nobody has. */
export async function lookAt(
  what: string,
  remedy: string,
  look: () => Promise<Check> | Check,
): Promise<Check> {
  try {
    return await look();
  } catch (error) {
    return unknown(what, error instanceof Error ? error.message : String(error), remedy);
  }
}

export const checkLines = (checks: readonly Check[]): readonly string[] =>
  checks.flatMap(({ what, state, found, remedy }) => [
    `${doctor(`state.${state}`)}${what}: ${found}`,
    ...(remedy === undefined || state === 'good' ? [] : [`    ${remedy}`]),
  ]);
