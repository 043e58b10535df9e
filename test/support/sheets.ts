/** Sheets of receipts at one centre, and what they are decided on, each with what a test leaves out. */

import type { HandoverReceipt } from '../../shared/domain/events.ts';
import { BookIndex } from '../../shared/ledger/book.ts';
import type { LinkRecord } from '../../shared/ledger/chain.ts';
import { appendEntry, type Entry, readEntry } from '../../shared/ledger/entry.ts';
import { extendFence, readFenceLink } from '../../shared/ledger/fence.ts';
import { exceptionIdOf, type IdClaim } from '../../shared/ledger/id-claims.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { type Batch, type BatchRow, type RowContent, rowIdempotencyKey } from '../../shared/posting/batch.ts';
import type { BatchState } from '../../shared/posting/batch-state.ts';
import { decideBatch } from '../../shared/posting/decide-batch.ts';
import type { Clock } from '../../shared/posting/ports.ts';
import { centre, family, issued, oil, orderOf, rice, stockOf } from './orders.ts';

export const now = '2020-08-08T00:00:00.000Z';
/** Stands still, with time enough for all that is tried again. */
export const clock: Clock = { now: () => now, backOff: async () => undefined, checkTime: () => undefined };
export const bookAccount = 'centre:C-1/O-1';

export const receipt = (receiptId: string, householdId: string, grams = 1_000n): HandoverReceipt => ({
  receiptId,
  householdId,
  lines: [rice(grams), oil(1n)],
});

export const eventOf = (id: string, rows = 1) => ({
  rows: Array.from({ length: rows }, (_, index) => ({ reference: `R-${index}`, householdId: `H-${index}` })),
  source: 'urn:x',
  id,
  key: `urn:x#${id}`,
  type: 'relief.handovers.made.v1',
  time: '2020-08-08T09:00:00+09:00',
  digest: `digest of ${id}`,
  original: '{}',
});

export function rowOf(index: number, of: HandoverReceipt, eventId = 'e-1'): BatchRow {
  const content: RowContent = { kind: 'handover', receipt: of };
  return {
    event: eventOf(eventId),
    index,
    reference: of.receiptId,
    householdId: of.householdId,
    digest: `${of.receiptId}/${of.householdId}/${of.lines[0]?.quantity}`,
    content,
    original: {},
  };
}

export const sheetOf = (rows: readonly BatchRow[]): Batch => ({
  kind: 'handover',
  orderId: 'O-1',
  bookId: 'C-1',
  rows,
});

/** Receipts, for a household each, that came in as many events as asked for. */
export const sheetOfMany = (receiptsOfEach: number, events = 1): Batch =>
  sheetOf(
    Array.from({ length: receiptsOfEach * events }, (_, index) => {
      const event = eventOf(`e-${Math.floor(index / receiptsOfEach) + 1}`, receiptsOfEach);
      return { ...rowOf(index, receipt(`R-${1_000 + index}`, `H-${1_000 + index}`)), event };
    }),
  );

/** A centre whose book has its goods, and nothing handed over yet. */
export function stateOf(sheet: Batch, state: Partial<BatchState> = {}): BatchState {
  const stock = stockOf({ rice: 100_000_000n, oil: 100_000n });
  const { entry } = appendEntry(bookAccount, undefined, now, {
    type: 'arrival',
    orderId: 'O-1',
    reference: 'S-1',
    event: 'urn:x#s',
    occurredAt: now,
    digest: 'd',
    counterparty: 'shipment:S-1',
    lines: new Map(),
    balance: new Map(),
    stock,
  });
  const ids = sheet.rows.flatMap(({ householdId }) => householdId ?? []);
  const claims = sheet.rows.flatMap((row) => [
    exceptionIdOf(rowIdempotencyKey(sheet, row)),
    exceptionIdOf(rowIdempotencyKey(sheet, row), row.digest),
    exceptionIdOf(`event/${row.event.key}`),
    exceptionIdOf(`event/${row.event.key}`, row.event.digest),
  ]);
  return {
    order: orderOf(issued()),
    orderVersions: 1,
    location: centre,
    plan: [],
    book: new BookIndex(bookAccount).extend([entry]),
    households: new Map(ids.map((id) => [id, [family()]])),
    accounts: new Map(),
    refusals: new Map(),
    fenceVersion: 1,
    announcedOrderVersion: 1,
    claims: new Map(claims.map((id) => [id, undefined])),
    stillHeld: new Set(),
    proxies: new Map(),
    keptMissed: new Set(),
    corrected: new Map(),
    ...state,
  };
}

export const payerBook = 'payer:P-1/O-1';

export const payments = (kind: 'payment' | 'reversal', rows: readonly BatchRow[]): Batch => ({
  kind,
  orderId: 'O-1',
  bookId: 'P-1',
  rows,
});

export const paymentRow = (
  index: number,
  paymentId: string,
  householdId: string,
  amountMinor = 800_000n,
  eventId = 'e-1',
): BatchRow => ({
  ...rowOf(index, receipt(paymentId, householdId), eventId),
  digest: `${paymentId}/${householdId}/${amountMinor}`,
  content: { kind: 'payment', payment: { paymentId, householdId, amountMinor, currency: 'KPW' } },
});

export const undoingRow = (
  index: number,
  reference: string,
  reverses: string,
  householdId: string,
): BatchRow => ({
  ...rowOf(index, receipt(reference, householdId), 'reversal'),
  digest: `${reference} undoes ${reverses}`,
  content: { kind: 'reversal', reversal: { reference, reverses, householdId, reason: 'mistake' } },
});

export const payerState = (batch: Batch, state: Partial<BatchState> = {}): BatchState =>
  stateOf(batch, { book: new BookIndex(payerBook), location: undefined, ...state });

/** Cases are looked up as they are asked for; of those that a state does not name nobody knows. */
export function decide(batch: Batch, state: BatchState) {
  const claims = new Map(state.claims);
  for (;;) {
    const decision = decideBatch(batch, { ...state, claims }, now);
    if (decision.missingClaims === undefined) return decision;
    for (const id of decision.missingClaims) claims.set(id, undefined);
  }
}

export const appended = (writes: readonly Write[], prefix: string) =>
  writes.flatMap((write) =>
    write.kind === 'append' && write.key.subject.startsWith(prefix)
      ? [{ subject: write.key.subject, record: write.record }]
      : [],
  );
export const entriesIn = (writes: readonly Write[]): readonly Entry[] =>
  ['household:', 'centre:', 'payer:'].flatMap((prefix) =>
    appended(writes, prefix).map(({ record }) => readEntry(record as LinkRecord)),
  );

/** What the next group finds once `writes` are in the books. */
export function booked(state: BatchState, writes: readonly Write[]): BatchState {
  const entries = entriesIn(writes);
  const accounts = new Map(state.accounts);
  for (const entry of entries.filter(({ account }) => account.startsWith('household:')))
    accounts.set(entry.account, [...(accounts.get(entry.account) ?? []), entry]);
  const links = appended(writes, 'notices:').map(({ record }) => record);
  const fence = extendFence(
    {
      version: state.fenceVersion,
      refusals: state.refusals,
      announcedOrderVersion: state.announcedOrderVersion,
    },
    links.map(readFenceLink),
  );
  const claims = new Map(state.claims);
  for (const { subject, record } of appended(writes, 'case:'))
    claims.set(subject.slice('case:'.length), record as unknown as IdClaim);
  return {
    ...state,
    accounts,
    claims,
    book: (state.book as BookIndex).extend(entries.filter(({ account }) => account === state.book.account)),
    fenceVersion: fence.version,
    refusals: fence.refusals,
  };
}
