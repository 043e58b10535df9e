/**
 * Append-only chains: each link names the hash of the one before, so no link can be changed, removed,
 * inserted or moved without breaking every link after it.
 */
import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../domain/canonical.ts';
import type { Instant } from '../domain/events.ts';

export type JsonObject = { readonly [name: string]: JsonValue };

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

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

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
    at: tail !== undefined && tail.at > now ? tail.at : now,
    previousHash: tail?.hash ?? '',
  };
  return { ...unhashed, hash: sha256(canonicalJson(unhashed)) };
}

/** What is wrong with `record` as the link after `previous`; `undefined` when it is sound. */
export function brokenLink(previous: Link | undefined, record: LinkRecord): string | undefined {
  const { hash, ...unhashed } = record;
  if (record.seq !== (previous?.seq ?? 0) + 1) {
    return `entry ${(previous?.seq ?? 0) + 1} is missing: ${record.seq} stands in its place`;
  }
  if (record.previousHash !== (previous?.hash ?? ''))
    return `entry ${record.seq} does not follow the one before it`;
  if (previous !== undefined && record.at < previous.at)
    return `entry ${record.seq} is dated before the one before it`;
  if (sha256(canonicalJson(unhashed)) !== hash) return `entry ${record.seq} is not what was hashed`;
  return undefined;
}
