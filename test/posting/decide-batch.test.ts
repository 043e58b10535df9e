import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transactionItems } from '../../shared/domain/transaction-size.ts';
import { BookIndex } from '../../shared/ledger/book.ts';
import { exceptionIdOf } from '../../shared/ledger/id-claims.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { type Batch, type BatchRow, joinBatches, rowIdempotencyKey } from '../../shared/posting/batch.ts';
import { decideBatch } from '../../shared/posting/decide-batch.ts';
import { holdIn } from '../../shared/store/exceptions.ts';
import { lawful } from '../support/lawful.ts';
import { family, issued, orderOf, rice } from '../support/orders.ts';
import {
  bookAccount,
  entriesIn,
  eventOf,
  now,
  receipt,
  rowOf,
  sheetOf,
  sheetOfMany,
  stateOf,
} from '../support/sheets.ts';

function decide(sheet: Batch, state = stateOf(sheet)) {
  const decision = decideBatch(sheet, state, now);
  if (decision.missingClaims !== undefined) throw new Error(`claims are missing: ${decision.missingClaims}`);
  return decision;
}

const placeOf = (write: Write): string =>
  'key' in write
    ? `${write.key.table} ${write.key.subject} ${write.key.item}`
    : write.kind === 'hold-for-household'
      ? `households ${write.householdId}`
      : 'households';

const forty = sheetOfMany(40);

