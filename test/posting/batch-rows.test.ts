import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/domain/canonical.ts';
import type { HandoverReceipt, OrderTerms } from '../../shared/domain/events.ts';
import { transactionItems } from '../../shared/domain/transaction-size.ts';
import { BookIndex } from '../../shared/ledger/book.ts';
import { groupHashOf } from '../../shared/ledger/chain.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import type { Hold } from '../../shared/ledger/exception-keys.ts';
import { extendFence, noFence, readFenceLink } from '../../shared/ledger/fence.ts';
import { exceptionIdOf, type IdClaim } from '../../shared/ledger/id-claims.ts';
import { proxySubject } from '../../shared/ledger/keys.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import {
  type Batch,
  type BatchKind,
  type BatchRow,
  bookAccountOf,
  householdAccountOf,
  namedBy,
  rowIdempotencyKey,
} from '../../shared/posting/batch.ts';
import { type BatchState, claimsOfBatch, proxiesOfRow } from '../../shared/posting/batch-state.ts';
import { decideBatch } from '../../shared/posting/decide-batch.ts';
import { lawful } from '../support/lawful.ts';
import { family, issued, orderOf, rice } from '../support/orders.ts';
import {
  appended,
  bookAccount,
  booked,
  decide,
  entriesIn,
  eventOf,
  now,
  payerBook,
  payerState,
  paymentRow,
  payments,
  receipt,
  rowOf,
  sheetOf,
  sheetOfMany,
  stateOf,
  undoingRow,
} from '../support/sheets.ts';

const unreadable = (row: BatchRow): BatchRow => ({
  ...row,
  content: { kind: 'unreadable', problem: { path: 'data.receipts[0].lines', expected: 'a list' } },
});

/** Of which a household may have many. */
const ofRice = (receiptId: string, householdId: string, grams: bigint): HandoverReceipt => ({
  receiptId,
  householdId,
  lines: [rice(grams)],
});

const exceptionsIn = (writes: readonly Write[]): readonly JsonObject[] =>
  appended(writes, 'case:').map(({ record }) => record);
const preconditionsIn = (writes: readonly Write[]): readonly string[] =>
  writes.flatMap((write) =>
    write.kind === 'precondition' ? [`${write.key.subject} ${write.key.item}`] : [],
  );

/** The row as it is tried again. */
function retried(batch: Batch, row: BatchRow, dependsOn: string): BatchRow & { readonly hold: Hold } {
  const exceptionId = exceptionIdOf(rowIdempotencyKey(batch, row));
  const position = `${now}#0000`;
  const hold = {
    exceptionId,
    dependsOn,
    queue: 'handovers',
    messageGroup: 'C-1',
    position,
    recordSeq: 1,
  } as const;
  return { ...row, hold };
}

const outcomesOf = (batch: Batch, state: BatchState) => decide(batch, state).outcomes;
const posted = { status: 'posted' };
const duplicate = { status: 'duplicate' };
const conflicting = { status: 'rejected', reason: 'conflicting-duplicate' };

