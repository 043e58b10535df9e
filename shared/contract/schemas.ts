/**
 * What every message must look like, as schemas: the one source for the message check and for the
 * published description of the messages.
 *
 * Each leaf carries the sentence that a sender is told when it does not fit; the same sentence describes
 * it in the published schema. Nothing here changes a value: numbers stay JSON numbers in the sender's unit.
 */
import * as z from 'zod';
import { lossCauses, queueOfType, type ReliefEvent } from '../domain/events.ts';
import { baseQuantity, isCountUnit, thousandthsOf, type Unit, unitNames } from '../domain/quantity.ts';
import { currencyDecimals, decimalsOf } from './currencies.ts';

/** Most units in one quantity: of the largest unit, 10^9 t, that is 10^15 g, below 2^53. */
const MAX_QUANTITY = 1_000_000_000;
const MAX_AMOUNT = 1_000_000_000_000;
const MAX_PRIORITY = 1_000_000;
const MAX_REVISION = 1_000_000;
const MAX_PERSONS = 50;
const MAX_LINES = 100;
const MAX_ROWS = 500;
const MAX_CENTRES = 20_000;

/** As English writes it; `toLocaleString` says the same, and at its first use takes a tenth of a cold start. */
const grouped = (whole: number): string => String(whole).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** Says what a schema is for where it is published; `meta` would make a second one to say it of. */
const described = <S extends z.ZodType>(schema: S, description: string): S => {
  z.globalRegistry.add(schema, { description });
  return schema;
};

/**
 * Schemas that are made when they are first asked for: a function meets two or three types of event, and its cold
 * start would make all the others for nothing.
 */
function whenAsked<T extends Readonly<Record<string, () => z.ZodType>>>(
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
  return schemas as { readonly [K in keyof T]: ReturnType<T[K]> };
}

const matching = (pattern: RegExp, error: string) =>
  described(z.string({ error }).check(z.regex(pattern, { error })), error);

