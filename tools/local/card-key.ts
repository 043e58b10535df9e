/** The key that codes of cards are made with: of one machine, a file that its owner alone may read. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const keyBytes = 32;

export const newCardKey = (): string => randomBytes(keyBytes).toString('hex');

/** The key in a file, which is made where there is none: printed cards stay good over restarts. */
export function keptCardKey(file: string): string {
  if (!existsSync(file)) writeFileSync(file, newCardKey(), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}
