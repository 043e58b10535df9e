import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../tools/local/system.ts';
import { reasons } from './contract.ts';
import { Desk, type SentEvent, startSystem } from './desk.ts';
import {
  amendment,
  arrival,
  cancellation,
  complaint,
  complaintAnswer,
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
  reversals,
  statement,
  voiding,
  withdrawal,
} from './events.ts';

let system: LocalSystem;
let desk: Desk;

beforeAll(async () => {
  system = await startSystem();
  desk = new Desk(system);
  await desk.send(locations);
  await desk.until('the centre', () => desk.get('/locations/C-2'), Boolean);
  await desk.send(
    households('C-1', [
      { householdId: 'H-1', adults: 2, children: 2 },
      { householdId: 'H-2', adults: 1, children: 0 },
      ...Array.from({ length: 20 }, (_, n) => ({ householdId: `H-1${n + 10}`, adults: 1, children: 1 })),
    ]),
  );
  await desk.send(households('C-2', [{ householdId: 'H-3', adults: 3, children: 1 }]));
  await desk.until('H-2', () => desk.get('/households/H-2'), Boolean);
  await desk.until('H-3', () => desk.get('/households/H-3'), Boolean);
  await issued('O-1');
  await issued('O-C1', { area: { centres: ['C-1'] } });
  await issued('O-FLOAT', { stipend: { amountPerAdult: 8000, currency: 'KPW', funding: 'float' } });
  await issued('O-SHARE', { release: 'proportional' });
  await issued('O-ENDED', { endsOn: '2020-08-07' });
  await issued('O-GONE');
  await issued('O-AMENDED');
  await desk.send(amendment('O-AMENDED', 2, { prohibitions: [] }));
  await desk.until(
    'the amendment',
    () => desk.get('/orders/O-AMENDED'),
    (one) => one.revision === 2,
  );
  await desk.send(cancellation('O-GONE'));
  await desk.until(
    'the cancellation',
    () => desk.get('/orders/O-GONE'),
    (one) => one.status === 'cancelled',
  );
  for (const orderId of ['O-1', 'O-C1', 'O-FLOAT', 'O-ENDED', 'O-GONE']) await stocked(orderId, 1000);
  await desk.send(handovers('O-1', 'C-1', [receipt('R-POSTED', 'H-1', 1), receipt('R-UNDONE', 'H-1', 1)]));
  await desk.send(
    returns('O-1', 'C-1', [{ receiptId: 'T-DONE', reverses: 'R-UNDONE', householdId: 'H-1', reason: 'x' }]),
  );
  await desk.until(
    'the return',
    () => desk.get('/households/H-1/ledger?orderId=O-1'),
    (book) => book.items.length === 3,
  );
});

afterAll(async () => {
  desk?.close();
  await system?.stop();
});

async function issued(orderId: string, changes: object = {}): Promise<void> {
  await desk.send(order(orderId, changes));
  await desk.until(orderId, () => desk.get(`/orders/${orderId}`), Boolean);
}

async function stocked(orderId: string, kilograms: number, at = 'C-1'): Promise<void> {
  const waybill = `W-${orderId}-${kilograms}-${Math.random().toString(36).slice(2)}`;
  await desk.send(arrival(orderId, waybill, at, [{ commodity: 'rice', quantity: kilograms, unit: 'kg' }]));
  await desk.until(waybill, () => desk.get(`/shipments/${waybill}`), Boolean);
}

interface Refusal {
  readonly reason: string;
  readonly why: string;
  readonly event: () => SentEvent;
  readonly reference: string;
  readonly queue?: string;
  readonly detail?: object;
  /** What must have happened first, and what then. */
  readonly before?: () => Promise<void>;
  readonly after?: () => Promise<void>;
}

