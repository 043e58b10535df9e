import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../tools/local/system.ts';
import { Desk, startSystem } from './desk.ts';
import {
  amendment,
  arrival,
  cancellation,
  count,
  dispatch,
  funding,
  handovers,
  households,
  locations,
  loss,
  order,
  payment,
  payments,
  receipt,
  returns,
} from './events.ts';

let system: LocalSystem;
let desk: Desk;

beforeAll(async () => {
  system = await startSystem();
  desk = new Desk(system);
  await desk.send(locations);
  await desk.until('the centre', () => desk.get('/locations/C-2'), Boolean);
  const eight = Array.from({ length: 8 }, (_, n) => ({ householdId: `A-${n + 1}`, adults: 1, children: 1 }));
  await desk.send(households('C-1', eight));
  await desk.send(
    households('C-2', [{ householdId: 'B-1', name: 'Pak', neighbourhood: 'Third', adults: 2, children: 2 }]),
  );
  await registered('A-8');
  await registered('B-1');
});

afterAll(async () => {
  desk?.close();
  await system?.stop();
});

const registered = (householdId: string) =>
  desk.until(householdId, () => desk.get(`/households/${householdId}`), Boolean);

async function issued(orderId: string, changes: object = {}): Promise<void> {
  await desk.send(order(orderId, changes));
  await desk.until(orderId, () => desk.get(`/orders/${orderId}`), Boolean);
}

const rice = (quantity: number, more: object = {}) => ({ commodity: 'rice', quantity, unit: 'kg', ...more });
const waybill = (shipmentId: string) => desk.get(`/shipments/${encodeURIComponent(shipmentId)}`);
const lineOf = (answer: any, commodity = 'rice') =>
  answer.commodities.find((one: any) => one.commodity === commodity);
const report = (orderId: string) => desk.get(`/orders/${orderId}/reconciliation`);
const riceOf = async (orderId: string) => lineOf(await report(orderId));
const anomalies = (orderId: string, kind: string) => desk.all(`/anomalies?orderId=${orderId}&kind=${kind}`);
const dueOf = async (householdId: string, orderId: string) =>
  (await desk.get(`/households/${householdId}`)).orders.find((one: any) => one.orderId === orderId);

async function arrived(orderId: string, shipmentId: string, at: string, lines: object[]): Promise<void> {
  await desk.send(arrival(orderId, shipmentId, at, lines));
  await desk.until(
    shipmentId,
    () => waybill(shipmentId),
    (one) => one !== undefined && one.status !== 'in-transit',
  );
}

