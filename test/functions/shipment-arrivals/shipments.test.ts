import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shipmentAccount } from '../../../shared/domain/accounts.ts';
import { onHandOf, stockTotalsOf } from '../../../shared/domain/books.ts';
import type { Outcome } from '../../../shared/domain/outcome.ts';
import { shipmentStatus, shortfall, surplus } from '../../../shared/domain/shipment.ts';
import { foundCity, PostedEvents, type Sent } from '../../support/posted-events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';

let engine: TestTables;
let events: PostedEvents;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  events = new PostedEvents(await engine.tables());
  await foundCity(events, {
    centres: [
      { centreId: 'C-1', persons: 10 },
      { centreId: 'C-2', persons: 20 },
    ],
  });
});

const line = (quantity: number, more: object = {}) => ({ commodity: 'rice', quantity, unit: 'kg', ...more });

const dispatch = (data: object = {}, event: { id?: string; time?: string } = {}) =>
  events.send({
    type: 'relief.shipment.dispatched.v1',
    data: {
      shipmentId: 'T-1',
      orderId: 'O-1',
      from: { source: 'Nampo' },
      to: 'STORE',
      lines: [line(100)],
      ...data,
    },
    ...event,
  });

const arrival = (data: object = {}, event: { id?: string; time?: string } = {}) =>
  events.send({
    type: 'relief.shipment.arrived.v1',
    data: { shipmentId: 'T-1', orderId: 'O-1', at: 'STORE', lines: [line(100)], ...data },
    ...event,
  });

const rice = async (kind: 'hub' | 'centre' | 'store', locationId: string) => {
  const totals = stockTotalsOf(await events.tally(kind, locationId, 'O-1'), 'rice');
  return { ...totals, onHand: onHandOf(totals) };
};

const orderRice = async () => {
  const totals = stockTotalsOf(await events.orderTally('O-1'), 'rice');
  const { received, onward, dispatched, handedOver, lost, variance } = totals;
  const figures = {
    received: received - onward,
    inTransit: dispatched - onward,
    onHand: onHandOf(totals),
    lost,
  };
  expect(figures.received).toBe(handedOver + lost + figures.onHand + figures.inTransit - variance);
  return figures;
};

const soundBooks = async (...shipmentIds: string[]) => {
  const accounts = await events.journal.books.ofOrder('stock', 'O-1');
  const report = await events.audit([...accounts, ...shipmentIds.map(shipmentAccount)]);
  expect(report.findings).toEqual([]);
};