const text = (maximum: number) =>
  matching(
    new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${maximum}}$`, 'u'),
    `text of 1 to ${grouped(maximum)} characters without control characters`,
  );

const whole = (minimum: number, maximum: number) => {
  const error = `a whole number from ${grouped(minimum)} to ${grouped(maximum)}`;
  return described(z.int({ error }).check(z.gte(minimum, { error }), z.lte(maximum, { error })), error);
};

const oneOf = <const T extends string>(names: readonly [T, ...T[]]) =>
  z.enum(names, { error: `one of ${names.join(', ')}` });

const list = <T extends z.ZodType>(entry: T, minimum: number, maximum: number) => {
  const error = `an array of ${minimum} to ${grouped(maximum)} entries`;
  return z.array(entry, { error }).check(z.minLength(minimum, { error }), z.maxLength(maximum, { error }));
};

const id = matching(
  /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/,
  'an id of 1 to 128 of A-Z a-z 0-9 . _ : -, beginning with a letter or digit',
);

/** The waybill of a hub's share is `<shipmentId>/<centreId>`: longer than one id, and never longer than a key holds. */
const shipmentId = matching(
  /^(?=.{1,512}$)[A-Za-z0-9][A-Za-z0-9._:-]{0,127}(?:\/[A-Za-z0-9._:-]{0,128})*$/,
  'a waybill number of A-Z a-z 0-9 . _ : -, beginning with a letter or digit, of 1 to 128 characters or of several such parts with / between them',
);

const commoditySentence =
  'a commodity of 1 to 64 letters, digits and . _ : - with single spaces, beginning with a letter or digit';

/** Unicode has two spellings of one accented word; without one form, they would be two commodities. */
const commodity = matching(
  /^(?=.{1,64}$)[\p{L}\p{Nd}](?: ?[\p{L}\p{M}\p{Nd}._:-])*$/u,
  commoditySentence,
).refine((name) => name === name.normalize('NFC'), { error: `${commoditySentence}, in Unicode form NFC` });

const unit = oneOf(unitNames);
const cause = oneOf(lossCauses);

const dateSentence = 'a calendar date, YYYY-MM-DD';
const date = described(z.iso.date({ error: dateSentence }), dateSentence);

const hasThreeDecimals = (quantity: number): boolean => thousandthsOf(String(quantity)) !== undefined;

const upToMaximum = (error: string) => z.number({ error }).max(MAX_QUANTITY, { error });

const positiveSentence = 'a number greater than 0, at most 1,000,000,000, with at most three decimals';
const quantity = described(
  upToMaximum(positiveSentence)
    .gt(0, { error: positiveSentence })
    .refine(hasThreeDecimals, { error: positiveSentence }),
  positiveSentence,
);

const fromZeroSentence = 'a number from 0 to 1,000,000,000 with at most three decimals';
const quantityFromZero = described(
  upToMaximum(fromZeroSentence)
    .min(0, { error: fromZeroSentence })
    .refine(hasThreeDecimals, { error: fromZeroSentence }),
  fromZeroSentence,
);

/** A rule between the parts of one object, told at one of them. */
type Check<T> = z.core.CheckFn<T>;

/** `found` is told where the value at `path` does not say it all. */
const fault = (
  context: { readonly issues: z.core.$ZodRawIssue[] },
  path: (string | number)[],
  message: string,
  found?: string,
): void => {
  context.issues.push({ code: 'custom', path, message, input: undefined, params: { found } });
};

const isWholeInBaseUnits = (amount: number, of: Unit): boolean => {
  const thousandths = thousandthsOf(String(amount));
  return thousandths !== undefined && baseQuantity(thousandths, of) !== undefined;
};

const wholeInBaseUnits: Check<{ quantity?: number; unit?: Unit }> = (context) => {
  const line = context.value;
  if (line.quantity === undefined || line.unit === undefined) return;
  if (isWholeInBaseUnits(line.quantity, line.unit)) return;
  fault(context, ['quantity'], `a whole number of ${line.unit}`);
};

const firstRepeated = (values: readonly unknown[]): number => {
  const seen = new Set<unknown>();
  return values.findIndex((value) => {
    const again = seen.has(value);
    seen.add(value);
    return again;
  });
};

/** A list in which no two entries have the same `key`; the second is the one at fault. */
const listByKey = <K extends string, T extends z.ZodType<Readonly<Record<K, unknown>>>>(
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
const amount = z
  .number({ error: amountSentence })
  .gt(0, { error: amountSentence })
  .max(MAX_AMOUNT, { error: amountSentence })
  .meta({ description: `${amountSentence}, with at most the decimals that ISO 4217 gives its currency` });
const currency = z
  .enum([...currencyDecimals.keys()], { error: 'an ISO 4217 currency code' })
  .meta({ description: 'an ISO 4217 currency code' });

/** Whether `value` is a whole number of the minor unit of `of`. */
const isWholeInMinorUnits = (value: number, of: string): boolean => {
  const [, fraction = '', exponent = '0'] = /^[^.e]*(?:\.(\d*))?(?:e(.*))?$/.exec(String(value)) ?? [];
  return fraction.length - Number(exponent) <= decimalsOf(of);
};

const inMinorUnits =
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

const line = () => z.strictObject({ commodity, quantity, unit }).check(wholeInBaseUnits);

const arrivalLine = () =>
  z
    .strictObject({
      commodity,
      quantity: quantityFromZero,
      unit,
      losses: list(z.strictObject({ quantity, cause }), 0, MAX_LINES).exactOptional(),
    })
    .check(wholeInBaseUnits)
    .check((context) => {
      const { quantity: received, unit: lineUnit, losses = [] } = context.value;
      const broken = losses.findIndex((loss) => !isWholeInBaseUnits(loss.quantity, lineUnit));
      if (broken >= 0) fault(context, ['losses', broken, 'quantity'], `a whole number of ${lineUnit}`);
      if (received === 0 && losses.length === 0) {
        fault(context, ['quantity'], 'a number greater than 0, because the line has no losses');
      }
    });

const ration = () =>
  z.strictObject({ commodity, quantityPerPerson: quantity, unit }).check((context) => {
    const { quantityPerPerson, unit: scaleUnit } = context.value;
    if (isCountUnit(scaleUnit) || isWholeInBaseUnits(quantityPerPerson, scaleUnit)) return;
    fault(context, ['quantityPerPerson'], `a whole number of ${scaleUnit}`);
  });

const stipend = () =>
  z
    .strictObject({
      amountPerAdult: amount,
      currency,
      funding: oneOf(['own', 'float']).exactOptional(),
    })
    .check(inMinorUnits('amountPerAdult'));

const pledge = () =>
  z
    .strictObject({
      commodity,
      quantity: quantity.exactOptional(),
      unit: unit.exactOptional(),
      source: text(500),
      responsible: text(500),
    })
    .check(wholeInBaseUnits)
    .check((context) => {
      const { quantity: promised, unit: pledgeUnit } = context.value;
      if (promised !== undefined && pledgeUnit === undefined) {
        fault(context, ['unit'], `one of ${unitNames.join(', ')}, because the pledge has a quantity`);
      }
      if (promised === undefined && pledgeUnit !== undefined) {
        fault(context, ['quantity'], `${positiveSentence}, because the pledge has a unit`);
      }
    });

const rations = () => listByKey(ration(), 'commodity', 0, MAX_LINES);
const pledges = () => list(pledge(), 0, MAX_LINES);
const prohibitions = () => list(text(500), 0, MAX_LINES);

const origin = () =>
  z.union([z.strictObject({ source: text(500) }), z.strictObject({ locationId: id })], {
    error: 'either { "source": … } or { "locationId": … }',
  });

const centres = () =>
  z.union(
    [
      z.literal('all'),
      list(id, 1, MAX_CENTRES).check((context) => {
        const again = firstRepeated(context.value);
        if (again >= 0) fault(context, [again], 'each centre once');
      }),
    ],
    { error: `"all" or an array of 1 to ${grouped(MAX_CENTRES)} centre ids` },
  );

const location = () =>
  z
    .strictObject({
      locationId: id,
      name: text(500),
      kind: oneOf(['hub', 'centre', 'store']),
      suppliedBy: id.exactOptional(),
    })
    .check((context) => {
      const { locationId, suppliedBy } = context.value;
      if (suppliedBy === locationId) fault(context, ['suppliedBy'], 'another location than itself');
    });

const household = () =>
  z
    .strictObject({
      householdId: id,
      name: text(500).exactOptional(),
      neighbourhood: text(500).exactOptional(),
      adults: whole(0, MAX_PERSONS),
      children: whole(0, MAX_PERSONS),
      priority: whole(-MAX_PRIORITY, MAX_PRIORITY).exactOptional(),
    })
    .check((context) => {
      const persons = context.value.adults + context.value.children;
      if (persons >= 1 && persons <= MAX_PERSONS) return;
      fault(context, [], `1 to ${MAX_PERSONS} adults and children together`, String(persons));
    });

/** The rows of sheets, as their senders wrote them. */
export const rowSchemas = whenAsked({
  receipt: () =>
    z.strictObject({
      receiptId: id,
      householdId: id,
      collectedBy: text(200).exactOptional(),
      lines: list(line(), 1, MAX_LINES),
    }),
  /** Undoes one earlier receipt. */
  return: () => z.strictObject({ receiptId: id, reverses: id, householdId: id, reason: text(500) }),
  payment: () =>
    z.strictObject({ paymentId: id, householdId: id, amount, currency }).check(inMinorUnits('amount')),
  /** Undoes one earlier payment. */
  reversal: () => z.strictObject({ paymentId: id, reverses: id, householdId: id, reason: text(500) }),
});

/** A row of one kind of sheet, as its schema found it. */
export type RowOf<K extends keyof typeof rowSchemas> = z.output<(typeof rowSchemas)[K]>;

/** `data` of every type of event. */
export const dataSchemas = whenAsked({
  'relief.locations.registered.v1': () =>
    z.strictObject({
      locations: listByKey(location(), 'locationId', 1, 1_000),
    }),
  'relief.households.registered.v1': () =>
    z.strictObject({
      centreId: id,
      effectiveFrom: date,
      households: listByKey(household(), 'householdId', 1, 1_000),
    }),
  'relief.household.erased.v1': () => z.strictObject({ householdId: id, reason: text(500) }),
  'relief.order.issued.v1': () =>
    z
      .strictObject({
        orderId: id,
        title: text(500),
        issuedBy: text(500),
        referenceDate: date,
        startsOn: date,
        endsOn: date.exactOptional(),
        area: z.strictObject({ centres: centres() }),
        rations: rations(),
        stipend: stipend().exactOptional(),
        pledges: pledges(),
        prohibitions: prohibitions(),
        release: oneOf(['proportional', 'equal', 'priority', 'first-come']),
      })
      .check((context) => {
        const { startsOn, endsOn } = context.value;
        if (endsOn !== undefined && endsOn < startsOn) {
          fault(context, ['endsOn'], `a date not before startsOn, ${startsOn}`);
        }
      }),
  'relief.order.amended.v1': () =>
    z.strictObject({
      orderId: id,
      revision: whole(2, MAX_REVISION),
      reason: text(500),
      rations: rations().exactOptional(),
      stipend: stipend().exactOptional(),
      pledges: pledges().exactOptional(),
      endsOn: date.exactOptional(),
      prohibitions: prohibitions().exactOptional(),
    }),
  'relief.order.cancelled.v1': () => z.strictObject({ orderId: id, reason: text(500) }),
  'relief.shipment.dispatched.v1': () =>
    z.strictObject({
      shipmentId,
      orderId: id,
      from: origin(),
      to: id,
      carrier: text(500).exactOptional(),
      lines: list(line(), 1, MAX_LINES),
    }),
  'relief.shipment.arrived.v1': () =>
    z.strictObject({
      shipmentId,
      orderId: id,
      at: id,
      from: origin().exactOptional(),
      lines: list(arrivalLine(), 1, MAX_LINES),
    }),
  'relief.handovers.made.v1': () =>
    z.strictObject({
      centreId: id,
      orderId: id,
      receipts: list(rowSchemas.receipt, 1, MAX_ROWS),
    }),
  'relief.handovers.returned.v1': () =>
    z.strictObject({
      centreId: id,
      orderId: id,
      receipts: list(rowSchemas.return, 1, MAX_ROWS),
    }),
  'relief.payments.made.v1': () =>
    z.strictObject({
      payerId: id,
      orderId: id,
      payments: list(rowSchemas.payment, 1, MAX_ROWS),
    }),
  'relief.payments.reversed.v1': () =>
    z.strictObject({
      payerId: id,
      orderId: id,
      payments: list(rowSchemas.reversal, 1, MAX_ROWS),
    }),
  'relief.payer.funded.v1': () =>
    z
      .strictObject({ fundingId: id, payerId: id, orderId: id, amount, currency })
      .check(inMinorUnits('amount')),
  'relief.stock.counted.v1': () =>
    z.strictObject({
      countId: id,
      locationId: id,
      orderId: id,
      lines: list(
        z.strictObject({ commodity, quantity: quantityFromZero, unit }).check(wholeInBaseUnits),
        1,
        MAX_LINES,
      ),
    }),
  'relief.stock.lost.v1': () =>
    z.strictObject({
      lossId: id,
      locationId: id,
      orderId: id,
      lines: list(z.strictObject({ commodity, quantity, unit, cause }).check(wholeInBaseUnits), 1, MAX_LINES),
    }),
} satisfies { readonly [T in ReliefEvent['type']]: () => z.ZodType });

/** `data` of one type, as its sender wrote it and the schema found it. */
export type DataOf<T extends ReliefEvent['type']> = z.output<(typeof dataSchemas)[T]>;

/** What decides over a whole sheet: everything in `data` but what is inside its rows. */
export const sheetSchemas = whenAsked({
  'relief.handovers.made.v1': () =>
    dataSchemas['relief.handovers.made.v1'].extend({
      receipts: list(z.unknown(), 1, MAX_ROWS),
    }),
  'relief.handovers.returned.v1': () =>
    dataSchemas['relief.handovers.returned.v1'].extend({
      receipts: list(z.unknown(), 1, MAX_ROWS),
    }),
  'relief.payments.made.v1': () =>
    dataSchemas['relief.payments.made.v1'].extend({
      payments: list(z.unknown(), 1, MAX_ROWS),
    }),
  'relief.payments.reversed.v1': () =>
    dataSchemas['relief.payments.reversed.v1'].extend({
      payments: list(z.unknown(), 1, MAX_ROWS),
    }),
});

const eventTypes = Object.keys(queueOfType) as [ReliefEvent['type'], ...ReliefEvent['type'][]];

const attribute = matching(
  /^[^\p{Cc}\p{Cs}]{1,256}$/u,
  'text of 1 to 256 characters without control characters',
);

const timeSentence = 'an RFC 3339 instant with its offset, such as 2020-08-05T09:00:00+09:00';

/** The CloudEvents attributes that are read; others are let through. Source: CloudEvents 1.0, JSON format. */
export const envelopeSchema = z.looseObject({
  specversion: z.literal('1.0', { error: '"1.0"' }),
  id: attribute,
  source: matching(
    /^(?=.{1,256}$)(?:[A-Za-z0-9._~:/?@!$&'()*+,;=[\]-]|%[0-9A-Fa-f]{2})*(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$/,
    'a URI reference of 1 to 256 characters',
  ),
  type: oneOf(eventTypes),
  time: described(z.iso.datetime({ offset: true, error: timeSentence }), timeSentence),
  data: z.looseObject({}),
});

/** The attributes and ids that a refused message is filed under; each counts only if it is itself valid. */
export const identitySchemas = { attribute, source: envelopeSchema.shape.source, id, shipmentId };