describe('a train that comes in parts', () => {
  it('is followed from its source over the hub to the centres, and balances at every step', async () => {
    await issued('T-1', { release: 'proportional' });
    await desk.send(dispatch('T-1', 'TRAIN', { source: 'Pyongyang depot' }, 'HUB', [rice(60)]));
    await desk.until('the waybill', () => waybill('TRAIN'), Boolean);
    expect(await waybill('TRAIN')).toEqual({
      shipmentId: 'TRAIN',
      orderId: 'T-1',
      from: 'source:Pyongyang depot',
      to: 'HUB',
      status: 'in-transit',
      lines: [
        { commodity: 'rice', unit: 'kg', dispatched: 60, received: 0, lost: 0, shortfall: 0, surplus: 0 },
      ],
      events: [
        { type: 'dispatch', source: expect.any(String), id: expect.any(String), at: expect.any(String) },
      ],
    });
    expect(await riceOf('T-1')).toMatchObject({ planned: 100, received: 0, inTransit: 0 });

    await arrived('T-1', 'TRAIN', 'HUB', [rice(49, { losses: [{ quantity: 1, cause: 'spilled' }] })]);
    expect(await waybill('TRAIN')).toMatchObject({
      status: 'part-arrived',
      lines: [{ dispatched: 60, received: 49, lost: 1, shortfall: 10, surplus: 0 }],
    });
    expect(await anomalies('T-1', 'shortfall')).toMatchObject([
      {
        kind: 'shortfall',
        orderId: 'T-1',
        commodity: 'rice',
        unit: 'kg',
        quantity: 10,
        references: ['TRAIN'],
      },
    ]);
    // Needs are 80 and 20 kg: shares of 49 kg are 39.2 and 9.8 kg.
    expect(await waybill('TRAIN/C-1')).toMatchObject({
      from: 'hub:HUB',
      to: 'C-1',
      status: 'in-transit',
      lines: [{ dispatched: 39.2 }],
    });
    expect(await waybill('TRAIN/C-2')).toMatchObject({ lines: [{ dispatched: 9.8 }] });
    expect(await riceOf('T-1')).toMatchObject({ received: 50, lost: 1, inTransit: 49, onHand: 0 });

    await arrived('T-1', 'TRAIN/C-1', 'C-1', [rice(39.2)]);
    await arrived('T-1', 'TRAIN/C-2', 'C-2', [rice(9, { losses: [{ quantity: 0.8, cause: 'stolen' }] })]);
    expect(await riceOf('T-1')).toMatchObject({ received: 50, lost: 1.8, inTransit: 0, onHand: 48.2 });
    const { locations: rows } = await report('T-1');
    expect(lineOf(rows.find((one: any) => one.locationId === 'HUB'))).toMatchObject({
      received: 50,
      lost: 1,
      dispatched: 49,
      onHand: 0,
    });
    expect(lineOf(rows.find((one: any) => one.locationId === 'C-2'))).toMatchObject({
      received: 9.8,
      lost: 0.8,
      onHand: 9,
    });
    expect(await anomalies('T-1', 'unexplained-loss')).toMatchObject([
      { locationId: 'C-2', quantity: 0.8, references: ['TRAIN/C-2'] },
    ]);
    // 39.2 kg for eight households owed 10 kg each.
    expect((await dueOf('A-1', 'T-1')).entitlements[0]).toMatchObject({
      entitled: 10,
      released: 4.9,
      received: 0,
    });

    await desk.send(
      handovers('T-1', 'C-1', [
        receipt('P-1', 'A-1', 4.9),
        receipt('P-2', 'A-2', 6),
        receipt('P-3', 'A-3', 10),
      ]),
    );
    await desk.exception('held', 'P-3', '&orderId=T-1');
    expect(await desk.exception('held', 'P-2', '&orderId=T-1')).toMatchObject({ reason: 'exceeds-release' });

    await desk.send(arrival('T-1', 'TRAIN', 'HUB', [rice(10)]));
    const whole = await desk.until(
      'the second part',
      () => waybill('TRAIN'),
      (one) => one.lines[0].received === 59,
    );
    expect(whole).toMatchObject({
      status: 'arrived',
      lines: [{ received: 59, lost: 1, shortfall: 0 }],
    });
    // The shares of the second part are on their way under the waybills of the first.
    expect((await anomalies('T-1', 'shortfall')).map((one) => one.references)).toEqual([
      ['TRAIN/C-1'],
      ['TRAIN/C-2'],
    ]);
    await arrived('T-1', 'TRAIN-2', 'HUB', [rice(41.8)]);
    await arrived('T-1', 'TRAIN-2/C-1', 'C-1', [rice((await waybill('TRAIN-2/C-1')).lines[0].dispatched)]);
    const second = await waybill('TRAIN/C-1');
    await arrived('T-1', 'TRAIN/C-1', 'C-1', [
      rice(Math.round(second.lines[0].dispatched * 1000 - 39_200) / 1000),
    ]);
    await desk.until(
      'the held receipts',
      () => desk.all('/exceptions?status=held&orderId=T-1'),
      (list) => list.length === 0,
    );
    expect((await dueOf('A-3', 'T-1')).entitlements[0]).toMatchObject({
      released: 10,
      received: 10,
      outstanding: 0,
    });
    const book = await desk.get('/locations/C-1/ledger?orderId=T-1');
    const handedOver = book.items
      .filter((entry: any) => entry.type === 'handover')
      .map((entry: any) => entry.reference);
    expect(handedOver.reverse().join()).toMatch(/P-2.*P-3|^(?!.*P-3.*P-2)/);
    await balanced('T-1');
  });

  it('shows what came beyond its waybill as surplus, whichever is booked first', async () => {
    await issued('T-2');
    await arrived('T-2', 'LATE', 'C-1', [rice(12)]);
    expect(await waybill('LATE')).toMatchObject({
      status: 'arrived',
      lines: [{ dispatched: 12, shortfall: 0, surplus: 0 }],
    });
    await arrived('T-2', 'STOCK', 'HUB', [{ commodity: 'blankets', quantity: 3, unit: 'piece' }]);
    await desk.send(dispatch('T-2', 'LATE', { source: 'depot' }, 'C-1', [rice(10)]));
    await desk.until(
      'the dispatch',
      () => waybill('LATE'),
      (one) => one.lines[0].dispatched === 10,
    );
    expect(await waybill('LATE')).toMatchObject({ lines: [{ received: 12, surplus: 2, shortfall: 0 }] });
    expect(await anomalies('T-2', 'surplus')).toMatchObject([{ quantity: 2, references: ['LATE'] }]);
    await desk.send(
      dispatch('T-2', 'GOODS', { locationId: 'HUB' }, 'S-1', [
        { commodity: 'blankets', quantity: 2, unit: 'piece' },
      ]),
    );
    await desk.until('goods on the way', () => waybill('GOODS'), Boolean);
    const blankets = async () => lineOf(await report('T-2'), 'blankets');
    expect(await blankets()).toMatchObject({ unit: 'piece', received: 3, inTransit: 2, onHand: 1 });
    await arrived('T-2', 'GOODS', 'S-1', [{ commodity: 'blankets', quantity: 2, unit: 'piece' }]);
    expect(await blankets()).toMatchObject({ received: 3, inTransit: 0, onHand: 3 });
    await desk.send(dispatch('T-2', 'BACK', { locationId: 'C-1' }, 'HUB', [rice(5)]));
    await desk.until('goods on their way back', () => waybill('BACK'), Boolean);
    expect(await riceOf('T-2')).toMatchObject({ received: 12, inTransit: 5, onHand: 7 });
    await balanced('T-2');
  });
});

