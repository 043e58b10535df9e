/** What an alteration of a stored item means. */

import type { Tampered } from '../../shared/audit/tampering.ts';
import { entryName } from '../../shared/domain/accounts.ts';
import { canonicalJson, type JsonObject, type JsonValue } from '../../shared/domain/canonical.ts';
import { isDependencySubject, isExceptionSubject } from '../../shared/ledger/exception-keys.ts';
import { withoutNote } from '../../shared/ledger/missed.ts';
import { isMissedSubject } from '../../shared/ledger/missed-keys.ts';
import { isList, isObject } from '../../shared/ledger/record-fields.ts';
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
  if (after !== undefined && isMissedSubject(subject) && isNoteForgotten(record, after.record))
    return undefined;
  const { previousHash, seq, orderId } = record;
  return {
    account: subject,
    reference: previousHash === undefined ? `${subject} ${item}` : entryName(subject, Number(seq)),
    orderId: typeof orderId === 'string' ? orderId : undefined,
  };
}

/** An original kept in parts is written anew with its record, which says whether it lawfully is. */
const isRedaction = (item: string, before: JsonObject, after: JsonObject): boolean =>
  item.startsWith(partsOf('').slice(0, -1)) ||
  canonicalJson(withoutNames(before, before)) === canonicalJson(withoutNames(after, before));

const isNoteForgotten = (before: JsonObject, after: JsonObject): boolean =>
  after['note'] === undefined && canonicalJson(plainMissed(before)) === canonicalJson(plainMissed(after));

function plainMissed({ [timesRewritten]: _times, ...record }: JsonObject): JsonObject {
  return withoutNote(record);
}

/** A record of an exception without what may be redacted of it; of an original that was in parts nothing is known here. */
function withoutNames(record: JsonObject, before: JsonObject): JsonObject {
  const { original, detail, originalParts: _parts, [timesRewritten]: _times, ...rest } = record;
  const { expected: _quotesName, ...facts } = isObject(detail) ? detail : {};
  const isKnown = typeof original === 'string' && before['originalParts'] === undefined;
  return { ...rest, detail: facts, original: isKnown ? nameless(original) : null };
}

function namelessHousehold(household: JsonValue): JsonValue {
  if (!isObject(household)) return household;
  const { name: _name, neighbourhood: _neighbourhood, note: _note, ...rest } = household;
  return rest;
}

function nameless(original: string): JsonValue {
  try {
    const message: JsonValue = JSON.parse(original);
    if (!isObject(message)) return message;
    if (message['forgotten'] !== undefined) return null;
    const { data } = message;
    // What is kept of one row is the row alone.
    if (!isObject(data) || !isList(data['households'])) return namelessHousehold(message);
    return { ...message, data: { ...data, households: data['households'].map(namelessHousehold) } };
  } catch {
    // What cannot be read is redacted as a whole, and then says so.
    return null;
  }
}
