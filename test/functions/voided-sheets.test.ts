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
    { locationId: 'C-2', name: 'Second', kind: 'centre' },
  ];
  await books.send({ type: 'relief.locations.registered.v1', data: { locations } });
  const households = Array.from({ length: 120 }, (_, index) => ({
    householdId: `H-${index}`,
    adults: 1,
    children: 0,
  }));
  await books.send({
    type: 'relief.households.registered.v1',
    data: { centreId: 'C-1', effectiveFrom: '2020-07-01', households },
  });
  await books.send({
    type: 'relief.order.issued.v1',
    data: {
      orderId: 'O-1',
      title: 'Kaesong',
      issuedBy: 'Central Committee',
      referenceDate: '2020-08-05',
      startsOn: '2020-08-05',
      area: { centres: ['C-1'] },
      rations: [{ commodity: 'rice', quantityPerPerson: 5, unit: 'kg' }],
      pledges: [{ commodity: 'rice', quantity: 1, unit: 'kg', source: 'mill', responsible: 'office' }],
      prohibitions: [],
      release: 'first-come',
    },
  });
});

const rice = (quantity: number, unit = 'kg') => [{ commodity: 'rice', quantity, unit }];
const sheet = (id: string, count: number): SentEvent => ({
  type: 'relief.handovers.made.v1',
  data: {
    centreId: 'C-1',
    orderId: 'O-1',
    receipts: Array.from({ length: count }, (_, index) => ({
      receiptId: `R-${index}`,
      householdId: `H-${index}`,
      lines: rice(5),
    })),
  },
  id,
});
const arrived = (shipmentId: string, at: string, quantity: number, id?: string): SentEvent => ({
  type: 'relief.shipment.arrived.v1',
  data: { shipmentId, orderId: 'O-1', at, lines: rice(quantity) },
  ...(id !== undefined && { id }),
});
const voidOf = (id: string, queue: SentEvent['queue'] & string, group: string): SentEvent => ({
  type: 'relief.event.voided.v1',
  queue,
  group,
  data: { source: 'urn:test:desk', id, reason: 'typed wrongly' },
});
const counts = async () => {
  const report = await books.get('/orders/O-1/reconciliation');
  return { ...report.exceptions, handedOver: report.commodities[0].handedOver };
};
const kinds = async (more = '') =>
  (await books.get(`/anomalies?orderId=O-1${more}`)).items.map(({ kind, locationId }: any) =>
    [kind, locationId].filter(Boolean).join(' '),
  );

describe('a void of a sheet', () => {
  it('withdraws the rows that are held, however many, and leaves those that are posted', async () => {
    await books.send(arrived('T-1', 'C-1', 10));
    await books.send(sheet('sheet', 120));
    expect(await counts()).toEqual({ held: 118, rejected: 0, handedOver: 10 });
    await books.send(voidOf('sheet', 'handovers', 'C-1'));
    expect(await counts()).toEqual({ held: 0, rejected: 118, handedOver: 10 });
    const { items } = await books.get('/exceptions?reason=withdrawn&limit=1');
    expect(items[0]).toMatchObject({ detail: { reason: 'typed wrongly' }, event: { id: 'sheet' } });
    await books.send(arrived('T-2', 'C-1', 590));
    expect(await counts()).toMatchObject({ held: 0, handedOver: 10 });
    await books.send(voidOf('sheet', 'handovers', 'C-1'));
    expect((await books.get('/exceptions?reason=already-reversed')).items).toHaveLength(1);
  });

  it('of which nothing is held is rejected', async () => {
    await books.send(arrived('T-1', 'C-1', 10));
    await books.send(sheet('sheet', 1));
    await books.send(voidOf('sheet', 'handovers', 'C-1'));
    expect((await books.get('/exceptions?reason=not-voidable')).items).toHaveLength(1);
    expect(await counts()).toMatchObject({ handedOver: 5 });
  });

  it('that comes before it takes back what is held when it comes', async () => {
    await books.send(voidOf('sheet', 'handovers', 'C-1'));
    expect((await books.get('/exceptions?reason=unknown-reference')).items).toHaveLength(1);
    await books.send(sheet('sheet', 2));
    expect(await counts()).toEqual({ held: 0, rejected: 2, handedOver: 0 });
  });
});

describe('a withdrawal', () => {
  const withdraw = async (queue: string, exceptionId: string, senderId?: string) =>
    books.sendBody(
      queue,
      JSON.stringify({
        specversion: '1.0',
        id: `withdraw ${exceptionId}`,
        source: 'urn:relief:operator',
        type: 'relief.held.withdrawn.v1',
        time: '2020-08-08T09:00:00Z',
        data: { exceptionId, reason: 'a slip' },
      }),
      'C-1',
      senderId,
    );

  it('takes back one held row or event, and no other', async () => {
    await books.send(sheet('sheet', 2));
    const [first, second] = (await books.get('/exceptions?status=held')).items;
    await withdraw('handovers', first.exceptionId);
    await withdraw('handovers', first.exceptionId);
    const { items } = await books.get('/exceptions?status=rejected');
    expect(items).toMatchObject([
      { exceptionId: first.exceptionId, reason: 'withdrawn', detail: { reason: 'a slip' } },
    ]);
    expect((await books.get('/exceptions?status=held')).items).toMatchObject([
      { exceptionId: second.exceptionId },
    ]);
    await books.send({ ...arrived('T-1', 'C-9', 1), id: 'nowhere' });
    const held = (await books.get('/exceptions?reason=unknown-location')).items[0];
    await withdraw('shipment-arrivals', held.exceptionId);
    expect((await books.get('/exceptions?reason=unknown-location')).items).toEqual([]);
  });
});