describe('an arrival', () => {
  it('without a dispatch is booked at a store, less what was lost on the way', async () => {
    const losses = [
      { quantity: 2, cause: 'stolen' },
      { quantity: 3, cause: 'spoiled' },
      { quantity: 1, cause: 'stolen' },
    ];
    expect(await arrival({ lines: [line(94, { losses })] })).toEqual({ status: 'posted' });

    expect(await rice('store', 'STORE')).toMatchObject({
      received: 100_000n,
      lost: 6_000n,
      lostOnArrival: 6_000n,
      onHand: 94_000n,
    });
    const entries = await events.entries('store:STORE/O-1');
    expect(
      entries.map(({ type, counterparty, reference, lines }) => [
        type,
        counterparty,
        reference,
        lines.get('rice'),
      ]),
    ).toEqual([
      ['arrival', 'shipment:T-1', 'T-1', 100_000n],
      ['loss', 'loss:spoiled', 'T-1', -3_000n],
      ['loss', 'loss:stolen', 'T-1', -3_000n],
    ]);
    expect(await events.anomalies('O-1')).toMatchObject([
      {
        kind: 'unexplained-loss',
        locationId: 'STORE',
        commodity: 'rice',
        unit: 'kg',
        quantity: '3000',
        references: ['T-1'],
      },
    ]);
    const { shipment } = await events.journal.shipments.get('T-1');
    expect(shipmentStatus(shipment)).toBe('arrived');
    await soundBooks('T-1');
  });

  it('in parts leaves a shortfall until all has come, and what comes beyond it is a surplus', async () => {
    await dispatch();
    await arrival({ lines: [line(30)] });
    await arrival({ lines: [line(50_000, { unit: 'g' })] });
    expect(shortfall((await events.journal.shipments.get('T-1')).shipment).get('rice')).toBe(20_000n);
    expect((await events.inbound('STORE', 'O-1')).get('rice')).toBe(20_000n);
    expect(await events.anomalies('O-1')).toEqual([]);

    await arrival({ lines: [line(25)] });
    expect(surplus((await events.journal.shipments.get('T-1')).shipment).get('rice')).toBe(5_000n);
    expect(await events.anomalies('O-1')).toMatchObject([
      {
        kind: 'surplus',
        locationId: 'STORE',
        commodity: 'rice',
        unit: 'kg',
        quantity: '5000',
        references: ['T-1'],
      },
    ]);
    expect((await events.inbound('STORE', 'O-1')).get('rice')).toBe(0n);
    expect(await orderRice()).toMatchObject({ received: 105_000n, inTransit: 0n });
    await soundBooks('T-1');
  });

  it('is booked under a cancelled order and after its end, for the goods are there', async () => {
    await events.send({
      type: 'relief.order.amended.v1',
      data: { orderId: 'O-1', revision: 2, reason: 'r', endsOn: '2020-08-06' },
    });
    expect(await arrival()).toEqual({ status: 'posted' });
    await events.send({ type: 'relief.order.cancelled.v1', data: { orderId: 'O-1', reason: 'over' } });
    expect(await arrival({ shipmentId: 'T-2' })).toEqual({ status: 'posted' });
    expect(
      await dispatch({ shipmentId: 'T-3', from: { locationId: 'STORE' }, to: 'C-1', lines: [line(7)] }),
    ).toEqual({ status: 'posted' });
    expect(await rice('store', 'STORE')).toMatchObject({ onHand: 193_000n });
  });

  it('of the same event changes nothing; of another event it is another part', async () => {
    await arrival({}, { id: 'a' });
    expect(await arrival({}, { id: 'a' })).toEqual({ status: 'duplicate' });
    expect(await rice('store', 'STORE')).toMatchObject({ received: 100_000n });
    expect(await arrival({}, { id: 'b' })).toEqual({ status: 'posted' });
    expect(await rice('store', 'STORE')).toMatchObject({ received: 200_000n });
  });

  it('does not take a lossId for its own', async () => {
    await arrival({ lines: [line(90, { losses: [{ quantity: 10, cause: 'spoiled' }] })] });
    const lost = {
      lossId: 'T-1',
      locationId: 'STORE',
      orderId: 'O-1',
      lines: [line(5, { cause: 'damaged' })],
    };
    expect(await events.send({ type: 'relief.stock.lost.v1', data: lost })).toEqual({ status: 'posted' });
    await arrival({ lines: [line(1, { losses: [{ quantity: 1, cause: 'spoiled' }] })] });
    expect(await events.send({ type: 'relief.stock.lost.v1', data: lost })).toEqual({ status: 'duplicate' });
  });

  it('comes whole with a hundred new commodities, all short and all stolen', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => ({
      commodity: `good ${index}`,
      quantity: 1,
      unit: 'kg',
    }));
    await dispatch({ lines });
    const arrived = lines.map((each) => ({ ...each, losses: [{ quantity: 3, cause: 'stolen' }] }));
    expect(await arrival({ lines: arrived }, { id: 'many' })).toEqual({ status: 'posted' });
    expect(await events.anomalies('O-1')).toHaveLength(200);
    expect(await arrival({ lines: arrived }, { id: 'many' })).toEqual({ status: 'duplicate' });
    expect(await events.anomalies('O-1')).toHaveLength(200);
  });
});