const held: readonly Refusal[] = [
  {
    reason: 'unknown-order',
    why: 'a handover under an order that is not there',
    event: () => handovers('O-NONE', 'C-1', [receipt('h1', 'H-1', 1)]),
    reference: 'h1',
  },
  {
    reason: 'unknown-location',
    why: 'a handover at a centre that is not there',
    event: () => handovers('O-1', 'C-NONE', [receipt('h2', 'H-1', 1)]),
    reference: 'h2',
  },
  {
    reason: 'unknown-household',
    why: 'a handover to a household that is not there',
    event: () => handovers('O-1', 'C-1', [receipt('h3', 'H-NONE', 1)]),
    reference: 'h3',
  },
  {
    reason: 'exceeds-release',
    why: 'a handover beyond the share of what came',
    event: () => handovers('O-SHARE', 'C-1', [receipt('h4', 'H-1', 1)]),
    reference: 'h4',
    detail: { commodity: 'rice', entitled: 20, released: 0, received: 0, asked: 1 },
  },
  {
    reason: 'insufficient-stock',
    why: 'a handover of what is not on hand',
    event: () =>
      handovers('O-1', 'C-1', [
        { receiptId: 'h5', householdId: 'H-1', lines: [{ commodity: 'oil', quantity: 1, unit: 'bottle' }] },
      ]),
    reference: 'h5',
    detail: { commodity: 'oil', onHand: 0, asked: 1 },
  },
  {
    reason: 'insufficient-stock',
    why: 'a dispatch of what is not on hand',
    event: () =>
      dispatch('O-1', 'W-h6', { locationId: 'S-1' }, 'C-1', [{ commodity: 'rice', quantity: 1, unit: 'kg' }]),
    reference: 'W-h6',
  },
  {
    reason: 'insufficient-stock',
    why: 'a loss of what is not on hand',
    event: () => loss('O-1', 'S-1', 'h7', [{ commodity: 'rice', quantity: 1, unit: 'kg', cause: 'stolen' }]),
    reference: 'h7',
  },
  {
    reason: 'insufficient-funds',
    why: 'a payment beyond what a float holds',
    event: () => payments('O-FLOAT', 'P-1', [payment('h8', 'H-1', 1)]),
    reference: 'h8',
    detail: { balance: 0, asked: 1 },
  },
  {
    reason: 'unknown-reference',
    why: 'a return of a receipt that is not there',
    event: () =>
      returns('O-1', 'C-1', [{ receiptId: 'h9', reverses: 'R-NONE', householdId: 'H-1', reason: 'x' }]),
    reference: 'h9',
  },
  {
    reason: 'unknown-reference',
    why: 'a reversal of a payment that is not there',
    event: () =>
      reversals('O-1', 'P-1', [{ paymentId: 'h10', reverses: 'Y-NONE', householdId: 'H-1', reason: 'x' }]),
    reference: 'h10',
  },
  {
    reason: 'unknown-order',
    why: 'money for an order that is not there',
    event: () => funding('O-NONE', 'P-1', 'h11', 5),
    reference: 'h11',
  },
  {
    reason: 'unknown-location',
    why: 'an arrival at a location that is not there',
    event: () => arrival('O-1', 'W-h12', 'C-NONE', [{ commodity: 'rice', quantity: 1, unit: 'kg' }]),
    reference: 'W-h12',
  },
  {
    reason: 'unknown-order',
    why: 'an arrival under an order that is not there',
    event: () => arrival('O-NONE', 'W-h13', 'C-1', [{ commodity: 'rice', quantity: 1, unit: 'kg' }]),
    reference: 'W-h13',
  },
  {
    reason: 'unknown-location',
    why: 'a count at a location that is not there',
    event: () => count('O-1', 'C-NONE', 'h14', [{ commodity: 'rice', quantity: 1, unit: 'kg' }]),
    reference: 'h14',
  },
  {
    reason: 'unknown-reference',
    why: 'what a household says of a receipt that is not there',
    event: () => statement('O-1', 'H-1', 'h15', { statement: 'received' }),
    reference: 'h15',
  },
  {
    reason: 'unknown-location',
    why: 'a complaint about a centre that is not there',
    event: () => complaint('h16', { locationId: 'C-NONE' }),
    reference: 'h16',
  },
  {
    reason: 'unknown-reference',
    why: 'an answer to a complaint that nobody raised',
    event: () => complaintAnswer('h17', 'upheld'),
    reference: 'h17',
  },
];

