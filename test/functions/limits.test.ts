/** Every bound that a sender can reach is a reason, and never a fault: see docs/limits.md. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  maxCentresOfHousehold,
  maxCompositions,
  refuseFull,
} from '../../functions/registrations/registry-links.ts';
import { maxCommodities } from '../../shared/domain/order.ts';
import { type Household, householdRecord } from '../../shared/ledger/household-item.ts';
import { entryKey } from '../../shared/ledger/keys.ts';
import { TooLargeError } from '../../shared/posting/too-large.ts';
import { Store } from '../../shared/store/store.ts';
import { households, locations, order, withdrawal } from '../flows/events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Books, type SentEvent } from './ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const home = [{ householdId: 'H-1', adults: 1, children: 0 }];
const composition = (centreId: string, index: number) => ({
  effectiveFrom: '2020-01-01',
  recordedAt: '2020-01-01T00:00:00.000Z',
  centreId,
  adults: 1,
  children: 0,
  priority: 0,
  event: `urn:x#${index}`,
});
const registered = (centres: readonly string[]): Household => ({
  householdId: 'H-1',
  version: 1,
  awaited: false,
  history: centres.map(composition),
});
const refusals = async (books: Books) => {
  const { items } = await books.get('/exceptions?status=rejected');
  return items.map(({ reason, detail }: { reason: string; detail: object }) => [reason, detail]);
};

describe('the commodities of an order', () => {
  const arrival = (from: number, commodities: number): SentEvent => ({
    type: 'relief.shipment.arrived.v1',
    data: {
      shipmentId: `W-${from}-${commodities}`,
      orderId: 'O-1',
      at: 'C-1',
      lines: Array.from({ length: commodities }, (_, index) => ({
        commodity: `thing ${from + index}`,
        quantity: 1,
        unit: 'piece',
      })),
    },
  });

  it(`are ${maxCommodities} at most; those that it has go on`, async () => {
    const books = await Books.openIn(engine);
    for (const event of [locations, order('O-1')]) await books.send(event as SentEvent);
    // The order's own are three, for one is pledged without a quantity.
    for (let from = 0; from < 400; from += 100) await books.send(arrival(from, 100));
    await books.send(arrival(400, maxCommodities - 403));
    expect(await refusals(books)).toEqual([]);
    await books.send(arrival(maxCommodities - 4, 2));
    expect(await refusals(books)).toEqual([
      [
        'invalid-message',
        { path: 'data.lines', expected: expect.stringContaining(`at most ${maxCommodities} commodities`) },
      ],
    ]);
    await books.send(arrival(0, 99));
    expect(await refusals(books)).toHaveLength(1);
    const { body } = await books.ask('/locations/C-1');
    expect(JSON.stringify(body)).toContain('"thing 496"');
  }, 60_000);
});

describe('what is registered of a household', () => {
  it.each([
    ['compositions', Array.from({ length: maxCompositions }, () => 'C-1'), 'C-1'],
    ['centres', Array.from({ length: maxCentresOfHousehold }, (_, index) => `C-${index}`), 'C-new'],
  ])('has an end: %s', (_what, centres, next) => {
    expect(refuseFull(registered(centres.slice(1)), next, 'data')).toBeUndefined();
    expect(refuseFull(registered(centres), next, 'data')).toMatchObject({ reason: 'invalid-message' });
    if (next !== 'C-1') expect(refuseFull(registered(centres), 'C-1', 'data')).toBeUndefined();
  });

  it('is refused beyond that, whole and with where', async () => {
    const books = await Books.openIn(engine);
    await books.send(locations as SentEvent);
    const full = registered(Array.from({ length: maxCompositions }, () => 'C-1'));
    await new Store(books.tables).commit([
      { kind: 'register', household: householdRecord(full), version: 0 },
    ]);
    await books.send(
      households('C-1', [{ householdId: 'H-2', adults: 1, children: 0 }, ...home]) as SentEvent,
    );
    await books.send(withdrawal('H-1', '2020-08-01') as SentEvent);
    const expected = expect.stringContaining(`at most ${maxCompositions} registrations`);
    expect(await refusals(books)).toEqual(
      expect.arrayContaining([
        ['invalid-message', { path: 'data.households[1]', expected }],
        ['invalid-message', { path: 'data.householdId', expected }],
      ]),
    );
    expect((await books.ask('/households/H-2')).status).toBe(404);
  });

  it('moves with all that was registered before, in links that an item holds', async () => {
    const books = await Books.openIn(engine);
    await books.send(locations as SentEvent);
    const store = new Store(books.tables);
    const rows = Array.from({ length: 60 }, (_, index) => ({
      householdId: `H-${index}`,
      adults: 2,
      children: 0,
    }));
    for (const { householdId } of rows) {
      const long = { ...registered(Array.from({ length: 400 }, () => 'C-1')), householdId };
      await store.commit([{ kind: 'register', household: householdRecord(long), version: 0 }]);
    }
    await books.send(households('C-2', rows) as SentEvent);
    expect(await refusals(books)).toEqual([]);
    expect((await books.get('/households/H-59')).centreId).toBe('C-2');
  });
});

describe('a record or transaction that is larger than the store takes', () => {
  const noise = (bytes: number) => randomBytes(bytes).toString('base64');
  const append = (item: number, bytes: number) =>
    ({
      kind: 'append',
      key: entryKey('ledgers', 'household:H-1/O-1/goods', item),
      record: { text: noise(bytes) },
    }) as const;

  it('is told from a fault', async () => {
    const books = await Books.openIn(engine);
    const store = new Store(books.tables);
    await expect(store.commit([append(1, 420_000)])).rejects.toThrow(TooLargeError);
    await expect(
      store.commit(Array.from({ length: 12 }, (_, index) => append(index + 1, 380_000))),
    ).rejects.toThrow(TooLargeError);
    await expect(
      store.commit(Array.from({ length: 101 }, (_, index) => append(index + 1, 1))),
    ).rejects.toThrow(TooLargeError);
  });
});

describe('a receipt of 100 lines', () => {
  it('that are all beyond what is due fits one transaction, first of its book and by a new proxy', async () => {
    const books = await Books.openIn(engine);
    const commodities = Array.from({ length: 100 }, (_, index) => `thing ${index}`);
    const lines = commodities.map((commodity) => ({ commodity, quantity: 5, unit: 'kg' }));
    const rations = commodities.map((commodity) => ({ commodity, quantityPerPerson: 1, unit: 'kg' }));
    const receipt = { receiptId: 'R-1', householdId: 'H-1', lines, collectedBy: 'Ri' };
    for (const event of [
      locations,
      households('C-1', home),
      order('O-1', { rations, pledges: [] }),
      {
        type: 'relief.shipment.arrived.v1',
        data: { shipmentId: 'W-1', orderId: 'O-1', at: 'C-1', lines },
      },
      {
        type: 'relief.handovers.made.v1',
        data: {
          centreId: 'C-1',
          orderId: 'O-1',
          receipts: [{ ...receipt, overIssue: { reason: 'hunger' } }],
        },
      },
    ])
      await books.send(event as SentEvent);
    expect(await refusals(books)).toEqual([]);
    const { items } = await books.get('/anomalies?orderId=O-1&kind=over-issue&limit=500');
    expect(items).toHaveLength(80);
    expect((await books.get('/households/H-1')).orders[0].entitlements[99].received).toBe(5);
  });
});
