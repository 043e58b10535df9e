import { upkeep as english } from './en/upkeep.ts';
import { room } from './words.ts';

/** Texts of the commands that prove, seal and copy the books, and of those that shells need. */
export const upkeep = room(english, async () => (await import('./ko/upkeep.ts')).upkeep);
