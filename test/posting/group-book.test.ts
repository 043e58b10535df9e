/** The one entry of a book that stands for all rows of a group, and what its tally says after them. */
import { describe, expect, it } from 'vitest';
import { type Coverage, notServed } from '../../shared/domain/coverage.ts';
import type { OrderTerms } from '../../shared/domain/events.ts';
import type { Revision } from '../../shared/domain/order.ts';
import type { QuantityLine } from '../../shared/domain/quantity.ts';
import { BookIndex } from '../../shared/ledger/book.ts';
import { appendEntry, type Entry } from '../../shared/ledger/entry.ts';
import { type Batch, type BatchRow, bookAccountOf } from '../../shared/posting/batch.ts';
import type { BatchState } from '../../shared/posting/batch-state.ts';
import { family, issued, oil, orderOf, rice, stockOf } from '../support/orders.ts';
import {
  bookAccount,
  booked,
  decide,
  entriesIn,
  now,
  payerState,
  paymentRow,
  payments,
  rowOf,
  sheetOf,
  stateOf,
  undoingRow,
} from '../support/sheets.ts';

/** A family of four is due 20 kg of rice and 2 bottles of oil. */
const allRice = 20_000n;
const allOil = 2n;

const handed = (
  index: number,
  id: string,
  householdId: string,
  ...lines: readonly QuantityLine[]
): BatchRow => rowOf(index, { receiptId: id, householdId, lines });
const at = (row: BatchRow, time: string): BatchRow => ({ ...row, event: { ...row.event, time } });
const returning = (...rows: readonly BatchRow[]): Batch => ({ ...sheetOf(rows), kind: 'return' });

/** The book's entry, after those of the households. */
function bookEntry(batch: Batch, state: BatchState = stateOf(batch)): Entry {
  const { writes, outcomes } = decide(batch, state);
  expect(outcomes.every(({ status }) => status === 'posted')).toBe(true);
  const entry = entriesIn(writes).find(({ account }) => account === bookAccountOf(batch));
  if (entry === undefined) throw new Error('the book has an entry of each group');
  return entry;
}

const afterBooking = (batch: Batch, state: BatchState = stateOf(batch)): BatchState =>
  booked(state, decide(batch, state).writes);

const coverage = (served: number, complete: number, met: Coverage['met'], got = met): Coverage => ({
  served,
  complete,
  met,
  got,
});
const amounts = (riceGrams: bigint, bottles: bigint) =>
  new Map([
    ['rice', riceGrams],
    ['oil', bottles],
  ]);

const amended = (terms: Partial<OrderTerms> = {}): Revision => ({
  ...issued(terms),
  kind: 'amended',
  revision: 2,
  at: now,
});

const two = sheetOf([
  handed(0, 'R-1', 'H-1', rice(allRice), oil(allOil)),
  handed(1, 'R-2', 'H-2', rice(5_000n)),
]);

describe('a group of receipts, in its book', () => {
  it('counts whom it has served, each receipt, and what each household has of what it is due', () => {
    const { stock } = bookEntry(two);
    expect(stock).toMatchObject({ householdsServed: 2, receipts: 2 });
    expect(stock?.coverage).toEqual({
      revision: 1,
      byCentre: new Map([['C-1', coverage(2, 1, amounts(25_000n, 2n))]]),
    });
  });

  it('adds to what it counted before, a household that comes again once', () => {
    const again = sheetOf([handed(0, 'R-3', 'H-2', rice(15_000n), oil(allOil))]);
    const { stock } = bookEntry(again, afterBooking(two));
    expect(stock).toMatchObject({ householdsServed: 2, receipts: 3 });
    expect(stock?.coverage?.byCentre).toEqual(new Map([['C-1', coverage(2, 2, amounts(40_000n, 4n))]]));
  });

  it('says how many got some of what not all of them got', () => {
    expect(bookEntry(two).holders).toEqual(new Map([['oil', 1]]));
  });

  it('tells each household but the first what those before it got together', () => {
    const three = sheetOf([...two.rows, handed(2, 'R-3', 'H-3', oil(1n))]);
    const { writes } = decide(three, stateOf(three));
    expect(
      entriesIn(writes)
        .filter(({ account }) => account.startsWith('household:'))
        .map(({ ahead }) => ahead),
    ).toEqual([undefined, amounts(allRice, allOil), amounts(25_000n, allOil)]);
  });

  it('says what moved at each time only where its rows happened at several', () => {
    expect(bookEntry(two).movements).toBeUndefined();
    const late = sheetOf([
      handed(0, 'R-1', 'H-1', rice(1_000n)),
      at(handed(1, 'R-2', 'H-2', rice(2_000n)), '2020-08-08T08:00:00+09:00'),
      handed(2, 'R-3', 'H-3', rice(3_000n)),
    ]);
    expect(bookEntry(late).movements).toEqual([
      { at: '2020-08-08T00:00:00.000Z', lines: new Map([['rice', -4_000n]]) },
      { at: '2020-08-07T23:00:00.000Z', lines: new Map([['rice', -2_000n]]) },
    ]);
  });

  it('of which a count has been made since changes its variance, and leaves the shelf as it was counted', () => {
    // Prepare
    const counted = { countId: 'N-1', at: '2020-08-08T12:00:00.000Z', counted: 70_000n, expected: 100_000n };
    const { entry: count } = appendEntry(bookAccount, undefined, now, {
      type: 'count-variance',
      orderId: 'O-1',
      reference: 'N-1',
      event: 'urn:x#n',
      occurredAt: counted.at,
      digest: 'd',
      counterparty: 'world',
      lines: new Map(),
      balance: new Map(),
      stock: stockOf({ rice: 70_000n, oil: 10n }),
      counts: new Map([['rice', [{ ...counted, firstVariance: -30_000n }]]]),
      countsAt: 1,
    });
    const state = stateOf(two, { book: new BookIndex(bookAccount).extend([count]) });

    // Act
    const entry = bookEntry(two, state);

    // Assess
    expect(entry.variance).toEqual(new Map([['rice', 25_000n]]));
    expect(entry.balance).toEqual(amounts(70_000n, 8n));
    expect(entry.counts?.get('rice')).toMatchObject([{ expected: 75_000n }]);
    expect(bookEntry(two).variance).toBeUndefined();
  });
});

