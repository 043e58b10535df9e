/**
 * Fence to a book, in the order they were given: what was refused of it, and that its order is about to take a step.
 *
 * A receipt that is posted needs no claim of its own, for its book and account have it. One that was refused has a
 * case; the notices tell, without a read a receipt, which ids those are. Every group that posts rests on the next
 * notice not being there, so no group posts an id that another has just refused, nor under terms that have just
 * changed. See docs/decisions/0014-give-each-book-a-fence.md.
 */

import type { JsonObject } from './chain.ts';
import type { ExceptionStatus, IdClaim } from './exceptions.ts';
import { type ItemKey, seqItem, type Write } from './writes.ts';

export const fenceSubject = (bookAccount: string): string => `notices:${bookAccount}`;

export const fenceKey = (bookAccount: string, number: number): ItemKey => ({
  table: 'ledgers',
  subject: fenceSubject(bookAccount),
  item: seqItem(number),
});

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

/** The books under an order whose first notice was of a refusal; those told of a step first have a plan. */
export const fencedSubject = (orderId: string): string => `noticed:${orderId}`;

/** Lists a book under its order; written with its first notice. */
export const fencedListing = (bookAccount: string, orderId: string): Write => ({
  kind: 'append',
  key: { table: 'ledgers', subject: fencedSubject(orderId), item: bookAccount },
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

/** Takes in the notices that follow those known. */
export function readFence(known: Fence, records: readonly JsonObject[]): Fence {
  if (records.length === 0) return known;
  const refusals = new Map(known.refusals);
  let { step } = known;
  for (const record of records) {
    for (const [reference, digest, status] of (record['heads'] ?? []) as readonly Head[])
      refusals.set(reference, { digest, status });
    if (typeof record['step'] === 'number') step = Math.max(step, record['step']);
  }
  return { given: known.given + records.length, refusals, step };
}

type Head = readonly [reference: string, digest: string, status: ExceptionStatus];
