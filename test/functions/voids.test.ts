import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shipmentAccount } from '../../shared/domain/accounts.ts';
import { onHandOf, type StockTotals, stockTotalsOf } from '../../shared/domain/books.ts';
import type { QueueName } from '../../shared/domain/events.ts';
import { foundCity, PostedEvents, type Sent } from '../support/posted-events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';

let engine: TestTables;
let events: PostedEvents;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const city = async (centres = 2): Promise<PostedEvents> => {
  const made = new PostedEvents(await engine.tables());
  await foundCity(made, {
    centres: Array.from({ length: centres }, (_, index) => ({ centreId: `C-${index + 1}`, persons: 10 })),
  });
  return made;
};
beforeEach(async () => {
  events = await city();
});

const line = (quantity: number, more: object = {}) => ({ commodity: 'rice', quantity, unit: 'kg', ...more });

const arrival = (shipmentId: string, at: string, lines: readonly object[], id?: string): Sent => ({
  type: 'relief.shipment.arrived.v1',
  data: { shipmentId, orderId: 'O-1', at, lines },
  ...(id !== undefined && { id }),
});
const dispatch = (shipmentId: string, from: object, to: string, kilograms: number, id?: string): Sent => ({
  type: 'relief.shipment.dispatched.v1',
  data: { shipmentId, orderId: 'O-1', from, to, lines: [line(kilograms)] },
  ...(id !== undefined && { id }),
});
const loss = (lossId: string, locationId: string, kilograms: number, id: string): Sent => ({
  type: 'relief.stock.lost.v1',
  data: { lossId, locationId, orderId: 'O-1', lines: [line(kilograms, { cause: 'stolen' })] },
  id,
});
const voidOf = (id: string, queue: QueueName): Sent => ({
  type: 'relief.event.voided.v1',
  queue,
  data: { source: 'urn:test', id, reason: 'typed wrongly' },
});
const send = (sent: Sent) => events.send(sent);

/** The order's totals of every commodity, but for where the books note what went onward. */
const figures = async (of: PostedEvents) => {
  const { stock } = await of.orderTally('O-1');
  return Object.fromEntries(
    [...stock].flatMap(([commodity, totals]) =>
      Object.values(totals).some((total) => total !== 0n) ? [[commodity, totals] as const] : [],
    ),
  ) as Record<string, StockTotals>;
};
const onHand = async (kind: 'hub' | 'centre' | 'store', locationId: string) =>
  onHandOf(stockTotalsOf(await events.tally(kind, locationId, 'O-1'), 'rice'));

const soundBooks = async (...shipmentIds: string[]) => {
  const accounts = await events.journal.books.ofOrder('stock', 'O-1');
  const report = await events.audit([...accounts, ...shipmentIds.map(shipmentAccount)]);
  expect(report.findings).toEqual([]);
};
const reasons = async (status: 'held' | 'rejected') =>
  (await events.exceptions(status)).map(({ reason, detail }) => ({ reason, detail }));

