import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lawful } from '../../support/lawful.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { type Answer, Books } from './books.ts';
import { order, registerRound, rice } from './round.ts';

let engine: TestTables;
let books: Books;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const foundCity = async (): Promise<Books> => {
  const made = await Books.openIn(engine);
  made.setClock('2020-08-01T00:00:00.000Z');
  await registerRound(made);
  await made.send(order('O-1'));
  await made.send(order('O-2', { stipend: undefined }));
  made.setClock('2020-08-20T00:00:00.000Z');
  return made;
};
beforeEach(async () => {
  books = await foundCity();
});

const day = (date: number, hour = 9) =>
  `2020-08-${String(date).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00+09:00`;
const place = { locationId: 'C-1', orderId: 'O-1' };

const arrive = (shipmentId: string, quantity: number, time: string, more: object = {}, id = shipmentId) =>
  books.send({
    type: 'relief.shipment.arrived.v1',
    data: { shipmentId, orderId: 'O-1', at: 'C-1', lines: [{ ...rice(quantity), ...more }] },
    time,
    id,
  });
const count = (countId: string, quantity: number, time: string, id = countId) =>
  books.send({
    type: 'relief.stock.counted.v1',
    data: { countId, ...place, lines: [rice(quantity)] },
    time,
    id,
  });
const lose = (lossId: string, quantity: number, time: string, id = lossId) =>
  books.send({
    type: 'relief.stock.lost.v1',
    data: { lossId, ...place, lines: [{ ...rice(quantity), cause: 'spoiled' }] },
    time,
    id,
  });
const handOver = (receiptId: string, quantity: number, time: string) =>
  books.send({
    type: 'relief.handovers.made.v1',
    data: {
      centreId: 'C-1',
      orderId: 'O-1',
      receipts: [{ receiptId, householdId: 'H-1', lines: [rice(quantity)] }],
    },
    time,
  });
const voidOf = (id: string, queue: 'shipment-arrivals' | 'stock-counts') =>
  books.send({
    type: 'relief.event.voided.v1',
    queue,
    data: { source: 'urn:test:desk', id, reason: 'typed wrongly' },
    time: day(19),
  });

const path = '/locations/C-1/stock-report?orderId=O-1';
const riceOf = ({ commodities }: Answer['body']) =>
  commodities.find(({ commodity }: Answer['body']) => commodity === 'rice');
const between = async (from: number, to: number) =>
  riceOf(await books.get(`${path}&from=${day(from).slice(0, 10)}&to=${day(to).slice(0, 10)}`));

