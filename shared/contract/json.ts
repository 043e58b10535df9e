/**
 * JSON as senders mean it: every key once, every number with all its digits.
 *
 * `JSON.parse` decides what is JSON at all, but keeps the last of two equal keys and rounds numbers. One
 * pass over the text that it has accepted finds both.
 */

import type { JsonValue } from '../domain/canonical.ts';

/** Deeper than any event of the contract (8 levels), and shallow enough for recursive readers. */
const MAX_LEVELS = 64;

export type JsonPath = readonly (string | number)[];

/**
 * What a JSON text holds. Where the text has a number that a JavaScript number would round, `value` has a
 * symbol with its digits instead, which no schema takes for anything. When `value` nests too deep or names
 * a key twice, `fault` says so.
 */
export type JsonReading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: 'not-json'; readonly explanation: string }
  | { readonly ok: false; readonly fault: 'too-deep'; readonly value: unknown; readonly levels: number }
  | {
      readonly ok: false;
      readonly fault: 'repeated-key';
      readonly value: unknown;
      readonly repeatedKeys: readonly [JsonPath, ...JsonPath[]];
    };

/** Reads a JSON text. Guarantees: never throws, whatever the text; time grows with its length only. */
export function readJson(text: string): JsonReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      fault: 'not-json',
      explanation: error instanceof Error ? error.message : String(error),
    };
  }
  const { tooDeep, repeatedKeys, inexactNumbers } = scan(text);
  if (tooDeep) return { ok: false, fault: 'too-deep', value, levels: MAX_LEVELS };
  const [first, ...others] = repeatedKeys;
  if (first) return { ok: false, fault: 'repeated-key', value, repeatedKeys: [first, ...others] };
  return { ok: true, value: inexactNumbers.reduce(withInexactNumber, value) };
}

interface Scan {
  readonly tooDeep: boolean;
  readonly repeatedKeys: readonly JsonPath[];
  readonly inexactNumbers: readonly InexactSpot[];
}

interface InexactSpot {
  readonly parent: JsonPath;
  readonly at: string | number | undefined;
  readonly text: string;
}

/** An object or array that the scan is inside of; `at` is the key or index it has come to. */
type Level = { readonly path: JsonPath } & (
  | { readonly keys: Set<string>; at: string }
  | { readonly keys?: never; at: number }
);

/** Finds what `JSON.parse` hides in a text that it has accepted. */
function scan(text: string): Scan {
  const levels: Level[] = [];
  const repeatedKeys: JsonPath[] = [];
  const inexactNumbers: InexactSpot[] = [];
  let keyExpected = false;
  let position = 0;
  while (position < text.length) {
    const start = position;
    const character = text[position];
    position += 1;
    if (character === '{' || character === '[') {
      if (levels.length === MAX_LEVELS) return { tooDeep: true, repeatedKeys, inexactNumbers };
      const outer = levels.at(-1);
      const path = outer ? [...outer.path, outer.at] : [];
      levels.push(character === '{' ? { path, keys: new Set(), at: '' } : { path, at: 0 });
      keyExpected = character === '{';
    } else if (character === '}' || character === ']') {
      levels.pop();
      keyExpected = false;
    } else if (character === ',') {
      const level = levels.at(-1);
      if (level && !level.keys) level.at += 1;
      keyExpected = level?.keys !== undefined;
    } else if (character === '"') {
      position = endOfString(text, start);
      const level = levels.at(-1);
      if (keyExpected && level?.keys) {
        level.at = keyText(text.slice(start + 1, position - 1));
        if (level.keys.has(level.at)) repeatedKeys.push([...level.path, level.at]);
        level.keys.add(level.at);
        keyExpected = false;
      }
    } else if (character === '-' || isDigit(character)) {
      while (isNumberCharacter(text[position])) position += 1;
      const number = text.slice(start, position);
      const level = levels.at(-1);
      if (!isExact(number)) inexactNumbers.push({ parent: level?.path ?? [], at: level?.at, text: number });
    }
  }
  return { tooDeep: false, repeatedKeys, inexactNumbers };
}

const keyText = (quoted: string): string =>
  quoted.includes('\\') ? String(JSON.parse(`"${quoted}"`)) : quoted;

function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (text[position] !== '"') position += text[position] === '\\' ? 2 : 1;
  return position + 1;
}

const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= '0' && character <= '9';

const isNumberCharacter = (character: string | undefined): boolean =>
  isDigit(character) || (character !== undefined && '+-.eE'.includes(character));

/** Whether the shortest text of the JavaScript number is the same decimal number as `text`. */
function isExact(text: string): boolean {
  const shortest = String(Number(text));
  if (shortest === text) return true;
  if (!Number.isFinite(Number(text))) return false;
  const one = significantDigits(text);
  const other = significantDigits(shortest);
  return one.digits === other.digits && (one.digits === '' || one.exponent === other.exponent);
}

/** A decimal number as digits without zeros at either end, times ten to the exponent; the sign is left out. */
function significantDigits(text: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const all = whole + fraction;
  let start = 0;
  while (all[start] === '0') start += 1;
  let end = all.length;
  while (end > start && all[end - 1] === '0') end -= 1;
  return { digits: all.slice(start, end), exponent: Number(exponent) - fraction.length + (all.length - end) };
}

/** Puts the mark in the number's place, which is an own property that `JSON.parse` made. */
function withInexactNumber(root: unknown, { parent, at, text }: InexactSpot): unknown {
  if (at === undefined) return Symbol(text);
  const holder = memberOf(root, parent);
  if (typeof holder === 'object' && holder !== null) Reflect.set(holder, at, Symbol(text));
  return root;
}

/**
 * A read value as it comes back from being kept as JSON: a number that would be rounded stays as the string
 * of its digits, and minus zero, which JSON text does not keep, is zero.
 */
export const keepable = (value: unknown): JsonValue =>
  isJson(value)
    ? value
    : JSON.parse(
        JSON.stringify(value, (_, member) => (typeof member === 'symbol' ? member.description : member)) ??
          'null',
      );

function isJson(value: unknown): value is JsonValue {
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isJson);
  return value === null || (!Object.is(value, -0) && ['string', 'number', 'boolean'].includes(typeof value));
}

/** What a JSON value holds at a path; `undefined` where it has no such member of its own. */
export const memberOf = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (holder, key) =>
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
        ? Reflect.get(holder, key)
        : undefined,
    value,
  );
