import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  amendment,
  arrival,
  cancellation,
  handovers,
  households,
  locations,
  order,
  payment,
  payments,
  receipt,
} from '../../flows/events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const homes = ['H-1', 'H-2'].map((householdId) => ({ householdId, adults: 2, children: 2 }));
const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];

async function booksWith(...events: readonly object[]): Promise<Books> {
  const books = await Books.openIn(engine);
  await send(
    books,
    locations,
    households('C-1', homes.slice(0, 1)),
    households('C-2', homes.slice(1)),
    ...events,
  );
  return books;
}

async function send(books: Books, ...events: readonly object[]): Promise<void> {
  for (const event of events) await books.send(event as SentEvent);
}

const told = async (books: Books): Promise<readonly unknown[]> =>
  (await books.all('/exceptions', 50)).map(({ reference, status, reason }) => [reference, status, reason]);

const placesOf = async (books: Books): Promise<readonly unknown[]> =>
  (await books.get('/orders/O-1/reconciliation')).locations
    .filter(({ households: covered }: any) => covered > 0)
    .map(({ locationId }: any) => locationId);

describe('an amendment', () => {
  it('of the area counts the centres anew, and refuses what was held where it no longer applies', async () => {
    const books = await booksWith(order('O-1'), handovers('O-1', 'C-2', [receipt('R-2', 'H-2', 5)]));
    expect(await told(books)).toEqual([['R-2', 'held', 'insufficient-stock']]);
    await send(books, amendment('O-1', 2, { area: { centres: ['C-1'] } }));
    expect(await placesOf(books)).toEqual(['C-1']);
    expect(await told(books)).toEqual([['R-2', 'rejected', 'not-covered']]);
    await send(
      books,
      arrival('O-1', 'W-2', 'C-2', rice(5)),
      handovers('O-1', 'C-2', [receipt('R-3', 'H-2', 5)]),
    );
    expect((await told(books)).toSorted()).toEqual([
      ['R-2', 'rejected', 'not-covered'],
      ['R-3', 'rejected', 'not-covered'],
    ]);
    await send(books, amendment('O-1', 3, { area: { centres: 'all' } }));
    expect(await placesOf(books)).toEqual(['C-1', 'C-2']);
    await send(books, handovers('O-1', 'C-2', [receipt('R-4', 'H-2', 5)]));
    expect(await told(books)).toHaveLength(2);
  });

  it('announces every later version to the book of a centre that it dropped', async () => {
    const books = await booksWith(order('O-1'), amendment('O-1', 2, { area: { centres: ['C-1'] } }));
    await send(books, amendment('O-1', 3, { release: 'equal' }), cancellation('O-1'));
    const { Store } = await import('../../../shared/store/store.ts');
    const { fences, orders } = new Store(books.tables);
    const { versions } = await orders.get('O-1');
    const announced = await Promise.all(
      ['C-1', 'C-2'].map(
        async (centreId) => (await fences.get(`centre:${centreId}/O-1`)).announcedOrderVersion,
      ),
    );
    expect(announced).toEqual([versions.length, versions.length]);
  });

  it('names in its area registered centres only, as the order itself does', async () => {
    const books = await booksWith(order('O-1'));
    await send(books, amendment('O-1', 2, { area: { centres: ['HUB'] } }));
    expect(await told(books)).toEqual([['O-1', 'rejected', 'invalid-message']]);
    await send(books, amendment('O-1', 2, { area: { centres: ['C-9'] } }));
    expect(await told(books)).toContainEqual(['O-1', 'held', 'unknown-location']);
  });

  it('of the release changes what is released of goods that are there already', async () => {
    const books = await booksWith(
      order('O-1', { release: 'first-come' }),
      arrival('O-1', 'W-1', 'C-1', rice(10)),
    );
    const released = async () => (await books.get('/households/H-1')).orders[0].entitlements[0].released;
    expect(await released()).toBe(20);
    await send(books, amendment('O-1', 2, { release: 'proportional' }));
    expect(await released()).toBe(10);
  });

  it('with a stipend of null ends it: nothing more is due, and what was paid stands', async () => {
    const books = await booksWith(order('O-1'), payments('O-1', 'P-1', [payment('M-1', 'H-1', 100)]));
    await send(
      books,
      amendment('O-1', 2, { stipend: null }),
      payments('O-1', 'P-1', [payment('M-2', 'H-1', 1)]),
    );
    expect(await told(books)).toEqual([['M-2', 'rejected', 'exceeds-due']]);
    const { stipend } = (await books.get('/households/H-1')).orders[0];
    expect(stipend).toEqual({ currency: 'KPW', due: 0, paid: 100, outstanding: 0, overpaid: 100 });
    expect(await books.get('/orders/O-1')).not.toHaveProperty('stipend');
  });
});

describe('a ration', () => {
  it('adds up its scales, and its list is rounded down to what a desk weighs out', async () => {
    const scales = {
      quantityPerPerson: 1,
      quantityPerAdult: 2,
      quantityPerChild: 0.5,
      quantityPerHousehold: 3,
    };
    const rations = [{ commodity: 'rice', unit: 'kg', ...scales, step: 0.5 }];
    const books = await booksWith(order('O-1', { rations, release: 'proportional' }));
    expect((await books.get('/orders/O-1')).rations).toEqual(rations);
    await send(books, arrival('O-1', 'W-1', 'C-1', rice(7.3)));
    const row = async () =>
      (await books.get('/locations/C-1/distribution-list?orderId=O-1')).items[0].commodities[0];
    expect(await row()).toMatchObject({ entitled: 12, released: 7.3, dueNow: 7 });
    await send(
      books,
      handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 0.2)]),
      arrival('O-1', 'W-2', 'C-1', rice(5)),
    );
    expect(await row()).toMatchObject({ released: 12, received: 0.2, dueNow: 11.8 });
  });
});

describe('an order that comes after all that waits for it', () => {
  it('refuses a payment and a handover when its cancellation was recorded before them', async () => {
    const books = await Books.openIn(engine);
    await send(books, locations, households('C-1', homes), cancellation('O-1'));
    await send(
      books,
      payments('O-1', 'P-1', [payment('M-1', 'H-1', 100)]),
      handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 1)]),
      order('O-1'),
    );
    expect((await told(books)).toSorted()).toEqual([
      ['M-1', 'rejected', 'order-cancelled'],
      ['R-1', 'rejected', 'order-cancelled'],
    ]);
  });

  it('judges them by the amendment that was recorded before', async () => {
    const books = await Books.openIn(engine);
    await send(books, locations, households('C-1', homes), amendment('O-1', 2, { stipend: null }));
    await send(books, payments('O-1', 'P-1', [payment('M-1', 'H-1', 100)]), order('O-1'));
    expect(await told(books)).toEqual([['M-1', 'rejected', 'exceeds-due']]);
  });
});