const rejected: readonly Refusal[] = [
  {
    reason: 'invalid-message',
    why: 'one bad row of a sheet',
    event: () => handovers('O-1', 'C-1', [receipt('r1', 'H-1', -1)]),
    reference: 'r1',
    detail: { path: 'data.receipts[0].lines[0].quantity' },
  },
  {
    reason: 'wrong-queue',
    why: 'a handover on the payments queue',
    queue: 'payments',
    event: () => ({ ...cancellation('O-WQ') }),
    reference: 'O-WQ',
    detail: { expected: 'policy-orders', found: 'payments' },
  },
  {
    reason: 'exceeds-entitlement',
    why: 'a handover beyond the entitlement',
    event: () => handovers('O-1', 'C-1', [receipt('r3', 'H-2', 5.001)]),
    reference: 'r3',
    detail: { commodity: 'rice', unit: 'kg', entitled: 5, received: 0, asked: 5.001 },
  },
  {
    reason: 'exceeds-due',
    why: 'a payment beyond what is due',
    event: () => payments('O-1', 'P-1', [payment('r4', 'H-1', 16000.01)]),
    reference: 'r4',
    detail: { due: 16000, paid: 0, asked: 16000.01 },
  },
  {
    reason: 'not-covered',
    why: 'a handover to a household of another area',
    event: () => handovers('O-C1', 'C-2', [receipt('r5', 'H-3', 1)]),
    reference: 'r5',
  },
  {
    reason: 'order-cancelled',
    why: 'a handover under a cancelled order',
    event: () => handovers('O-GONE', 'C-1', [receipt('r6', 'H-1', 1)]),
    reference: 'r6',
  },
  {
    reason: 'order-ended',
    why: 'a payment after the last day',
    event: () => payments('O-ENDED', 'P-1', [payment('r7', 'H-1', 1)]),
    reference: 'r7',
  },
  {
    reason: 'wrong-centre',
    why: 'a handover at a centre that does not serve the household',
    event: () => handovers('O-1', 'C-2', [receipt('r8', 'H-1', 1)]),
    reference: 'r8',
  },
  {
    reason: 'conflicting-duplicate',
    why: 'a receipt number with another quantity',
    event: () => handovers('O-1', 'C-1', [receipt('R-POSTED', 'H-1', 2)]),
    reference: 'R-POSTED',
  },
  {
    reason: 'already-reversed',
    why: 'a second return of one receipt',
    event: () =>
      returns('O-1', 'C-1', [{ receiptId: 'r10', reverses: 'R-UNDONE', householdId: 'H-1', reason: 'x' }]),
    reference: 'r10',
  },
  {
    reason: 'wrong-unit',
    why: 'rice by the bottle',
    event: () =>
      handovers('O-1', 'C-1', [
        { receiptId: 'r11', householdId: 'H-1', lines: [{ commodity: 'rice', quantity: 1, unit: 'bottle' }] },
      ]),
    reference: 'r11',
  },
  {
    reason: 'wrong-unit',
    why: 'a payment in another currency',
    event: () => payments('O-1', 'P-1', [payment('r12', 'H-1', 1, 'USD')]),
    reference: 'r12',
  },
  {
    reason: 'stale-revision',
    why: 'an amendment with a number that is gone',
    event: () => amendment('O-AMENDED', 2, { prohibitions: ['something else'] }),
    reference: 'O-AMENDED',
  },
  {
    reason: 'unknown-commodity',
    why: 'a handover of what the order rations to nobody',
    event: () =>
      handovers('O-1', 'C-1', [
        { receiptId: 'r14', householdId: 'H-1', lines: [{ commodity: 'Rice', quantity: 1, unit: 'kg' }] },
      ]),
    reference: 'r14',
    detail: { commodity: 'Rice' },
  },
  {
    reason: 'order-not-started',
    why: 'a handover dated a thousand years early',
    event: () => ({
      ...handovers('O-1', 'C-1', [receipt('r15', 'H-1', 1)]),
      time: '1020-08-08T09:00:00+09:00',
    }),
    reference: 'r15',
    detail: { startsOn: '2020-08-05', happenedOn: '1020-08-08' },
  },
  {
    reason: 'household-withdrawn',
    why: 'a payment to a household that has left',
    before: async () => {
      await desk.send(withdrawal('H-129', '2020-08-06'));
      await desk.until(
        'the withdrawal',
        () => desk.get('/households/H-129'),
        (one) => one.withdrawn !== null,
      );
    },
    event: () => payments('O-1', 'P-1', [payment('r16', 'H-129', 1)]),
    reference: 'r16',
    detail: { householdId: 'H-129' },
  },
  {
    reason: 'withdrawn',
    why: 'a loss that waited, and was taken back before it booked itself',
    event: () => ({
      ...loss('O-1', 'S-1', 'r17', [{ commodity: 'rice', quantity: 50, unit: 'kg', cause: 'stolen' }]),
      id: 'a-zero-too-many',
    }),
    after: async () => {
      await desk.exception('held', 'r17');
      await desk.send(voiding('a-zero-too-many'), { queue: 'stock-counts', group: 'S-1' });
    },
    reference: 'r17',
    detail: { reason: 'typed wrongly' },
  },
  {
    reason: 'replaced',
    why: 'a receipt that waited, and was sent again put right',
    event: () => handovers('O-SHARE', 'C-1', [receipt('r18', 'H-1', 2)]),
    after: async () => {
      const { exceptionId: corrects } = await desk.exception('held', 'r18');
      await desk.send(handovers('O-SHARE', 'C-1', [receipt('r18', 'H-1', 1, { corrects })]));
    },
    reference: 'r18',
  },
  {
    reason: 'already-used',
    why: 'a void of an arrival whose goods have been handed over',
    before: async () => {
      await issued('O-USED');
      const came = arrival('O-USED', 'W-USED', 'C-1', [{ commodity: 'rice', quantity: 5, unit: 'kg' }]);
      await desk.send({ ...came, id: 'came-and-went' });
      await desk.send(handovers('O-USED', 'C-1', [receipt('r19', 'H-1', 2)]));
      await desk.until(
        'the handover',
        () => desk.get('/households/H-1/ledger?orderId=O-USED'),
        (book) => book.items.length === 1,
      );
    },
    queue: 'shipment-arrivals',
    event: () => voiding('came-and-went'),
    reference: 'came-and-went',
    detail: { commodity: 'rice', onHand: 3, needed: 5 },
  },
  {
    reason: 'not-voidable',
    why: 'a void of a registration',
    before: async () => {
      await desk.send({
        ...households('C-2', [{ householdId: 'H-NEWER', adults: 1, children: 0 }]),
        id: 'a-registration',
      });
      await desk.until('the household', () => desk.get('/households/H-NEWER'), Boolean);
    },
    queue: 'registrations',
    event: () => voiding('a-registration'),
    reference: 'a-registration',
  },
];