describe('corrections', () => {
  it('books counts and losses, and lists every difference', async () => {
    await issued('K-1');
    await arrived('K-1', 'K-W', 'C-1', [rice(20)]);
    await desk.send(
      loss('K-1', 'C-1', 'L-1', [rice(1, { cause: 'spoiled' }), rice(2, { cause: 'unexplained' })]),
    );
    await desk.send(count('K-1', 'C-1', 'N-1', [rice(16.5)]));
    await desk.until(
      'the count',
      () => riceOf('K-1'),
      (one) => one.countVariance === -0.5,
    );
    expect(await riceOf('K-1')).toMatchObject({ received: 20, lost: 3, countVariance: -0.5, onHand: 16.5 });
    expect(await anomalies('K-1', 'count-variance')).toMatchObject([
      { locationId: 'C-1', quantity: -0.5, references: ['N-1'] },
    ]);
    expect(await anomalies('K-1', 'unexplained-loss')).toMatchObject([{ quantity: 2, references: ['L-1'] }]);
    await desk.send(count('K-1', 'C-1', 'N-2', [rice(16.5)]));
    const card = await desk.until(
      'the second count',
      () => desk.get('/locations/C-1/ledger?orderId=K-1'),
      (one) => one.items[0].reference === 'N-2',
    );
    expect(card.items[0]).toMatchObject({ type: 'count-variance', balance: [rice(16.5)] });
    expect(await anomalies('K-1', 'count-variance')).toHaveLength(1);
    await balanced('K-1');
  });

  it('reads the registry anew at an amendment; what was received stands, even above the entitlement', async () => {
    await issued('M-1', { rations: [{ commodity: 'rice', quantityPerPerson: 5, unit: 'kg' }] });
    await arrived('M-1', 'M-W', 'C-2', [rice(50)]);
    await desk.send(handovers('M-1', 'C-2', [receipt('M-R', 'B-1', 20)]));
    await desk.until(
      'the handover',
      () => dueOf('B-1', 'M-1'),
      (one) => one.entitlements[0].received === 20,
    );
    const before = new Date().toISOString();
    await desk.send(
      amendment('M-1', 2, { rations: [{ commodity: 'rice', quantityPerPerson: 4, unit: 'kg' }] }),
    );
    await desk.until(
      'the amendment',
      () => desk.get('/orders/M-1'),
      (one) => one.revision === 2,
    );
    expect((await dueOf('B-1', 'M-1')).entitlements).toEqual([
      {
        commodity: 'rice',
        unit: 'kg',
        entitled: 16,
        released: 16,
        received: 20,
        outstanding: 0,
        overIssued: 4,
      },
    ]);
    const earlier = await desk.get(`/households/B-1?asOf=${encodeURIComponent(before)}`);
    expect(earlier.orders.find((one: any) => one.orderId === 'M-1').entitlements[0]).toMatchObject({
      entitled: 20,
      received: 20,
    });
    expect(await desk.get('/orders/M-1')).toMatchObject({
      status: 'active',
      revisions: [
        { revision: 1, kind: 'issued' },
        { revision: 2, kind: 'amended', reason: 'more came' },
      ],
    });
    await balanced('M-1');
  });

  it('keeps the books of a cancelled order readable, and takes goods back', async () => {
    await issued('X-1');
    await arrived('X-1', 'X-W', 'C-1', [rice(10)]);
    await desk.send(handovers('X-1', 'C-1', [receipt('X-R', 'A-1', 5)]));
    await desk.until(
      'the handover',
      () => riceOf('X-1'),
      (one) => one.handedOver === 5,
    );
    await desk.send(cancellation('X-1'));
    await desk.until(
      'the cancellation',
      () => desk.get('/orders/X-1'),
      (one) => one.status === 'cancelled',
    );
    await desk.send(
      returns('X-1', 'C-1', [
        { receiptId: 'X-T', reverses: 'X-R', householdId: 'A-1', reason: 'called back' },
      ]),
    );
    await desk.until(
      'the return',
      () => riceOf('X-1'),
      (one) => one.handedOver === 0,
    );
    expect(await report('X-1')).toMatchObject({ status: 'cancelled' });
    await balanced('X-1');
  });
});

