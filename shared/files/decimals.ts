/** Numbers as offices write them: which sign stands before the decimals depends on the country. */

export const decimalMarks = ['point', 'comma'] as const;
export type DecimalMark = (typeof decimalMarks)[number];

/** The number in plain digits with a point, or that it could be read in two ways. */
export type NumberReading = { readonly digits: string } | { readonly isInDoubt: boolean };

const plain = /^\d+(?:\.\d+)?$/;
/** Eight thousand in one country is eight in another. */
const thousandsOrDecimals = /^[1-9]\d{0,2}\.\d{3}$/;
const separators = /[.,' \u00a0\u202f’]/;

const withMark: { readonly [M in DecimalMark]: RegExp } = {
  point: /^(?:\d+|\d{1,3}(?:([,' \u00a0\u202f’])\d{3})(?:\1\d{3})*)(?:\.\d+)?$/,
  comma: /^(?:\d+|\d{1,3}(?:([.' \u00a0\u202f’])\d{3})(?:\1\d{3})*)(?:,\d+)?$/,
};

/**
 * Reads a number that is not negative.
 *
 * Guarantees: without a mark, only what every country reads alike is taken: `1234.5` and `8.25`, and neither `8.000`
 * nor `1,5`.
 */
export function readNumber(text: string, mark?: DecimalMark): NumberReading {
  if (mark === undefined) {
    if (plain.test(text) && !thousandsOrDecimals.test(text)) return { digits: text };
    return { isInDoubt: /^\d/.test(text) && separators.test(text) && !/[^\d.,' \u00a0\u202f’]/.test(text) };
  }
  if (!withMark[mark].test(text)) return { isInDoubt: false };
  const [whole = '', decimals] = text.split(mark === 'point' ? '.' : ',');
  const digits = mark === 'point' ? whole : whole.replaceAll('.', '');
  const ungrouped = digits.replaceAll(/\D/g, '');
  return { digits: decimals === undefined ? ungrouped : `${ungrouped}.${decimals}` };
}

/** The number for a file: a zero behind three decimals, so that no reader takes its point for thousands. */
export function writtenNumber(value: number): string {
  const text = String(value);
  return thousandsOrDecimals.test(text) ? `${text}0` : text;
}
