import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amendment, arrival, handovers, households, locations, order, receipt } from '../flows/events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Books, type SentEvent } from './ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const rice = [{ commodity: 'rice', quantity: 20, unit: 'kg' }];
const sheet = (receiptId: string, time: string, id?: string) =>
  ({ ...handovers('O-1', 'C-1', [receipt(receiptId, 'H-1', 1)]), time, ...(id && { id }) }) as SentEvent;

async function booksWith(...events: readonly object[]): Promise<Books> {
  const books = await Books.openIn(engine);
  const home = households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }]);
  for (const event of [locations, home, ...events]) await books.send(event as SentEvent);
  return books;
}

const told = async (books: Books): Promise<readonly unknown[]> =>
  (await books.all('/exceptions', 50)).map(({ reason, detail }) => [reason, detail.path]).toSorted();

describe('the time of an event', () => {
  it('falls on the day that it is where the books are kept, on the last day and in the activity', async () => {
    const books = await booksWith(order('O-1', { endsOn: '2020-08-08' }), arrival('O-1', 'W-1', 'C-1', rice));
    books.setClock('2020-09-01T00:00:00.000Z');
    await books.send(sheet('R-1', '2020-08-08T04:15:00+09:00'));
    await books.send(sheet('R-2', '2020-08-07T19:15:00Z'));
    await books.send(sheet('R-3', '2020-08-08T20:00:00-05:00'));
    await books.send(sheet('R-4', '2020-08-09T01:00:00Z'));
    expect(await told(books)).toEqual([
      ['order-ended', undefined],
      ['order-ended', undefined],
    ]);
    const { days } = await books.get('/orders/O-1/activity');
    expect(days.map(({ date, receipts }: any) => [date, receipts])).toEqual([['2020-08-08', 2]]);
  });

  it('is refused where no clock is so fast, where no calendar has it, and before its order began', async () => {
    const books = await booksWith(order('O-1'), arrival('O-1', 'W-1', 'C-1', rice));
    books.setClock('2020-08-08T00:00:00.000Z');
    await books.send(sheet('R-1', '2020-08-09T00:01:00Z'));
    for (const time of ['2021-02-29T09:00:00Z', '2020-08-08T24:00:00Z', '2020-02-30T09:00:00Z'])
      await books.send(sheet('R-1', time));
    await books.send(sheet('R-1', '0217-08-08T09:00:00Z'));
    expect(await told(books)).toEqual([
      ...Array.from({ length: 4 }, () => ['invalid-message', 'time']),
      ['order-not-started', undefined],
    ]);
    await books.send(sheet('R-2', '2020-08-08t23:59:00z'));
    expect(await told(books)).toHaveLength(5);
  });

  it('is part of its content as an instant, however it is spelled', async () => {
    const books = await booksWith(order('O-1'), arrival('O-1', 'W-1', 'C-1', rice));
    books.setClock('2020-08-08T00:00:00.000Z');
    await books.send(sheet('R-1', '2020-08-08T09:00:00+09:00', 'E-1'));
    await books.send(sheet('R-1', '2020-08-08T00:00:00z', 'E-1'));
    expect(await told(books)).toEqual([]);
    await books.send(sheet('R-1', '2020-08-08T00:00:01Z', 'E-1'));
    expect(await told(books)).toEqual([['conflicting-duplicate', undefined]]);
  });
});

describe('an answer about the past', () => {
  it('is in the unit that the order had then', async () => {
    const books = await booksWith(order('O-1'), arrival('O-1', 'W-1', 'C-1', rice));
    const then = books.lastInstant;
    const rations = [{ commodity: 'rice', quantityPerPerson: 5_000, unit: 'g' }];
    await books.send(amendment('O-1', 2, { rations }) as SentEvent);
    const lineOf = async (path: string) => (await books.get(path)).orders[0].entitlements[0];
    expect(await lineOf('/households/H-1')).toMatchObject({ unit: 'g', entitled: 10_000 });
    expect(await lineOf(`/households/H-1?asOf=${then}`)).toMatchObject({ unit: 'kg', entitled: 10 });
    const { commodities } = await books.get(`/orders/O-1/reconciliation?asOf=${then}`);
    expect(commodities[0]).toMatchObject({ commodity: 'rice', unit: 'kg', onHand: 20 });
  });
});
