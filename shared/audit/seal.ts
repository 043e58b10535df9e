/** Daily seals: a chain of their own, each link one digest over the tails of all chains. */

import { createHash } from 'node:crypto';
import type { CalendarDate, Instant } from '../domain/events.ts';
import { type JsonObject, type LinkRecord, nextLink } from '../ledger/chain.ts';
import type { ItemKey, Write } from '../ledger/writes.ts';

/** A list in the archive, and the SHA-256 of its bytes in hex, as `sha256sum` prints it. */
export interface SealedList {
  readonly key: string;
  readonly sha256: string;
}

export interface SealBody {
  readonly date: CalendarDate;
  /** When reading began. */
  readonly openedAt: Instant;
  /** SHA-256 in hex over the lines of `tails`. */
  readonly digest: string;
  /** Chains sealed, and entries of them, those of earlier days included. */
  readonly books: number;
  readonly entries: number;
  /** The last entry of every chain, a line each: `account@seq:hash`, sorted by account. */
  readonly tails: SealedList;
  /** Every entry recorded since the seal before, in the same form. */
  readonly added: SealedList;
}

export interface Seal extends SealBody {
  readonly seq: number;
  readonly at: Instant;
  readonly previousHash: string;
  readonly hash: string;
}

export const sealsSubject = 'seals';

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The seal that follows `previous`, with the record that is archived and stored for it. */
export const nextSeal = (previous: LinkRecord | undefined, now: Instant, body: SealBody): LinkRecord =>
  nextLink(sealsSubject, previous, now, body as unknown as JsonObject);

/** Source: the record is hashed, so its shape is what {@link nextSeal} made. */
export const readSeal = (record: LinkRecord): Seal => record as unknown as Seal;

export const sealKey = (date: CalendarDate): ItemKey => ({
  table: 'ledgers',
  subject: sealsSubject,
  item: date,
});

/** Keeps a seal where the query API reads it. */
export const listSeal = (record: LinkRecord): Write => ({
  kind: 'append',
  key: sealKey(readSeal(record).date),
  record,
});