describe('a stock report', () => {
  it('tells for some days what lay there, came and went, by the day it happened', async () => {
    await arrive('W-1', 20, day(6), { losses: [{ quantity: 1, cause: 'spilled' }] });
    await handOver('R-1', 5, day(7, 1));
    await lose('L-1', 2, day(8));
    await books.send({
      type: 'relief.shipment.dispatched.v1',
      data: {
        shipmentId: 'W-2',
        orderId: 'O-1',
        from: { locationId: 'C-1' },
        to: 'S-1',
        lines: [rice(3)],
      },
      time: day(8, 23),
    });
    await books.send({
      type: 'relief.stock.transferred.v1',
      data: {
        transferId: 'X-1',
        locationId: 'C-1',
        fromOrderId: 'O-1',
        toOrderId: 'O-2',
        reason: 'left over',
        lines: [rice(4)],
      },
      time: day(9),
    });
    expect(await between(7, 8)).toEqual({
      commodity: 'rice',
      unit: 'kg',
      opening: 20,
      received: 0,
      dispatched: 3,
      handedOver: 5,
      lost: 2,
      transferredIn: 0,
      transferredOut: 0,
      countVariance: 0,
      closing: 10,
    });
    expect(await between(6, 6)).toMatchObject({ opening: 0, received: 21, lost: 1, closing: 20 });
    expect(riceOf(await books.get(path))).toMatchObject({ opening: 0, transferredOut: 4, closing: 6 });
    const { commodities } = await books.get('/locations/C-1/stock-report?orderId=O-2');
    expect(commodities).toMatchObject([{ commodity: 'rice', transferredIn: 4, closing: 4 }]);
  });

  it('shows a variance at its count, as it is now, and what happened since beside it', async () => {
    await arrive('W-1', 20, day(6));
    await count('K-1', 18, day(7));
    expect(await between(7, 7)).toMatchObject({ opening: 20, countVariance: -2, closing: 18 });
    await handOver('R-1', 2, day(6, 12));
    await handOver('R-2', 3, day(8));
    expect(await between(6, 6)).toMatchObject({ received: 20, handedOver: 2, closing: 18 });
    expect(await between(7, 7)).toMatchObject({ opening: 18, countVariance: 0, closing: 18 });
    expect(await between(8, 9)).toMatchObject({ opening: 18, handedOver: 3, closing: 15 });
  });

  it('agrees with the anomaly of the count, which keeps its id while later records explain it', async () => {
    await arrive('W-1', 20, day(6));
    await count('K-1', 18, day(7));
    const anomalies = async () => (await books.get('/anomalies?orderId=O-1')).items;
    const [first] = await anomalies();
    expect(first).toMatchObject({ kind: 'count-variance', quantity: -2 });
    expect(first).not.toHaveProperty('explained');
    await handOver('R-1', 0.5, day(6, 12));
    const [now] = await anomalies();
    expect(now).toEqual({ ...first, quantity: -1.5, explained: -0.5 });
    await handOver('R-2', 1.5, day(6, 13));
    expect(await anomalies()).toEqual([]);
    await voidOf('K-1', 'stock-counts');
    expect(await anomalies()).toEqual([]);
  });

  it('has nothing of what was voided, on the day of that', async () => {
    await arrive('W-1', 20, day(6));
    const before = [await between(5, 6), await between(7, 8), await between(7, 19)];
    await arrive('W-9', 5, day(7));
    await lose('L-9', 1, day(7));
    await count('K-9', 12, day(8));
    expect(await between(7, 8)).not.toEqual(before[1]);
    await voidOf('K-9', 'stock-counts');
    await voidOf('L-9', 'stock-counts');
    await voidOf('W-9', 'shipment-arrivals');
    expect([await between(5, 6), await between(7, 8), await between(7, 19)]).toEqual(before);
  });

  it('takes its days from the calendar of the system, whatever offset a sender wrote', async () => {
    // Half past midnight of the seventh, where the books are kept.
    await arrive('W-1', 20, '2020-08-06T15:30:00Z');
    expect(await between(6, 6)).toMatchObject({ received: 0, closing: 0 });
    expect(await between(7, 7)).toMatchObject({ received: 20, closing: 20 });
  });

  it('comes as CSV and as a workbook, a row for each commodity', async () => {
    await arrive('W-1', 20, day(6));
    const { text } = await books.ask(`${path}&from=2020-08-07&format=csv`);
    expect(text.split('\r\n')).toEqual([
      '\ufefflocationId,orderId,from,to,commodity,unit,opening,received,dispatched,handedOver,lost,' +
        'transferredIn,transferredOut,countVariance,closing',
      'C-1,O-1,2020-08-07,,rice,kg,20,0,0,0,0,0,0,0,20',
      '',
    ]);
    const { status, headers } = await books.ask(`${path}&format=xlsx`);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('spreadsheetml');
  });

  it('is of one order and one location, and of days in their order', async () => {
    expect(await books.ask('/locations/C-1/stock-report')).toMatchObject({ body: { parameter: 'orderId' } });
    expect(await books.ask(`${path}&from=2020-08-07&to=2020-08-06`)).toMatchObject({
      status: 400,
      body: { parameter: 'to', detail: expect.stringContaining('not before 2020-08-07') },
    });
    expect(await books.ask('/locations/C-9/stock-report?orderId=O-1')).toMatchObject({ status: 404 });
    expect(await books.ask('/locations/C-1/stock-report?orderId=O-9')).toMatchObject({ status: 404 });
    expect((await books.get('/locations/S-1/stock-report?orderId=O-1')).commodities).toEqual([]);
  });

  const movement = fc.record({
    kind: fc.constantFrom('arrival', 'loss', 'count', 'handover', 'void'),
    quantity: fc.integer({ min: 1, max: 9 }),
    date: fc.integer({ min: 6, max: 12 }),
  });

  it('closes with what the next one opens with, and at the end with what is on hand', async () => {
    await lawful(
      fc.asyncProperty(fc.array(movement, { minLength: 4, maxLength: 12 }), async (movements) => {
        books = await foundCity();
        const voidable: [string, 'shipment-arrivals' | 'stock-counts'][] = [];
        for (const [index, { kind, quantity, date }] of movements.entries()) {
          const id = `e-${index}`;
          if (kind === 'arrival') await arrive(`W-${index}`, quantity, day(date), {}, id);
          if (kind === 'loss') await lose(`L-${index}`, quantity, day(date), id);
          if (kind === 'count') await count(`K-${index}`, quantity, day(date, 20), id);
          if (kind === 'handover') await handOver(`R-${index}`, 1, day(date));
          if (kind === 'arrival') voidable.push([id, 'shipment-arrivals']);
          if (kind === 'loss' || kind === 'count') voidable.push([id, 'stock-counts']);
          const last = kind === 'void' ? voidable.pop() : undefined;
          if (last !== undefined) await voidOf(...last);
        }
        let opening = 0;
        const grams = (kilograms: number) => Math.round(kilograms * 1_000);
        for (let date = 5; date <= 13; date += 1) {
          const row = await between(date, date);
          if (row === undefined) return;
          expect(grams(row.opening)).toBe(opening);
          const came = row.received + row.transferredIn + row.countVariance;
          const went = row.dispatched + row.handedOver + row.lost + row.transferredOut;
          expect(grams(row.closing)).toBe(grams(row.opening + came - went));
          opening = grams(row.closing);
        }
        const { balances } = await books.get('/locations/C-1');
        const here = balances.find(({ orderId }: Answer['body']) => orderId === 'O-1');
        expect(opening).toBe(grams(riceOf(here)?.onHand ?? 0));
      }),
      15,
    );
  });
});
