/** Keys of what is kept beside the books about households that were missed; the law of `keys.ts` holds here too. */
import type { Instant } from '../domain/events.ts';
import { exceptionIdOf } from './id-claims.ts';
import type { ItemKey, Range } from './keys.ts';

// L21: why households were missed.

export const missedPrefix = 'missed:';

export const missedSubject = (orderId: string, centreId: string): string =>
  `${missedPrefix}${orderId}/${centreId}`;

export const isMissedSubject = (subject: string): boolean => subject.startsWith(missedPrefix);

/** One row, which is claimed by `claimId`. `#` sorts before all that an id is made of, so households sort as their ids do. */
export const missedKey = (
  {
    orderId,
    centreId,
    householdId,
  }: {
    readonly orderId: string;
    readonly centreId: string;
    readonly householdId: string;
  },
  happenedAt: Instant,
  claimId: string,
): ItemKey => ({
  table: 'ledgers',
  subject: missedSubject(orderId, centreId),
  item: `${householdId}#${happenedAt}#${claimId}`,
});

/** The rows of all households from one to another; `$` is the character after `#`. */
export const missedBetween = (first: string, last: string): Range => ({ from: `${first}#`, to: `${last}$` });

// L22: where notes about a household are kept.

export const notesSubject = (householdId: string): string => `notes:${householdId}`;

/** `place` is the subject and item of the record that holds the note. */
export const noteKey = (householdId: string, place: string): ItemKey => ({
  table: 'ledgers',
  subject: notesSubject(householdId),
  item: exceptionIdOf(place),
});
