import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { onHandOf, stockTotalsOf } from '../../../shared/domain/books.ts';
import { foundCity, PostedEvents } from '../../support/posted-events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';

let engine: TestTables;
let events: PostedEvents;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  events = new PostedEvents(await engine.tables());
  await foundCity(events, { centres: [{ centreId: 'C-1', persons: 10 }] });
  await events.send({
    type: 'relief.shipment.arrived.v1',
    data: { shipmentId: 'T-1', orderId: 'O-1', at: 'C-1', lines: [line(40), oil(10)] },
  });
});

const line = (quantity: number, more: object = {}) => ({ commodity: 'rice', quantity, unit: 'kg', ...more });
const oil = (quantity: number, more: object = {}) => ({
  commodity: 'oil',
  quantity,
  unit: 'bottle',
  ...more,
});

const count = (data: object = {}, event: { id?: string; time?: string } = {}) =>
  events.send({
    type: 'relief.stock.counted.v1',
    data: { countId: 'N-1', locationId: 'C-1', orderId: 'O-1', lines: [line(38)], ...data },
    ...event,
  });

const loss = (data: object = {}, event: { id?: string } = {}) =>
  events.send({
    type: 'relief.stock.lost.v1',
    data: {
      lossId: 'L-1',
      locationId: 'C-1',
      orderId: 'O-1',
      lines: [line(4, { cause: 'stolen' })],
      ...data,
    },
    ...event,
  });

const onHand = async (commodity: string) =>
  onHandOf(stockTotalsOf(await events.tally('centre', 'C-1', 'O-1'), commodity));

const lastEntry = async () => (await events.entries('centre:C-1/O-1')).at(-1);

describe('a count', () => {
  it('books what is missing, lists it, and leaves alone what was not counted', async () => {
    expect(await count()).toEqual({ status: 'posted' });
    expect(await onHand('rice')).toBe(38_000n);
    expect(await onHand('oil')).toBe(10n);
    expect(await lastEntry()).toMatchObject({
      type: 'count-variance',
      reference: 'N-1',
      lines: new Map([['rice', -2_000n]]),
    });
    expect(await events.anomalies('O-1')).toMatchObject([
      {
        kind: 'count-variance',
        locationId: 'C-1',
        commodity: 'rice',
        unit: 'kg',
        quantity: '-2000',
        references: ['N-1'],
      },
    ]);
  });

  it('books what was found, and lines of one commodity add up', async () => {
    await count({ lines: [line(38), line(3_500, { unit: 'g' }), oil(10)] });
    expect(await onHand('rice')).toBe(41_500n);
    expect(await events.anomalies('O-1')).toMatchObject([
      { commodity: 'oil', quantity: '0' },
      { commodity: 'rice', quantity: '1500' },
    ]);
  });

  it('that agrees with the book is in the book, and stays listed with nothing for what may be recorded later', async () => {
    expect(await count({ lines: [line(40)] })).toEqual({ status: 'posted' });
    expect(await lastEntry()).toMatchObject({ type: 'count-variance', lines: new Map() });
    expect(await events.anomalies('O-1')).toMatchObject([{ kind: 'count-variance', quantity: '0' }]);
  });

  it('can open a book, and lets in what waited for stock', async () => {
    const onward = {
      type: 'relief.shipment.dispatched.v1',
      data: { shipmentId: 'T-2', orderId: 'O-1', from: { locationId: 'STORE' }, to: 'C-1', lines: [line(3)] },
    } as const;
    expect(await events.send(onward)).toEqual({ status: 'held', reason: 'insufficient-stock' });
    await count({ locationId: 'STORE', lines: [line(5)] }, { time: '2020-08-10T08:00:00+09:00' });
    const totals = stockTotalsOf(await events.tally('store', 'STORE', 'O-1'), 'rice');
    expect(totals).toMatchObject({ variance: 5_000n, dispatched: 3_000n });
  });

  it('of a hundred new commodities is booked whole', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => ({
      commodity: `good ${index}`,
      quantity: 1,
      unit: 'bag',
    }));
    expect(await count({ lines }, { id: 'many' })).toEqual({ status: 'posted' });
    expect(await events.anomalies('O-1')).toHaveLength(100);
    expect(await count({ lines }, { id: 'many' })).toEqual({ status: 'duplicate' });
  });
});

