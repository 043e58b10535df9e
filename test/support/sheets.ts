/** Sheets of receipts at one centre, and what they are decided on, each with what a test leaves out. */

import type { HandoverReceipt } from '../../shared/domain/events.ts';
import { BookIndex } from '../../shared/ledger/book.ts';
import { appendEntry } from '../../shared/ledger/entry.ts';
import { exceptionIdOf } from '../../shared/ledger/id-claims.ts';
import { type Batch, type BatchRow, type RowContent, rowIdempotencyKey } from '../../shared/posting/batch.ts';
import type { BatchState } from '../../shared/posting/batch-state.ts';
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
