/** Reads the rows of a sheet, each alone: from a message, and again from what was kept of one. */

import type * as z from 'zod';
import type { AuditObservation } from '../domain/audit-events.ts';
import type { HandoverReceipt, Missed, Payment, Reversal, SheetRow } from '../domain/events.ts';
import { missedOf, observationOf, paymentOf, receiptOf, returnOf, reversalOf } from './conversion.ts';
import { contentDigest } from './digest.ts';
import { type JsonPath, keepable, memberOf } from './json.ts';
import { faultsOf, problemOf } from './problem.ts';
import { identitySchemas, rowSchemas } from './schemas.ts';

/** Whose sheet under which order a row is of: part of the row's content, so that the same row elsewhere is another. */
export interface HandoverSheet {
  readonly orderId: string;
  readonly centreId: string;
}
export interface PaymentSheet {
  readonly orderId: string;
  readonly payerId: string;
}

export interface ObservationSheet {
  readonly auditId: string;
}

type Sheet = HandoverSheet | PaymentSheet | ObservationSheet;

/** What of a sheet is part of its rows' content. */
function placeOf(sheet: Sheet): { readonly [name: string]: string } {
  if ('auditId' in sheet) return { auditId: sheet.auditId };
  const { orderId } = sheet;
  return 'centreId' in sheet ? { orderId, centreId: sheet.centreId } : { orderId, payerId: sheet.payerId };
}

interface RowForm<S extends z.ZodType, V> {
  readonly type: string;
  readonly schema: () => S;
  /** Rows without an id of their own have none. */
  readonly idName?: 'receiptId' | 'paymentId';
  readonly valueOf: (row: z.output<S>) => V;
}

const rowReader =
  <S extends z.ZodType, V, H extends Sheet>(form: RowForm<S, V>) =>
  (row: unknown, sheet: H, at: JsonPath = []): SheetRow<V> => {
    const original = keepable(row);
    const digest = contentDigest({ type: form.type, ...placeOf(sheet), row: original });
    const reading = form.schema().safeParse(row);
    if (reading.success) return { ok: true, value: form.valueOf(reading.data), digest, original };
    return {
      ok: false,
      problem: problemOf(reading.error, row, at),
      faults: faultsOf(reading.error, row, at),
      reference: form.idName && identitySchemas.id.safeParse(memberOf(row, [form.idName])).data,
      householdId: identitySchemas.id.safeParse(memberOf(row, ['householdId'])).data,
      digest,
      original,
    };
  };

/**
 * One row as its sender wrote it, or a kept `original` of one; `at` is where it stands in its message.
 *
 * Guarantees: never throws; the kept `original` of a good row reads as an equal row, and any `original` keeps
 * its row's digest.
 */
type RowReader<V, H extends Sheet> = (row: unknown, sheet: H, at?: JsonPath) => SheetRow<V>;

export const readReceipt: RowReader<HandoverReceipt, HandoverSheet> = rowReader({
  type: 'relief.handovers.made.v1',
  schema: () => rowSchemas.receipt,
  idName: 'receiptId',
  valueOf: receiptOf,
});

export const readReturn: RowReader<Reversal, HandoverSheet> = rowReader({
  type: 'relief.handovers.returned.v1',
  schema: () => rowSchemas.return,
  idName: 'receiptId',
  valueOf: returnOf,
});

export const readMissed: RowReader<Missed, HandoverSheet> = rowReader({
  type: 'relief.handovers.missed.v1',
  schema: () => rowSchemas.missed,
  valueOf: missedOf,
});

export const readPayment: RowReader<Payment, PaymentSheet> = rowReader({
  type: 'relief.payments.made.v1',
  schema: () => rowSchemas.payment,
  idName: 'paymentId',
  valueOf: paymentOf,
});

export const readReversal: RowReader<Reversal, PaymentSheet> = rowReader({
  type: 'relief.payments.reversed.v1',
  schema: () => rowSchemas.reversal,
  idName: 'paymentId',
  valueOf: reversalOf,
});

export const readObservation: RowReader<AuditObservation, ObservationSheet> = rowReader({
  type: 'relief.audit.observed.v1',
  schema: () => rowSchemas.observation,
  valueOf: observationOf,
});