describe('a dispatch between locations', () => {
  it('leaves the one stock and comes to the other, counted once in the order', async () => {
    await arrival();
    await dispatch({ shipmentId: 'T-2', from: { locationId: 'STORE' }, to: 'C-1', lines: [line(40)] });
    expect(await orderRice()).toEqual({ received: 100_000n, inTransit: 40_000n, onHand: 60_000n, lost: 0n });
    expect((await events.inbound('C-1', 'O-1')).get('rice')).toBe(40_000n);
    await arrival({
      shipmentId: 'T-2',
      at: 'C-1',
      lines: [line(38, { losses: [{ quantity: 1, cause: 'spilled' }] })],
    });
    expect(await orderRice()).toEqual({
      received: 100_000n,
      inTransit: 1_000n,
      onHand: 98_000n,
      lost: 1_000n,
    });
    expect(await rice('store', 'STORE')).toMatchObject({ dispatched: 40_000n, onHand: 60_000n });
    expect(await rice('centre', 'C-1')).toMatchObject({ received: 39_000n, onward: 39_000n });
    await soundBooks('T-1', 'T-2');
  });

  it('that is booked after its arrival ends with the same figures', async () => {
    await arrival();
    await arrival({ shipmentId: 'T-2', at: 'C-1', lines: [line(43)] });
    expect(await orderRice()).toMatchObject({ received: 143_000n, inTransit: 0n });
    expect(
      await dispatch({ shipmentId: 'T-2', from: { locationId: 'STORE' }, to: 'C-1', lines: [line(40)] }),
    ).toEqual({ status: 'posted' });
    expect(await orderRice()).toEqual({ received: 103_000n, inTransit: 0n, onHand: 103_000n, lost: 0n });
    expect(await rice('store', 'STORE')).toMatchObject({ onward: 40_000n });
    expect(await events.anomalies('O-1')).toMatchObject([
      { kind: 'surplus', locationId: 'C-1', quantity: '3000' },
    ]);
    await soundBooks('T-1', 'T-2');
  });

  it('waits for stock, and goes by itself when it comes', async () => {
    const onward = { shipmentId: 'T-2', from: { locationId: 'STORE' }, to: 'C-1', lines: [line(40)] };
    expect(await dispatch(onward)).toEqual({ status: 'held', reason: 'insufficient-stock' });
    await arrival({ lines: [line(30)] });
    expect(await rice('store', 'STORE')).toMatchObject({ onHand: 30_000n });
    await arrival({ lines: [line(30)] });
    expect(await rice('store', 'STORE')).toMatchObject({ onHand: 20_000n, dispatched: 40_000n });
    expect(await events.exceptions('held')).toEqual([]);
  });
});

