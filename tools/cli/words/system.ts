import { system as english } from './en/system.ts';
import { room } from './words.ts';

/** Texts of what may go wrong between the command line and the system. */
export const system = room(english, async () => (await import('./ko/system.ts')).system);
