/** What a cell of each sort may hold; whatever could mean two things is refused. */
import { currencyDecimals } from '../contract/currencies.ts';
import { lossCauses } from '../domain/events.ts';
import { clockOf, isDate, readMoment } from '../domain/moments.ts';
import { isCountUnit, thousandthsOf, type Unit, unitNames } from '../domain/quantity.ts';
import { type DecimalMark, readNumber } from './decimals.ts';
import type { OptionNames } from './options.ts';
import type { Cell } from './rows.ts';

/** What a cell is read by, beside its own text. */
export interface ReadingContext {
  /** The zone of clocks without an offset. */
  readonly zone: string;
  readonly decimal?: DecimalMark | undefined;
  readonly options: OptionNames;
}

export type CellReading = { readonly value: unknown } | { readonly expected: string };
export type ReadCell = (cell: Pick<Cell, 'text' | 'isNumber'>, context: ReadingContext) => CellReading;

const expected = (what: string): CellReading => ({ expected: what });

const matching =
  (pattern: RegExp, sentence: string): ReadCell =>
  ({ text }) =>
    pattern.test(text) ? { value: text } : expected(sentence);

export const id = matching(
  /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/,
  'an id of 1 to 128 letters, digits and . _ : -, beginning with a letter or digit',
);

export const waybill = matching(
  /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,511}$/,
  'a waybill number of letters, digits and . _ : - /, beginning with a letter or digit',
);

/** As in the message check: no control characters, which a cell of two lines would contain. */
export const textUpTo = (max: number): ReadCell =>
  matching(new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${max}}$`, 'u'), `text of at most ${max} characters on one line`);

export const oneOf =
  (names: readonly string[]): ReadCell =>
  ({ text }) => {
    const found = names.find((name) => name === text.toLowerCase());
    return found === undefined ? expected(`one of ${names.join(', ')}`) : { value: found };
  };

export const unit = oneOf(unitNames);
export const lossCause = oneOf(lossCauses);

export const wholeNumber =
  (min: number, max: number): ReadCell =>
  ({ text }) => {
    const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? { value } : expected(`a whole number from ${min} to ${max}`);
  };

export const date: ReadCell = ({ text }) =>
  isDate(text) ? { value: text } : expected('a date of the calendar as YYYY-MM-DD');

/** A moment with its date, or a time of day that a date stands beside. */
export const time: ReadCell = ({ text }, { zone }) => {
  const value = clockOf(text) ?? readMoment(text, zone);
  return value === undefined
    ? expected(
        'a time of the calendar and the clock, such as 2020-08-08T17:00:00+09:00 or 2020-08-08 17:00, or 17:00 beside a date',
      )
    : { value };
};

export const instant: ReadCell = ({ text }, { zone }) => {
  const value = readMoment(text, zone);
  return value === undefined
    ? expected('a date and time, such as 2020-08-08T17:00:00+09:00 or 2020-08-08 17:00')
    : { value };
};

export const currency: ReadCell = ({ text }) =>
  currencyDecimals.has(text) ? { value: text } : expected('an ISO 4217 currency code, such as KPW');

/** What is expected of a number that one country reads as thousands and another as decimals. */
const countryNeutral = ({ decimal }: OptionNames): string =>
  `a number that every country reads alike; say with ${decimal} which sign stands before decimals`;

const number =
  (isFine: (digits: string) => boolean, sentence: string): ReadCell =>
  ({ text, isNumber }, { decimal, options }) => {
    const reading = isNumber ? { digits: text } : readNumber(text, decimal);
    if ('isInDoubt' in reading) return expected(reading.isInDoubt ? countryNeutral(options) : sentence);
    return isFine(reading.digits) ? { value: Number(reading.digits) } : expected(sentence);
  };

const maxAmount = 1_000_000_000_000;

export const amount: ReadCell = number(
  (digits) => /^\d{1,13}(\.\d{1,4})?$/.test(digits) && Number(digits) > 0 && Number(digits) <= maxAmount,
  `an amount greater than zero, at most ${maxAmount.toLocaleString('en')}`,
);

const maxQuantityThousandths = 10n ** 12n;

const hasFittingSize = (digits: string, min: bigint): boolean => {
  const thousandths = /^\d+(\.\d+)?$/.test(digits) ? thousandthsOf(digits) : undefined;
  return thousandths !== undefined && thousandths >= min && thousandths <= maxQuantityThousandths;
};

/** The quantity of a column of goods, whose header names the unit. */
export const quantityIn = (of: Unit): ReadCell =>
  isCountUnit(of)
    ? number(
        (digits) => hasFittingSize(digits, 1n) && Number.isInteger(Number(digits)),
        `a whole number of ${of} greater than zero, or nothing`,
      )
    : number(
        (digits) => hasFittingSize(digits, 1n),
        `a quantity in ${of} greater than zero with at most three decimals, or nothing`,
      );

/** A quantity whose unit stands in another column. */
export const quantity: ReadCell = number(
  (digits) => hasFittingSize(digits, 1n),
  'a quantity greater than zero with at most three decimals',
);
export const quantityFromZero: ReadCell = number(
  (digits) => hasFittingSize(digits, 0n),
  'a quantity from zero on with at most three decimals',
);

/** What a visitor found: a quantity or an amount, or that the receipt was not found. */
export const found: ReadCell = (cell, context) =>
  cell.text.toLowerCase() === 'not-found' ? { value: 'not-found' } : quantityFromZero(cell, context);

/** The unit of goods, or the currency of money. */
export const unitOrCurrency: ReadCell = (cell, context) => {
  const read = unit(cell, context);
  if ('value' in read) return read;
  const money = currency(cell, context);
  return 'value' in money ? money : expected(`one of ${unitNames.join(', ')}, or an ISO 4217 currency code`);
};