describe('what is refused', () => {
  beforeEach(async () => {
    await dispatch({ shipmentId: 'S-1' });
    await events.send({
      type: 'relief.order.issued.v1',
      data: {
        orderId: 'O-2',
        title: 'Another',
        issuedBy: 'C',
        referenceDate: '2020-08-05',
        startsOn: '2020-08-05',
        area: { centres: 'all' },
        rations: [],
        pledges: [],
        prohibitions: [],
        release: 'first-come',
      },
    });
  });

  it.each([
    ['a dispatch under an unknown order', dispatch, { orderId: 'O-9' }, 'held', 'unknown-order'],
    [
      'a dispatch from an unknown location',
      dispatch,
      { from: { locationId: 'X' } },
      'held',
      'unknown-location',
    ],
    ['a dispatch to an unknown location', dispatch, { to: 'X' }, 'held', 'unknown-location'],
    [
      'a dispatch to the location that it leaves, under whatever order',
      dispatch,
      { orderId: 'O-9', from: { locationId: 'STORE' }, to: 'STORE' },
      'rejected',
      'invalid-message',
    ],
    [
      'a dispatch in another unit family',
      dispatch,
      { lines: [line(1, { unit: 'l' })] },
      'rejected',
      'wrong-unit',
    ],
    [
      'a dispatch in two unit families',
      dispatch,
      {
        lines: [
          { commodity: 'salt', quantity: 1, unit: 'kg' },
          { commodity: 'salt', quantity: 1, unit: 'bag' },
        ],
      },
      'rejected',
      'wrong-unit',
    ],
    [
      'a dispatch of more than is there',
      dispatch,
      { from: { locationId: 'C-1' } },
      'held',
      'insufficient-stock',
    ],
    [
      'a dispatch of a known waybill with other content',
      dispatch,
      { shipmentId: 'S-1', lines: [line(99)] },
      'rejected',
      'conflicting-duplicate',
    ],
    [
      'a dispatch of a waybill of another order',
      dispatch,
      { shipmentId: 'S-1', orderId: 'O-2' },
      'rejected',
      'conflicting-duplicate',
    ],
    ['an arrival under an unknown order', arrival, { orderId: 'O-9' }, 'held', 'unknown-order'],
    ['an arrival at an unknown location', arrival, { at: 'X' }, 'held', 'unknown-location'],
    [
      'an arrival in another unit family',
      arrival,
      { lines: [line(1, { unit: 'bag' })] },
      'rejected',
      'wrong-unit',
    ],
    [
      'an arrival of a waybill of another order',
      arrival,
      { shipmentId: 'S-1', orderId: 'O-2' },
      'rejected',
      'conflicting-duplicate',
    ],
  ] as const)('%s', async (_title, send, data, status, reason) => {
    expect(await send(data)).toEqual({ status, reason });
  });

  it('knows a resent dispatch with the same content under another event id', async () => {
    expect(await dispatch({ shipmentId: 'S-1' }, { id: 'another' })).toEqual({ status: 'duplicate' });
  });

  it('names order before location, location before unit, and unit before stock', async () => {
    const all = { orderId: 'O-9', from: { locationId: 'X' }, lines: [line(1, { unit: 'l' })] };
    expect(await dispatch({ ...all, shipmentId: 'T-2' })).toMatchObject({ reason: 'unknown-order' });
    expect(await dispatch({ ...all, shipmentId: 'T-3', orderId: 'O-1' })).toMatchObject({
      reason: 'unknown-location',
    });
    const known = { ...all, shipmentId: 'T-4', orderId: 'O-1', from: { locationId: 'C-1' } };
    expect(await dispatch(known)).toMatchObject({ reason: 'wrong-unit' });
  });

  it('fixes the unit of a commodity by its first use', async () => {
    await dispatch({ shipmentId: 'S-2', lines: [{ commodity: 'salt', quantity: 1, unit: 'bag' }] });
    const salt = [{ commodity: 'salt', quantity: 1, unit: 'kg' }];
    expect(await arrival({ shipmentId: 'S-3', lines: salt })).toMatchObject({ reason: 'wrong-unit' });
    expect(await events.exceptions('rejected')).toMatchObject([
      { reason: 'wrong-unit', detail: { commodity: 'salt', expected: 'bag', found: 'kg' } },
    ]);
  });
});

describe('a dispatch whose waybill another event books while it is decided', () => {
  const leaves = (quantity: number, id: string): Sent => ({
    type: 'relief.shipment.dispatched.v1',
    data: {
      shipmentId: 'T-2',
      orderId: 'O-1',
      from: { locationId: 'STORE' },
      to: 'C-1',
      lines: [line(quantity)],
    },
    id,
  });

  it.each([
    ['a copy of it', 60, { status: 'duplicate' }],
    ['refused for its number', 70, { status: 'rejected', reason: 'conflicting-duplicate' }],
  ])('is %s, not held for stock that has left with it', async (_, quantity, outcome) => {
    await arrival();
    const other = new PostedEvents(events.tables);
    let booked: Promise<Outcome> | undefined;
    // Between the reading of the waybill and that of the stock it leaves.
    const tail = events.journal.chains.tail.bind(events.journal.chains);
    events.journal.chains.tail = async (...of) => {
      booked ??= other.send(leaves(60, 'first'));
      await booked;
      return tail(...of);
    };
    expect(await events.send(leaves(quantity, 'second'))).toEqual(outcome);
    expect(await booked).toEqual({ status: 'posted' });
    expect((await rice('store', 'STORE')).onHand).toBe(40_000n);
  });
});
