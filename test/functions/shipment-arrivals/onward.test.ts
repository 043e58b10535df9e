import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipmentAccount } from '../../../shared/domain/accounts.ts';
import { onHandOf, stockTotalsOf } from '../../../shared/domain/books.ts';
import type { Store } from '../../../shared/store/store.ts';
import { order } from '../../flows/events.ts';
import { lawful } from '../../support/lawful.ts';
import { foundCity, PostedEvents, type Sent } from '../../support/posted-events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';

let engine: TestTables;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const line = (quantity: number, more: object = {}) => ({ commodity: 'rice', quantity, unit: 'kg', ...more });

const arrivalOf = (shipmentId: string, at: string, lines: readonly object[]) =>
  ({ type: 'relief.shipment.arrived.v1', data: { shipmentId, orderId: 'O-1', at, lines } }) as const;

async function city(centres: number, persons: (index: number) => number): Promise<PostedEvents> {
  const events = new PostedEvents(await engine.tables());
  await foundCity(events, {
    centres: Array.from({ length: centres }, (_, index) => ({
      centreId: centreId(index),
      persons: persons(index),
    })),
  });
  return events;
}

const centreId = (index: number): string => `C-${(index + 1).toString().padStart(3, '0')}`;

const sharesOf = async (events: PostedEvents, shipmentId: string, centres: number) => {
  const chains = await events.journal.shipments.all(
    Array.from({ length: centres }, (_, index) => `${shipmentId}/${centreId(index)}`),
  );
  return chains.map(({ shipment }) => shipment.dispatched.get('rice') ?? 0n);
};

const orderFigures = async (events: PostedEvents) => {
  const totals = stockTotalsOf(await events.orderTally('O-1'), 'rice');
  return {
    received: totals.received - totals.onward,
    inTransit: totals.dispatched - totals.onward,
    onHand: onHandOf(totals),
  };
};

const hubRice = async (events: PostedEvents) => {
  const totals = stockTotalsOf(await events.tally('hub', 'HUB', 'O-1'), 'rice');
  return { ...totals, onHand: onHandOf(totals) };
};

const audited = async (events: PostedEvents, shipmentIds: readonly string[]) =>
  (
    await events.audit([
      ...(await events.journal.books.ofOrder('stock', 'O-1')),
      ...shipmentIds.map(shipmentAccount),
    ])
  ).findings;

