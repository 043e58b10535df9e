/** Items as DynamoDB's JSON protocol writes them, and how large DynamoDB takes them to be. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

/** A write unit is 1 KB of one item, begun. */
const writeUnitBytes = 1_024;

const utf8Bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

/**
 * Units: bytes, names and values together.
 *
 * Source: AWS, DynamoDB developer guide, "Item sizes and formats".
 */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name in item) bytes += utf8Bytes(name) + valueBytes(item[name] ?? { NULL: true });
  return bytes;
}

export const writeUnitsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / writeUnitBytes));

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return utf8Bytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return binaryBytes(value.B);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.L !== undefined) return 3 + total(value.L.map((element) => 1 + valueBytes(element)));
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  if (value.SS !== undefined) return total(value.SS.map(utf8Bytes));
  if (value.NS !== undefined) return total(value.NS.map(numberBytes));
  if (value.BS !== undefined) return total(value.BS.map(binaryBytes));
  throw new TypeError(`An attribute value of no known type: ${JSON.stringify(value)}`);
}

/** A byte for two significant digits, and one more. */
function numberBytes(text: string): number {
  const [mantissa = ''] = text.replace(/^[+-]/, '').split(/e/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const significant = `${whole}${fraction}`.replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(significant.length / 2) + 1;
}

/** On the wire bytes are base64. */
const binaryBytes = (bytes: Uint8Array | string): number =>
  typeof bytes === 'string' ? Buffer.byteLength(bytes, 'base64') : bytes.byteLength;

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);

/** UTF-16, in which texts are compared here, orders otherwise only from the surrogates on. */
const isOtherInUtf16 = /[\ud800-\uffff]/;

/** Compares texts as DynamoDB sorts them: by the bytes of UTF-8. */
export function inUtf8Order(one: string, other: string): number {
  if (isOtherInUtf16.test(one) || isOtherInUtf16.test(other))
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return Number(one > other) - Number(one < other);
}