describe.each([
  ['held', held],
  ['rejected', rejected],
] as const)('what is %s', (status, refusals) => {
  it('is refused here for every reason of the contract', () => {
    const walked = new Set(refusals.map(({ reason }) => reason));
    expect([...walked].sort()).toEqual([...reasons[status]].sort());
  });

  it.each(refusals.map((refusal) => [refusal.reason, refusal.why, refusal] as const))(
    '%s: %s',
    async (reason, _why, refusal) => {
      await refusal.before?.();
      await desk.send(refusal.event(), refusal.queue ? { queue: refusal.queue, group: 'any' } : {});
      await refusal.after?.();
      const exception = await desk.exception(status, refusal.reference, `&reason=${reason}`);
      expect(exception).toMatchObject({
        status,
        reason,
        reference: refusal.reference,
        detail: refusal.detail ?? {},
        event: { source: 'urn:test:desk', type: refusal.event().type },
      });
      expect(exception.original).toBeTypeOf('object');
    },
  );
});

describe('what was held', () => {
  it('posts by itself when the order comes, and leaves the held list', async () => {
    await desk.send(handovers('O-LATE', 'C-1', [receipt('L-1', 'H-1', 1)]));
    await desk.send(payments('O-LATE', 'P-1', [payment('L-2', 'H-1', 10)]));
    await desk.exception('held', 'L-1');
    await desk.exception('held', 'L-2');
    await desk.send(arrival('O-LATE', 'W-LATE', 'C-1', [{ commodity: 'rice', quantity: 10, unit: 'kg' }]));
    await desk.exception('held', 'W-LATE');
    await issued('O-LATE');
    await desk.until(
      'the late handover and the late payment',
      async () => (await desk.get('/households/H-1')).orders.find((o: any) => o.orderId === 'O-LATE'),
      (late) => late?.entitlements[0].received === 1 && late.stipend.paid === 10,
    );
    await desk.until(
      'an empty list',
      () => desk.all('/exceptions?status=held&orderId=O-LATE'),
      (list) => list.length === 0,
    );
  });

  it('posts when goods come, in the order it was recorded', async () => {
    await issued('O-SOON');
    for (const n of [1, 2, 3]) {
      await desk.send(handovers('O-SOON', 'C-1', [receipt(`Q-${n}`, `H-1${n + 10}`, 10)]));
      await desk.exception('held', `Q-${n}`);
    }
    await stocked('O-SOON', 20);
    await desk.until(
      'two of three',
      () => desk.all('/exceptions?status=held&orderId=O-SOON'),
      (list) => list.length === 1,
    );
    const [left] = await desk.all('/exceptions?status=held&orderId=O-SOON');
    expect(left).toMatchObject({ reference: 'Q-3', reason: 'insufficient-stock' });
    await stocked('O-SOON', 10);
    await desk.until(
      'the third',
      () => desk.all('/exceptions?status=held&orderId=O-SOON'),
      (list) => list.length === 0,
    );
  });

  it('posts a return that came before its receipt', async () => {
    await desk.send(
      returns('O-1', 'C-1', [
        { receiptId: 'T-EARLY', reverses: 'R-SOON', householdId: 'H-111', reason: 'x' },
      ]),
    );
    await desk.exception('held', 'T-EARLY');
    await desk.send(handovers('O-1', 'C-1', [receipt('R-SOON', 'H-111', 2)]));
    const book = await desk.until(
      'the return',
      () => desk.get('/households/H-111/ledger?orderId=O-1'),
      (one) => one.items.length === 2,
    );
    expect(book.items.map((entry: any) => entry.type)).toEqual(['return', 'handover']);
  });

  it('posts a payment when the float is filled', async () => {
    await desk.send(payments('O-FLOAT', 'P-2', [payment('F-1', 'H-1', 100)]));
    await desk.exception('held', 'F-1');
    await desk.send(funding('O-FLOAT', 'P-2', 'FUND-1', 100));
    await desk.until(
      'the payment',
      () => desk.get('/households/H-1'),
      (one) => one.orders.find((o: any) => o.orderId === 'O-FLOAT')?.stipend.paid === 100,
    );
  });

  it('is rejected when what comes shows that it never can be', async () => {
    await desk.send(handovers('O-1', 'C-1', [receipt('N-1', 'H-NEW', 1)]));
    await desk.exception('held', 'N-1');
    await desk.send(households('C-1', [{ householdId: 'H-NEW', adults: 1, children: 0 }], '2020-08-01'));
    expect(await desk.exception('rejected', 'N-1')).toMatchObject({ reason: 'not-covered' });
    await desk.until(
      'no held copy',
      () => desk.all('/exceptions?status=held'),
      (list) => !list.some((one) => one.reference === 'N-1'),
    );
  });
});

