/** Batches from sheets, and from held rows that are tried again. */

import { readMissed, readPayment, readReceipt, readReturn, readReversal } from '../contract/rows.ts';
import type {
  EventHeader,
  HandoverReceipt,
  Missed,
  Payment,
  ReliefEvent,
  Reversal,
  SheetRow,
} from '../domain/events.ts';
import { eventKey } from '../ledger/event-key.ts';
import type { NamedRow } from '../ledger/event-records.ts';
import type { Hold } from '../ledger/exception-keys.ts';
import type { StoredException } from '../ledger/exceptions.ts';
import { type Batch, type BatchEvent, type BatchRow, namedBy, type ReadContent } from './batch.ts';

/** The batch of a sheet; `undefined` for events that are decided as a whole. */
export function batchOfEvent(header: EventHeader, event: ReliefEvent): Batch | undefined {
  const { source, id, type, time, digest, original } = header;
  const from: BatchEvent = {
    source,
    id,
    type,
    time,
    digest,
    original,
    key: eventKey(header),
    rows: namedRows(event),
  };
  switch (event.type) {
    case 'relief.handovers.made.v1':
      return {
        kind: 'handover',
        orderId: event.orderId,
        bookId: event.centreId,
        rows: event.receipts.map((row, index) => batchRow(from, index, row, ofReceipt)),
      };
    case 'relief.handovers.returned.v1':
      return {
        kind: 'return',
        orderId: event.orderId,
        bookId: event.centreId,
        rows: event.receipts.map((row, index) => batchRow(from, index, row, ofUndoing)),
      };
    case 'relief.handovers.missed.v1':
      return {
        kind: 'missed',
        orderId: event.orderId,
        bookId: event.centreId,
        rows: event.households.map((row, index) => missedRow(from, index, row)),
      };
    case 'relief.payments.made.v1':
      return {
        kind: 'payment',
        orderId: event.orderId,
        bookId: event.payerId,
        rows: event.payments.map((row, index) => batchRow(from, index, row, ofPayment)),
      };
    case 'relief.payments.reversed.v1':
      return {
        kind: 'reversal',
        orderId: event.orderId,
        bookId: event.payerId,
        rows: event.payments.map((row, index) => batchRow(from, index, row, ofUndoing)),
      };
    default:
      return undefined;
  }
}

/** The rows of a sheet by what names them; of an event that is none, nothing. */
export function namedRows(event: ReliefEvent): readonly NamedRow[] {
  switch (event.type) {
    case 'relief.handovers.made.v1':
      return event.receipts.map((row) => nameOf(row, ({ receiptId }) => receiptId));
    case 'relief.handovers.returned.v1':
      return event.receipts.map((row) => nameOf(row, ({ reference }) => reference));
    case 'relief.handovers.missed.v1':
      return event.households.map((row) => nameOf(row, () => undefined));
    case 'relief.payments.made.v1':
      return event.payments.map((row) => nameOf(row, ({ paymentId }) => paymentId));
    case 'relief.payments.reversed.v1':
      return event.payments.map((row) => nameOf(row, ({ reference }) => reference));
    case 'relief.audit.observed.v1':
      return event.observations.map((row) => ({
        reference: row.ok ? String(row.value.draw) : row.reference,
        householdId: undefined,
      }));
    default:
      return [];
  }
}

const nameOf = <T extends { readonly householdId: string }>(
  row: SheetRow<T>,
  referenceOf: (value: T) => string | undefined,
): NamedRow =>
  row.ok
    ? { reference: referenceOf(row.value), householdId: row.value.householdId }
    : { reference: row.reference, householdId: row.householdId };

/** The batch of one held row, to try again; `undefined` when a whole event is held. */
export function batchOfHold(held: StoredException, hold: Hold): Batch | undefined {
  const { orderId = '', event, digest } = held;
  // The id of its event was claimed when the row was held.
  const from: BatchEvent = { ...event, original: '', rows: [], key: eventKey(event) };
  const row: unknown = JSON.parse(held.original);
  const centreId = held.locationId ?? '';
  const payerId = held.payerId ?? '';
  const index = held.index;
  switch (event.type) {
    case 'relief.handovers.made.v1': {
      const read = batchRow(from, index, readReceipt(row, { orderId, centreId }), ofReceipt);
      return { kind: 'handover', orderId, bookId: centreId, rows: [{ ...read, hold }] };
    }
    case 'relief.handovers.returned.v1': {
      const read = batchRow(from, index, readReturn(row, { orderId, centreId }), ofUndoing);
      return { kind: 'return', orderId, bookId: centreId, rows: [{ ...read, hold }] };
    }
    case 'relief.handovers.missed.v1': {
      const read = missedRow(from, index, readMissed(row, { orderId, centreId }));
      // A note may have been redacted since, and is part of the content.
      return { kind: 'missed', orderId, bookId: centreId, rows: [{ ...read, digest, hold }] };
    }
    case 'relief.payments.made.v1': {
      const read = batchRow(from, index, readPayment(row, { orderId, payerId }), ofPayment);
      return { kind: 'payment', orderId, bookId: payerId, rows: [{ ...read, hold }] };
    }
    case 'relief.payments.reversed.v1': {
      const read = batchRow(from, index, readReversal(row, { orderId, payerId }), ofUndoing);
      return { kind: 'reversal', orderId, bookId: payerId, rows: [{ ...read, hold }] };
    }
    default:
      return undefined;
  }
}

const ofReceipt = (receipt: HandoverReceipt): ReadContent => ({ kind: 'handover', receipt });
const ofPayment = (payment: Payment): ReadContent => ({ kind: 'payment', payment });
const ofUndoing = (reversal: Reversal): ReadContent => ({ kind: 'reversal', reversal });

/** A row has no id of its own: it is known by its number in its event. */
function missedRow(event: BatchEvent, index: number, row: SheetRow<Missed>): BatchRow {
  const { digest, original } = row;
  const common = { event, index, digest, original, reference: undefined };
  if (!row.ok) {
    const { householdId, problem } = row;
    return { ...common, householdId, content: { kind: 'unreadable', problem } };
  }
  const { value } = row;
  return { ...common, householdId: value.householdId, content: { kind: 'missed', missed: value } };
}

function batchRow<T>(
  event: BatchEvent,
  index: number,
  row: SheetRow<T>,
  contentOf: (value: T) => ReadContent,
): BatchRow {
  const { digest, original } = row;
  if (row.ok) {
    const content = contentOf(row.value);
    return { event, index, digest, original, ...namedBy(content), content };
  }
  const { reference, householdId, problem } = row;
  return { event, index, digest, original, reference, householdId, content: { kind: 'unreadable', problem } };
}
