/** Batches: rows of sheets, of one kind and for one book, that are decided and committed in groups. */

import {
  householdGoodsAccount,
  householdStipendAccount,
  locationAccount,
  payerAccount,
} from '../domain/accounts.ts';
import type { EntryType } from '../domain/entry-types.ts';
import type { HandoverReceipt, Missed, Payment, Problem, QueueName, Reversal } from '../domain/events.ts';
import type { Rejected } from '../domain/outcome.ts';
import { instantOf } from '../domain/zoned-date.ts';
import type { NamedRow } from '../ledger/event-records.ts';
import type { Hold } from '../ledger/exception-keys.ts';
import type { ExceptionEvent, ExceptionSubject } from '../ledger/exceptions.ts';
import {
  documentIdempotencyKey,
  eventIdempotencyKey,
  exceptionIdOf,
  unnamedRowIdempotencyKey,
} from '../ledger/id-claims.ts';
import type { ItemKey } from '../ledger/keys.ts';
import { missedKey } from '../ledger/missed-keys.ts';

type BookedKind = Extract<EntryType, 'handover' | 'return' | 'payment' | 'reversal'>;

/** Rows are booked by entries of their kind; those of households that were missed are kept beside the books. */
export type BatchKind = BookedKind | 'missed';

/** What a row asks for; a row that could not be read asks for nothing. */
export type RowContent =
  | { readonly kind: 'handover'; readonly receipt: HandoverReceipt }
  | { readonly kind: 'payment'; readonly payment: Payment }
  | { readonly kind: 'reversal'; readonly reversal: Reversal }
  | { readonly kind: 'missed'; readonly missed: Missed }
  | { readonly kind: 'unreadable'; readonly problem: Problem };

export type ReadContent = Exclude<RowContent, { kind: 'unreadable' | 'missed' }>;

/** The id and the household of a row that could be read. */
export function namedBy(content: ReadContent): { readonly reference: string; readonly householdId: string } {
  switch (content.kind) {
    case 'handover':
      return { reference: content.receipt.receiptId, householdId: content.receipt.householdId };
    case 'payment':
      return { reference: content.payment.paymentId, householdId: content.payment.householdId };
    case 'reversal':
      return { reference: content.reversal.reference, householdId: content.reversal.householdId };
  }
}

/** The exception that a row says it corrects. */
export function correctsOf(content: RowContent): string | undefined {
  switch (content.kind) {
    case 'handover':
      return content.receipt.corrects;
    case 'payment':
      return content.payment.corrects;
    case 'reversal':
      return content.reversal.corrects;
    case 'missed':
    case 'unreadable':
      return undefined;
  }
}

export interface BatchEvent extends ExceptionEvent {
  /** `source#id`. */
  readonly key: string;
  /** The whole event, to keep if its id turns out to be another event's. */
  readonly original: string;
  /** All its rows, to be named by its claim; none of an event that has its claim, because a row of it is tried again. */
  readonly rows: readonly NamedRow[];
}

export interface BatchRow {
  readonly event: BatchEvent;
  /** Its number in its event. */
  readonly index: number;
  /** Its number among the rows of all events that were joined to be decided together; without it, `index`. */
  readonly groupIndex?: number;
  readonly reference: string | undefined;
  readonly householdId: string | undefined;
  readonly digest: string;
  readonly content: RowContent;
  /** The row as it was sent, as JSON. */
  readonly original: unknown;
  /** Set when a held row is tried again. */
  readonly hold?: Hold;
  /** Set when a row is refused unless it is in the books by now: a held one is taken back, or one takes more than they hold. */
  readonly refusal?: Rejected;
}

/** A row that could be read names its id and its household. */
export interface ReadRow extends BatchRow {
  readonly reference: string;
  readonly householdId: string;
  readonly content: ReadContent;
}

/** Rows in the order they came. */
export interface Batch {
  readonly kind: BatchKind;
  readonly orderId: string;
  /** The centre of handovers, returns and households that were missed, the payer of payments and reversals. */
  readonly bookId: string;
  readonly rows: readonly BatchRow[];
}

/** What sets the book of a centre apart from that of a payer. */
export interface BookKind {
  readonly table: ItemKey['table'];
  readonly queue: QueueName;
  account(bookId: string, orderId: string): string;
  householdAccount(householdId: string, orderId: string): string;
  /** Names the book's owner in an exception. */
  owner(bookId: string): Pick<ExceptionSubject, 'locationId' | 'payerId'>;
}

