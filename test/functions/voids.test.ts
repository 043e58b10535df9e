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
    expect(await reasons('rejected')).toMatchObject([
      { detail: { because: 'a cancelled order stays cancelled; issue another one' } },
    ]);
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

describe('a void of an arrival at a hub of many centres', () => {
  it('that dies after its first transaction is completed by the next delivery, or by the next train', async () => {
    const centres = 60;
    for (const completes of ['redelivery', 'next train'] as const) {
      events = await city(centres);
      await send(arrival('T-1', 'HUB', [line(6_000)], 'came'));
      const taking = { ...voidOf('came', 'shipment-arrivals'), id: 'taking' };
      let commits = 0;
      events.journal.beforeCommit = async () => {
        commits += 1;
        if (commits > 1) throw new Error('dies');
        return undefined;
      };
      await expect(send(taking)).rejects.toThrow('dies');
      events.journal.beforeCommit = undefined;
      const open = async () => {
        const tails = await Promise.all(
          Array.from({ length: centres }, (_, index) => events.inbound(`C-${index + 1}`, 'O-1')),
        );
        return tails.filter((inbound) => (inbound.get('rice') ?? 0n) !== 0n).length;
      };
      expect(await open()).toBeGreaterThan(0);
      if (completes === 'redelivery') {
        expect(await send(taking)).toEqual({ status: 'duplicate' });
        expect(await open()).toBe(0);
        expect(await figures(events)).toEqual({});
      } else {
        await send(arrival('T-2', 'HUB', [line(600)]));
        const shares = await events.journal.shipments.all(
          Array.from({ length: centres }, (_, index) => `T-2/C-${index + 1}`),
        );
        // Nothing that was recalled counts as on its way: each gets its share of all that came.
        expect(shares.map(({ shipment }) => shipment.dispatched.get('rice'))).toEqual(
          Array.from({ length: centres }, () => 10_000n),
        );
      }
      await soundBooks('T-1', 'T-1/C-1', 'T-1/C-60');
    }
  });

  it('takes a share that is confirmed in between as come from outside', async () => {
    events = await city(60);
    await send(arrival('T-1', 'HUB', [line(6_000)], 'came'));
    let commits = 0;
    events.journal.beforeCommit = async () => {
      commits += 1;
      if (commits > 1) throw new Error('dies');
      return undefined;
    };
    const taking = { ...voidOf('came', 'shipment-arrivals'), id: 'taking' };
    await expect(send(taking)).rejects.toThrow('dies');
    events.journal.beforeCommit = undefined;
    await send(arrival('T-1/C-60', 'C-60', [line(50)]));
    await send(taking);
    const totals = stockTotalsOf(await events.orderTally('O-1'), 'rice');
    expect(totals).toMatchObject({ received: 50_000n, dispatched: 0n, onward: 0n });
    await soundBooks('T-1/C-60');
  });
});

describe('a closing', () => {
  const close = (shipmentId: string, more: object, id?: string): Sent => ({
    type: 'relief.shipment.closed.v1',
    data: { shipmentId, orderId: 'O-1', reason: 'turned back', ...more },
    ...(id !== undefined && { id }),
  });
  const neverSent = { remainder: 'never-sent' };

  it('of what was never sent puts it back into the stock that it left; what comes later is a surplus where it comes', async () => {
    await send(arrival('T-0', 'STORE', [line(100)]));
    await send(dispatch('W-1', { locationId: 'STORE' }, 'C-1', 40));
    await send(arrival('W-1', 'C-1', [line(15)]));
    expect(await send(close('W-1', neverSent))).toEqual({ status: 'posted' });
    expect(await onHand('store', 'STORE')).toBe(85_000n);
    expect((await events.inbound('C-1', 'O-1')).get('rice')).toBe(0n);
    expect(await send(close('W-1', neverSent))).toEqual({ status: 'duplicate' });
    expect(await send(close('W-1', { remainder: 'lost', cause: 'stolen' }))).toMatchObject({
      reason: 'conflicting-duplicate',
    });
    await send(arrival('W-1', 'C-2', [line(3)], 'late'));
    expect(await events.anomalies('O-1')).toMatchObject([
      { kind: 'surplus', locationId: 'C-2', quantity: '3000', references: ['W-1'] },
    ]);
    await soundBooks('W-1', 'T-0');
  });

  it('of what was never sent leaves alone what was counted since, because it was counted too', async () => {
    const at = (hour: string, event: Sent): Sent => ({ ...event, time: `2020-08-08T${hour}:00:00+09:00` });
    const counted = (hour: string, kilograms: number): Sent =>
      at(hour, {
        type: 'relief.stock.counted.v1',
        data: { countId: `N-${hour}`, locationId: 'STORE', orderId: 'O-1', lines: [line(kilograms)] },
      });
    await send(at('08', arrival('T-0', 'STORE', [line(100)])));
    await send(at('09', dispatch('W-1', { locationId: 'STORE' }, 'C-1', 30)));
    await send(counted('10', 100));
    await send(at('11', dispatch('W-1', { locationId: 'STORE' }, 'C-1', 10, 'more')));
    expect(await send(at('12', close('W-1', neverSent)))).toEqual({ status: 'posted' });
    expect(await onHand('store', 'STORE')).toBe(100_000n);
    expect(await send(counted('13', 100))).toEqual({ status: 'posted' });
    expect(stockTotalsOf(await events.tally('store', 'STORE', 'O-1'), 'rice')).toMatchObject({
      dispatched: 0n,
      variance: 0n,
    });
    await soundBooks('W-1', 'T-0');
  });

  it('of what was lost books it at its destination as an arrival of which nothing came', async () => {
    await send(dispatch('W-1', { source: 'Nampo' }, 'C-1', 40));
    await send(close('W-1', { remainder: 'lost', cause: 'stolen' }));
    const totals = stockTotalsOf(await events.tally('centre', 'C-1', 'O-1'), 'rice');
    expect(totals).toMatchObject({ received: 40_000n, lost: 40_000n, lostOnArrival: 40_000n, onward: 0n });
    const entries = await events.entries('centre:C-1/O-1');
    expect(entries.map(({ type, counterparty }) => [type, counterparty])).toEqual([
      ['closing', 'shipment:W-1'],
      ['loss', 'loss:stolen'],
    ]);
    expect(await events.anomalies('O-1')).toMatchObject([{ kind: 'unexplained-loss', quantity: '40000' }]);
    await send(arrival('W-1', 'C-1', [line(2)]));
    expect((await events.anomalies('O-1')).map(({ kind }) => kind)).toEqual(['unexplained-loss', 'surplus']);
    await soundBooks('W-1');
  });

  it('waits for its waybill, also for that of a share', async () => {
    for (const waybill of ['T-1', 'T-1/C-1'])
      expect(await send(close(waybill, neverSent))).toEqual({ status: 'held', reason: 'unknown-reference' });
    await send(arrival('T-1', 'HUB', [line(80)]));
    expect((await events.journal.shipments.get('T-1/C-1')).closing).toBeDefined();
    expect(await onHand('hub', 'HUB')).toBe(40_000n);
    await soundBooks('T-1', 'T-1/C-1');
  });
});