describe('a group of receipts', () => {
  it('is told of another content that claimed an id while the group was loaded, and says so', () => {
    // Prepare
    const row = rowOf(0, { ...receipt('R-1', 'H-1'), lines: [rice(1_000_000n)] });
    const sheet = sheetOf([row]);
    const before = stateOf(sheet);
    const own = exceptionIdOf(rowIdempotencyKey(sheet, row));
    const claim = { digest: 'of another receipt R-1', status: 'rejected' } as const;

    // Act
    const { writes, outcomes } = decide(sheet, {
      ...before,
      claims: new Map([...before.claims, [own, claim]]),
    });

    // Assess
    expect(outcomes).toEqual([{ status: 'rejected', reason: 'conflicting-duplicate' }]);
    expect(writes.map(placeOf)).toContain(
      `ledgers case:${exceptionIdOf(rowIdempotencyKey(sheet, row), row.digest)} 000000001`,
    );
  });

  it('is one entry for each household and one for the book, which sums them up', () => {
    const { writes, outcomes } = decide(forty);
    const entries = entriesIn(writes);
    const book = entries.find(({ account }) => account === bookAccount);
    expect(outcomes.every(({ status }) => status === 'posted')).toBe(true);
    expect(entries).toHaveLength(41);
    expect(book?.lines).toEqual(
      new Map([
        ['rice', -40_000n],
        ['oil', -40n],
      ]),
    );
    expect(book?.group).toHaveLength(40);
    expect(book?.stock?.householdsServed).toBe(40);
    for (const entry of entries.filter((candidate) => candidate !== book))
      expect(entry.counterpartyEntry).toBe(`${bookAccount}@2`);
  });

  it.each([
    ['forty', 40, 1, 2.15],
    ['ten events of six each', 6, 10, 2.5],
    ['ten that came as ten events, each of which claims its id', 1, 10, 4.4],
  ])('of %s costs no more than that', (_, rowsOfEach, events, most) => {
    // Two units for each KB begun of each item of a transaction; a condition check is counted as one KB.
    const { writes } = decide(sheetOfMany(rowsOfEach, events));
    const units = writes.reduce((sum, write) => {
      const bytes = 'record' in write ? storedBytes(write.record) : 1;
      return sum + 2 * Math.ceil(bytes / 1_024);
    }, 0);
    expect(units / (rowsOfEach * events)).toBeLessThanOrEqual(most);
  });

  const claimed = (sheet: Batch): readonly string[] =>
    decide(sheet).writes.flatMap((write) =>
      write.kind === 'append' && write.key.subject.startsWith('case:') ? [write.key.subject] : [],
    );
  const claimOf = (number: number): string => `case:${exceptionIdOf(`event/urn:x#e-${number}`)}`;

  it.each([
    ['that is posted alone', sheetOfMany(1, 1), [1]],
    ['of one receipt that shares its transaction', sheetOfMany(1, 3), [1, 2, 3]],
    ['that fills its transaction', sheetOfMany(97, 1), [1]],
    ['that goes on in the next transaction', sheetOfMany(196, 1), [1]],
    ['that shares its transaction', sheetOfMany(6, 3), [1, 2, 3]],
    ['of which only the first rows fit this transaction', sheetOfMany(60, 2), [1, 2]],
  ])('claims the id of an event %s', (_, sheet, events) => {
    expect(claimed(sheet)).toEqual(events.map(claimOf));
  });

  it('claims the id of an event once when one of its receipts is refused', () => {
    const [good, bad] = sheetOfMany(2, 1).rows;
    if (good === undefined || bad === undefined) throw new Error('it has two rows');
    const other = rowOf(0, receipt('R-1', 'H-1'), 'e-2');
    const refused = {
      ...bad,
      content: { kind: 'unreadable', problem: { path: 'p', expected: 'e' } },
    } as const;
    expect(claimed(sheetOf([other, good, refused])).filter((claim) => claim === claimOf(1))).toHaveLength(1);
  });

  it.each([
    ['97 and the claim', sheetOfMany(98, 1), 97],
    ['98 when the id is claimed already', sheetOfMany(196, 1), 98],
  ])('holds %s, with its book and the check of its fenceVersion', (_, sheet, rows) => {
    const before = stateOf(sheet);
    const claim = { digest: 'digest of e-1', status: 'posted' } as const;
    const claims =
      rows === 98 ? new Map([...before.claims, [exceptionIdOf('event/urn:x#e-1'), claim]]) : before.claims;
    const { outcomes, writes } = decide(sheet, { ...before, claims });
    expect([outcomes.length, writes.length]).toEqual([rows, transactionItems]);
  });

  const nextStep = {
    kind: 'precondition',
    key: { table: 'ledgers', subject: 'order:O-1', item: 'revision/000000002' },
  };
  const nextFence = {
    kind: 'precondition',
    key: { table: 'ledgers', subject: `notices:${bookAccount}`, item: '000000002' },
  };

  it('rests on the next notice to its book, which its order gives before it takes a step', () => {
    const { writes } = decide(forty);
    expect(writes.filter(({ kind }) => kind === 'precondition')).toEqual([nextFence]);
  });

  it.each([
    ['was told of none', 0],
    ['is told of one that is not taken yet', 2],
  ])('rests on the next step of the order too where its book %s', (_, announcedOrderVersion) => {
    const { writes } = decide(forty, stateOf(forty, { announcedOrderVersion }));
    expect(writes.filter(({ kind }) => kind === 'precondition')).toEqual([nextFence, nextStep]);
  });

  it('is recorded at one instant on both sides, no earlier than what it follows, by whatever clock', () => {
    const sheet = sheetOf([rowOf(0, receipt('R-1', 'H-1')), rowOf(1, receipt('R-2', 'H-2'))]);
    const later = '2020-08-08T00:10:00.000Z';
    const order = orderOf(issued(), { ...issued(), kind: 'amended', revision: 2, at: later });
    const instants = entriesIn(decide(sheet, stateOf(sheet, { order })).writes).map(({ at }) => at);
    expect(instants).toEqual([later, later, later]);
  });

  it('counts a household that it is the first to give to, though another centre gave before', () => {
    const sheet = sheetOf([rowOf(0, receipt('R-1', 'H-1'))]);
    const [other] = entriesIn(decide(sheet).writes);
    if (other === undefined) throw new Error('it was posted');
    const elsewhere = { ...other, reference: 'R-0', counterpartyEntry: 'centre:C-2/O-1@1' };
    const { writes } = decide(sheet, stateOf(sheet, { accounts: new Map([[other.account, [elsewhere]]]) }));
    expect(entriesIn(writes).at(-1)?.stock?.householdsServed).toBe(1);
  });

  it('never has more items than a transaction holds, nor an item twice, and leaves no row out', () => {
    const receipts = fc.array(
      fc.record({
        id: fc.integer({ min: 1, max: 150 }),
        home: fc.integer({ min: 1, max: 60 }),
        grams: fc.constantFrom(1n, 1_000n, 30_000n),
        event: fc.integer({ min: 1, max: 9 }),
        // What its event brings in all, be it in this group or not.
        rows: fc.constantFrom(1, 98),
      }),
      { minLength: 1, maxLength: 150 },
    );
    lawful(
      fc.property(receipts, fc.integer({ min: 0, max: 60 }), (drawn, registered) => {
        const sheet = sheetOf(
          drawn.map(({ id, home, grams, event, rows }, index) => ({
            ...rowOf(index, receipt(`R-${id}`, `H-${home}`, grams)),
            event: eventOf(`e-${event}`, rows),
          })),
        );
        const homes = Array.from({ length: registered }, (_, index) => `H-${index + 1}`);
        const households = new Map(homes.map((id) => [id, [family()]] as const));
        const { writes, outcomes } = decide(sheet, stateOf(sheet, { households }));
        const keys = writes.map(placeOf);
        expect(keys.length).toBeLessThanOrEqual(transactionItems);
        expect(new Set(keys).size).toBe(keys.length);
        expect(outcomes.length).toBeGreaterThanOrEqual(Math.min(sheet.rows.length, 20));
      }),
    );
  });
});

