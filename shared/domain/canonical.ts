/**
 * One text for one JSON value, so that equal content gives equal digests whoever wrote it.
 *
 * Source: RFC 8785 (JSON Canonicalization Scheme). It writes strings and numbers as ECMAScript does, so
 * `JSON.stringify` of each of them is its canonical text.
 */

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * The canonical text of a JSON value: no spaces, members in the order of their names' UTF-16 code units.
 *
 * Guarantees: equal values give equal text, and different values different text. A lone surrogate, which
 * RFC 8785 leaves out, is written as its escape.
 * Errors: throws `TypeError` for a number that is not finite, which no JSON text can hold.
 */
export function canonicalJson(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    // The default sort compares UTF-16 code units, as RFC 8785 has it.
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`JSON holds finite numbers only, not ${value}`);
  }
  return JSON.stringify(value);
}

/** `Array.isArray` does not tell readonly arrays from objects. */
const isArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