describe('the anomalies', () => {
  it('tell what was probably typed wrongly, and forget it when it is put right (F14, F23)', async () => {
    await books.send({
      type: 'relief.shipment.dispatched.v1',
      data: { shipmentId: 'W-1', orderId: 'O-1', from: { source: 'mill' }, to: 'C-1', lines: rice(10) },
    });
    await books.send(arrived('W-1', 'C-2', 4, 'elsewhere'));
    expect(await kinds()).toEqual(['diverted C-2', 'outside-area C-2', 'shortfall C-1']);
    await books.send(voidOf('elsewhere', 'shipment-arrivals', 'C-2'));
    expect(await kinds()).toEqual([]);

    await books.send(arrived('W-2', 'C-1', 3));
    await books.send(arrived('W-2', 'C-1', 3, 'twice'));
    expect(await kinds()).toEqual(['repeated-arrival C-1']);
    await books.send(voidOf('twice', 'shipment-arrivals', 'C-1'));
    expect(await kinds()).toEqual([]);

    await books.send({
      type: 'relief.shipment.arrived.v1',
      data: { shipmentId: 'W-3', orderId: 'O-1', at: 'C-1', lines: [{ ...rice(1)[0], commodity: 'Rice' }] },
    });
    expect(await kinds('&kind=unplanned-goods')).toEqual(['unplanned-goods C-1']);

    await books.send(arrived('W-4', 'C-1', 10_000, 'tonnes'));
    expect(await kinds('&kind=beyond-plan')).toEqual(['beyond-plan']);
    const { items } = await books.get('/anomalies?orderId=O-1&kind=beyond-plan');
    // 600 kg are planned, 1 kg is pledged, and 3 kg came before.
    expect(items[0]).toMatchObject({ commodity: 'rice', unit: 'kg', quantity: 9_402 });
    expect(await books.all('/anomalies?kind=beyond-plan', 1)).toEqual(items);
    expect(await books.all('/anomalies?orderId=O-1', 1)).toHaveLength(2);
    await books.send(voidOf('tonnes', 'shipment-arrivals', 'C-1'));
    expect(await kinds('&kind=beyond-plan')).toEqual([]);
  });

  it('list a surplus where it came, also when the dispatch is recorded after it (F23)', async () => {
    await books.send(arrived('W-1', 'C-1', 12, 'more'));
    await books.send(arrived('W-1', 'C-2', 1));
    await books.send({
      type: 'relief.shipment.dispatched.v1',
      data: { shipmentId: 'W-1', orderId: 'O-1', from: { source: 'mill' }, to: 'C-1', lines: rice(10) },
    });
    const { items } = await books.get('/anomalies?orderId=O-1&kind=surplus');
    expect(items.map(({ locationId, quantity }: any) => [locationId, quantity]).sort()).toEqual([
      ['C-1', 2],
      ['C-2', 1],
    ]);
    await books.send(voidOf('more', 'shipment-arrivals', 'C-1'));
    // Of the 10 that were sent only 1 came now.
    expect(await kinds('&kind=surplus')).toEqual([]);
    expect(await kinds('&kind=shortfall')).toEqual(['shortfall C-1']);
  });
});

describe('a waybill', () => {
  it('says that it was closed, and is nowhere once all of it was voided', async () => {
    await books.send({
      type: 'relief.shipment.dispatched.v1',
      data: { shipmentId: 'W-1', orderId: 'O-1', from: { source: 'mill' }, to: 'C-1', lines: rice(10) },
      id: 'sent',
    });
    const closing = { orderId: 'O-1', reason: 'no lorry', remainder: 'never-sent' };
    await books.send({ type: 'relief.shipment.closed.v1', data: { shipmentId: 'W-1', ...closing } });
    expect(await books.get('/shipments/W-1')).toMatchObject({
      status: 'closed',
      closed: { reason: 'no lorry', remainder: 'never-sent', at: expect.any(String) },
      lines: [{ dispatched: 0, received: 0, lost: 0, shortfall: 0, surplus: 0 }],
    });
    await books.send(voidOf('sent', 'shipment-arrivals', 'source'));
    expect((await books.get('/exceptions?reason=already-used')).items).toMatchObject([
      { detail: { closedBy: expect.stringContaining('urn:test:desk#') } },
    ]);
    await books.send(arrived('W-2', 'C-1', 4, 'came'));
    await books.send(voidOf('came', 'shipment-arrivals', 'C-1'));
    expect(await books.ask('/shipments/W-2')).toMatchObject({ status: 404 });
    expect((await books.get('/orders/O-1/shipments')).items.map(({ shipmentId }: any) => shipmentId)).toEqual(
      ['W-1'],
    );
  });

  it('of a hub has a number from which every share has one that can be confirmed (K8)', async () => {
    const number = 'W'.repeat(128);
    await books.send(arrived(number, 'HUB', 600));
    await books.send(arrived(`${number}/C-1`, 'C-1', 600));
    expect(await counts()).toEqual({ held: 0, rejected: 0, handedOver: 0 });
    expect(await books.get(`/shipments/${encodeURIComponent(`${number}/C-1`)}`)).toMatchObject({
      status: 'arrived',
    });
    await books.send(arrived(`${number}/HUB`, 'HUB', 600));
    const { items } = await books.get('/exceptions?reason=invalid-message');
    expect(items).toMatchObject([{ detail: { path: 'data.shipmentId' } }]);
  });
});
