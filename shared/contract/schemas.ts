/**
 * What every message must look like, as schemas: the one source for the message check and for the
 * published description of the messages. Each queue's events have a file in `events/`.
 */
import * as z from 'zod';
import { type EventType, eventTypes } from '../domain/events.ts';
import { assuranceData, assuranceRows } from './events/assurance.ts';
import { handoverData, handoverRows } from './events/handovers.ts';
import { orderData } from './events/orders.ts';
import { paymentData, paymentRows } from './events/payments.ts';
import { registrationData } from './events/registrations.ts';
import { shipmentData } from './events/shipments.ts';
import { stockData } from './events/stock.ts';
import { voidData } from './events/voids.ts';
import {
  attribute,
  exceptionId,
  id,
  list,
  MAX_ROWS,
  oneOf,
  source,
  waybillNumber,
  whenAsked,
} from './primitives.ts';

/** The rows of sheets, as their senders wrote them. */
export const rowSchemas = whenAsked({
  receipt: () => handoverRows.receipt,
  return: () => handoverRows.return,
  missed: () => handoverRows.missed,
  payment: () => paymentRows.payment,
  reversal: () => paymentRows.reversal,
  observation: () => assuranceRows.observation,
});

/** A row of one kind of sheet, as its schema found it. */
export type RowOf<K extends keyof typeof rowSchemas> = z.output<(typeof rowSchemas)[K]>;

/** Lets events that are no sheets say which exception they correct; the rows of a sheet say so themselves. */
function correcting<M extends Readonly<Record<string, () => z.ZodObject>>>(makers: M): M {
  const corrects = exceptionId.exactOptional();
  const entries = Object.entries(makers).map(([type, make]) => [type, () => make().safeExtend({ corrects })]);
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: The types stay as they are, for conversion never sees the field.
  return Object.fromEntries(entries) as M;
}

/** `data` of every type of event. */
export const dataSchemas = whenAsked({
  ...correcting(registrationData),
  ...correcting(orderData),
  ...correcting(shipmentData),
  ...handoverData,
  ...paymentData,
  ...correcting({ 'relief.payer.funded.v1': paymentData['relief.payer.funded.v1'] }),
  ...correcting(stockData),
  ...correcting(assuranceData.whole),
  ...assuranceData.sheets,
  ...voidData,
} satisfies { readonly [T in EventType]: () => z.ZodType });

/** `data` of one type, as its sender wrote it and the schema found it. */
export type DataOf<T extends EventType> = z.output<(typeof dataSchemas)[T]>;

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
  'relief.handovers.missed.v1': () =>
    dataSchemas['relief.handovers.missed.v1'].extend({
      households: list(z.unknown(), 1, MAX_ROWS),
    }),
  'relief.payments.made.v1': () =>
    dataSchemas['relief.payments.made.v1'].extend({
      payments: list(z.unknown(), 1, MAX_ROWS),
    }),
  'relief.payments.reversed.v1': () =>
    dataSchemas['relief.payments.reversed.v1'].extend({
      payments: list(z.unknown(), 1, MAX_ROWS),
    }),
  'relief.audit.observed.v1': () =>
    dataSchemas['relief.audit.observed.v1'].extend({
      observations: list(z.unknown(), 1, MAX_ROWS),
    }),
});

const timeSentence = 'an RFC 3339 instant with its offset, such as 2020-08-05T09:00:00+09:00';

const upperCaseTime = z.iso.datetime({ offset: true });

/** RFC 3339 lets `T` and `Z` be written small. */
const time = z
  .string({ error: timeSentence })
  .refine((written) => upperCaseTime.safeParse(written.toUpperCase()).success, { error: timeSentence })
  .meta({ description: timeSentence, format: 'date-time' });

/** The CloudEvents attributes that are read; others are let through. Source: CloudEvents 1.0, JSON format. */
export const envelopeSchema = z.looseObject({
  specversion: z.literal('1.0', { error: '"1.0"' }),
  id: attribute,
  source,
  type: oneOf(eventTypes),
  time,
  data: z.looseObject({}),
});

/** The attributes and ids that a refused message is filed under; each counts only if it is itself valid. */
export const identitySchemas = { attribute, source, id, shipmentId: waybillNumber, exceptionId };
