import { doctor as english } from './en/doctor.ts';
import { room } from './words.ts';

/** Texts of `relief doctor`. */
export const doctor = room(english, async () => (await import('./ko/doctor.ts')).doctor);

/** Says them, in the language or, for programs, in English. */
export type Say = typeof doctor.inEnglish;