describe('bad messages', () => {
  it.each([
    ['no JSON', 'rice, please', { path: '' }],
    ['a key named twice', '{"specversion":"1.0","id":"twice","source":"urn:x","id":"again"}', { path: 'id' }],
    [
      'an unknown type',
      '{"specversion":"1.0","id":"t1","source":"urn:x","type":"relief.rice.eaten.v1","time":"2020-08-08T09:00:00Z","data":{}}',
      { path: 'type' },
    ],
    ['an array', '[]', { path: '' }],
  ])('keeps %s with what was expected', async (_name, body, detail) => {
    await desk.sendBody(body, { queue: 'handovers', group: 'any' });
    const list = await desk.until(
      body,
      () => desk.all('/exceptions?status=rejected&reason=invalid-message'),
      (items) => items.some((item) => original(item) === body || JSON.stringify(item.original) === body),
    );
    const kept = list.find((item) => original(item) === body || JSON.stringify(item.original) === body);
    expect(kept.detail).toMatchObject(detail);
    expect(kept.detail.expected).toEqual(expect.any(String));
  });

  it('puts nothing into a dead-letter queue', async () => {
    expect(await desk.deadLetters()).toBe(0);
  });
});

const original = (item: any): string =>
  typeof item.original === 'string' ? item.original : JSON.stringify(item.original);
