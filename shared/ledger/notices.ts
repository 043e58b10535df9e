/**
 * Notices to a book, in the order they were given: what was refused of it, and that its order is about to take a step.
 *
 * A receipt that is posted needs no claim of its own, for its book and account have it. One that was refused has a
 * case; the notices tell, without a read a receipt, which ids those are. Every group that posts rests on the next
 * notice not being there, so no group posts an id that another has just refused, nor under terms that have just
 * changed. See docs/decisions/0014-notices-to-a-book.md.
 */
import type { CaseHead, CaseStatus } from './cases.ts';
import type { JsonObject } from './chain.ts';
import { type Place, seqItem, type Write } from './writes.ts';

export const noticesSubject = (bookAccount: string): string => `notices:${bookAccount}`;

export const noticePlace = (bookAccount: string, number: number): Place => ({
  table: 'ledgers',
  subject: noticesSubject(bookAccount),
  item: seqItem(number),
});

/** Tells a book what one group refused, as the notice after the `given` before it. */
export const noticeOfRefusals = (
  bookAccount: string,
  given: number,
  heads: ReadonlyMap<string, CaseHead>,
): Write => ({
  kind: 'append',
  place: noticePlace(bookAccount, given + 1),
  record: { heads: [...heads].map(([reference, { digest, status }]) => [reference, digest, status]) },
});

/** Tells a book that step `step` of its order is about to be taken. */
export const noticeOfStep = (bookAccount: string, given: number, step: number): Write => ({
  kind: 'append',
  place: noticePlace(bookAccount, given + 1),
  record: { step },
});

/** What one notice tells. */
interface Notice {
  readonly refusals: readonly (readonly [string, CaseHead])[];
  readonly step: number | undefined;
}

export function readNotice({ heads = [], step }: JsonObject): Notice {
  const refused = heads as readonly (readonly [string, string, CaseStatus])[];
  return {
    refusals: refused.map(([reference, digest, status]) => [reference, { digest, status }]),
    step: typeof step === 'number' ? step : undefined,
  };
}