describe('the registry', () => {
  it('keeps both dates, moves a household, and lists who is changed after the fact', async () => {
    await desk.send(households('C-1', [{ householdId: 'MV', adults: 2, children: 0 }]));
    await registered('MV');
    await issued('G-1', { rations: [{ commodity: 'rice', quantityPerPerson: 5, unit: 'kg' }] });
    await desk.send(households('C-2', [{ householdId: 'MV', adults: 3, children: 1 }], '2020-08-01'));
    await desk.until(
      'the move',
      () => desk.get('/households/MV'),
      (one) => one.centreId === 'C-2',
    );
    const late = await desk.until(
      'what is listed after the move',
      () => anomalies('G-1', 'backdated-registration'),
      (list) => list.length > 0,
    );
    expect(late).toMatchObject([{ locationId: 'C-2', references: expect.arrayContaining(['MV']) }]);
    expect((await dueOf('MV', 'G-1')).entitlements[0]).toMatchObject({ entitled: 10 });
    await desk.send(handovers('G-1', 'C-2', [receipt('G-R', 'MV', 1)]));
    expect(await desk.exception('rejected', 'G-R')).toMatchObject({ reason: 'wrong-centre' });
    await desk.send(amendment('G-1', 2, {}));
    await desk.until(
      'the amendment',
      () => desk.get('/orders/G-1'),
      (one) => one.revision === 2,
    );
    expect((await dueOf('MV', 'G-1')).entitlements[0]).toMatchObject({ entitled: 20 });
    const { locations: rows } = await report('G-1');
    expect(rows.find((one: any) => one.locationId === 'C-2')).toMatchObject({ households: 2, persons: 8 });
  });

  it('forgets a name for good, also in what was refused, while the books stand', async () => {
    await desk.send(households('C-NOWHERE', [{ householdId: 'B-1', name: 'Pak', adults: 2, children: 2 }]));
    await desk.until(
      'the held registration',
      () => desk.all('/exceptions?status=held'),
      (list) => list.some((one) => one.locationId === 'C-NOWHERE'),
    );
    expect(await desk.get('/households/B-1')).toMatchObject({ name: 'Pak', neighbourhood: 'Third' });
    await desk.send({
      type: 'relief.household.erased.v1',
      data: { householdId: 'B-1', reason: 'asked for' },
    });
    const erased = await desk.until(
      'the erasure',
      () => desk.get('/households/B-1'),
      (one) => one.name === undefined,
    );
    expect(erased).not.toHaveProperty('neighbourhood');
    expect(JSON.stringify(await desk.all('/exceptions'))).not.toContain('Pak');
    await desk.send(
      households('C-2', [{ householdId: 'B-1', name: 'Pak', adults: 2, children: 3 }], '2020-09-01'),
    );
    const again = await desk.until(
      'the registration',
      () => desk.get('/households/B-1'),
      (one) => one.composition.children === 3,
    );
    expect(again).not.toHaveProperty('name');
  });
});

describe('what looks like siphoning', () => {
  it('shows one proxy of more than five households', async () => {
    await issued('S-1');
    await arrived('S-1', 'S-W', 'C-1', [rice(100)]);
    const by = (collectedBy: string) => ({ collectedBy });
    const five = [1, 2, 3, 4, 5].map((n) => receipt(`V-${n}`, `A-${n}`, 1, by('Chairman Ri')));
    await desk.send(handovers('S-1', 'C-1', [...five, receipt('V-5b', 'A-5', 1, by('Chairman Ri'))]));
    await desk.until(
      'six receipts',
      () => riceOf('S-1'),
      (one) => one.handedOver === 6,
    );
    expect(await anomalies('S-1', 'shared-collector')).toEqual([]);
    await desk.send(handovers('S-1', 'C-1', [receipt('V-6', 'A-6', 1, by('chairman  ri'))]));
    const [found] = await desk.until(
      'the anomaly',
      () => anomalies('S-1', 'shared-collector'),
      (list) => list.length > 0,
    );
    expect(found).toMatchObject({
      orderId: 'S-1',
      locationId: 'C-1',
      quantity: 6,
      references: expect.arrayContaining(['V-1', 'V-6']),
    });
  });
});

