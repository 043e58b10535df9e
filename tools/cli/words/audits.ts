import { audits as english } from './en/audits.ts';
import { room } from './words.ts';

/** Texts of audits by visits. */
export const audits = room(english, async () => (await import('./ko/audits.ts')).audits);