describe('a sheet', () => {
  const kinds: readonly (readonly [BatchKind, string, string, string])[] = [
    ['handover', 'centre:B-1/O-1', 'household:H-1/O-1/goods', 'receipt/B-1/O-1/R-1'],
    ['return', 'centre:B-1/O-1', 'household:H-1/O-1/goods', 'receipt/B-1/O-1/R-1'],
    ['payment', 'payer:B-1/O-1', 'household:H-1/O-1/stipend', 'payment/B-1/O-1/R-1'],
    ['reversal', 'payer:B-1/O-1', 'household:H-1/O-1/stipend', 'payment/B-1/O-1/R-1'],
  ];
  it.each(kinds)(
    'of a %s is on its book, in its households’ accounts, under its ids',
    (kind, book, account, scope) => {
      const batch: Batch = { kind, orderId: 'O-1', bookId: 'B-1', rows: [] };
      const row = rowOf(0, receipt('R-1', 'H-1'));
      expect(bookAccountOf(batch)).toBe(book);
      expect(householdAccountOf(batch, 'H-1')).toBe(account);
      expect(rowIdempotencyKey(batch, row)).toBe(scope);
      expect(rowIdempotencyKey(batch, { ...row, reference: undefined, index: 7 })).toBe('event/urn:x#e-1\n7');
    },
  );

  it('has rows that are named by what they hold', () => {
    const rows = [
      rowOf(0, receipt('R-1', 'H-1')),
      paymentRow(1, 'M-1', 'H-2'),
      undoingRow(2, 'B-1', 'R-1', 'H-3'),
    ];
    const names = rows.map(
      ({ content }) => content.kind !== 'unreadable' && content.kind !== 'missed' && namedBy(content),
    );
    expect(names).toEqual([
      { reference: 'R-1', householdId: 'H-1' },
      { reference: 'M-1', householdId: 'H-2' },
      { reference: 'B-1', householdId: 'H-3' },
    ]);
  });

  it('asks for the claim of each of its events, and for the notes on each proxy', () => {
    const collected = rowOf(2, { ...receipt('R-3', 'H-3'), collectedBy: 'Mr Pak' }, 'e-2');
    const rows = [rowOf(0, receipt('R-1', 'H-1')), rowOf(1, receipt('R-2', 'H-2')), collected];
    const ids = ['e-1', 'e-2'].map((id) => exceptionIdOf(`event/urn:x#${id}`));
    expect([...claimsOfBatch(sheetOf(rows))]).toEqual(
      ids.map((id) => [id, { table: 'ledgers', subject: `case:${id}`, item: '000000001' }]),
    );
    const proxies = [...rows, paymentRow(3, 'M-1', 'H-1')].map((row) => proxiesOfRow(sheetOf(rows), row));
    expect(proxies).toEqual([[], [], [proxySubject('O-1', 'Mr Pak')], []]);
  });

  const manyPayments = payments(
    'payment',
    Array.from({ length: 150 }, (_, index) =>
      paymentRow(index, `M-${1_000 + index}`, `H-${1_000 + index}`, 1n),
    ),
  );
  const paidBefore = (): BookIndex => {
    const batch = payments('payment', [paymentRow(0, 'M-1', 'H-1')]);
    const state = payerState(batch);
    return booked(state, decide(batch, state).writes).book as BookIndex;
  };

  it.each([
    [
      '97 rows and their event’s claim where its book has begun and was told of the order’s step',
      paidBefore,
      1,
      97,
    ],
    ['one less where it must hold the order’s next step itself', paidBefore, 0, 96],
    ['one less where its book begins', () => new BookIndex(payerBook), 1, 96],
    ['two less where both', () => new BookIndex(payerBook), 0, 95],
  ])('holds %s', (_, book, announcedOrderVersion, most) => {
    const { outcomes, writes } = decide(
      manyPayments,
      payerState(manyPayments, { book: book(), announcedOrderVersion }),
    );
    expect(outcomes).toEqual(Array.from({ length: most }, () => posted));
    expect(writes).toHaveLength(transactionItems);
  });

  const manyReceipts = sheetOfMany(150);
  const nothing = () => ({ book: new BookIndex(bookAccount) });
  it.each<readonly [string, () => Partial<BatchState>, number, number]>([
    [
      'posted at a book that was given no notice yet',
      () => ({ fenceVersion: 0, announcedOrderVersion: 0 }),
      96,
      100,
    ],
    [
      'held for stock at a book that has not begun',
      () => ({ ...nothing(), announcedOrderVersion: 0 }),
      31,
      98,
    ],
    [
      'and listed with the first notice to its book',
      () => ({ ...nothing(), fenceVersion: 0, announcedOrderVersion: 0 }),
      30,
      96,
    ],
    ['held for its centre', () => ({ location: undefined, announcedOrderVersion: 0 }), 30, 96],
  ])('%s holds what there is room for', (_, state, most, items) => {
    const { outcomes, writes } = decide(manyReceipts, stateOf(manyReceipts, state()));
    expect([outcomes.length, writes.length]).toEqual([most, items]);
  });

  it('asks for the claims that it must know', () => {
    const batch = sheetOf([rowOf(0, receipt('R-1', 'H-1', 30_000n))]);
    const [row] = batch.rows as [BatchRow];
    const known = new Map<string, undefined>();
    for (const scope of ['event/urn:x#e-1', rowIdempotencyKey(batch, row)]) {
      const { missingClaims } = decideBatch(batch, stateOf(batch, { claims: known }), now);
      expect(missingClaims).toContain(exceptionIdOf(scope));
      known.set(exceptionIdOf(scope), undefined);
    }
    expect(decideBatch(batch, stateOf(batch, { claims: known }), now).missingClaims).toBeUndefined();
  });

  const handovers = sheetOf([rowOf(0, receipt('R-1', 'H-1')), rowOf(1, receipt('R-2', 'H-2', 30_000n))]);
  const paid = payments('payment', [paymentRow(0, 'M-1', 'H-1'), paymentRow(1, 'M-2', 'H-2', 9_000_000n)]);
  it.each([
    ['a centre beside its stock', handovers, stateOf(handovers), 'centre stock'],
    ['a payer in its ledger', paid, payerState(paid), 'payer ledgers'],
  ])('is kept of %s, posted and refused, and of its households in their ledgers', (_, batch, state, book) => {
    const refused = { ...batch, rows: batch.rows.slice(1) };
    for (const { writes } of [decide(batch, state), decide(refused, state)]) {
      const tables = writes.flatMap((write) => {
        if (!('key' in write)) return [];
        const [kind = ''] = write.key.subject.split(':');
        return ['household', 'centre', 'payer'].includes(kind) ? [`${kind} ${write.key.table}`] : [];
      });
      expect(new Set(tables)).toEqual(new Set([book, 'household ledgers']));
    }
  });

  it('takes a hundred rows at a time, though none of them writes anything', () => {
    const batch = sheetOfMany(150);
    const refusals = new Map(
      batch.rows.map(({ reference = '', digest }) => [reference, { digest, status: 'held' as const }]),
    );
    const claims = new Map([
      [exceptionIdOf('event/urn:x#e-1'), { digest: eventOf('e-1').digest, status: 'posted' as const }],
    ]);
    expect(decide(batch, stateOf(batch, { refusals, claims }))).toEqual({
      writes: [],
      outcomes: Array.from({ length: 100 }, () => duplicate),
    });
  });

  it('claims each of its payments’ events, and takes as many as there is room for', () => {
    const batch = payments(
      'payment',
      Array.from({ length: 60 }, (_, index) =>
        paymentRow(index, `M-${index}`, `H-${index}`, 1n, `e-${index}`),
      ),
    );
    const { writes, outcomes } = decide(batch, payerState(batch, { book: paidBefore() }));
    // Beside a payment and a claim each, the book's entry, the next link of the fence, the list of the one that is refused,
    // and the tallies of its place and of its import.
    expect([outcomes.length, exceptionsIn(writes).length, writes.length]).toEqual([
      47,
      47,
      transactionItems - 3,
    ]);
  });

  it('fits its transaction wherever it is refused', () => {
    const drawn = fc.array(
      fc.record({ home: fc.integer({ min: 1, max: 60 }), event: fc.integer({ min: 1, max: 90 }) }),
      {
        minLength: 1,
        maxLength: 150,
      },
    );
    lawful(
      fc.property(drawn, fc.boolean(), fc.boolean(), (rows, isThere, hasOrder) => {
        const batch = sheetOf(
          rows.map(({ home, event }, index) =>
            rowOf(index, receipt(`R-${index}`, `H-${home}`), `e-${event}`),
          ),
        );
        const { writes, outcomes } = decide(
          batch,
          stateOf(batch, {
            ...(!isThere && { location: undefined }),
            ...(!hasOrder && { order: undefined, orderVersions: 0, announcedOrderVersion: 0 }),
          }),
        );
        expect(writes.length).toBeLessThanOrEqual(transactionItems);
        expect(outcomes.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('what is recorded', () => {
  it('is never earlier than what any household of it has, or the order’s last step', () => {
    const batch = sheetOf([rowOf(0, receipt('R-1', 'H-1'))]);
    const state = stateOf(batch);
    const [own] = entriesIn(decide(batch, state).writes);
    const latest = '2020-08-09T00:00:00.000Z';
    const history = ['a', 'b', latest].map(
      (at, index) => ({ ...own, at, reference: `R-${at}`, seq: index + 1 }) as Entry,
    );
    const accounts = new Map([[own?.account ?? '', history]]);
    expect(entriesIn(decide(batch, { ...state, accounts }).writes).map(({ at }) => at)).toEqual([
      latest,
      latest,
    ]);
    const order = orderOf(
      issued(),
      { ...issued(), kind: 'amended', revision: 2, at: now },
      { ...issued(), kind: 'amended', revision: 3, at: latest },
    );
    expect(entriesIn(decide(batch, { ...state, order }).writes).map(({ at }) => at)).toEqual([
      latest,
      latest,
    ]);
  });

  it('of one receipt names it and its household; of several, its event and the households', () => {
    const one = sheetOf([rowOf(0, { ...receipt('R-1', 'H-1'), collectedBy: 'Mr Pak' })]);
    const [own, book] = entriesIn(decide(one, stateOf(one)).writes);
    expect(own).toMatchObject({
      counterparty: 'centre:C-1',
      counterpartyEntry: `${bookAccount}@2`,
      collectedBy: 'Mr Pak',
      event: 'urn:x#e-1',
      occurredAt: '2020-08-08T09:00:00+09:00',
    });
    expect(book).toMatchObject({ reference: 'R-1', counterparty: 'household:H-1' });
    const two = sheetOfMany(2);
    const several = entriesIn(decide(two, stateOf(two)).writes).at(-1);
    expect(several?.digest).toBe('');
    expect(several).toMatchObject({
      reference: 'e-1',
      counterparty: 'households',
      events: [{ key: 'urn:x#e-1', digest: 'digest of e-1' }],
    });
  });

  it('in a book holds the hashes of its households’ entries, in their order', () => {
    const batch = sheetOfMany(3);
    const entries = entriesIn(decide(batch, stateOf(batch)).writes);
    expect(entries.at(-1)?.groupHash).toBe(groupHashOf(entries.slice(0, -1).map(({ hash }) => hash)));
  });

  it('of a household whose account was read and has nothing is its first entry', () => {
    const batch = sheetOf([rowOf(0, receipt('R-1', 'H-1'))]);
    const accounts = new Map([['household:H-1/O-1/goods', []]]);
    expect(decide(batch, stateOf(batch, { accounts }))).toEqual(decide(batch, stateOf(batch)));
  });

  it('of a household that was served before goes on from what it has', () => {
    const first = sheetOf([rowOf(0, receipt('R-1', 'H-1'))]);
    const state = stateOf(first);
    const next = sheetOf([
      rowOf(0, ofRice('R-2', 'H-1', 1_000n), 'e-2'),
      rowOf(1, ofRice('R-3', 'H-1', 1_000n), 'e-2'),
    ]);
    const { writes, outcomes } = decide(next, booked(state, decide(first, state).writes));
    expect(outcomes).toEqual([posted, posted]);
    const entries = entriesIn(writes);
    expect(entries.map(({ seq, balance }) => [seq, balance.get('rice')])).toEqual([
      [2, 2_000n],
      [3, 3_000n],
      [3, 99_997_000n],
    ]);
    // It was served already.
    expect(entries.at(-1)?.stock?.householdsServed).toBe(1);
  });
});

describe('a return', () => {
  const given = sheetOf([rowOf(0, receipt('R-1', 'H-1', 3_000n)), rowOf(1, receipt('R-2', 'H-2'))]);
  const returns = (...rows: readonly BatchRow[]): Batch => ({ ...sheetOf(rows), kind: 'return' });
  const givenBefore = (times = 1): BatchState => {
    let state = stateOf(given);
    state = booked(state, decide(given, state).writes);
    for (let time = 1; time < times; time += 1) {
      const more = sheetOf([rowOf(0, ofRice(`R-${time}0`, 'H-3', 1n), `e-${time}0`)]);
      state = booked(
        state,
        decide(more, stateOf(more, { ...state, households: new Map([['H-3', [family()]]]) })).writes,
      );
    }
    return state;
  };

  it('gives all of its receipt back, whatever the number of the entry that booked it', () => {
    const back = returns(undoingRow(0, 'B-1', 'R-1', 'H-1'));
    const { writes, outcomes } = decide(back, givenBefore());
    const [own, book] = entriesIn(writes);
    expect(outcomes).toEqual([posted]);
    expect(own).toMatchObject({
      type: 'return',
      reverses: 'R-1',
      reason: 'mistake',
      seq: 2,
      counterparty: 'centre:C-1',
    });
    expect([own?.lines.get('rice'), own?.balance.get('rice'), book?.lines.get('rice')]).toEqual([
      -3_000n,
      0n,
      3_000n,
    ]);
    expect(book?.stock?.householdsServed).toBe(1);

    const state = givenBefore(12);
    const late = returns(undoingRow(0, 'B-2', 'R-110', 'H-3'));
    expect(outcomesOf(late, { ...state, households: new Map([['H-3', [family()]]]) })).toEqual([posted]);
  });

  it.each<readonly [string, BatchRow, Partial<BatchState>, object]>([
    [
      'of what is not there is held',
      undoingRow(0, 'B-1', 'R-9', 'H-1'),
      {},
      { status: 'held', reason: 'unknown-reference' },
    ],
    [
      'of another household’s receipt is held',
      undoingRow(0, 'B-1', 'R-2', 'H-1'),
      {},
      { status: 'held', reason: 'unknown-reference' },
    ],
    [
      'under no order is held',
      undoingRow(0, 'B-1', 'R-1', 'H-1'),
      { order: undefined },
      { status: 'held', reason: 'unknown-order' },
    ],
    [
      'at no location is held',
      undoingRow(0, 'B-1', 'R-1', 'H-1'),
      { location: undefined },
      { status: 'held', reason: 'unknown-location' },
    ],
    [
      'under no order and at no location waits for the order',
      undoingRow(0, 'B-1', 'R-1', 'H-1'),
      { order: undefined, location: undefined },
      { status: 'held', reason: 'unknown-order' },
    ],
    [
      'of an unknown household is held',
      undoingRow(0, 'B-1', 'R-1', 'H-1'),
      { households: new Map() },
      { status: 'held', reason: 'unknown-household' },
    ],
  ])('%s', (_, row, state, outcome) => {
    expect(outcomesOf(returns(row), { ...givenBefore(), ...state })).toEqual([outcome]);
  });

  it('of what is not there rests on the next entry of its household, which may bring it', () => {
    const { writes } = decide(returns(undoingRow(0, 'B-1', 'R-9', 'H-1')), givenBefore());
    expect(preconditionsIn(writes)).toContain('household:H-1/O-1/goods 000000002');
  });

  it('of a receipt that came back is refused', () => {
    const twice = returns(undoingRow(0, 'B-1', 'R-1', 'H-1'), undoingRow(1, 'B-2', 'R-1', 'H-1'));
    expect(outcomesOf(twice, givenBefore())).toEqual([
      posted,
      { status: 'rejected', reason: 'already-reversed' },
    ]);
  });
});

describe('a payer’s sheet', () => {
  const batch = payments('payment', [
    paymentRow(0, 'M-1', 'H-1', 500_000n),
    paymentRow(1, 'M-2', 'H-1', 300_000n),
    paymentRow(2, 'M-3', 'H-2', 800_000n),
  ]);

  it('counts money, payments and the households that hold some', () => {
    const { writes, outcomes } = decide(batch, payerState(batch));
    expect(outcomes).toEqual([posted, posted, posted]);
    const entries = entriesIn(writes);
    expect(entries.map(({ money, moneyBalance, currency }) => [money, moneyBalance, currency])).toEqual([
      [500_000n, 500_000n, 'KPW'],
      [300_000n, 800_000n, 'KPW'],
      [800_000n, 800_000n, 'KPW'],
      [-1_600_000n, -1_600_000n, 'KPW'],
    ]);
    expect(entries.at(-1)?.payer).toMatchObject({ paid: 1_600_000n, payments: 3, householdsPaid: 2 });
    expect(
      writes.filter(({ kind }) => kind === 'append').map((write) => 'key' in write && write.key.table),
    ).not.toContain('stock');
  });

  it('takes back what it reverses, and the household that holds nothing more', () => {
    const state = payerState(batch);
    const reversal = payments('reversal', [
      undoingRow(0, 'N-1', 'M-3', 'H-2'),
      undoingRow(1, 'N-2', 'M-1', 'H-1'),
    ]);
    const { writes, outcomes } = decide(reversal, booked(state, decide(batch, state).writes));
    expect(outcomes).toEqual([posted, posted]);
    const entries = entriesIn(writes);
    expect(entries.map(({ money, moneyBalance, currency }) => [money, moneyBalance, currency])).toEqual([
      [-800_000n, 0n, 'KPW'],
      [-500_000n, 300_000n, 'KPW'],
      [1_300_000n, -300_000n, 'KPW'],
    ]);
    expect(entries.at(-1)?.payer).toMatchObject({ paid: 300_000n, payments: 1, householdsPaid: 1 });
  });

  it.each<readonly [string, BatchRow, Partial<OrderTerms>, object]>([
    [
      'beyond what is due is refused',
      paymentRow(0, 'M-1', 'H-1', 1_600_001n),
      {},
      { status: 'rejected', reason: 'exceeds-due' },
    ],
    [
      'beyond its float is held',
      paymentRow(0, 'M-1', 'H-1'),
      { stipend: { perAdultMinor: 800_000n, currency: { code: 'KPW', decimals: 2 }, funding: 'float' } },
      { status: 'held', reason: 'insufficient-funds' },
    ],
    [
      'after the order ended is refused',
      paymentRow(0, 'M-1', 'H-1'),
      { endsOn: '2020-08-07' },
      { status: 'rejected', reason: 'order-ended' },
    ],
  ])('%s', (_, row, terms, outcome) => {
    const one = payments('payment', [row]);
    expect(outcomesOf(one, payerState(one, { order: orderOf(issued(terms)) }))).toEqual([outcome]);
  });
});

describe('a proxy', () => {
  const subject = proxySubject('O-1', 'Mr Pak');
  const collected = (ids: readonly number[], from = 0) =>
    sheetOf(
      ids.map((id, index) =>
        rowOf(index + from, { ...receipt(`R-${index + from}`, `H-${id}`), collectedBy: 'Mr Pak' }),
      ),
    );
  const notes = (writes: readonly Write[]) =>
    appended(writes, 'collector:').map(({ record }) => record['householdId']);
  const listed = (writes: readonly Write[]) => appended(writes, 'anomalies:').map(({ record }) => record);

  it('is noted with each household once, and listed with the sixth, once', () => {
    const five = collected([1, 2, 2, 3, 4, 5]);
    const { writes } = decide(five, stateOf(five));
    expect(notes(writes)).toEqual(['H-1', 'H-2', 'H-3', 'H-4', 'H-5']);
    expect(listed(writes)).toEqual([]);
    const seven = collected([1, 2, 3, 4, 5, 6, 7]);
    const all = decide(seven, stateOf(seven)).writes;
    expect(notes(all)).toHaveLength(7);
    expect(listed(all)).toMatchObject([
      {
        kind: 'shared-collector',
        orderId: 'O-1',
        locationId: 'C-1',
        quantity: '6',
        references: ['R-0', 'R-1', 'R-2', 'R-3', 'R-4', 'R-5'],
        collectedBy: 'Mr Pak',
      },
    ]);
  });

  it('is told by what was noted before', () => {
    const one = collected([5, 6], 10);
    const before = [1, 2, 3, 4, 5].map((id) => ({ householdId: `H-${id}`, receiptId: `R-${id}` }));
    const { writes } = decide(one, stateOf(one, { proxies: new Map([[subject, before]]) }));
    expect(notes(writes)).toEqual(['H-6']);
    expect(listed(writes)).toMatchObject([
      { quantity: '6', references: ['R-1', 'R-2', 'R-3', 'R-4', 'R-5', 'R-11'] },
    ]);
  });
});

describe('a refusal', () => {
  const account = 'household:H-1/O-1/goods';
  const nextEntry = `${bookAccount} 000000002`;
  const noAccount = `${account} 000000001`;
  const big = { ...receipt('R-1', 'H-1', 30_000n) };
  const ordinary = receipt('R-1', 'H-1');
  const short = { book: new BookIndex(bookAccount) };

  it.each<readonly [string, typeof ordinary, Partial<BatchState>, readonly string[]]>([
    ['exceeds-entitlement', big, {}, [nextEntry, noAccount]],
    ['insufficient-stock', ordinary, short, [`${bookAccount} 000000001`, noAccount]],
    [
      'not-covered',
      ordinary,
      { households: new Map([['H-1', [family({ effectiveFrom: '2020-08-06' })]]]) },
      [nextEntry, noAccount],
    ],
    ['unknown-household', ordinary, { households: new Map() }, [nextEntry, noAccount]],
    [
      'unknown-location',
      ordinary,
      { location: undefined },
      [nextEntry, noAccount, 'locations C-1/000000001'],
    ],
    [
      'unknown-order',
      ordinary,
      { order: undefined, orderVersions: 0, announcedOrderVersion: 0 },
      [noAccount, 'order:O-1 revision/000000001'],
    ],
  ])('for %s rests on what it was decided on, and uses up its event’s id', (reason, of, state, guards) => {
    const batch = sheetOf([rowOf(0, of)]);
    const { writes, outcomes } = decide(batch, stateOf(batch, state));
    expect(outcomes).toMatchObject([{ reason }]);
    expect([...preconditionsIn(writes)].sort()).toEqual([...guards].sort());
    expect(exceptionsIn(writes).map(({ scope, status }) => [scope, status])).toEqual([
      ['receipt/C-1/O-1/R-1', outcomes[0]?.status],
      ['event/urn:x#e-1', 'posted'],
    ]);
    const links = appended(writes, 'notices:').map(({ record }) => record);
    expect([...extendFence(noFence, links.map(readFenceLink)).refusals]).toEqual([
      ['R-1', { digest: batch.rows[0]?.digest, status: outcomes[0]?.status }],
    ]);
  });

  it('of an account that was read rests on its next entry only where an answer is final', () => {
    const first = sheetOf([rowOf(0, receipt('R-0', 'H-1'))]);
    const state = booked(stateOf(first), decide(first, stateOf(first)).writes);
    const next = sheetOf([rowOf(0, big, 'e-2')]);
    expect(preconditionsIn(decide(next, state).writes)).toContain(`${account} 000000002`);
    const held = sheetOf([rowOf(0, ordinary, 'e-2')]);
    const unknown = { ...state, households: new Map() };
    expect(
      preconditionsIn(decide(held, unknown).writes).filter((guard) => guard.startsWith(account)),
    ).toEqual([]);
  });

  it('keeps the row, where it came from, and in which queue it is tried again', () => {
    const batch = sheetOf([{ ...rowOf(0, big), original: { receiptId: 'R-1' } }]);
    const [row, event] = exceptionsIn(decide(batch, stateOf(batch)).writes);
    const { source, id, type, time, digest } = eventOf('e-1');
    const common = {
      queue: 'handovers',
      messageGroup: 'C-1',
      orderId: 'O-1',
      locationId: 'C-1',
      event: { source, id, type, time, digest },
    };
    expect(row).toMatchObject({
      ...common,
      reference: 'R-1',
      householdId: 'H-1',
      original: '{"receiptId":"R-1"}',
    });
    expect(event).toMatchObject({ ...common, reference: 'e-1', digest, original: '{}', index: 0 });
    const paid = payments('payment', [paymentRow(0, 'M-1', 'H-1', 9_000_000n)]);
    for (const record of exceptionsIn(decide(paid, payerState(paid)).writes)) {
      expect(record).toMatchObject({
        queue: 'payments',
        messageGroup: 'P-1',
        orderId: 'O-1',
        payerId: 'P-1',
      });
      expect(record).not.toHaveProperty('locationId');
    }
  });

  it('of what cannot be read tells where and what was expected, and needs neither an id nor a household', () => {
    const nameless = { ...unreadable(rowOf(3, ordinary)), reference: undefined, householdId: undefined };
    const batch = sheetOf([nameless]);
    const { writes } = decide(batch, stateOf(batch));
    const [row] = exceptionsIn(writes);
    expect(row).toMatchObject({
      scope: 'event/urn:x#e-1\n3',
      reason: 'invalid-message',
      detail: { path: 'data.receipts[0].lines', expected: 'a list' },
    });
    expect(appended(writes, 'notices:')).toEqual([]);
    expect(preconditionsIn(writes)).toEqual([]);
  });

  it('of what cannot be read is given once, be it sent twice in one group or again later', () => {
    for (const row of [
      unreadable(rowOf(0, ordinary)),
      { ...unreadable(rowOf(0, ordinary)), reference: undefined },
    ]) {
      const batch = sheetOf([row, row]);
      const state = stateOf(batch);
      const { writes, outcomes } = decide(batch, state);
      expect(outcomes).toEqual([{ status: 'rejected', reason: 'invalid-message' }, duplicate]);
      expect(exceptionsIn(writes).map(({ scope }) => scope)).toEqual([
        rowIdempotencyKey(batch, row),
        'event/urn:x#e-1',
      ]);
      expect(decide(batch, booked(state, writes))).toEqual({ writes: [], outcomes: [duplicate, duplicate] });
    }
  });

  it('is noticed by its book, which is listed with its first notice', () => {
    const batch = sheetOf([rowOf(0, big)]);
    const listings = (fenceVersion: number) =>
      appended(decide(batch, stateOf(batch, { fenceVersion })).writes, 'noticed:');
    expect(listings(0)).toEqual([{ subject: 'noticed:O-1', record: {} }]);
    expect(listings(1)).toEqual([]);
  });

  it('for want of a household leaves word there once for all its rows', () => {
    const batch = sheetOf(['H-1', 'H-1', 'H-2'].map((id, index) => rowOf(index, receipt(`R-${index}`, id))));
    const { writes } = decide(batch, stateOf(batch, { households: new Map() }));
    expect(
      writes.flatMap((write) => (write.kind === 'hold-for-household' ? [write.householdId] : [])),
    ).toEqual(['H-1', 'H-2']);
  });

  it('of what cannot be read stands beside another content that claimed its id meanwhile', () => {
    const row = unreadable(rowOf(0, ordinary));
    const batch = sheetOf([row]);
    const claimed = new Map([
      [exceptionIdOf(rowIdempotencyKey(batch, row)), { digest: 'another', status: 'rejected' as const }],
    ]);
    const { writes, outcomes } = decide(batch, stateOf(batch, { claims: claimed }));
    expect(outcomes).toEqual([{ status: 'rejected', reason: 'invalid-message' }]);
    expect(exceptionsIn(writes)[0]).toMatchObject({
      exceptionId: exceptionIdOf(rowIdempotencyKey(batch, row), row.digest),
    });
  });

  it('that was given by another worker meanwhile is given once', () => {
    const row = rowOf(0, big);
    const batch = sheetOf([row]);
    const claimed = new Map<string, IdClaim>([
      [exceptionIdOf(rowIdempotencyKey(batch, row)), { digest: row.digest, status: 'rejected' }],
    ]);
    const { writes, outcomes } = decide(batch, stateOf(batch, { claims: claimed }));
    expect(outcomes).toEqual([duplicate]);
    // Nothing but the event's id, which is free where that worker had the row of another event.
    expect(exceptionsIn(writes).map(({ scope, status }) => [scope, status])).toEqual([
      ['event/urn:x#e-1', 'posted'],
    ]);
  });

  it('of one row of an event leaves one claim on the event’s id, where another is posted', () => {
    const batch = sheetOf([rowOf(0, big), rowOf(1, receipt('R-2', 'H-2'))]);
    const { writes, outcomes } = decide(batch, stateOf(batch));
    expect(outcomes).toEqual([{ status: 'rejected', reason: 'exceeds-entitlement' }, posted]);
    expect(exceptionsIn(writes).filter(({ scope }) => scope === 'event/urn:x#e-1')).toHaveLength(1);
  });
});

describe('an id that is taken', () => {
  const row = rowOf(0, receipt('R-1', 'H-1'));
  const batch = sheetOf([row]);
  const eventClaim = (digest: string, status: IdClaim['status']) =>
    new Map([[exceptionIdOf('event/urn:x#e-1'), { digest, status }]]);

  it('by a row under another event makes this event’s id used up too, once', () => {
    const state = booked(stateOf(batch), decide(batch, stateOf(batch)).writes);
    const again = sheetOf([rowOf(0, receipt('R-1', 'H-1'), 'e-2')]);
    const { writes, outcomes } = decide(again, state);
    expect(outcomes).toEqual([duplicate]);
    expect(exceptionsIn(writes).map(({ scope, status }) => [scope, status])).toEqual([
      ['event/urn:x#e-2', 'posted'],
    ]);
    expect(preconditionsIn(writes)).toEqual([]);
    expect(decide(again, booked(state, writes))).toEqual({ writes: [], outcomes: [duplicate] });
  });

  it('by another content names its holder, and rests on nothing else', () => {
    const state = booked(stateOf(batch), decide(batch, stateOf(batch)).writes);
    const other = sheetOf([rowOf(0, receipt('R-1', 'H-2'), 'e-1')]);
    const withOther = { ...state, households: new Map([['H-2', [family()]]]) };
    const { writes, outcomes } = decide(other, withOther);
    expect(outcomes).toEqual([conflicting]);
    expect(exceptionsIn(writes)).toMatchObject([
      { reason: 'conflicting-duplicate', detail: { reference: 'R-1', householdId: 'H-1' } },
    ]);
    expect(preconditionsIn(writes)).toEqual(['household:H-2/O-1/goods 000000001']);
  });

  it('by another content that was refused is a conflict, though it could be posted', () => {
    const refusals = new Map([['R-1', { digest: 'another', status: 'held' as const }]]);
    const { writes, outcomes } = decide(batch, stateOf(batch, { refusals }));
    expect(outcomes).toEqual([conflicting]);
    expect(exceptionsIn(writes)[0]).toMatchObject({
      exceptionId: exceptionIdOf(rowIdempotencyKey(batch, row), row.digest),
    });
  });

  it('by another row of its group names the household of that row', () => {
    const two = sheetOf([row, rowOf(1, receipt('R-1', 'H-2'))]);
    const { writes, outcomes } = decide(two, stateOf(two));
    expect(outcomes).toEqual([posted, conflicting]);
    expect(exceptionsIn(writes)).toContainEqual(
      expect.objectContaining({ detail: { reference: 'R-1', householdId: 'H-1' } }),
    );
  });

  it.each([
    ['by a claim', { claims: eventClaim('another', 'posted') }],
    [
      'by the book',
      (() => {
        const book = stateOf(batch).book as BookIndex;
        book.events.set('urn:x#e-1', 'another');
        return { book };
      })(),
    ],
  ])('as an event’s, %s, refuses the whole event once, and no row of it', (_, state) => {
    const two = sheetOf([row, rowOf(1, receipt('R-2', 'H-2'))]);
    const { writes, outcomes } = decide(two, stateOf(two, state));
    expect(outcomes).toEqual([conflicting, duplicate]);
    expect(exceptionsIn(writes)).toMatchObject([
      {
        scope: 'event/urn:x#e-1',
        reason: 'conflicting-duplicate',
        detail: { event: 'urn:x#e-1', claimedDigest: 'another' },
        exceptionId: exceptionIdOf('event/urn:x#e-1', 'digest of e-1'),
      },
    ]);
    expect(preconditionsIn(writes)).toEqual([]);
    expect(decide(two, booked(stateOf(two, state), writes))).toEqual({
      writes: [],
      outcomes: [duplicate, duplicate],
    });
  });

  it('as an event that was rejected whole makes duplicates of its rows, unless the book has it', () => {
    const claims = eventClaim('digest of e-1', 'rejected');
    expect(decide(batch, stateOf(batch, { claims }))).toEqual({ writes: [], outcomes: [duplicate] });
    const book = stateOf(batch).book as BookIndex;
    book.events.set('urn:x#e-1', 'digest of e-1');
    expect(outcomesOf(batch, stateOf(batch, { claims, book }))).toEqual([posted]);
    expect(outcomesOf(batch, stateOf(batch, { claims: eventClaim('digest of e-1', 'posted') }))).toEqual([
      posted,
    ]);
  });

  it('by an event that is claimed already is not claimed again', () => {
    const { writes } = decide(batch, stateOf(batch, { claims: eventClaim('digest of e-1', 'posted') }));
    expect(exceptionsIn(writes)).toEqual([]);
  });
});

describe('a held row that is tried again', () => {
  const row = rowOf(0, receipt('R-1', 'H-1'));
  const again = retried(sheetOf([row]), row, 'stock:C-1/O-1');
  const batch = sheetOf([again]);
  const waiting = (state: Partial<BatchState> = {}) =>
    stateOf(batch, {
      refusals: new Map([['R-1', { digest: row.digest, status: 'held' }]]),
      stillHeld: new Set([again.hold.exceptionId]),
      ...state,
    });
  const account = 'household:H-1/O-1/goods';

  it('is posted when its time has come, whatever became of its event’s id', () => {
    expect(outcomesOf(batch, waiting())).toEqual([posted]);
    for (const digest of ['digest of e-1', 'another']) {
      const claims = new Map<string, IdClaim>([
        [exceptionIdOf('event/urn:x#e-1'), { digest, status: 'rejected' }],
      ]);
      expect(outcomesOf(batch, waiting({ claims }))).toEqual([posted]);
    }
  });

  it('is left alone where another worker has settled it', () => {
    expect(decide(batch, waiting({ stillHeld: new Set() }))).toEqual({
      writes: [],
      outcomes: [duplicate],
    });
  });

  it('writes nothing where it waits for the same still', () => {
    const { writes, outcomes } = decide(batch, waiting({ book: new BookIndex(bookAccount) }));
    expect(outcomes).toEqual([{ status: 'held', reason: 'insufficient-stock' }]);
    expect(writes).toEqual([]);
  });

  const order = orderOf(issued({ release: 'equal' }));
  const plan = [{ priority: 0, adults: 2, persons: 4, households: 1_000_000 }];
  const notice = `notices:${bookAccount} 000000002`;
  it.each<readonly [string, Partial<BatchState>, readonly string[]]>([
    [
      'insufficient-stock',
      { book: new BookIndex(bookAccount) },
      [`${bookAccount} 000000001`, `${account} 000000001`, notice],
    ],
    ['exceeds-release', { order, plan }, [`${bookAccount} 000000002`, `${account} 000000001`, notice]],
    ['unknown-household', { households: new Map() }, [`${account} 000000001`, notice]],
    [
      'unknown-location',
      { location: undefined },
      [`${account} 000000001`, notice, 'locations C-1/000000001'],
    ],
    [
      'order-cancelled',
      { order: orderOf(issued(), { ...issued(), kind: 'cancelled' }) },
      [`${account} 000000001`, notice],
    ],
  ])('and is refused for %s rests on what that was decided on', (reason, state, guards) => {
    const elsewhere = sheetOf([retried(sheetOf([row]), row, 'something:else')]);
    const { writes, outcomes } = decide(elsewhere, waiting(state));
    expect(outcomes).toMatchObject([{ reason }]);
    expect([...preconditionsIn(writes)].sort()).toEqual([...guards].sort());
    expect(writes.map(({ kind }) => kind)).toContain('settle');
  });

  it('and paid rests on the payer’s book where its float is short', () => {
    const float = {
      perAdultMinor: 800_000n,
      currency: { code: 'KPW', decimals: 2 },
      funding: 'float',
    } as const;
    const payment = paymentRow(0, 'M-1', 'H-1');
    const late = retried(payments('payment', [payment]), payment, 'something:else');
    const paid = payments('payment', [late]);
    const state = {
      order: orderOf(issued({ stipend: float })),
      stillHeld: new Set([late.hold.exceptionId]),
    };
    const { writes, outcomes } = decide(paid, payerState(paid, state));
    expect(outcomes).toEqual([{ status: 'held', reason: 'insufficient-funds' }]);
    expect(preconditionsIn(writes)).toContain(`${payerBook} 000000001`);
  });
});
