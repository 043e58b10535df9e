/** Instants and dates of what events tell. */
import type { Instant } from './events.ts';

/** The instant of a time that a sender wrote, whatever its offset. */
export const instantOf = (time: string): Instant => new Date(time).toISOString();
