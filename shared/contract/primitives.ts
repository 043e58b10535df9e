/**
 * What messages are made of, as schemas: ids, dates, quantities, money and lists of them.
 *
 * Each leaf carries the sentence that a sender is told when it does not fit; the same sentence describes
 * it in the published schema. Nothing here changes a value: numbers stay JSON numbers in the sender's unit.
 */
import * as z from 'zod';
import { lossCauses } from '../domain/events.ts';
import { baseQuantity, isCountUnit, thousandthsOfNumber, type Unit, unitNames } from '../domain/quantity.ts';
import { currencyDecimals, decimalsOf } from './currencies.ts';

/** Most units in one quantity: of the largest unit, 10^9 t, that is 10^15 g, below 2^53. */
const MAX_QUANTITY = 1_000_000_000;
const MAX_AMOUNT = 1_000_000_000_000;
/** The largest of the integers that every reader of JSON tells from the next. Source: RFC 8259, section 6. */
export const MAX_INTEGER = Number.MAX_SAFE_INTEGER;
export const MAX_LINES = 100;
export const MAX_ROWS = 500;

/** As English writes it; `toLocaleString` says the same, and at its first use takes a tenth of a cold start. */
export const grouped = (whole: number): string => String(whole).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** Says what a schema is for where it is published; `meta` would make a second one to say it of. */
export const described = <S extends z.ZodType>(schema: S, description: string): S => {
  z.globalRegistry.add(schema, { description });
  return schema;
};

/**
 * Schemas that are made when they are first asked for: a function meets two or three types of event, and its cold
 * start would make all the others for nothing.
 */
export function whenAsked<T extends Readonly<Record<string, () => z.ZodType>>>(
  makers: T,
): { readonly [K in keyof T]: ReturnType<T[K]> } {
  const schemas = {};
  for (const [name, make] of Object.entries(makers)) {
    let made: z.ZodType | undefined;
    Object.defineProperty(schemas, name, {
      enumerable: true,
      get: () => {
        made ??= make();
        return made;
      },
    });
  }
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: TypeScript does not see what defineProperty adds.
  return schemas as { readonly [K in keyof T]: ReturnType<T[K]> };
}

export const matching = (pattern: RegExp, error: string) =>
  described(z.string({ error }).check(z.regex(pattern, { error })), error);