describe('a loss', () => {
  it('is booked by cause, and listed where nobody can explain it', async () => {
    const lines = [
      line(4, { cause: 'stolen' }),
      line(1, { cause: 'spoiled' }),
      line(2, { cause: 'unexplained' }),
      oil(1, { cause: 'damaged' }),
    ];
    expect(await loss({ lines })).toEqual({ status: 'posted' });
    const entries = (await events.entries('centre:C-1/O-1')).slice(1);
    expect(entries.map(({ type, counterparty, reference }) => [type, counterparty, reference])).toEqual([
      ['loss', 'loss:spoiled', 'L-1'],
      ['loss', 'loss:damaged', 'L-1'],
      ['loss', 'loss:stolen', 'L-1'],
      ['loss', 'loss:unexplained', 'L-1'],
    ]);
    expect(await onHand('rice')).toBe(33_000n);
    expect(await onHand('oil')).toBe(9n);
    expect(await events.anomalies('O-1')).toMatchObject([
      { kind: 'unexplained-loss', commodity: 'rice', quantity: '6000', references: ['L-1'] },
    ]);
    const totals = stockTotalsOf(await events.tally('centre', 'C-1', 'O-1'), 'rice');
    expect(totals).toMatchObject({ lost: 7_000n, lostOnArrival: 0n });
  });
});

describe('what is refused', () => {
  it.each([
    ['a count under an unknown order', count, { orderId: 'O-9' }, 'held', 'unknown-order'],
    ['a count at an unknown location', count, { locationId: 'X' }, 'held', 'unknown-location'],
    [
      'a count in another unit family',
      count,
      { lines: [line(1, { unit: 'bag' })] },
      'rejected',
      'wrong-unit',
    ],
    ['a loss under an unknown order', loss, { orderId: 'O-9' }, 'held', 'unknown-order'],
    ['a loss at an unknown location', loss, { locationId: 'X' }, 'held', 'unknown-location'],
    [
      'a loss in another unit family',
      loss,
      { lines: [line(1, { unit: 'l', cause: 'spoiled' })] },
      'rejected',
      'wrong-unit',
    ],
    [
      'a loss of more than is there',
      loss,
      { lines: [line(21, { cause: 'spoiled' }), line(20, { cause: 'stolen' })] },
      'held',
      'insufficient-stock',
    ],
  ] as const)('%s', async (_title, send, data, status, reason) => {
    expect(await send(data)).toEqual({ status, reason });
  });

  it.each([
    ['count', count, { lines: [line(37)] }],
    ['loss', loss, { lines: [line(5, { cause: 'stolen' })] }],
  ] as const)(
    'a known %s with other content, while the same again changes nothing',
    async (_t, send, other) => {
      await send();
      const before = await onHand('rice');
      expect(await send({}, { id: 'again' })).toEqual({ status: 'duplicate' });
      expect(await send(other)).toEqual({ status: 'rejected', reason: 'conflicting-duplicate' });
      expect(await onHand('rice')).toBe(before);
      expect(await send({ ...other, locationId: 'STORE' })).toMatchObject({
        status: send === count ? 'posted' : 'held',
      });
    },
  );

  it('tells what is there and what was asked', async () => {
    await loss({ lines: [line(41, { cause: 'spoiled' })] });
    expect(await events.exceptions('held')).toMatchObject([
      { reason: 'insufficient-stock', detail: { commodity: 'rice', unit: 'kg', onHand: 40, asked: 41 } },
    ]);
  });
});
