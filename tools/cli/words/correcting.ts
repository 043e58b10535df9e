import { correcting as english } from './en/correcting.ts';
import { room } from './words.ts';

/** Texts of the commands that put right, take back, note, renew and publish. */
export const correcting = room(english, async () => (await import('./ko/correcting.ts')).correcting);
