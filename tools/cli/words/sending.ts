import { sending as english } from './en/sending.ts';
import { room } from './words.ts';

/** Texts of the commands that send, and of what became of what they sent. */
export const sending = room(english, async () => (await import('./ko/sending.ts')).sending);
