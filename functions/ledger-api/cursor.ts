/**
 * Cursors: where a list goes on, as text that means nothing to its reader.
 *
 * A cursor belongs to the question it was answered to: with other filters, another path or a changed
 * character it is refused. It is no secret and grants nothing: every position is read within what the
 * request itself asks for.
 */
import { createHash } from 'node:crypto';
import type { JsonValue } from '../../shared/domain/canonical.ts';

const checkBytes = 12;

const checkOf = (question: string, position: string): Buffer =>
  createHash('sha256').update(`${question}\n${position}`).digest().subarray(0, checkBytes);

export function sealCursor(question: string, position: JsonValue): string {
  const text = JSON.stringify(position);
  return Buffer.concat([checkOf(question, text), Buffer.from(text)]).toString('base64url');
}

/** The position in a cursor; `undefined` when it is not one that this question was answered with. */
export function openCursor(question: string, cursor: string): JsonValue | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  const text = bytes.subarray(checkBytes).toString('utf8');
  if (!bytes.subarray(0, checkBytes).equals(checkOf(question, text))) return undefined;
  return JSON.parse(text) as JsonValue;
}
