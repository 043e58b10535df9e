/**
 * The form in which records stand in the tables: keys, what an index or a condition asks for, and one `body`.
 *
 * A record is hashed as JSON, never queried by its fields, and read whole: so it is stored as JSON. See
 * docs/decisions/0007-store-a-record-as-one-attribute.md.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import { exceptionIndex } from '../ledger/exception-keys.ts';
import type { ItemKey } from '../ledger/keys.ts';
import { damaged, damagedAt, isObject } from '../ledger/record-fields.ts';

export type Attributes = Record<string, AttributeValue>;

/** A stored item: its keys and what it holds. */
export interface StoredItem {
  readonly subject: string;
  readonly item: string;
  readonly record: JsonObject;
}

/** Up to this size an item costs one write unit, or two in a transaction (DynamoDB: 1 KB, keys and names included). */
const writeUnitBytes = 1_024;
/** An item has at most 400 KB; kept below, for names and keys count too. */
const partBytes = 350_000;
const partPrefix = 'part/';
/** How often an exception was redacted, which is the precondition of a further redaction. Shape: a number as text. */
export const timesRewritten = 'timesRewritten';
/** Fields that stand beside the body, for an index or a condition. */
const beside: readonly string[] = [exceptionIndex.partition, exceptionIndex.sort, timesRewritten];

export const keysOf = ({ subject, item }: Pick<ItemKey, 'subject' | 'item'>): Attributes => ({
  subject: { S: subject },
  item: { S: item },
});

/** An item has at most 400 KB; kept below, for keys and names count too. */
export const maxRecordBytes = 400_000;

/** What a record that is kept in one item takes there. Units: bytes, deflated where the item is. */
export function recordBytes(record: JsonObject): number {
  const text = JSON.stringify(record);
  return text.length <= writeUnitBytes ? Buffer.byteLength(text) : deflateRawSync(text).length;
}

/** Sort keys of the parts of an original that did not fit its item begin with this. */
export const partsOf = (item: string): string => `${partPrefix}${item}/`;

/** The items of a record: one, and where its original is longer than an item may be, the original's parts. */
export function itemsOf(key: ItemKey, record: JsonObject): readonly Attributes[] {
  const { original } = record;
  if (typeof original !== 'string' || Buffer.byteLength(original) < partBytes) return [itemOf(key, record)];
  const bytes = deflateRawSync(original);
  if (bytes.length < partBytes) return [itemOf(key, record)];
  const { original: _inParts, ...rest } = record;
  const originalParts = Math.ceil(bytes.length / partBytes);
  const parts = Array.from({ length: originalParts }, (_, part) => ({
    ...keysOf({
      subject: key.subject,
      item: `${partsOf(key.item)}${part.toString().padStart(3, '0')}`,
    }),
    bytes: { B: bytes.subarray(part * partBytes, (part + 1) * partBytes) },
  }));
  return [itemOf(key, { ...rest, originalParts }), ...parts];
}

/**
 * Reads an item as it is stored; of an original kept in parts only how many there are.
 *
 * Errors: `DamagedRecordError` naming subject and item where the body is not the JSON of a record.
 */
export function readItem(attributes: Attributes): StoredItem {
  const subject = attributes['subject']?.S ?? '';
  const item = attributes['item']?.S ?? '';
  try {
    return {
      subject,
      item,
      record: { ...readBody(attributes['body']), ...listedFields(attributes), ...cellsOf(attributes) },
    };
  } catch (error) {
    throw damagedAt(`${subject} ${item}`, error);
  }
}

const listedFields = (attributes: Attributes): JsonObject =>
  Object.fromEntries(
    beside.flatMap((name) => {
      const value = attributes[name]?.S;
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The cells of a tally, which are counted in place. */
const cellsOf = (attributes: Attributes): JsonObject =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { N }]) => (N === undefined ? [] : [[name, Number(N)]])),
  );

/** The items of an exception that is redacted: a part that is no longer filled is emptied, because nothing of an exception may be deleted. */
export function rewrittenItemsOf(key: ItemKey, before: JsonObject, after: JsonObject): readonly Attributes[] {
  const items = itemsOf(key, after);
  const emptied = itemsOf(key, before)
    .slice(items.length)
    .map(({ subject, item }): Attributes => ({ ...(subject && { subject }), ...(item && { item }) }));
  return [...items, ...emptied];
}

/** Joins an original's parts, in their order. */
export const joinParts = (parts: readonly Attributes[]): string =>
  inflateRawSync(Buffer.concat(parts.map(({ bytes }) => bytes?.B ?? new Uint8Array()))).toString('utf8');

function itemOf(key: ItemKey, record: JsonObject): Attributes {
  const item = keysOf(key);
  const listed = beside.filter((name) => typeof record[name] === 'string');
  for (const name of listed) item[name] = { S: String(record[name]) };
  const text = JSON.stringify(listed.length === 0 ? record : withoutFields(record, listed));
  if (text === '{}') return item;
  const bytes = Buffer.byteLength(text) + key.subject.length + key.item.length + namesBytes;
  item['body'] = bytes <= writeUnitBytes ? { S: text } : { B: deflateRawSync(text) };
  return item;
}

const withoutFields = (record: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

const namesBytes = 'subject'.length + 'item'.length + 'body'.length;

function readBody(body: AttributeValue | undefined): JsonObject {
  if (body === undefined) return {};
  try {
    const text = body.B === undefined ? (body.S ?? '{}') : inflateRawSync(body.B).toString('utf8');
    const record: JsonValue = JSON.parse(text);
    return isObject(record) ? record : damaged('body');
  } catch {
    return damaged('body');
  }
}