describe('a void', () => {
  it('of a dispatch puts its goods back, and frees its waybill number', async () => {
    await send(arrival('T-0', 'STORE', [line(100)]));
    const before = await figures(events);
    await send(dispatch('W-1', { locationId: 'STORE' }, 'C-1', 40, 'typo'));
    expect(await onHand('store', 'STORE')).toBe(60_000n);
    expect(await send(voidOf('typo', 'shipment-arrivals'))).toEqual({ status: 'posted' });
    expect(await figures(events)).toEqual(before);
    expect((await events.inbound('C-1', 'O-1')).get('rice')).toBe(0n);
    expect((await events.journal.shipments.get('W-1')).orderId).toBeUndefined();
    expect(await send(dispatch('W-1', { locationId: 'STORE' }, 'C-2', 4))).toEqual({ status: 'posted' });
    expect((await events.journal.shipments.get('W-1')).shipment.to).toBe('C-2');
    await send(arrival('W-1', 'C-2', [line(4)]));
    const [last] = (await events.entries('store:STORE/O-1')).slice(-2);
    expect(last).toMatchObject({
      type: 'void',
      reference: 'W-1',
      reverses: 'store:STORE/O-1@2',
      reason: 'typed wrongly',
      occurredAt: '2020-08-10T09:00:00+09:00',
    });
    await soundBooks('W-1', 'T-0');
  });

  it('lets in what waited for the goods that come back', async () => {
    await send(arrival('T-0', 'STORE', [line(10)]));
    await send(dispatch('W-1', { locationId: 'STORE' }, 'C-1', 10, 'typo'));
    expect(await send(dispatch('W-2', { locationId: 'STORE' }, 'C-1', 5))).toMatchObject({ status: 'held' });
    await send(voidOf('typo', 'shipment-arrivals'));
    expect(await onHand('store', 'STORE')).toBe(5_000n);
  });

  it('of a dispatch of which something arrived is rejected, and says what', async () => {
    await send(dispatch('W-1', { source: 'Nampo' }, 'C-1', 40, 'sent'));
    await send(arrival('W-1', 'C-1', [line(5)], 'came'));
    expect(await send(voidOf('sent', 'shipment-arrivals'))).toEqual({
      status: 'rejected',
      reason: 'already-used',
    });
    expect(await reasons('rejected')).toEqual([
      {
        reason: 'already-used',
        detail: { reference: 'W-1', arrivals: 'urn:test#came', arrivedAt: 'C-1' },
      },
    ]);
    // Once the arrival is taken back, the dispatch may be.
    expect(await send(voidOf('came', 'shipment-arrivals'))).toEqual({ status: 'posted' });
    expect((await events.inbound('C-1', 'O-1')).get('rice')).toBe(40_000n);
    expect(await send(voidOf('sent', 'shipment-arrivals'))).toEqual({ status: 'posted' });
  });

  it('of an arrival takes it and its losses out, once, and its anomalies leave the list', async () => {
    await send(dispatch('W-1', { source: 'Nampo' }, 'C-1', 40));
    const before = await figures(events);
    const losses = [
      { quantity: 2, cause: 'stolen' },
      { quantity: 1, cause: 'spoiled' },
    ];
    await send(arrival('W-1', 'C-1', [line(30, { losses })], 'came'));
    expect(await send(voidOf('came', 'shipment-arrivals'))).toEqual({ status: 'posted' });
    expect(await figures(events)).toEqual(before);
    expect(await onHand('centre', 'C-1')).toBe(0n);
    const anomalies = await events.anomalies('O-1');
    expect(anomalies).toMatchObject([{ kind: 'unexplained-loss', events: ['urn:test#came'] }]);
    expect(await events.journal.exceptions.voided(['urn:test#came'])).toEqual(new Set(['urn:test#came']));
    expect(await send(voidOf('came', 'shipment-arrivals'))).toEqual({
      status: 'rejected',
      reason: 'already-reversed',
    });
    await soundBooks('W-1');
  });

  it('of an arrival whose goods are gone is rejected, and says how much is there', async () => {
    await send(arrival('W-1', 'STORE', [line(30)], 'came'));
    await send(dispatch('W-2', { locationId: 'STORE' }, 'C-1', 20));
    expect(await send(voidOf('came', 'shipment-arrivals'))).toMatchObject({ reason: 'already-used' });
    expect(await reasons('rejected')).toEqual([
      { reason: 'already-used', detail: { commodity: 'rice', unit: 'kg', onHand: 10, needed: 30 } },
    ]);
  });

  it('of a loss, and of a count, is as if neither had been', async () => {
    await send(arrival('W-1', 'C-1', [line(30)]));
    const before = await figures(events);
    await send(loss('L-1', 'C-1', 5, 'lost'));
    await send({
      type: 'relief.stock.counted.v1',
      data: { countId: 'N-1', locationId: 'C-1', orderId: 'O-1', lines: [line(22)] },
      id: 'counted',
    });
    expect(await send(voidOf('counted', 'stock-counts'))).toEqual({ status: 'posted' });
    expect(await send(voidOf('lost', 'stock-counts'))).toEqual({ status: 'posted' });
    expect(await figures(events)).toEqual(before);
    await soundBooks('W-1');
    // A lossId is not freed.
    expect(await send(loss('L-1', 'C-1', 6, 'again'))).toEqual({
      status: 'rejected',
      reason: 'conflicting-duplicate',
    });
  });

  it('of what was held takes it back before it books itself (F7)', async () => {
    expect(await send(loss('L-1', 'C-1', 50, 'lost'))).toMatchObject({ status: 'held' });
    expect(await send(voidOf('lost', 'stock-counts'))).toEqual({ status: 'posted' });
    expect(await reasons('rejected')).toEqual([
      {
        reason: 'withdrawn',
        detail: { voidedBy: expect.stringContaining('urn:test#'), reason: 'typed wrongly' },
      },
    ]);
    await send(arrival('W-1', 'C-1', [line(100)]));
    expect(await onHand('centre', 'C-1')).toBe(100_000n);
    expect(await reasons('held')).toEqual([]);
    expect(await send(voidOf('lost', 'stock-counts'))).toMatchObject({ reason: 'already-reversed' });
  });

  it('of what was held and has been posted since reverses it', async () => {
    await send(loss('L-1', 'C-1', 50, 'lost'));
    await send(arrival('W-1', 'C-1', [line(100)]));
    expect(await onHand('centre', 'C-1')).toBe(50_000n);
    expect(await send(voidOf('lost', 'stock-counts'))).toEqual({ status: 'posted' });
    expect(await onHand('centre', 'C-1')).toBe(100_000n);
  });

  it('of money that is there takes it back, and of money that was paid out is rejected under a float', async () => {
    await send({
      type: 'relief.order.amended.v1',
      data: {
        orderId: 'O-1',
        revision: 2,
        reason: 'money',
        stipend: { amountPerAdult: 100, currency: 'KPW', funding: 'float' },
      },
    });
    const fund = (fundingId: string, id: string) =>
      send({
        type: 'relief.payer.funded.v1',
        data: { fundingId, payerId: 'BANK', orderId: 'O-1', amount: 150, currency: 'KPW' },
        id,
      });
    await fund('F-1', 'first');
    await fund('F-2', 'second');
    expect(await send(voidOf('second', 'payments'))).toEqual({ status: 'posted' });
    const entries = await events.journal.chains.entriesFrom('ledgers', 'payer:BANK/O-1', 1);
    expect(entries.at(-1)).toMatchObject({
      type: 'void',
      reference: 'F-2',
      money: -15_000n,
      moneyBalance: 15_000n,
      reverses: 'payer:BANK/O-1@2',
    });
    expect(await fund('F-2', 'third')).toEqual({ status: 'duplicate' });
  });

  it('of a registration, an order, a void, or what was rejected is not possible; of another queue neither', async () => {
    await send({ type: 'relief.order.cancelled.v1', data: { orderId: 'O-1', reason: 'over' }, id: 'end' });
    expect(await send(voidOf('end', 'policy-orders'))).toMatchObject({ reason: 'not-voidable' });
    await send(arrival('W-1', 'C-1', [line(1)], 'came'));
    expect(await send(voidOf('came', 'handovers'))).toMatchObject({ reason: 'wrong-queue' });
    await send({ ...voidOf('came', 'shipment-arrivals'), id: 'void' });
    expect(await send(voidOf('void', 'shipment-arrivals'))).toMatchObject({ reason: 'not-voidable' });
    expect(await send({ ...voidOf('self', 'shipment-arrivals'), id: 'self' })).toMatchObject({
      reason: 'not-voidable',
    });
  });

  it('of an event that is not known is held for it', async () => {
    expect(await send(voidOf('later', 'shipment-arrivals'))).toEqual({
      status: 'held',
      reason: 'unknown-reference',
    });
    await send(arrival('W-1', 'C-1', [line(9)], 'later'));
    await events.retry('event:urn:test#later');
    expect(await onHand('centre', 'C-1')).toBe(0n);
  });
});