describe('a transfer', () => {
  const transfer = (more: object = {}, id?: string): Sent => ({
    type: 'relief.stock.transferred.v1',
    data: {
      transferId: 'X-1',
      locationId: 'C-1',
      fromOrderId: 'O-1',
      toOrderId: 'O-2',
      reason: 'left over',
      lines: [{ commodity: 'rice', quantity: 2, unit: 'bag', contains: { quantity: 5, unit: 'kg' } }],
      ...more,
    },
    ...(id !== undefined && { id }),
  });
  const second = (more: object = {}) =>
    send({
      type: 'relief.order.issued.v1',
      data: {
        orderId: 'O-2',
        title: 'Next',
        issuedBy: 'Central Committee',
        referenceDate: '2020-08-05',
        startsOn: '2020-08-05',
        area: { centres: 'all' },
        rations: [{ commodity: 'rice', quantityPerPerson: 1, unit: 'kg' }],
        pledges: [],
        prohibitions: [],
        release: 'proportional',
        ...more,
      },
    });

  it('has its number of the order that it leaves: another back bears the same, and each is voided by itself', async () => {
    await send(arrival('T-0', 'C-1', [line(12)]));
    await second();
    const back = { fromOrderId: 'O-2', toOrderId: 'O-1', lines: [line(3)] };
    expect(await send(transfer(back, 'back'))).toEqual({ status: 'held', reason: 'insufficient-stock' });
    expect(await send(transfer({}, 'there'))).toEqual({ status: 'posted' });
    await events.retry('stock:C-1/O-2');
    const onShelves = async () =>
      Promise.all(
        ['O-1', 'O-2'].map(async (orderId) =>
          onHandOf(stockTotalsOf(await events.tally('centre', 'C-1', orderId), 'rice')),
        ),
      );
    expect(await onShelves()).toEqual([5_000n, 7_000n]);
    expect(await send(transfer(back, 'copy'))).toEqual({ status: 'duplicate' });
    expect(await send(transfer({}, 'another copy'))).toEqual({ status: 'duplicate' });
    expect(await send({ ...voidOf('back', 'stock-counts'), id: 'void-back' })).toEqual({ status: 'posted' });
    expect(await onShelves()).toEqual([2_000n, 10_000n]);
    expect(await send({ ...voidOf('there', 'stock-counts'), id: 'void-there' })).toEqual({
      status: 'posted',
    });
    expect(await onShelves()).toEqual([12_000n, 0n]);
    expect((await events.audit(['centre:C-1/O-1', 'centre:C-1/O-2'])).findings).toEqual([]);
  });

  it('moves what is left under a cancelled order to one that runs, in bags of 5 kg, and back when voided (F11)', async () => {
    await send(arrival('T-0', 'C-1', [line(12)]));
    await send({ type: 'relief.order.cancelled.v1', data: { orderId: 'O-1', reason: 'over' } });
    expect(await send(transfer({}, 'moved'))).toEqual({ status: 'held', reason: 'unknown-order' });
    await second();
    await events.retry('order:O-2');
    const left = stockTotalsOf(await events.tally('centre', 'C-1', 'O-1'), 'rice');
    const joined = stockTotalsOf(await events.tally('centre', 'C-1', 'O-2'), 'rice');
    expect([left.transferredOut, onHandOf(left)]).toEqual([10_000n, 2_000n]);
    expect([joined.transferredIn, onHandOf(joined)]).toEqual([10_000n, 10_000n]);
    const [entry] = (await events.entries('centre:C-1/O-1')).slice(-1);
    expect(entry).toMatchObject({
      type: 'transfer',
      reference: 'X-1',
      counterpartyEntry: 'centre:C-1/O-2@1',
    });
    expect(await send(transfer({ reason: 'again' }))).toMatchObject({ reason: 'conflicting-duplicate' });
    expect(await send(transfer({ transferId: 'X-2' }))).toMatchObject({ reason: 'insufficient-stock' });
    expect((await events.audit(['centre:C-1/O-1', 'centre:C-1/O-2'])).findings).toEqual([]);
    await send({
      type: 'relief.stock.lost.v1',
      data: {
        lossId: 'L-1',
        locationId: 'C-1',
        orderId: 'O-2',
        lines: [line(1, { cause: 'spoiled' })],
      },
      id: 'lost',
    });
    expect(await send(voidOf('moved', 'stock-counts'))).toMatchObject({ reason: 'already-used' });
    await send(voidOf('lost', 'stock-counts'));
    await send({ ...voidOf('moved', 'stock-counts'), id: 'back' });
    // What waited for stock under the first order has come back, and went out again.
    const after = stockTotalsOf(await events.tally('centre', 'C-1', 'O-1'), 'rice');
    expect([after.transferredOut, onHandOf(after)]).toEqual([10_000n, 2_000n]);
    expect((await events.audit(['centre:C-1/O-1', 'centre:C-1/O-2'])).findings).toEqual([]);
  });

  it('is rejected by itself when the order that it would come under ends while it waits for goods', async () => {
    await second();
    expect(await send(transfer({}, 'waits'))).toEqual({ status: 'held', reason: 'insufficient-stock' });
    expect(await send(transfer({ transferId: 'X-2', locationId: 'C-9' }))).toMatchObject({
      reason: 'unknown-location',
    });
    expect(await send(transfer({ transferId: 'X-3', fromOrderId: 'O-9' }))).toMatchObject({
      reason: 'unknown-order',
    });
    await send({ type: 'relief.order.cancelled.v1', data: { orderId: 'O-2', reason: 'over' } });
    const cancelled = { reason: 'order-cancelled', detail: { orderId: 'O-2' } };
    expect(await reasons('rejected')).toEqual([cancelled, cancelled]);
    // Of two orders the first one is asked for first.
    expect(await reasons('held')).toEqual([{ reason: 'unknown-order', detail: { orderId: 'O-9' } }]);
    await send(arrival('T-0', 'C-1', [line(12)]));
    expect(await onHand('centre', 'C-1')).toBe(12_000n);
  });

  it('is rejected too when another last day has passed before it happened', async () => {
    await second();
    await send(transfer({}, 'waits'));
    await send({
      type: 'relief.order.amended.v1',
      data: { orderId: 'O-2', revision: 2, reason: 'shorter', endsOn: '2020-08-09' },
    });
    expect(await reasons('rejected')).toMatchObject([{ reason: 'order-ended' }]);
  });

  it('is not held under an order that was cancelled while it was decided', async () => {
    await second();
    events.journal.beforeCommit = async () => {
      events.journal.beforeCommit = undefined;
      await send({ type: 'relief.order.cancelled.v1', data: { orderId: 'O-2', reason: 'over' } });
      return undefined;
    };
    expect(await send(transfer())).toEqual({ status: 'rejected', reason: 'order-cancelled' });
  });

  it('goes under no order that is over, and lists what that order never planned', async () => {
    await send(arrival('T-0', 'C-1', [line(12), { commodity: 'soap', quantity: 5, unit: 'bar' }]));
    await second({ endsOn: '2020-08-09' });
    expect(await send(transfer())).toEqual({ status: 'rejected', reason: 'order-ended' });
    const soap = [{ commodity: 'soap', quantity: 2, unit: 'bar' }];
    expect(
      await send({ ...transfer({ transferId: 'X-3', lines: soap }), time: '2020-08-09T09:00:00+09:00' }),
    ).toEqual({
      status: 'posted',
    });
    expect(await events.anomalies('O-2')).toMatchObject([
      { kind: 'unplanned-goods', locationId: 'C-1', commodity: 'soap', quantity: '2', references: ['X-3'] },
    ]);
    const wrong = [{ commodity: 'rice', quantity: 2, unit: 'bag' }];
    expect(
      await send({ ...transfer({ transferId: 'X-4', lines: wrong }), time: '2020-08-09T09:00:00+09:00' }),
    ).toMatchObject({
      reason: 'wrong-unit',
    });
  });
});