describe('a receipt that refuses nothing else', () => {
  const good = rowOf(1, receipt('R-2', 'H-2'));

  it.each([
    ['is beyond the entitlement', rowOf(0, receipt('R-1', 'H-1', 30_000n)), 'exceeds-entitlement'],
    ['has the id of another in the sheet', rowOf(2, receipt('R-2', 'H-1')), 'conflicting-duplicate'],
    [
      'cannot be read',
      {
        ...rowOf(0, receipt('R-1', 'H-1')),
        content: { kind: 'unreadable', problem: { path: 'p', expected: 'e' } },
      } satisfies BatchRow,
      'invalid-message',
    ],
  ] as const)('%s', (_, bad, reason) => {
    const sheet = sheetOf([good, bad]);
    const { outcomes, writes } = decide(sheet);
    expect(outcomes).toEqual([{ status: 'posted' }, { status: 'rejected', reason }]);
    expect(entriesIn(writes).map(({ account }) => account)).toEqual(['household:H-2/O-1/goods', bookAccount]);
  });
});

describe('an event id that comes with two contents in one group', () => {
  it('is a conflict for the second', () => {
    const other = { ...rowOf(0, receipt('R-2', 'H-2')), event: { ...eventOf('e-1'), digest: 'another' } };
    const sheet = sheetOf([rowOf(0, receipt('R-1', 'H-1')), other]);
    const conflict = exceptionIdOf('event/urn:x#e-1', 'another');
    const state = stateOf(sheet);
    const { outcomes } = decide(sheet, {
      ...state,
      claims: new Map([...state.claims, [conflict, undefined]]),
    });
    expect(outcomes).toEqual([{ status: 'posted' }, { status: 'rejected', reason: 'conflicting-duplicate' }]);
  });
});