describe('a void of an arrival at a hub', () => {
  it('recalls the shares that nobody has confirmed', async () => {
    const before = await figures(events);
    await send(arrival('T-1', 'HUB', [line(80)], 'came'));
    expect(await send(voidOf('came', 'shipment-arrivals'))).toEqual({ status: 'posted' });
    expect(await figures(events)).toEqual(before);
    for (const centre of ['C-1', 'C-2']) expect((await events.inbound(centre, 'O-1')).get('rice')).toBe(0n);
    await soundBooks('T-1', 'T-1/C-1', 'T-1/C-2');
    // The same train again, put right.
    await send(arrival('T-1', 'HUB', [line(40)]));
    expect((await events.journal.shipments.get('T-1/C-1')).shipment.dispatched.get('rice')).toBe(20_000n);
  });

  it('is rejected where a centre has confirmed what is no longer at the hub, and says which share', async () => {
    await send(arrival('T-1', 'HUB', [line(80)], 'came'));
    await send(arrival('T-1/C-1', 'C-1', [line(40)], 'confirmed'));
    expect(await send(voidOf('came', 'shipment-arrivals'))).toMatchObject({ reason: 'already-used' });
    expect(await reasons('rejected')).toEqual([
      {
        reason: 'already-used',
        detail: { commodity: 'rice', unit: 'kg', onHand: 0, needed: 40, confirmed: 'T-1/C-1' },
      },
    ]);
    await send(voidOf('confirmed', 'shipment-arrivals'));
    await send({ ...voidOf('came', 'shipment-arrivals'), id: 'again' });
    expect(await figures(events)).toEqual({});
  });
});
