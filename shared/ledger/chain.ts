/**
 * Append-only chains: each link names the hash of the one before, so no link can be changed, removed,
 * inserted or moved without breaking every link after it.
 */

import { hash as digestOf } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../domain/canonical.ts';
import type { Instant } from '../domain/events.ts';
import { RecordFields } from './record-fields.ts';

/** What every link of a chain carries beside its body. */
export interface Link {
  readonly account: string;
  /** 1, 2, 3, … without a gap. */
  readonly seq: number;
  /** When it was recorded; never earlier than the link before. */
  readonly at: Instant;
  /** `''` on the first link. */
  readonly previousHash: string;
  /** SHA-256, base64url, over the RFC 8785 form of the whole record but this field. */
  readonly hash: string;
}

export type LinkRecord = JsonObject & Link;

/** Reads a link from its record, whatever its body. Errors: `DamagedRecordError`. */
export function readLink(record: JsonObject): Link {
  const fields = new RecordFields(record);
  return {
    account: fields.text('account'),
    seq: fields.count('seq'),
    at: fields.text('at'),
    previousHash: fields.text('previousHash'),
    hash: fields.text('hash'),
  };
}

/** A stored record as the record of a link, to be hashed and archived whole. Errors: `DamagedRecordError`. */
export const linkRecordOf = (record: JsonObject): LinkRecord => ({ ...record, ...readLink(record) });

const sha256 = (text: string): string => digestOf('sha256', text, 'base64url');

/** The latest of instants of which there may be none. */
export const latest = (now: Instant, ...others: readonly (Instant | undefined)[]): Instant =>
  others.reduce<Instant>((last, other) => (other !== undefined && other > last ? other : last), now);

/** Makes the link that follows `tail`; its instant is `now`, or `tail`'s where the clock stands behind it. */
export function nextLink(
  account: string,
  tail: Link | undefined,
  now: Instant,
  body: JsonObject,
): LinkRecord {
  const unhashed = {
    ...body,
    account,
    seq: (tail?.seq ?? 0) + 1,
    at: latest(now, tail?.at),
    previousHash: tail?.hash ?? '',
  };
  return Object.assign(unhashed, { hash: sha256(canonicalJson(unhashed)) });
}

/** Whether a record is, to the letter, what its hash was made of. */
export function isSoundRecord(record: LinkRecord): boolean {
  const { hash, ...unhashed } = record;
  return sha256(canonicalJson(unhashed)) === hash;
}

/**
 * What an entry that stands for a group holds of its members, in their order: whoever holds it holds them all.
 *
 * SHA-256, base64url, over the JSON array of the hashes of the members' own entries.
 */
export const groupHashOf = (hashes: readonly string[]): string => sha256(canonicalJson(hashes));

/** What is wrong with a link as the one after `previous`; `undefined` when it follows. Its own record is not looked at. */
export function brokenLink(previous: Link | undefined, link: Link): string | undefined {
  const expected = (previous?.seq ?? 0) + 1;
  if (link.seq !== expected) return `entry ${expected}, which is missing`;
  if (link.previousHash !== (previous?.hash ?? '')) return 'the hash of the entry before it';
  if (previous !== undefined && link.at < previous.at)
    return 'an instant not before that of the entry before it';
  return undefined;
}
