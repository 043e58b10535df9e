/** What is left when something was put right: nothing that was wrong, and nothing that stands in the way. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Books, type SentEvent } from './ledger-api/books.ts';

let engine: TestTables;
let books: Books;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  books = await Books.openIn(engine);
  const locations = [
    { locationId: 'HUB', name: 'Station', kind: 'hub' },
    { locationId: 'C-1', name: 'First', kind: 'centre', suppliedBy: 'HUB' },
    { locationId: 'C-2', name: 'Second', kind: 'centre', suppliedBy: 'HUB' },
  ];
  await books.send({ type: 'relief.locations.registered.v1', data: { locations } });
  for (const number of [1, 2]) {
    const households = [{ householdId: `H-${number}`, adults: 2, children: 2 }];
    const data = { centreId: `C-${number}`, effectiveFrom: '2020-07-01', households };
    await books.send({ type: 'relief.households.registered.v1', data });
  }
  for (const orderId of ['O-1', 'O-2']) {
    await books.send({
      type: 'relief.order.issued.v1',
      data: {
        orderId,
        title: 'Kaesong',
        issuedBy: 'Central Committee',
        referenceDate: '2020-08-05',
        startsOn: '2020-08-05',
        area: { centres: 'all' },
        rations: [{ commodity: 'rice', quantityPerPerson: 5, unit: 'kg' }],
        pledges: [],
        prohibitions: [],
        release: 'proportional',
      },
    });
  }
});

const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
const dispatched = (shipmentId: string, to: string, quantity: number, id: string): SentEvent => ({
  type: 'relief.shipment.dispatched.v1',
  data: { shipmentId, orderId: 'O-1', from: { source: 'mill' }, to, lines: rice(quantity) },
  id,
});
const arrived = (
  shipmentId: string,
  at: string,
  quantity: number,
  id: string,
  orderId = 'O-1',
): SentEvent => ({
  type: 'relief.shipment.arrived.v1',
  data: { shipmentId, orderId, at, lines: rice(quantity) },
  id,
});
const closed = (shipmentId: string, id: string): SentEvent => ({
  type: 'relief.shipment.closed.v1',
  data: { shipmentId, orderId: 'O-1', reason: 'no lorry', remainder: 'never-sent' },
  id,
});
const voidOf = (id: string, group: string): SentEvent => ({
  type: 'relief.event.voided.v1',
  queue: 'shipment-arrivals',
  group,
  data: { source: 'urn:test:desk', id, reason: 'typed wrongly' },
});
const send = async (...events: readonly SentEvent[]) => {
  for (const event of events) await books.send(event);
};
const anomalies = async () =>
  (await books.get('/anomalies?orderId=O-1')).items.map(({ kind, locationId, quantity }: any) =>
    [kind, locationId, quantity].join(' '),
  );
const reasons = async () => (await books.get('/exceptions')).items.map(({ reason }: any) => reason);

describe('a surplus', () => {
  it('is none when the arrival is voided that filled the dispatch before it', async () => {
    await send(
      dispatched('W-1', 'C-1', 10, 'sent'),
      arrived('W-1', 'C-1', 8, 'first'),
      arrived('W-1', 'C-1', 5, 'second'),
    );
    expect(await anomalies()).toEqual(['surplus C-1 3']);
    await send(voidOf('first', 'C-1'));
    expect((await books.get('/shipments/W-1')).lines).toMatchObject([{ shortfall: 5, surplus: 0 }]);
    expect(await anomalies()).toEqual(['shortfall C-1 5']);
  });

  it('is less when a part of what came before it is voided', async () => {
    await send(
      dispatched('W-1', 'C-1', 10, 'sent'),
      arrived('W-1', 'C-1', 2, 'first'),
      arrived('W-1', 'C-1', 8, 'second'),
      arrived('W-1', 'C-2', 5, 'third'),
      voidOf('first', 'C-1'),
    );
    expect((await anomalies()).filter((text: string) => text.startsWith('surplus'))).toEqual([
      'surplus C-2 3',
    ]);
  });
});

describe('a waybill number', () => {
  it('may be used again after every arrival is voided, though somebody had closed it', async () => {
    await send(arrived('W-1', 'C-1', 8, 'first'), closed('W-1', 'closed'), voidOf('first', 'C-1'));
    expect(await books.ask('/shipments/W-1')).toMatchObject({ status: 404 });
    await send(arrived('W-1', 'C-2', 6, 'second', 'O-2'));
    expect(await reasons()).toEqual([]);
    expect(await books.get('/shipments/W-1')).toMatchObject({
      orderId: 'O-2',
      status: 'arrived',
      events: [{ id: 'second' }],
    });
    await send(voidOf('second', 'C-2'), dispatched('W-1', 'C-1', 4, 'sent'));
    expect(await books.get('/shipments/W-1')).toMatchObject({ orderId: 'O-1', status: 'in-transit' });
    await send(voidOf('sent', 'source'));
    expect(await reasons()).toEqual([]);
  });
});

describe('a recalled share', () => {
  it('is named in the stock card by its own number, be it one of several or alone', async () => {
    await send(
      arrived('T-1', 'HUB', 20, 'came'),
      arrived('T-1/C-1', 'C-1', 10, 'confirmed'),
      arrived('T-2', 'HUB', 60, 'more'),
      voidOf('came', 'HUB'),
    );
    const entries = (await books.get('/locations/HUB/ledger?orderId=O-1')).items;
    const voids = entries.filter(({ type }: any) => type === 'void');
    expect(voids.map(({ reference, lines }: any) => [reference, lines[0].quantity]).reverse()).toEqual([
      ['T-1/C-2', 10],
      ['T-1', -20],
    ]);
  });
});
