/** Short digests that tell whether two messages or two rows of one id have the same content. */

import { hash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../domain/canonical.ts';
import { instantOf } from '../domain/zoned-date.ts';

/** Characters kept of a SHA-256 in base64url: 22 x 6 bits is 128 bits and a little more. */
const DIGEST_LENGTH = 22;

export const textDigest = (text: string): string => hash('sha256', text, 'base64url').slice(0, DIGEST_LENGTH);

/** Guarantees: the same for the same JSON value, however it was spaced, ordered or escaped. */
export const contentDigest = (content: JsonValue): string => textDigest(canonicalJson(content));

/** Of an event's content: its type, the instant at which it happened, and its data. */
export const eventDigest = (type: string, time: string, data: JsonValue): string =>
  contentDigest({ type, instant: instantOf(time), data });
