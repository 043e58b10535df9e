/** What an alteration of a stored item means. */

import type { Tampered } from '../../shared/audit/tampering.ts';
import { entryName } from '../../shared/domain/accounts.ts';
import { canonicalJson, type JsonObject } from '../../shared/domain/canonical.ts';
import { isDependencySubject, isExceptionSubject } from '../../shared/ledger/exception-keys.ts';
import { hasFreeText, holdsFreeText, withoutFreeText } from '../../shared/ledger/free-texts.ts';
import { isObject } from '../../shared/ledger/record-fields.ts';
import { forgottenRecord, redactedRecord, withoutFinding } from '../../shared/posting/redaction.ts';
import { partsOf, type StoredItem, timesRewritten } from '../../shared/store/item-form.ts';

/**
 * What an alteration tampers with; `undefined` for those that the ledger makes itself: a hold is removed when it is settled,
 * and the name of an erased household, or a note about it, is redacted from an exception or a record.
 */
export function tamperingOf(before: StoredItem, after: StoredItem | undefined): Tampered | undefined {
  const { subject, item, record } = before;
  if (isDependencySubject(subject)) return undefined;
  if (after !== undefined && isExceptionSubject(subject) && isRedaction(item, record, after.record))
    return undefined;
  if (after !== undefined && holdsFreeText(subject) && isTextForgotten(record, after.record))
    return undefined;
  const { previousHash, seq, orderId } = record;
  return {
    account: subject,
    reference: previousHash === undefined ? `${subject} ${item}` : entryName(subject, Number(seq)),
    orderId: typeof orderId === 'string' ? orderId : undefined,
  };
}

/** An original kept in parts is written anew with its record, which says whether it lawfully is. */
function isRedaction(item: string, before: JsonObject, after: JsonObject): boolean {
  if (item.startsWith(partsOf('').slice(0, -1))) return true;
  // Of an original that was in parts nothing is known here.
  if (before['originalParts'] !== undefined) return isSame(withoutOriginal(before), withoutOriginal(after));
  const { redactedOf } = after;
  const redacted =
    redactedOf === ''
      ? [forgottenRecord(before)]
      : [redactedRecord(before, String(redactedOf)), withoutFinding(before, String(redactedOf))];
  return redacted.some((one) => one !== undefined && isSame(withoutTimes(one), withoutTimes(after)));
}

const isSame = (one: JsonObject, other: JsonObject): boolean => canonicalJson(one) === canonicalJson(other);

const withoutTimes = ({ [timesRewritten]: _times, ...record }: JsonObject): JsonObject => record;

function withoutOriginal(record: JsonObject): JsonObject {
  const {
    original: _original,
    originalParts: _parts,
    redactedOf: _of,
    detail,
    ...rest
  } = withoutTimes(record);
  const { path: _path, expected: _expected, ...facts } = isObject(detail) ? detail : {};
  return { ...rest, detail: facts };
}

const isTextForgotten = (before: JsonObject, after: JsonObject): boolean =>
  !hasFreeText(after) && canonicalJson(plain(before)) === canonicalJson(plain(after));

function plain({ [timesRewritten]: _times, ...record }: JsonObject): JsonObject {
  return withoutFreeText(record);
}