const centreBook: BookKind = {
  table: 'stock',
  queue: 'handovers',
  account: (centreId, orderId) => locationAccount('centre', centreId, orderId),
  householdAccount: householdGoodsAccount,
  owner: (locationId) => ({ locationId }),
};

const payerBook: BookKind = {
  table: 'ledgers',
  queue: 'payments',
  account: payerAccount,
  householdAccount: householdStipendAccount,
  owner: (payerId) => ({ payerId }),
};

const bookKinds: { readonly [kind in BatchKind]: BookKind } = {
  handover: centreBook,
  return: centreBook,
  missed: centreBook,
  payment: payerBook,
  reversal: payerBook,
};

export const bookKindOf = ({ kind }: Pick<Batch, 'kind'>): BookKind => bookKinds[kind];

/** The type of the entries that book the rows of a batch. Errors: throws for rows that are kept beside the books. */
export function entryTypeOf({ kind }: Pick<Batch, 'kind'>): BookedKind {
  if (kind === 'missed') throw new TypeError('no entry books that a household was missed');
  return kind;
}

/** Whether its book is a centre's, of goods, and not a payer's, of money. */
export const movesGoods = (batch: Pick<Batch, 'kind'>): boolean => bookKindOf(batch) === centreBook;

export const bookAccountOf = (batch: Batch): string => bookKindOf(batch).account(batch.bookId, batch.orderId);

export const householdAccountOf = (batch: Batch, householdId: string): string =>
  bookKindOf(batch).householdAccount(householdId, batch.orderId);

/** What claims a row's id; a row without a readable id is claimed by its number in its event. */
export function rowIdempotencyKey(batch: Batch, row: BatchRow): string {
  if (row.reference === undefined) return unnamedRowIdempotencyKey(row.event.key, row.index);
  return documentIdempotencyKey(bookAccountOf(batch), row.reference);
}

/** Where a row stands in its message. */
export function rowPath({ kind }: Pick<Batch, 'kind'>, { index }: Pick<BatchRow, 'index'>): string {
  const rows = kind === 'missed' ? 'households' : movesGoods({ kind }) ? 'receipts' : 'payments';
  return `data.${rows}[${index}]`;
}

/** Where a row is kept that says why a household was missed. */
export const missedRowKey = (batch: Batch, row: BatchRow, { householdId }: Missed): ItemKey =>
  missedKey(
    { orderId: batch.orderId, centreId: batch.bookId, householdId },
    instantOf(row.event.time),
    exceptionIdOf(rowIdempotencyKey(batch, row)),
  );

/** What an exception about a row is about. */
export const rowSubject = (batch: Batch, row: BatchRow): ExceptionSubject => ({
  ...subjectOf(batch, row.event),
  idempotencyKey: rowIdempotencyKey(batch, row),
  digest: row.digest,
  index: row.index,
  original: JSON.stringify(row.original),
  reference: row.reference,
  householdId: row.householdId,
});

/** What an exception about the whole event of some rows is about. */
export const batchEventSubject = (batch: Batch, event: BatchEvent): ExceptionSubject => ({
  ...subjectOf(batch, event),
  // Notes are forgotten where what names no order is.
  ...(batch.kind === 'missed' && { orderId: undefined }),
  idempotencyKey: eventIdempotencyKey(event.key),
  digest: event.digest,
  index: 0,
  original: event.original,
  reference: event.id,
});

const subjectOf = (batch: Batch, { source, id, type, time, digest }: BatchEvent) => ({
  queue: bookKindOf(batch).queue,
  messageGroup: batch.bookId,
  event: { source, id, type, time, digest },
  orderId: batch.orderId,
  ...bookKindOf(batch).owner(batch.bookId),
});

/** Joins two batches that can share a group (one kind, one book, one order), the rows of the first before the other's. */
export function joinBatches(one: Batch, other: Batch): Batch | undefined {
  const alike = one.kind === other.kind && one.bookId === other.bookId && one.orderId === other.orderId;
  if (!alike) return undefined;
  const rows = [...one.rows, ...other.rows].map((row, groupIndex) => ({ ...row, groupIndex }));
  return { ...one, rows };
}