describe('money', () => {
  it('is paid in instalments out of a float, and never beyond it', async () => {
    await issued('F-1', { stipend: { amountPerAdult: 8000, currency: 'KPW', funding: 'float' } });
    await desk.send(funding('F-1', 'P-9', 'FUND', 9000));
    await desk.send(
      payments('F-1', 'P-9', [
        payment('I-1', 'B-1', 4000),
        payment('I-2', 'B-1', 4000),
        payment('I-3', 'A-1', 8000),
      ]),
    );
    await desk.exception('held', 'I-3');
    expect((await dueOf('B-1', 'F-1')).stipend).toEqual({
      currency: 'KPW',
      due: 16000,
      paid: 8000,
      outstanding: 8000,
      overpaid: 0,
    });
    const book = await desk.get('/payers/P-9/ledger?orderId=F-1');
    expect(book.items.map((entry: any) => [entry.type, entry.moneyBalance])).toEqual([
      ['payment', { amount: 1000, currency: 'KPW' }],
      ['funding', { amount: 9000, currency: 'KPW' }],
    ]);
  });
});

describe('answers', () => {
  it('page through a list without losing or doubling an item', async () => {
    const first = await desk.get('/orders?limit=2');
    expect(first.items).toHaveLength(2);
    const ids = (await desk.all('/orders')).map((one) => one.orderId);
    const paged: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await desk.get(`/orders?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      paged.push(...page.items.map((one: any) => one.orderId));
      if (page.next === undefined) break;
      cursor = page.next;
    }
    expect(paged).toEqual(ids);
  });

  it('name the parameter that is wrong, as a problem', async () => {
    for (const path of [
      '/orders?limit=0',
      '/orders?limit=many',
      '/orders?cursor=x',
      '/households/B-1?asOf=yesterday',
      '/exceptions?status=lost',
    ]) {
      const response = await desk.answer(path);
      expect(response.status, path).toBe(400);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      const problem = (await response.json()) as any;
      expect(problem).toMatchObject({ status: 400, title: expect.any(String) });
      expect(problem.detail).toContain(new URL(path, 'http://x').searchParams.keys().next().value);
    }
    const missing = await desk.answer('/orders/O-NOWHERE');
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ]);
  });

  it.each([
    '/orders',
    '/orders/K-1/reconciliation',
    '/locations',
    '/locations/C-1/ledger?orderId=K-1',
    '/locations/C-1/distribution-list?orderId=T-1',
    '/households/A-1/ledger',
    '/exceptions',
    '/anomalies?orderId=K-1',
  ])('answer %s as CSV', async (path) => {
    const response = await desk.answer(path, { accept: 'text/csv' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/csv');
    const byQuery = await desk.answer(`${path}${path.includes('?') ? '&' : '?'}format=csv`);
    expect(byQuery.headers.get('content-type')).toContain('text/csv');
    expect((await response.text()).split('\r\n').length).toBeGreaterThan(1);
  });

  it('give a desk the list it prints', async () => {
    const list = await desk.get('/locations/C-1/distribution-list?orderId=T-1');
    expect(list.items.find((one: any) => one.householdId === 'A-3')).toMatchObject({ persons: 2 });
    expect(list.items).toHaveLength(8);
  });

  it('describe themselves', async () => {
    const document = await desk.get('/openapi.json');
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(document.paths)).toContain('/orders/{orderId}/reconciliation');
    expect((await desk.get('/asyncapi.json')).asyncapi).toMatch(/^3\./);
  });

  it('leave nothing in a dead-letter queue', async () => {
    expect(await desk.deadLetters()).toBe(0);
  });
});

/** Both laws of the reconciliation, in whole grams. */
async function balanced(orderId: string): Promise<void> {
  const answer = await report(orderId);
  const base = (quantity: number) => Math.round(quantity * 1000);
  for (const one of answer.commodities) {
    const accounted =
      base(one.handedOver) +
      base(one.lost) +
      base(one.onHand) +
      base(one.inTransit) -
      base(one.countVariance);
    expect(accounted, `${orderId} ${one.commodity}`).toBe(base(one.received));
  }
  for (const location of answer.locations) {
    for (const one of location.commodities) {
      const accounted =
        base(one.handedOver) +
        base(one.lost) +
        base(one.onHand) +
        base(one.dispatched) -
        base(one.countVariance);
      expect(accounted, `${orderId} ${location.locationId} ${one.commodity}`).toBe(base(one.received));
    }
  }
}