describe('an arrival at a hub', () => {
  it('ends in the same books whichever centres confirm their shares before it', async () => {
    const persons = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
    const kilograms = fc.integer({ min: 1, max: 100 });
    await lawful(
      fc.asyncProperty(persons, kilograms, fc.array(fc.boolean()), async (people, came, early) => {
        const train = arrivalOf('T-1', 'HUB', [line(came)]);
        const inOrder = await city(people.length, (index) => people[index] ?? 1);
        await inOrder.send(train);
        const shares = await sharesOf(inOrder, 'T-1', people.length);
        const confirmations = shares.flatMap((share, index) =>
          share === 0n
            ? []
            : [arrivalOf(`T-1/${centreId(index)}`, centreId(index), [line(Number(share), { unit: 'g' })])],
        );
        for (const confirmation of confirmations) await inOrder.send(confirmation);

        const mixed = await city(people.length, (index) => people[index] ?? 1);
        const before = confirmations.filter((_, index) => early[index] === true);
        const after = confirmations.filter((_, index) => early[index] !== true);
        for (const sent of [...before, train, ...after]) await mixed.send(sent);

        expect(await sharesOf(mixed, 'T-1', people.length)).toEqual(shares);
        expect((await mixed.orderTally('O-1')).stock).toEqual((await inOrder.orderTally('O-1')).stock);
        expect(await orderFigures(mixed)).toMatchObject({ received: BigInt(came) * 1_000n, inTransit: 0n });
        expect(await mixed.anomalies('O-1')).toEqual([]);
      }),
      10,
    );
  });

  it('goes on to its centres by outstanding need, and the rest stays', async () => {
    const events = await city(2, (index) => 10 * (index + 1));
    await events.send(
      arrivalOf('T-1', 'HUB', [
        line(60, { losses: [{ quantity: 1, cause: 'spilled' }] }),
        { commodity: 'coal', quantity: 5, unit: 't' },
      ]),
    );
    expect(await sharesOf(events, 'T-1', 2)).toEqual([20_000n, 40_000n]);
    expect(await hubRice(events)).toMatchObject({ received: 61_000n, dispatched: 60_000n, onHand: 0n });
    const [last] = (await events.entries('hub:HUB/O-1')).slice(-1);
    expect(last).toMatchObject({
      type: 'dispatch',
      reference: 'T-1',
      counterparty: 'centres',
      group: [
        { reference: 'T-1/C-001', householdId: '' },
        { reference: 'T-1/C-002', householdId: '' },
      ],
    });
    expect(last?.balance.get('coal')).toBe(5_000_000n);
    expect(await orderFigures(events)).toEqual({ received: 61_000n, inTransit: 60_000n, onHand: 0n });

    await events.send(arrivalOf('T-1/C-001', 'C-001', [line(20)]));
    await events.send(arrivalOf('T-1/C-002', 'C-002', [line(40)]));
    expect(await orderFigures(events)).toEqual({ received: 61_000n, inTransit: 0n, onHand: 60_000n });
    expect(await events.anomalies('O-1')).toEqual([]);

    await events.send(arrivalOf('T-2', 'HUB', [line(500)]));
    expect(await sharesOf(events, 'T-2', 2)).toEqual([30_000n, 60_000n]);
    expect(await hubRice(events)).toMatchObject({ onHand: 410_000n });
    expect(await audited(events, ['T-1', 'T-1/C-001', 'T-1/C-002', 'T-2', 'T-2/C-001', 'T-2/C-002'])).toEqual(
      [],
    );
  });

  it('makes good what a centre lost or gave back since, and gives it nothing of what it gave back', async () => {
    const events = await city(2, () => 10);
    await events.send(arrivalOf('T-1', 'HUB', [line(100)]));
    for (const centre of ['C-001', 'C-002'])
      await events.send(arrivalOf(`T-1/${centre}`, centre, [line(50)]));
    await events.send({
      type: 'relief.stock.lost.v1',
      data: { lossId: 'L-1', locationId: 'C-001', orderId: 'O-1', lines: [{ ...line(4), cause: 'spoiled' }] },
    });
    await events.send({
      type: 'relief.shipment.dispatched.v1',
      data: {
        shipmentId: 'B-1',
        orderId: 'O-1',
        from: { locationId: 'C-002' },
        to: 'HUB',
        lines: [line(2)],
      },
    });
    await events.send(arrivalOf('B-1', 'HUB', [line(2)]));
    expect(await sharesOf(events, 'B-1', 2)).toEqual([2_000n, 0n]);
    await events.send(arrivalOf('T-2', 'HUB', [line(9)]));
    expect(await sharesOf(events, 'T-2', 2)).toEqual([2_000n, 2_000n]);
    expect(await hubRice(events)).toMatchObject({ onHand: 5_000n });
  });

  it('counts what is on its way, and adds a second part to the same onward waybill', async () => {
    const events = await city(2, () => 10);
    await events.send({
      type: 'relief.shipment.dispatched.v1',
      data: { shipmentId: 'D-1', orderId: 'O-1', from: { source: 'Nampo' }, to: 'C-001', lines: [line(20)] },
    });
    await events.send(arrivalOf('T-1', 'HUB', [line(8)]));
    expect(await sharesOf(events, 'T-1', 2)).toEqual([3_000n, 5_000n]);
    await events.send(arrivalOf('T-1', 'HUB', [line(72)]));
    expect(await sharesOf(events, 'T-1', 2)).toEqual([30_000n, 50_000n]);
    expect((await events.inbound('C-001', 'O-1')).get('rice')).toBe(50_000n);
    await events.send(arrivalOf('T-1/C-001', 'C-001', [line(30)]));
    expect((await events.inbound('C-001', 'O-1')).get('rice')).toBe(20_000n);
  });

  it('knows a share that was confirmed before it came', async () => {
    const events = await city(2, () => 10);
    await events.send(arrivalOf('T-1/C-001', 'C-001', [line(24)]));
    await events.send(arrivalOf('T-1', 'HUB', [line(76)]));
    expect(await sharesOf(events, 'T-1', 2)).toEqual([38_000n, 38_000n]);
    expect(await orderFigures(events)).toEqual({ received: 76_000n, inTransit: 52_000n, onHand: 24_000n });
    expect((await events.inbound('C-001', 'O-1')).get('rice')).toBe(14_000n);
    expect(await audited(events, ['T-1', 'T-1/C-001'])).toEqual([]);
  });

  it('stays at the hub under an order that is over, and where a waybill is taken', async () => {
    const events = await city(2, () => 10);
    await events.send({
      type: 'relief.shipment.dispatched.v1',
      data: {
        shipmentId: 'T-1/C-001',
        orderId: 'O-1',
        from: { source: 'Nampo' },
        to: 'STORE',
        lines: [line(1)],
      },
    });
    await events.send(arrivalOf('T-1', 'HUB', [line(80)]));
    expect(await sharesOf(events, 'T-1', 2)).toEqual([1_000n, 50_000n]);
    await events.send({ type: 'relief.order.cancelled.v1', data: { orderId: 'O-1', reason: 'over' } });
    await events.send(arrivalOf('T-2', 'HUB', [line(10)]));
    expect(await sharesOf(events, 'T-2', 2)).toEqual([0n, 0n]);
    expect(await hubRice(events)).toMatchObject({ onHand: 40_000n });
  });

  it('goes on to more centres than one transaction holds', async () => {
    const centres = 120;
    const events = await city(centres, () => 2);
    expect(await events.send(arrivalOf('T-1', 'HUB', [line(600)]))).toEqual({ status: 'posted' });
    expect(await sharesOf(events, 'T-1', centres)).toEqual(Array.from({ length: centres }, () => 5_000n));
    expect(await orderFigures(events)).toEqual({ received: 600_000n, inTransit: 600_000n, onHand: 0n });
    expect(await audited(events, ['T-1', 'T-1/C-001', 'T-1/C-120'])).toEqual([]);
  });

  it('counts as promised what a lost worker has not sent yet, when another arrival comes first', async () => {
    const centres = 100;
    const events = await city(centres, () => 2);
    const first = { ...arrivalOf('T-1', 'HUB', [line(250)]), id: 'first' };
    const repaired = crashAfter(events.journal, 1);
    await expect(events.send(first)).rejects.toThrow('crash');
    repaired();
    for (const commodity of ['coal', 'soap', 'salt', 'tea', 'oil', 'flour'])
      await events.send(arrivalOf('D-1', 'HUB', [{ commodity, quantity: 1, unit: 'kg' }]));
    await events.send(arrivalOf('T-2', 'HUB', [line(250)]));
    expect((await events.send(first)).status).toBe('duplicate');
    const each = Array.from({ length: centres }, () => 2_500n);
    expect(await sharesOf(events, 'T-1', centres)).toEqual(each);
    expect(await sharesOf(events, 'T-2', centres)).toEqual(each);
    expect(await hubRice(events)).toMatchObject({ received: 500_000n, onHand: 0n });
  });

  it('counts once what comes to a centre from elsewhere while its needs are read', async () => {
    const events = await city(2, () => 10);
    await events.send({
      type: 'relief.shipment.dispatched.v1',
      data: { shipmentId: 'D-1', orderId: 'O-1', from: { source: 'Nampo' }, to: 'C-001', lines: [line(20)] },
    });
    const meanwhile = new PostedEvents(events.tables);
    const { journal } = events;
    const { tail } = journal.chains;
    let first: Promise<unknown> | undefined;
    journal.chains.tail = async (table, account) => {
      const read = () => tail.call(journal.chains, table, account);
      if (!account.includes(':C-001/')) return read();
      if (first === undefined) {
        const reading = read();
        first = reading;
        return reading;
      }
      await first;
      journal.chains.tail = tail;
      await meanwhile.send({ ...arrivalOf('D-1', 'C-001', [line(20)]), id: 'meanwhile' });
      return read();
    };
    await events.send(arrivalOf('T-1', 'HUB', [line(80)]));
    expect(journal.chains.tail).toBe(tail);
    expect(await sharesOf(events, 'T-1', 2)).toEqual([30_000n, 50_000n]);
  });

  it.each([1, 2, 3, 4])('finishes by itself after a crash before its transaction %i', async (survived) => {
    const centres = 100;
    const events = await city(centres, () => 2);
    const attempt = { ...arrivalOf('T-1', 'HUB', [line(500)]), id: 'train' };
    const repaired = crashAfter(events.journal, survived - 1);
    await expect(events.send(attempt)).rejects.toThrow('crash');
    repaired();

    // Two centres confirm meanwhile: one whose waybill may be there, one whose waybill is not.
    await events.send(arrivalOf('T-1/C-001', 'C-001', [line(5)]));
    await events.send(arrivalOf('T-1/C-100', 'C-100', [line(4)]));
    expect(['posted', 'duplicate']).toContain((await events.send(attempt)).status);
    expect((await events.send(attempt)).status).toBe('duplicate');

    expect((await sharesOf(events, 'T-1', centres)).reduce((sum, share) => sum + share, 0n)).toBe(500_000n);
    const confirmed = 9_000n;
    expect(await orderFigures(events)).toEqual({
      received: 500_000n,
      inTransit: 500_000n - confirmed,
      onHand: confirmed,
    });
    expect(await audited(events, ['T-1', 'T-1/C-001', 'T-1/C-100'])).toEqual([]);
  });

  it('goes on under a number more where its waybill was taken since it left the hub', async () => {
    const centres = 100;
    const events = await city(centres, () => 2);
    await events.send(order('O-2') as Sent);
    const train = { ...arrivalOf('T-1', 'HUB', [line(1_000)]), id: 'train' };
    const repaired = crashAfter(events.journal, 1);
    await expect(events.send(train)).rejects.toThrow('crash');
    repaired();
    const { type, data } = arrivalOf('T-1/C-100', 'C-100', [line(4)]);
    await events.send({ type, data: { ...data, orderId: 'O-2' } });
    const from = { source: 'Nampo' };
    await events.send({
      type: 'relief.shipment.dispatched.v1',
      data: { shipmentId: 'T-1/C-099', orderId: 'O-1', from, to: 'STORE', lines: [line(1)] },
    });
    for (const _ of ['redelivered', 'and once more'])
      expect((await events.send(train)).status).toBe('duplicate');

    expect(await orderFigures(events)).toEqual({
      received: 1_000_000n,
      inTransit: 1_000_000n,
      onHand: 0n,
    });
    for (const centre of ['C-099', 'C-100']) {
      const { orderId, shipment } = await events.journal.shipments.get(`T-1/${centre}/2`);
      expect({ orderId, to: shipment.to, rice: shipment.dispatched.get('rice') }).toEqual({
        orderId: 'O-1',
        to: centre,
        rice: 10_000n,
      });
      expect((await events.inbound(centre, 'O-1')).get('rice')).toBe(10_000n);
    }
  });

  it('finishes after a crash though it was held before', async () => {
    const centres = 70;
    const events = new PostedEvents(await engine.tables());
    const held = { ...arrivalOf('T-1', 'HUB', [line(350)]), id: 'train' };
    expect(await events.send(held)).toEqual({ status: 'held', reason: 'unknown-order' });
    const repaired = crashAfter(events.journal, Number.POSITIVE_INFINITY, 'remainder:');
    await expect(
      foundCity(events, {
        centres: Array.from({ length: centres }, (_, index) => ({ centreId: centreId(index), persons: 1 })),
      }),
    ).rejects.toThrow('crash');
    repaired();
    expect((await sharesOf(events, 'T-1', centres)).filter((share) => share === 0n).length).toBeGreaterThan(
      0,
    );
    await events.retry('order:O-1');
    expect(await sharesOf(events, 'T-1', centres)).toEqual(Array.from({ length: centres }, () => 5_000n));
    expect(await events.journal.holdingGroups('order:O-1')).toEqual([]);
    expect(await hubRice(events)).toMatchObject({ received: 350_000n, onHand: 0n });
  });
});

/** Lets some commits through, or those up to one that holds an item of `subject`, and then none; answers the repair. */
function crashAfter(store: Store, commits: number, subject?: string): () => void {
  const { commit } = store;
  let left = commits;
  store.commit = async (writes) => {
    if (left <= 0) throw new Error('crash');
    left -= 1;
    const outcome = await commit.call(store, writes);
    const met =
      subject !== undefined &&
      writes.some((write) => 'key' in write && write.key.subject.startsWith(subject));
    if (met) left = 0;
    return outcome;
  };
  return () => {
    store.commit = commit;
  };
}