describe('a receipt that comes again', () => {
  const row = rowOf(0, receipt('R-1', 'H-1'));
  const sheet = sheetOf([row]);
  const posted = entriesIn(decide(sheet).writes);
  const [own] = posted;
  if (own === undefined) throw new Error('it was posted');
  const { tail } = stateOf(sheet).book;
  const book = new BookIndex(bookAccount).extend([
    ...(tail === undefined ? [] : [tail]),
    ...posted.filter(({ account }) => account === bookAccount),
  ]);
  const after = { book, accounts: new Map([[own.account, [own]]]) };

  it('writes nothing', () => {
    expect(decide(sheet, stateOf(sheet, after))).toEqual({ writes: [], outcomes: [{ status: 'duplicate' }] });
  });

  it('is a duplicate though it would be refused now', () => {
    const cancelled = orderOf(issued(), { ...issued(), kind: 'cancelled' });
    const { outcomes } = decide(sheet, stateOf(sheet, { ...after, order: cancelled, households: new Map() }));
    expect(outcomes).toEqual([{ status: 'duplicate' }]);
  });

  it('is a receipt of its own when another centre wrote it', () => {
    const elsewhere = { ...own, counterpartyEntry: 'centre:C-2/O-1@1' };
    const accounts = new Map([[own.account, [elsewhere]]]);
    expect(decide(sheet, stateOf(sheet, { accounts })).outcomes).toEqual([{ status: 'posted' }]);
  });

  it('with another content is a conflict, for its own household and for another', () => {
    for (const other of [receipt('R-1', 'H-1', 2_000n), receipt('R-1', 'H-2')]) {
      const changed = sheetOf([rowOf(0, other, 'e-2')]);
      const { outcomes } = decide(changed, stateOf(changed, after));
      expect(outcomes).toEqual([{ status: 'rejected', reason: 'conflicting-duplicate' }]);
    }
  });

  it('is no conflict with itself when its account was read before it was posted, and the book after', () => {
    // The account says that it is not there, the book that it is: whatever is written must fail.
    const { writes: torn } = decide(sheet, stateOf(sheet, { book }));
    const fails = torn.some((write) => 'key' in write && write.key.subject === own.account);
    expect(torn.length === 0 || fails).toBe(true);
  });

  it('after it was refused has that answer still, though its id is in the book by another content', () => {
    const refused = sheetOf([rowOf(0, receipt('R-1', 'H-2', 30_000n), 'e-2')]);
    const [again] = refused.rows;
    if (again === undefined) throw new Error('it has a row');
    const known = stateOf(refused, { book });
    const refusals = new Map([['R-1', { digest: again.digest, status: 'rejected' as const }]]);
    expect(decide(refused, { ...known, refusals }).outcomes).toEqual([{ status: 'duplicate' }]);
  });
});

describe('sheets that are held together', () => {
  it('wait in the order they came, whichever of them a receipt was in', () => {
    lawful(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 5 }), (sizes) => {
        const sheets = sizes.map((size, sheet) =>
          sheetOf(
            Array.from({ length: size }, (_, index) =>
              rowOf(index, receipt(`R-${sheet}-${index}`, 'H-1'), `e-${sheet}`),
            ),
          ),
        );
        const joined = sheets.reduce((one, other) => joinBatches(one, other) ?? one);
        const { writes } = decide(joined, stateOf(joined, { book: new BookIndex(bookAccount) }));
        const tried = writes
          .flatMap((write) => (write.kind === 'hold' ? [write.key] : []))
          .sort((one, other) => (one.item < other.item ? -1 : 1))
          .map(({ subject, item }) => holdIn({ table: 'ledgers', subject, item }).exceptionId);
        expect(tried).toEqual(joined.rows.map((row) => exceptionIdOf(rowIdempotencyKey(joined, row))));
      }),
    );
  });
});

describe('two groups decided side by side', () => {
  it('cannot both give one id an answer of its own, whichever is first', () => {
    const refusing = decide(sheetOf([rowOf(0, receipt('R-1', 'H-1', 30_000n), 'e-1')])).writes;
    const posting = decide(sheetOf([rowOf(0, receipt('R-1', 'H-2'), 'e-2')])).writes;
    const appended = (writes: readonly Write[]) =>
      writes.filter(({ kind }) => kind === 'append').map(placeOf);
    const failsAfter = (writes: readonly Write[], first: readonly Write[]): boolean =>
      writes.some((write) => appended(first).includes(placeOf(write)));
    expect([failsAfter(posting, refusing), failsAfter(refusing, posting)]).toEqual([true, true]);
  });
});

/** As it is stored: names and values, with the repeating lists deflated to about a third. */
function storedBytes(record: Readonly<Record<string, unknown>>): number {
  return Object.entries(record).reduce((sum, [name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return sum + name.length + (name === 'group' ? Math.ceil(text.length / 3) : text.length);
  }, 0);
}
