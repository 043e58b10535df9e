/**
 * Claims on ids: what an event, a receipt or a payment claims its id by, and for which content it is claimed.
 *
 * A claim stands as the first record of an exception, under an exceptionId that is a digest of what claims the id.
 */
import { hash } from 'node:crypto';
import { parseAccount } from '../domain/accounts.ts';
import type { JsonObject } from '../domain/canonical.ts';
import { RecordFields } from './record-fields.ts';

export const eventIdempotencyKey = (event: string): string => `event/${event}`;

/** What claims the id of a receipt or payment in a book: centres and payers number them each for itself. */
export function documentIdempotencyKey(bookAccount: string, reference: string): string {
  const book = parseAccount(bookAccount);
  switch (book?.kind) {
    case 'centre':
      return `receipt/${book.locationId}/${book.orderId}/${reference}`;
    case 'payer':
      return `payment/${book.payerId}/${book.orderId}/${reference}`;
    default:
      throw new TypeError(`${bookAccount} is no book of receipts or payments`);
  }
}

/** What claims the place of a row without a readable id in its event, `source#id`, which holds no line break. */
export const unnamedRowIdempotencyKey = (event: string, index: number): string =>
  `${eventIdempotencyKey(event)}\n${index}`;

/** An exceptionId: of what claims an id, or of one content of it where another content has the claim. */
export function exceptionIdOf(idempotencyKey: string, otherDigest?: string): string {
  const text = otherDigest === undefined ? idempotencyKey : `${idempotencyKey}\n${otherDigest}`;
  return `x${hash('sha256', text).slice(0, 32)}`;
}

export const isExceptionId = (text: string): boolean => /^x[0-9a-f]{32}$/.test(text);

/** The exceptionId under which an event, `source#id`, claims its id. */
export const eventClaimId = (event: string): string => exceptionIdOf(eventIdempotencyKey(event));

/** `pending`: its content has the id, and is being written in more than one transaction; whether it was, its chain says. */
export const exceptionStatuses = ['pending', 'posted', 'held', 'rejected'] as const;
export type ExceptionStatus = (typeof exceptionStatuses)[number];

/** As much of an exception as decides what a resent copy is. */
export interface IdClaim {
  readonly digest: string;
  readonly status: ExceptionStatus;
}

/** Reads the claim that an exception's first record is. Errors: `DamagedRecordError` naming the field. */
export function readClaim(record: JsonObject): IdClaim {
  const fields = new RecordFields(record);
  return { digest: fields.text('digest'), status: fields.name('status', exceptionStatuses) };
}
