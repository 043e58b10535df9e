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
    let text = '';
    for (const member of value) text += text === '' ? canonicalJson(member) : `,${canonicalJson(member)}`;
    return `[${text}]`;
  }
  if (typeof value === 'object' && value !== null) {
    let text = '';
    for (const name of sortedNames(value))
      text += (text === '' ? '' : ',') + nameText(name) + canonicalJson(value[name] ?? null);
    return `{${text}}`;
  }
  if (typeof value !== 'number') return JSON.stringify(value);
  if (!Number.isFinite(value)) throw new TypeError(`JSON holds finite numbers only, not ${value}`);
  return String(value);
}

/** Of a few names this is quicker than the sort that comes along, which copies them. */
const maxInserted = 32;

/** The names of an object's members by their UTF-16 code units, as JavaScript compares texts. */
function sortedNames(value: JsonObject): readonly string[] {
  const names = Object.keys(value);
  if (names.length > maxInserted) return names.sort();
  for (let next = 1; next < names.length; next += 1) {
    const name = names[next] ?? '';
    let place = next;
    for (let before = names[place - 1]; before !== undefined && before > name; before = names[place - 1]) {
      names[place] = before;
      place -= 1;
    }
    names[place] = name;
  }
  return names;
}

/** Names as they stand before their values; a program writes the same few again and again. */
const nameTexts = new Map<string, string>();
const maxNames = 1_000;
const maxNameLength = 64;

function nameText(name: string): string {
  const known = nameTexts.get(name);
  if (known !== undefined) return known;
  const text = `${quoted(name)}:`;
  if (nameTexts.size < maxNames && name.length <= maxNameLength) nameTexts.set(name, text);
  return text;
}

/** Printable ASCII without quotation marks and backslashes: what most texts are, and JSON writes as it is. */
const plainText = /^[ !#-[\]-~]*$/;

const quoted = (text: string): string => (plainText.test(text) ? `"${text}"` : JSON.stringify(text));

/** `Array.isArray` does not tell readonly arrays from objects. */
const isArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