describe('a group of returns, in its book', () => {
  const returned = returning(undoingRow(0, 'B-1', 'R-1', 'H-1'));

  it('takes back what was served, keeps the receipts, and tells nobody what others got', () => {
    const entry = bookEntry(returned, afterBooking(two));
    expect(entry.stock).toMatchObject({ householdsServed: 1, receipts: 2 });
    expect(entry.stock?.coverage?.byCentre).toEqual(new Map([['C-1', coverage(1, 0, amounts(5_000n, 0n))]]));
    expect(entry.holders).toBeUndefined();
    const both = returning(undoingRow(0, 'B-1', 'R-1', 'H-1'), undoingRow(1, 'B-2', 'R-2', 'H-2'));
    const { writes } = decide(both, afterBooking(two));
    expect(entriesIn(writes).map(({ ahead }) => ahead)).toEqual([undefined, undefined, undefined]);
  });

  it('of a household that another centre serves by now is taken off what that centre’s households got', () => {
    const moved = family({
      centreId: 'C-2',
      effectiveFrom: '2020-08-01',
      recordedAt: '2020-08-08T00:00:00.000Z',
    });
    const state = { ...afterBooking(two), households: new Map([['H-1', [family(), moved]]]) };
    const { stock } = bookEntry(returned, { ...state, order: orderOf(issued(), amended()) });
    expect(stock?.coverage).toEqual({
      revision: 2,
      byCentre: new Map([['C-2', coverage(-1, -1, amounts(-allRice, -allOil))]]),
    });
  });

  it('of a household that the order covers no more is taken off what nobody was owed', () => {
    const order = orderOf(issued(), amended({ centres: ['C-2'] }));
    const { stock } = bookEntry(returned, { ...afterBooking(two), order });
    expect(stock?.coverage?.byCentre.get(notServed)).toEqual(
      coverage(0, 0, new Map(), amounts(-allRice, -allOil)),
    );
  });
});

describe('a group of payments, in its book', () => {
  /** Each family is due 16,000 won. */
  const paid = payments('payment', [
    paymentRow(0, 'M-1', 'H-1', 1_600_000n),
    paymentRow(1, 'M-2', 'H-2', 300_000n),
  ]);

  it('counts each payment, and what is within what households are due', () => {
    const { payer } = bookEntry(paid, payerState(paid));
    expect(payer).toEqual({
      paid: 1_900_000n,
      funded: 0n,
      payments: 2,
      paymentsMade: 2,
      householdsPaid: 2,
      within: { revision: 1, amount: 1_900_000n },
    });
  });

  it('tells each household but the first what those before it were paid together', () => {
    const { writes } = decide(paid, payerState(paid));
    expect(entriesIn(writes).map(({ ahead }) => ahead)).toEqual([
      undefined,
      new Map([['KPW', 1_600_000n]]),
      undefined,
    ]);
  });

  it('counts a reversed payment as made, and what it paid no more', () => {
    const reversed = payments('reversal', [undoingRow(0, 'N-1', 'M-1', 'H-1')]);
    const { payer } = bookEntry(reversed, afterBooking(paid, payerState(paid)));
    expect(payer).toMatchObject({
      payments: 1,
      paymentsMade: 2,
      householdsPaid: 1,
      within: { revision: 1, amount: 300_000n },
    });
  });

  it('counts anew what is within what is due, once the order was amended', () => {
    const more = payments('payment', [paymentRow(0, 'M-3', 'H-2', 200_000n)]);
    const state = { ...afterBooking(paid, payerState(paid)), order: orderOf(issued(), amended()) };
    expect(bookEntry(more, state).payer?.within).toEqual({ revision: 2, amount: 200_000n });
  });
});