export const text = (maximum: number) =>
  matching(
    new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${maximum}}$`, 'u'),
    `text of 1 to ${grouped(maximum)} characters without control characters`,
  );

export const whole = (minimum: number, maximum: number) => {
  const error = `a whole number from ${grouped(minimum)} to ${grouped(maximum)}`;
  return described(z.int({ error }).check(z.gte(minimum, { error }), z.lte(maximum, { error })), error);
};

export const oneOf = <const T extends string>(names: readonly [T, ...T[]]) =>
  z.enum(names, { error: `one of ${names.join(', ')}` });

export const list = <T extends z.ZodType>(entry: T, minimum: number, maximum: number) => {
  const error = `an array of ${minimum} to ${grouped(maximum)} entries`;
  return z.array(entry, { error }).check(z.minLength(minimum, { error }), z.maxLength(maximum, { error }));
};

export const id = matching(
  /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/,
  'an id of 1 to 128 of A-Z a-z 0-9 . _ : -, beginning with a letter or digit',
);

/** The exception that a document corrects, by its id. */
export const exceptionId = matching(/^x[0-9a-f]{32}$/, 'an exceptionId, as the list of exceptions names it');

/** An anomaly, by its id: what the parts say is in `ledger/anomaly-ids.ts`. */
export const anomalyId = matching(/^A-[A-Za-z0-9_-]{31}$/, 'an anomalyId, as the list of anomalies names it');

/** On a row: which exception it corrects. */
export const correction = { corrects: exceptionId.exactOptional() };

/** A CloudEvents attribute. Source: CloudEvents 1.0, JSON format. */
export const attribute = matching(
  /^[^\p{Cc}\p{Cs}]{1,256}$/u,
  'text of 1 to 256 characters without control characters',
);

/** Who an event comes from. Source: CloudEvents 1.0, `source`. */
export const source = matching(
  /^(?=.{1,256}$)(?:[A-Za-z0-9._~:/?@!$&'()*+,;=[\]-]|%[0-9A-Fa-f]{2})*(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$/,
  'a URI reference of 1 to 256 characters',
);

/** Characters of the longest waybill number that a sender gives. */
export const MAX_SHIPMENT_ID = 128;

export const shipmentId = matching(
  /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/,
  'a waybill number of 1 to 128 of A-Z a-z 0-9 . _ : - /, beginning with a letter or digit',
);

const shareEnding = '(?:\\/[A-Za-z0-9][A-Za-z0-9._:-]{0,127}(?:\\/\\d{1,4})?)?';

/**
 * A sender's number, or that of a hub's share of it: `<shipmentId>/<centreId>`, and `<shipmentId>/<centreId>/2` where
 * that is taken. So every share of a number that is bounded as above can be confirmed, whatever its centre is called.
 */
export const waybillNumber = matching(
  new RegExp(`^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}${shareEnding}$`),
  "a waybill number of 1 to 128 of A-Z a-z 0-9 . _ : - /, beginning with a letter or digit, or that of a hub's share, <shipmentId>/<centreId>",
);

/** Whether a number is a sender's own, or that of a share for one place. */
export const isNumberFor = (number: string, centreId: string): boolean =>
  number.length <= MAX_SHIPMENT_ID || number.replace(/\/\d{1,4}$/, '').endsWith(`/${centreId}`);

const commoditySentence =
  'a commodity of 1 to 64 letters, digits and . _ : - with single spaces, beginning with a letter or digit';

/** Unicode has two spellings of one accented word; without one form, they would be two commodities. */
export const commodity = matching(
  /^(?=.{1,64}$)[\p{L}\p{Nd}](?: ?[\p{L}\p{M}\p{Nd}._:-])*$/u,
  commoditySentence,
).refine((name) => name === name.normalize('NFC'), { error: `${commoditySentence}, in Unicode form NFC` });

export const unit = oneOf(unitNames);
export const cause = oneOf(lossCauses);

const dateSentence = 'a calendar date, YYYY-MM-DD';
export const date = described(z.iso.date({ error: dateSentence }), dateSentence);

export const hasThreeDecimals = (quantity: number): boolean => thousandthsOfNumber(quantity) !== undefined;

const upToMaximum = (error: string) => z.number({ error }).max(MAX_QUANTITY, { error });

export const positiveSentence = 'a number greater than 0, at most 1,000,000,000, with at most three decimals';
export const quantity = described(
  upToMaximum(positiveSentence)
    .gt(0, { error: positiveSentence })
    .refine(hasThreeDecimals, { error: positiveSentence }),
  positiveSentence,
);

const fromZeroSentence = 'a number from 0 to 1,000,000,000 with at most three decimals';
export const quantityFromZero = described(
  upToMaximum(fromZeroSentence)
    .min(0, { error: fromZeroSentence })
    .refine(hasThreeDecimals, { error: fromZeroSentence }),
  fromZeroSentence,
);

/** A rule between the parts of one object, told at one of them. */
export type Check<T> = z.core.CheckFn<T>;

/** `found` is told where the value at `path` does not say it all. */
export const fault = (
  context: { readonly issues: z.core.$ZodRawIssue[] },
  path: (string | number)[],
  message: string,
  found?: string,
): void => {
  context.issues.push({ code: 'custom', path, message, input: undefined, params: { found } });
};

/** Of a number with more than three decimals its own check tells. */
export const isWholeInBaseUnits = (amount: number, of: Unit): boolean => {
  const thousandths = thousandthsOfNumber(amount);
  return thousandths === undefined || baseQuantity(thousandths, of) !== undefined;
};

export const wholeInBaseUnits: Check<{ quantity?: number; unit?: Unit }> = (context) => {
  const line = context.value;
  if (line.quantity === undefined || line.unit === undefined) return;
  if (isWholeInBaseUnits(line.quantity, line.unit)) return;
  fault(context, ['quantity'], `a whole number of ${line.unit}`);
};

/** What one piece of a count unit holds: 50 kg in a bag. */
export const content = () => z.strictObject({ quantity, unit }).check(wholeInBaseUnits);

/** A line that says what it contains is counted in pieces, and comes to a quantity like any other. */
export const packedInCountUnits: Check<{
  quantity: number;
  unit: Unit;
  contains?: { quantity: number; unit: Unit };
}> = (context) => {
  const { quantity: pieces, unit: packedIn, contains } = context.value;
  if (contains === undefined) return;
  if (!isCountUnit(packedIn)) fault(context, ['contains'], `nothing, because ${packedIn} is no count unit`);
  else if (contains.unit === packedIn)
    fault(context, ['contains', 'unit'], `another unit than ${packedIn}, which contains it`);
  else if (pieces * contains.quantity > MAX_QUANTITY)
    fault(context, ['contains', 'quantity'], `at most ${grouped(MAX_QUANTITY)} ${contains.unit} in all`);
};

export const firstRepeated = (values: readonly unknown[]): number => {
  const seen = new Set<unknown>();
  return values.findIndex((value) => {
    const again = seen.has(value);
    seen.add(value);
    return again;
  });
};

/** A list in which no two entries have the same `key`; the second is the one at fault. */
export const listByKey = <K extends string, T extends z.ZodType<Readonly<Record<K, unknown>>>>(
  entry: T,
  key: K,
  minimum: number,
  maximum: number,
) =>
  list(entry, minimum, maximum).check((context) => {
    const again = firstRepeated(context.value.map((value) => value[key]));
    if (again >= 0) fault(context, [again, key], `each ${key} once`);
  });

const amountSentence = 'an amount greater than 0, at most 1,000,000,000,000';
export const amount = z
  .number({ error: amountSentence })
  .gt(0, { error: amountSentence })
  .max(MAX_AMOUNT, { error: amountSentence })
  .meta({ description: `${amountSentence}, with at most the decimals that ISO 4217 gives its currency` });
const amountFromZeroSentence = 'an amount from 0 to 1,000,000,000,000';
export const amountFromZero = z
  .number({ error: amountFromZeroSentence })
  .min(0, { error: amountFromZeroSentence })
  .max(MAX_AMOUNT, { error: amountFromZeroSentence })
  .meta({
    description: `${amountFromZeroSentence}, with at most the decimals that ISO 4217 gives its currency`,
  });
export const currency = z
  .enum([...currencyDecimals.keys()], { error: 'an ISO 4217 currency code' })
  .meta({ description: 'an ISO 4217 currency code' });

/** Whether `value` is a whole number of the minor unit of `of`. */
const isWholeInMinorUnits = (value: number, of: string): boolean => {
  const [, fraction = '', exponent = '0'] = /^[^.e]*(?:\.(\d*))?(?:e(.*))?$/.exec(String(value)) ?? [];
  return fraction.length - Number(exponent) <= decimalsOf(of);
};

export const inMinorUnits =
  <K extends 'amount' | 'amountPerAdult'>(
    key: K,
  ): Check<Readonly<Record<K, number>> & { currency: string }> =>
  (context) => {
    const { [key]: value, currency: code } = context.value;
    if (isWholeInMinorUnits(value, code)) return;
    const decimals = decimalsOf(code);
    const allowed = decimals === 0 ? 'no decimals' : `at most ${decimals} decimals`;
    fault(context, [key], `an amount with ${allowed}, as ISO 4217 has it for ${code}`);
  };

export const line = () => z.strictObject({ commodity, quantity, unit }).check(wholeInBaseUnits);

/** A line whose count unit may say what it contains. */
export const packedLine = () =>
  z
    .strictObject({ commodity, quantity, unit, contains: content().exactOptional() })
    .check(wholeInBaseUnits)
    .check(packedInCountUnits);
