/** Sheets from messages, and rows of sheets from what was kept of them. */

import { readPayment, readReceipt, readReturn, readReversal } from '../contract/rows.ts';
import type {
  EventHeader,
  HandoverReceipt,
  SheetRow as MessageRow,
  Payment,
  ReliefEvent,
  Reversal,
} from '../domain/events.ts';
import type { Hold } from '../ledger/exceptions.ts';
import type { StoredException } from '../store/journal-store.ts';
import { type Batch, type BatchEvent, type BatchRow, namedBy, type ReadContent } from './decide-batch.ts';
import { eventKey } from './post-event.ts';

/** The sheet of an event that is one; `undefined` for events that are decided as a whole. */
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
  };
  switch (event.type) {
    case 'relief.handovers.made.v1':
      return {
        kind: 'handover',
        orderId: event.orderId,
        bookId: event.centreId,
        rows: event.receipts.map((row, index) => sheetRow(from, index, row, ofReceipt)),
      };
    case 'relief.handovers.returned.v1':
      return {
        kind: 'return',
        orderId: event.orderId,
        bookId: event.centreId,
        rows: event.receipts.map((row, index) => sheetRow(from, index, row, ofUndoing)),
      };
    case 'relief.payments.made.v1':
      return {
        kind: 'payment',
        orderId: event.orderId,
        bookId: event.payerId,
        rows: event.payments.map((row, index) => sheetRow(from, index, row, ofPayment)),
      };
    case 'relief.payments.reversed.v1':
      return {
        kind: 'reversal',
        orderId: event.orderId,
        bookId: event.payerId,
        rows: event.payments.map((row, index) => sheetRow(from, index, row, ofUndoing)),
      };
    default:
      return undefined;
  }
}

/** The sheet of one held row, to try again; `undefined` when the case holds a whole event. */
export function batchOfHold(held: StoredException, waiting: Hold): Batch | undefined {
  const { orderId = '', event } = held;
  // The id of its event was claimed when the row was held.
  const from: BatchEvent = { ...event, original: '', key: eventKey(event) };
  const row: unknown = JSON.parse(held.original);
  const centreId = held.locationId ?? '';
  const payerId = held.payerId ?? '';
  const index = held.index;
  switch (event.type) {
    case 'relief.handovers.made.v1': {
      const read = sheetRow(from, index, readReceipt(row, { orderId, centreId }), ofReceipt);
      return { kind: 'handover', orderId, bookId: centreId, rows: [{ ...read, waiting }] };
    }
    case 'relief.handovers.returned.v1': {
      const read = sheetRow(from, index, readReturn(row, { orderId, centreId }), ofUndoing);
      return { kind: 'return', orderId, bookId: centreId, rows: [{ ...read, waiting }] };
    }
    case 'relief.payments.made.v1': {
      const read = sheetRow(from, index, readPayment(row, { orderId, payerId }), ofPayment);
      return { kind: 'payment', orderId, bookId: payerId, rows: [{ ...read, waiting }] };
    }
    case 'relief.payments.reversed.v1': {
      const read = sheetRow(from, index, readReversal(row, { orderId, payerId }), ofUndoing);
      return { kind: 'reversal', orderId, bookId: payerId, rows: [{ ...read, waiting }] };
    }
    default:
      return undefined;
  }
}

/** Joins two sheets that can share a group (one kind, one book, one order), the rows of the first before the other's. */
export function joinBatches(one: Batch, other: Batch): Batch | undefined {
  const alike = one.kind === other.kind && one.bookId === other.bookId && one.orderId === other.orderId;
  if (!alike) return undefined;
  const rows = [...one.rows, ...other.rows].map((row, groupIndex) => ({ ...row, groupIndex }));
  return { ...one, rows };
}

const ofReceipt = (receipt: HandoverReceipt): ReadContent => ({ kind: 'handover', receipt });
const ofPayment = (payment: Payment): ReadContent => ({ kind: 'payment', payment });
const ofUndoing = (reversal: Reversal): ReadContent => ({ kind: 'reversal', reversal });

function sheetRow<T>(
  event: BatchEvent,
  index: number,
  row: MessageRow<T>,
  contentOf: (value: T) => ReadContent,
): BatchRow {
  const { digest } = row;
  const original = JSON.stringify(row.original);
  if (row.ok) {
    const content = contentOf(row.value);
    return { event, index, digest, original, ...namedBy(content), content };
  }
  const { reference, householdId, problem } = row;
  return { event, index, digest, original, reference, householdId, content: { kind: 'unreadable', problem } };
}
