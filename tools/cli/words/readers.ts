import { readers as english } from './en/readers.ts';
import { room } from './words.ts';

/** Texts of `relief readers`. */
export const readers = room(english, async () => (await import('./ko/readers.ts')).readers);
