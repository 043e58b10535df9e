import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  amendment,
  arrival,
  handovers,
  households,
  locations,
  order,
  payment,
  payments,
  receipt,
  withdrawal,
} from '../../flows/events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const homes = ['H-1', 'H-2'].map((householdId) => ({ householdId, adults: 2, children: 0 }));
const rice = [{ commodity: 'rice', quantity: 40, unit: 'kg' }];

async function booksWith(...events: readonly object[]): Promise<Books> {
  const books = await Books.openIn(engine);
  for (const event of [locations, households('C-1', homes), ...events]) await books.send(event as SentEvent);
  return books;
}

const send = async (books: Books, ...events: readonly object[]): Promise<void> => {
  for (const event of events) await books.send(event as SentEvent);
};

const reasonsOf = async (books: Books): Promise<readonly unknown[]> =>
  (await books.all('/exceptions', 50)).map(({ reference, status, reason }) => [reference, status, reason]);

const planned = async (books: Books): Promise<number> =>
  (await books.get('/orders/O-1/reconciliation')).commodities.find(
    ({ commodity }: { commodity: string }) => commodity === 'rice',
  ).planned;

describe('a household that is withdrawn', () => {
  it('is served no more from when it is recorded, whatever day it is withdrawn from, and keeps what it received', async () => {
    const books = await booksWith(order('O-1'), arrival('O-1', 'W-1', 'C-1', rice));
    await send(books, handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 3)]));
    await send(books, withdrawal('H-1', '2021-01-01', { reason: 'merged', into: 'H-2' }));
    await send(
      books,
      handovers('O-1', 'C-1', [receipt('R-2', 'H-1', 3), receipt('R-3', 'H-2', 3)]),
      payments('O-1', 'P-1', [payment('M-1', 'H-1', 100)]),
    );
    expect((await reasonsOf(books)).toSorted()).toEqual([
      ['M-1', 'rejected', 'household-withdrawn'],
      ['R-2', 'rejected', 'household-withdrawn'],
    ]);
    const answer = await books.get('/households/H-1');
    expect(answer.withdrawn).toMatchObject({ effectiveFrom: '2021-01-01', reason: 'merged', into: 'H-2' });
    expect(answer.composition).toMatchObject({ persons: 2 });
    expect(answer.orders[0].entitlements[0]).toMatchObject({ entitled: 10, received: 3 });
    const { items } = await books.get('/locations/C-1/distribution-list?orderId=O-1');
    expect(items.map(({ householdId }: { householdId: string }) => householdId)).toEqual(['H-2']);
  });

  it('is not counted by a revision whose reference date is on or after its day, and by one before it is', async () => {
    const books = await booksWith(order('O-1'), withdrawal('H-1', '2020-08-05'));
    expect(await planned(books)).toBe(20);
    await send(books, amendment('O-1', 2, { referenceDate: '2020-08-04' }));
    expect(await planned(books)).toBe(20);
    await send(books, amendment('O-1', 3, { referenceDate: '2020-08-05' }));
    expect(await planned(books)).toBe(10);
  });

  it('comes back when it is registered again, at another centre too', async () => {
    const books = await booksWith(order('O-1'), arrival('O-1', 'W-1', 'C-1', rice));
    await send(books, withdrawal('H-1', '2020-08-01'), withdrawal('H-1', '2020-08-02'));
    await send(books, households('C-2', [homes[0]], '2020-08-03'));
    expect((await books.get('/households/H-1')).withdrawn).toBeNull();
    await send(books, handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 3)]));
    expect(await reasonsOf(books)).toEqual([]);
    await send(books, amendment('O-1', 2, {}));
    expect(await planned(books)).toBe(20);
    expect((await books.get('/households/H-1')).orders[0]).toMatchObject({ centreId: 'C-2', persons: 2 });
  });

  it('is withdrawn once it is known, where word of it came first', async () => {
    const books = await Books.openIn(engine);
    await send(books, locations, withdrawal('H-1', '2020-08-01'));
    expect(await reasonsOf(books)).toEqual([[undefined, 'held', 'unknown-household']]);
    await send(books, households('C-1', homes));
    expect(await reasonsOf(books)).toEqual([]);
    expect((await books.get('/households/H-1')).withdrawn).toMatchObject({ reason: 'departed' });
  });

  it('is seen by a worker that remembers whom the centre serves', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      householdId: `N-${index}`,
      adults: 1,
      children: 0,
    }));
    const books = await booksWith(households('C-1', many), order('O-1'), arrival('O-1', 'W-1', 'C-1', rice));
    const sheet = (name: string) =>
      handovers(
        'O-1',
        'C-1',
        many.map(({ householdId }) => receipt(`${name}-${householdId}`, householdId, 0.5)),
      );
    await send(books, sheet('A'));
    await send(books, withdrawal('N-7', '2020-08-08'));
    await send(books, sheet('B'));
    expect(await reasonsOf(books)).toEqual([['B-N-7', 'rejected', 'household-withdrawn']]);
    await send(
      books,
      households('C-1', [many[7]], '2020-08-09'),
      handovers('O-1', 'C-1', [receipt('C', 'N-7', 0.5)]),
    );
    expect(await reasonsOf(books)).toHaveLength(1);
  });
});

describe('a household that is registered again', () => {
  it('without a priority keeps the one it had', async () => {
    const first = (householdId: string, priority?: number) => ({
      householdId,
      adults: 1,
      children: 0,
      ...(priority !== undefined && { priority }),
    });
    const books = await Books.openIn(engine);
    await send(books, locations, households('C-1', [first('H-1', 3), first('H-2', 1)]));
    await send(books, households('C-1', [first('H-1')], '2020-08-02'));
    await send(books, order('O-1', { release: 'priority' }));
    await send(books, arrival('O-1', 'W-1', 'C-1', [{ commodity: 'rice', quantity: 5, unit: 'kg' }]));
    const { items } = await books.get('/locations/C-1/distribution-list?orderId=O-1');
    const due = items.map(({ householdId, commodities: [{ dueNow }] }: any) => [householdId, dueNow]);
    expect(due).toEqual([
      ['H-1', 5],
      ['H-2', 0],
    ]);
  });
});

describe('a household that moved after the reference date', () => {
  it('is told who serves it under the order', async () => {
    const books = await booksWith(order('O-1'), households('C-2', [homes[0]], '2020-08-06'));
    const answer = await books.get('/households/H-1');
    expect(answer.centreId).toBe('C-2');
    expect(answer.orders[0]).toMatchObject({ centreId: 'C-1', persons: 2, adults: 2, missed: [] });
  });
});
