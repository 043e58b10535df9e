/** Daily seals: a chain of their own, each link one digest over the tails of all chains. */

import { createHash } from 'node:crypto';
import type { JsonObject } from '../domain/canonical.ts';
import type { CalendarDate, Instant } from '../domain/events.ts';
import { type Link, type LinkRecord, nextLink, readLink } from './chain.ts';
import { sealKey, sealsSubject } from './keys.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

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

export interface Seal extends SealBody, Link {}

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The seal that follows `previous`, with the record that is archived and stored for it. */
export const nextSeal = (previous: LinkRecord | undefined, now: Instant, body: SealBody): LinkRecord =>
  nextLink(sealsSubject, previous, now, { ...body, tails: { ...body.tails }, added: { ...body.added } });

/** Reads what {@link nextSeal} made. Errors: `DamagedRecordError` naming the field. */
export function readSeal(record: JsonObject): Seal {
  const fields = new RecordFields(record);
  return {
    ...readLink(record),
    date: fields.text('date'),
    openedAt: fields.text('openedAt'),
    digest: fields.text('digest'),
    books: fields.count('books'),
    entries: fields.count('entries'),
    tails: readSealedList(fields.object('tails')),
    added: readSealedList(fields.object('added')),
  };
}

function readSealedList(record: JsonObject): SealedList {
  const fields = new RecordFields(record);
  return { key: fields.text('key'), sha256: fields.text('sha256') };
}

/** Keeps a seal where the query API reads it. */
export const listSeal = (record: LinkRecord): Write => ({
  kind: 'append',
  key: sealKey(readSeal(record).date),
  record,
});
