import type { Key } from '../words/catalogue.ts';
import { en } from '../words/en.ts';
import type { Words } from '../words/words.ts';

/** Why something was not posted, in words; a reason without words keeps its name. */
export function reasonText(reason: string, words: Words): string {
  const key = `reason.${reason}`;
  return key in en ? words.say(key as Key) : reason;
}
