/**
 * Cursors: the position that the next page of a list starts after, as text that means nothing to its reader.
 *
 * A cursor belongs to the query that returned it: with other filters, another path or a changed character it
 * is refused. It is no secret and grants nothing: every position is read within what the request itself asks.
 */
import { createHash } from 'node:crypto';
import type { JsonValue } from '../../shared/domain/canonical.ts';

const checkBytes = 12;

const checkOf = (queryText: string, position: string): Buffer =>
  createHash('sha256').update(`${queryText}\n${position}`).digest().subarray(0, checkBytes);

export function sealCursor(queryText: string, position: JsonValue): string {
  const text = JSON.stringify(position);
  return Buffer.concat([checkOf(queryText, text), Buffer.from(text)]).toString('base64url');
}

/** The position in a cursor; `undefined` for a cursor that this query never returned. */
export function openCursor(queryText: string, cursor: string): JsonValue | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  const text = bytes.subarray(checkBytes).toString('utf8');
  if (!bytes.subarray(0, checkBytes).equals(checkOf(queryText, text))) return undefined;
  const position: JsonValue = JSON.parse(text);
  return position;
}
