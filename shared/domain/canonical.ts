/**
 * One text for one JSON value, so that equal content gives equal digests whoever wrote it.
 *
 * Source: RFC 8785 (JSON Canonicalization Scheme). It writes strings and numbers as ECMAScript does, so
 * `JSON.stringify` of each of them is its canonical text.
 */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export type JsonObject = { readonly [name: string]: JsonValue };

/**
 * The canonical text of a JSON value: no spaces, members in the order of their names' UTF-16 code units.
 *
 * Guarantees: equal values give equal text, and different values different text. A lone surrogate, which
 * RFC 8785 leaves out, is written as its escape.
 * Errors: throws `TypeError` for a number that is not finite, which no JSON text can hold.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'string') return quoted(value);
  if (isArray(value)) {
    let text = '[';
    for (const member of value) text += text === '[' ? canonicalJson(member) : `,${canonicalJson(member)}`;
    return `${text}]`;
  }
  if (typeof value === 'object' && value !== null) {
    let text = '{';
    // The default sort compares UTF-16 code units, as RFC 8785 has it.
    for (const name of Object.keys(value).sort()) {
      text += `${text === '{' ? '' : ','}${quoted(name)}:${canonicalJson(value[name] ?? null)}`;
    }
    return `${text}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`JSON holds finite numbers only, not ${value}`);
  }
  return JSON.stringify(value);
}

/** Printable ASCII without quotation marks and backslashes: what most texts are, and JSON writes as it is. */
const plainText = /^[ !#-[\]-~]*$/;

const quoted = (text: string): string => (plainText.test(text) ? `"${text}"` : JSON.stringify(text));

/** `Array.isArray` does not tell readonly arrays from objects. */
const isArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
