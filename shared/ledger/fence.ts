/**
 * Fence to a book, in the order they were given: what was refused of it, and that its order is about to take a step.
 *
 * A receipt that is posted needs no claim of its own, for its book and account have it. One that was refused has a
 * case; the notices tell, without a read a receipt, which ids those are. Every group that posts rests on the next
 * notice not being there, so no group posts an id that another has just refused, nor under terms that have just
 * changed. See docs/decisions/0014-give-each-book-a-fence.md.
 */

import type { JsonObject } from '../domain/canonical.ts';
import { documentIdempotencyKey, exceptionIdOf, exceptionStatuses, type IdClaim } from './id-claims.ts';
import { fencedKey, fenceKey } from './keys.ts';
import { countOf, listOf, nameOf, textOf } from './record-fields.ts';
import type { Write } from './writes.ts';

/** Tells a book what one group refused, as the notice after the `given` before it. */
export const fenceOfRefusals = (
  bookAccount: string,
  given: number,
  heads: ReadonlyMap<string, IdClaim>,
): Write => ({
  kind: 'append',
  key: fenceKey(bookAccount, given + 1),
  record: { heads: [...heads].map(([reference, { digest, status }]) => [reference, digest, status]) },
});

/** What a fence calls a refused row without an id of its own: its exception. No reference begins so. */
export const unnamedReference = (exceptionId: string): string => `/${exceptionId}`;

/** The exception of a refused row, by what its fence calls it. */
export const exceptionOfRefusal = (bookAccount: string, reference: string): string =>
  reference.startsWith('/')
    ? reference.slice(1)
    : exceptionIdOf(documentIdempotencyKey(bookAccount, reference));

/** Lists a book under its order; written with its first notice where that was of a refusal. A book told of a step first has a plan. */
export const fencedListing = (bookAccount: string, orderId: string): Write => ({
  kind: 'append',
  key: fencedKey(bookAccount, orderId),
  record: {},
});

/** Tells a book that step `step` of its order is about to be taken. */
export const fenceOfOrderVersion = (bookAccount: string, given: number, step: number): Write => ({
  kind: 'append',
  key: fenceKey(bookAccount, given + 1),
  record: { step },
});

/** What the notices to a book have told so far. */
export interface Fence {
  readonly given: number;
  /** Receipts or payments of the book that were ever held or rejected, by reference. */
  readonly refusals: ReadonlyMap<string, IdClaim>;
  /** The last step that its order told it of; 0 for none. */
  readonly step: number;
}

export const noFence: Fence = { given: 0, refusals: new Map(), step: 0 };

/** One notice: ids refused, or the step that is about to be taken. */
interface Notice {
  readonly refusals: readonly (readonly [reference: string, claim: IdClaim])[];
  /** 0 where it tells of none. */
  readonly step: number;
}

/** Reads what {@link fenceOfRefusals} or {@link fenceOfOrderVersion} wrote. Errors: `DamagedRecordError` naming the field. */
export function readNotice({ heads, step }: JsonObject): Notice {
  return {
    refusals: (heads === undefined ? [] : listOf(heads, 'heads')).map((head) => {
      const [reference, digest, status] = listOf(head, 'heads');
      const claim = { digest: textOf(digest, 'heads'), status: nameOf(status, exceptionStatuses, 'heads') };
      return [textOf(reference, 'heads'), claim];
    }),
    step: step === undefined ? 0 : countOf(step, 'step'),
  };
}

/** Takes in the notices that follow those known. */
export function takeNotices(known: Fence, notices: readonly Notice[]): Fence {
  if (notices.length === 0) return known;
  const refusals = new Map(known.refusals);
  let { step } = known;
  for (const notice of notices) {
    for (const [reference, claim] of notice.refusals) refusals.set(reference, claim);
    step = Math.max(step, notice.step);
  }
  return { given: known.given + notices.length, refusals, step };
}
