/** What an alteration of a stored item means. */

import type { Tampered } from '../../shared/audit/tampering.ts';
import { entryName } from '../../shared/domain/accounts.ts';
import { canonicalJson, type JsonObject, type JsonValue } from '../../shared/domain/canonical.ts';
import { isDependencySubject, isExceptionSubject } from '../../shared/ledger/keys.ts';
import { partsOf, type StoredItem, timesRewritten } from '../../shared/store/item-form.ts';

/**
 * What an alteration tampers with; `undefined` for the two that the ledger makes itself: an event that waits no longer
 * leaves its list, and a case forgets the name of a household that asked to be erased.
 */
export function tamperingOf(before: StoredItem, after: StoredItem | undefined): Tampered | undefined {
  const { subject, item, record } = before;
  if (isDependencySubject(subject)) return undefined;
  if (after !== undefined && isExceptionSubject(subject) && isForgetting(item, record, after.record))
    return undefined;
  const { previousHash, seq, orderId } = record;
  return {
    account: subject,
    reference: previousHash === undefined ? `${subject} ${item}` : entryName(subject, Number(seq)),
    orderId: typeof orderId === 'string' ? orderId : undefined,
  };
}

/** An original kept in parts is written anew with its record, which says whether it lawfully is. */
const isForgetting = (item: string, before: JsonObject, after: JsonObject): boolean =>
  item.startsWith(partsOf('').slice(0, -1)) ||
  canonicalJson(withoutNames(before, before)) === canonicalJson(withoutNames(after, before));

/** A record of a case without what may be forgotten of it; of an original that was in parts nothing is known here. */
function withoutNames(record: JsonObject, before: JsonObject): JsonObject {
  const { original, detail, originalParts: _parts, [timesRewritten]: _times, ...rest } = record;
  const { expected: _quotesName, ...facts } = (detail ?? {}) as JsonObject;
  const isKnown = typeof original === 'string' && before['originalParts'] === undefined;
  return { ...rest, detail: facts, original: isKnown ? nameless(original) : null };
}

function nameless(original: string): JsonValue {
  try {
    const message = JSON.parse(original) as { data?: { households?: JsonObject[] }; forgotten?: string };
    if (message.forgotten !== undefined) return null;
    for (const household of message.data?.households ?? []) {
      Reflect.deleteProperty(household, 'name');
      Reflect.deleteProperty(household, 'neighbourhood');
    }
    return message as unknown as JsonObject;
  } catch {
    // What cannot be read is forgotten whole, and then says so.
    return null;
  }
}
