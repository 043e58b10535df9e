/**
 * Refusals of a book: which of its receipts or payments were ever held or rejected, in the order it happened.
 *
 * A receipt that is posted needs no claim of its own, for its book and account have it. One that was refused has
 * a case; this list tells, without a read a receipt, which ids those are.
 */
import type { CaseHead, CaseStatus } from './cases.ts';
import type { JsonObject } from './chain.ts';
import { seqItem, type Write } from './writes.ts';

export const refusalsSubject = (bookAccount: string): string => `refused:${bookAccount}`;

/** Lists what one group refused, as the `groups`-th after those before it. */
export const appendRefusals = (
  bookAccount: string,
  groups: number,
  heads: ReadonlyMap<string, CaseHead>,
): Write => ({
  kind: 'append',
  place: { table: 'ledgers', subject: refusalsSubject(bookAccount), item: seqItem(groups + 1) },
  record: { heads: [...heads].map(([reference, { digest, status }]) => [reference, digest, status]) },
});

export const readRefusals = ({ heads }: JsonObject): readonly (readonly [string, CaseHead])[] =>
  (heads as readonly (readonly [string, string, CaseStatus])[]).map(([reference, digest, status]) => [
    reference,
    { digest, status },
  ]);
