import { type Item, itemBytes } from './items.ts';
import { invalid } from './request-error.ts';

/** Names of a table's or an index's keys; all keys are texts here. */
export interface KeyShape {
  readonly partition: string;
  readonly sort: string | undefined;
}

export interface IndexShape extends KeyShape {
  readonly name: string;
  readonly projects: 'all' | 'keys';
}

export interface TableShape extends KeyShape {
  readonly name: string;
  readonly indexes: readonly IndexShape[];
}

/** Where an item stands in its table or in an index; `sort` is empty where there is no sort key. */
export interface ItemKey {
  readonly partition: string;
  readonly sort: string;
}

/** Source: AWS, DynamoDB developer guide, "Quotas": 2,048 bytes of a partition key, 1,024 of a sort key. */
const maxPartitionBytes = 2_048;
const maxSortBytes = 1_024;
export const maxItemBytes = 400 * 1024;
/** A character of UTF-16 is three bytes of UTF-8 at most. */
const maxBytesOfCharacter = 3;

/** Errors: `ValidationException` when a key is absent, empty, too long or no text. */
export function keyOf(shape: KeyShape, item: Item): ItemKey {
  return {
    partition: keyText(shape.partition, item, maxPartitionBytes),
    sort: shape.sort === undefined ? '' : keyText(shape.sort, item, maxSortBytes),
  };
}

/** The place that a request names. Errors: `ValidationException` unless it names the table's keys and nothing else. */
export function namedKeyOf(shape: KeyShape, key: Item): ItemKey {
  if (Object.keys(key).length !== (shape.sort === undefined ? 1 : 2))
    throw invalid('The provided key element does not match the schema');
  return keyOf(shape, key);
}

/** Where an index lists an item; `undefined` when the item lacks one of its keys. */
export function indexKeyOf(index: IndexShape, item: Item): ItemKey | undefined {
  const isListed =
    item[index.partition] !== undefined && (index.sort === undefined || item[index.sort] !== undefined);
  return isListed ? keyOf(index, item) : undefined;
}

/** Errors: `ValidationException` when the item is larger than DynamoDB keeps, or holds a value of no known type. */
export function checkedBytes(item: Item): number {
  let bytes: number;
  try {
    bytes = itemBytes(item);
  } catch {
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (bytes > maxItemBytes) throw invalid('Item size has exceeded the maximum allowed size');
  return bytes;
}

/** An item's keys in its table, written as attributes. */
export function keyAttributes(shape: KeyShape, { partition, sort }: ItemKey): Item {
  return {
    [shape.partition]: { S: partition },
    ...(shape.sort !== undefined && { [shape.sort]: { S: sort } }),
  };
}

function keyText(name: string, item: Item, maxBytes: number): string {
  const value = item[name]?.S;
  if (value === undefined) throw invalid(`One of the required keys was not given a text value: ${name}`);
  if (value === '') throw invalid(`The key ${name} is not valid: an empty text`);
  if (value.length * maxBytesOfCharacter > maxBytes && Buffer.byteLength(value) > maxBytes)
    throw invalid(`The key ${name} is larger than ${maxBytes} bytes`);
  return value;
}

/** What an index gives of an item. */
export function projected(table: TableShape, index: IndexShape, item: Item): Item {
  if (index.projects === 'all') return item;
  const names = new Set([table.partition, table.sort, index.partition, index.sort]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}
