import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  amendment,
  arrival,
  cancellation,
  funding,
  handovers,
  households,
  locations,
  order,
  payment,
  payments,
  receipt,
} from '../../flows/events.ts';
import { PostedEvents, type Sent } from '../../support/posted-events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

interface Case {
  readonly when: string;
  readonly before?: readonly object[];
  readonly sent: object;
  readonly expected: 'posted' | 'duplicate' | { readonly status: string; readonly reason: string };
}

const held = (reason: string) => ({ status: 'held', reason });
const rejected = (reason: string) => ({ status: 'rejected', reason });
const tea = { commodity: 'tea', quantityPerPerson: 1, unit: 'kg' };

/** Amendments of an order that stands at its second revision. */
const cases: readonly Case[] = [
  { when: 'it is the next revision', sent: amendment('O-1', 3, { rations: [tea] }), expected: 'posted' },
  { when: 'it is the same again', sent: amendment('O-1', 2, {}), expected: 'duplicate' },
  {
    when: 'its number is taken',
    sent: amendment('O-1', 2, { rations: [tea] }),
    expected: rejected('stale-revision'),
  },
  { when: 'one is missing before it', sent: amendment('O-1', 4, {}), expected: held('unknown-reference') },
  { when: 'its order is not there', sent: amendment('O-2', 2, {}), expected: held('unknown-order') },
  {
    when: 'its order is cancelled',
    before: [cancellation('O-1')],
    sent: amendment('O-1', 3, {}),
    expected: rejected('order-cancelled'),
  },
  {
    when: 'it ends the order before it starts',
    sent: amendment('O-1', 3, { endsOn: '2020-08-04' }),
    expected: rejected('invalid-message'),
  },
  {
    when: 'it gives rice by the bag, which was by the kilogram',
    sent: amendment('O-1', 3, { rations: [{ commodity: 'rice', quantityPerPerson: 1, unit: 'bag' }] }),
    expected: rejected('wrong-unit'),
  },
  {
    when: 'it pays in another currency',
    sent: amendment('O-1', 3, { stipend: { amountPerAdult: 1, currency: 'USD' } }),
    expected: rejected('wrong-unit'),
  },
];

describe('an amendment', () => {
  it.each(cases.map((one) => [one.expected, one.when, one] as const))(
    'is %j when %s',
    async (_expected, _when, { before = [], sent, expected }) => {
      const books = await Books.openIn(engine);
      const send = (event: object) => books.send(event as SentEvent);
      for (const event of [locations, households('C-1', [{ householdId: 'H-1', adults: 1, children: 0 }])])
        await send(event);
      for (const event of [order('O-1'), amendment('O-1', 2, {}), ...before]) await send(event);
      await send(sent);
      const { items } = await books.get('/exceptions');
      const { revision } = await books.get('/orders/O-1');
      expect(revision).toBe(expected === 'posted' ? 3 : 2);
      expect(items).toMatchObject(typeof expected === 'string' ? [] : [expected]);
    },
  );

  it('that was held for the one before it follows it by itself', async () => {
    const books = await Books.openIn(engine);
    const send = (event: object) => books.send(event as SentEvent);
    await send(locations);
    for (const event of [amendment('O-1', 3, {}), amendment('O-1', 2, {}), order('O-1')]) await send(event);
    expect(await books.get('/orders/O-1')).toMatchObject({
      revisions: [{ kind: 'issued' }, { revision: 2 }, { revision: 3 }],
    });
    expect((await books.get('/exceptions')).items).toEqual([]);
  });

  it('settles what waits for funds, at payers too that never had any', async () => {
    const books = await Books.openIn(engine);
    const send = (event: object) => books.send(event as SentEvent);
    const stipend = { amountPerAdult: 100, currency: 'KPW', funding: 'float' };
    for (const orderId of ['O-1', 'O-2']) {
      for (const event of [
        locations,
        households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }]),
        order(orderId, { stipend }),
        payments(orderId, 'P-1', [payment(`M-1-${orderId}`, 'H-1', 100)]),
        payments(orderId, 'P-2', [payment(`M-2-${orderId}`, 'H-1', 100)]),
      ])
        await send(event);
    }
    await send(amendment('O-1', 2, { stipend: { ...stipend, funding: 'own' } }));
    await send(cancellation('O-2'));
    const exceptions = await books.all('/exceptions', 10);
    expect(exceptions.map(({ status, reason, reference }) => [status, reason, reference]).sort()).toEqual([
      ['rejected', 'order-cancelled', 'M-1-O-2'],
      ['rejected', 'order-cancelled', 'M-2-O-2'],
    ]);
    const { stipend: report } = await books.get('/orders/O-1/reconciliation');
    expect(report.payers).toEqual([
      { payerId: 'P-1', paid: 100, payments: 1 },
      { payerId: 'P-2', paid: 100, payments: 1 },
    ]);
  });

  it('counts whoever was registered before it, by whatever clock', async () => {
    const books = await Books.openIn(engine);
    const send = (event: object) => books.send(event as SentEvent);
    await send(locations);
    books.setClock('2020-08-05T06:10:00.000Z');
    await send(households('C-1', [{ householdId: 'H-1', adults: 2, children: 1 }]));
    books.setClock('2020-08-05T06:00:00.000Z');
    await send(order('O-1'));
    books.setClock('2020-08-05T06:20:00.000Z');
    await send(households('C-2', [{ householdId: 'H-2', adults: 1, children: 0 }]));
    books.setClock('2020-08-05T06:15:00.000Z');
    const entitlements = async (householdId: string) =>
      (await books.get(`/households/${householdId}`)).orders.map((one: any) => one.persons);
    expect([await entitlements('H-1'), await entitlements('H-2')]).toEqual([[3], []]);
    await send(amendment('O-1', 2, {}));
    expect([await entitlements('H-1'), await entitlements('H-2')]).toEqual([[3], [1]]);
  });

  it('may name no other money than was given before it named any', async () => {
    const books = await Books.openIn(engine);
    const send = (event: object) => books.send(event as SentEvent);
    for (const event of [locations, order('O-1', { stipend: undefined })]) await send(event);
    const dollars = (payerId: string, fundingId: string, amount: number) => {
      const { type, data } = funding('O-1', payerId, fundingId, amount);
      return { type, data: { ...data, currency: 'USD' } };
    };
    await send(dollars('P-1', 'F-1', 5));
    await send(dollars('P-2', 'F-2', 6));
    await send(funding('O-1', 'P-2', 'F-3', 7));
    await send(amendment('O-1', 2, { stipend: { amountPerAdult: 1, currency: 'KPW' } }));
    await send(amendment('O-1', 2, { stipend: { amountPerAdult: 1, currency: 'USD' } }));
    const exceptions = await books.all('/exceptions', 10);
    expect(exceptions.map(({ reason, reference }) => [reason, reference]).sort()).toEqual([
      ['wrong-unit', 'F-3'],
      ['wrong-unit', 'O-1'],
    ]);
    expect((await books.get('/orders/O-1')).revision).toBe(2);
  });

  /** An order, and something that comes just before one item of its chain is written. */
  async function raced(item: string, come: (send: (event: object) => Promise<unknown>) => Promise<void>) {
    const events = new PostedEvents(await engine.tables());
    const send = (event: object) => events.send(event as Sent);
    for (const event of [locations, order('O-1')]) await send(event);
    events.journal.beforeCommit = async (writes) => {
      if (!writes.some((write) => 'key' in write && write.key.item === item)) return;
      events.journal.beforeCommit = undefined;
      await come(send);
    };
    return { events, send };
  }
  const teaInBags = arrival('O-1', 'S-1', 'C-1', [{ commodity: 'tea', quantity: 3, unit: 'bag' }]);
  const wrongUnit = { status: 'rejected', reason: 'wrong-unit' };

  it('gives way to a first use of its commodity that came while it was decided, and leaves its number free', async () => {
    const { send } = await raced('acceptance/000000002', async (sendBefore) => {
      expect(await sendBefore(teaInBags)).toEqual({ status: 'posted' });
    });
    expect(await send(amendment('O-1', 2, { rations: [tea] }))).toEqual(wrongUnit);
    const inBags = { ...tea, unit: 'bag' };
    expect(await send(amendment('O-1', 2, { rations: [inBags] }))).toEqual({ status: 'posted' });
  });

  it('fixes the unit of what it names first once it is begun', async () => {
    const { send, events } = await raced('revision/000000002', async (sendBefore) => {
      expect(await sendBefore(teaInBags)).toEqual(wrongUnit);
    });
    expect(await send(amendment('O-1', 2, { rations: [tea] }))).toEqual({ status: 'posted' });
    expect((await events.journal.orders.get('O-1')).order?.units.get('tea')).toBe('kg');
  });

  it('may name more that is new than one transaction fixes', async () => {
    const { send, events } = await raced('revision/000000002', async () => {});
    const rations = Array.from({ length: 100 }, (_, index) => ({ ...tea, commodity: `tea-${index}` }));
    const pledges = rations.map(({ commodity }) => ({
      commodity: `more-${commodity}`,
      quantity: 1,
      unit: 'kg',
      source: 's',
      responsible: 'r',
    }));
    expect(await send(amendment('O-1', 2, { rations, pledges }))).toEqual({ status: 'posted' });
    expect((await events.journal.orders.get('O-1')).order?.units.get('more-tea-99')).toBe('kg');
  });
});

describe('the id of an event that was begun', () => {
  const conflict = { status: 'rejected', reason: 'conflicting-duplicate' };
  const issued = { ...order('O-1'), id: 'e-1' };
  const amended = { ...amendment('O-1', 2, { rations: [tea] }), id: 'e-1' };

  it.each([
    ['an order', [], issued, 'revision/000000001', { ...order('O-1', { rations: [tea] }), id: 'e-1' }],
    [
      'an amendment',
      [order('O-1')],
      amended,
      'revision/000000002',
      { ...amendment('O-1', 2, {}), id: 'e-1' },
    ],
    ['an amendment', [order('O-1')], amended, 'revision/000000002', { ...cancellation('O-1'), id: 'e-1' }],
  ])(
    'is its own, so that %s is finished whatever else comes under it',
    async (_, before, own, last, other) => {
      const events = new PostedEvents(await engine.tables());
      const send = (event: object) => events.send(event as Sent);
      for (const event of [locations, ...before]) await send(event);
      await events.begin(own as Sent, last);
      expect(await send(other)).toEqual(conflict);
      expect(await send({ ...own, id: 'e-2' })).toEqual({ status: 'posted' });
      expect(await send(own)).toEqual({ status: 'duplicate' });
      expect(await send(other)).toEqual({ status: 'duplicate' });
      expect(await send({ ...cancellation('O-1'), id: 'e-2' })).toEqual(conflict);
    },
  );

  it('is its own where it was finished by itself', async () => {
    const events = new PostedEvents(await engine.tables());
    const send = (event: object) => events.send(event as Sent);
    for (const event of [locations, order('O-1')]) await send(event);
    await events.begin(amended as Sent, 'revision/000000002');
    expect(await send(amended)).toEqual({ status: 'posted' });
    expect(await send(amended)).toEqual({ status: 'duplicate' });
    expect(await send({ ...cancellation('O-1'), id: 'e-1' })).toEqual(conflict);
    expect((await events.journal.orders.get('O-1')).order?.revision).toBe(2);
  });
});

/** Rows of books of every kind that wait for what is no matter of their order, at places that it knows and does not. */
const waiting = (orderId: string) => [
  handovers(orderId, 'C-1', [receipt(`R-1-${orderId}`, 'H-9', 1)]),
  handovers(orderId, 'C-9', [receipt(`R-2-${orderId}`, 'H-1', 1)]),
  payments(orderId, 'P-9', [payment(`M-1-${orderId}`, 'H-9', 100)]),
];

describe('what is held for a household or a place that is not there', () => {
  it.each([
    ['its order is cancelled', cancellation('O-1'), 'order-cancelled'],
    [
      'its order is made to end before it was handed out',
      amendment('O-1', 2, { endsOn: '2020-08-07' }),
      'order-ended',
    ],
  ])(
    'is refused by itself when %s, and what is held under another order waits on',
    async (_, ending, reason) => {
      const books = await Books.openIn(engine);
      const send = (event: object) => books.send(event as SentEvent);
      // One is there before its order is, and none of its books has an entry.
      const [first, ...later] = waiting('O-1');
      for (const event of [locations, households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }])])
        await send(event);
      for (const event of [first ?? {}, order('O-1'), order('O-2'), ...later, ...waiting('O-2')])
        await send(event);

      await send(ending);

      const exceptions = await books.all('/exceptions', 10);
      const told = exceptions.map((one) => [one.reference, one.status, one.reason]).sort();
      expect(told).toEqual([
        ['M-1-O-1', 'rejected', reason],
        ['M-1-O-2', 'held', 'unknown-household'],
        ['R-1-O-1', 'rejected', reason],
        ['R-1-O-2', 'held', 'unknown-household'],
        ['R-2-O-1', 'rejected', reason],
        ['R-2-O-2', 'held', 'unknown-location'],
      ]);
    },
  );

  it('is refused at a centre, too, that only an amendment knows which the cancellation overtook', async () => {
    const books = await Books.openIn(engine);
    const send = (event: object) => books.send(event as SentEvent);
    for (const event of [order('O-1'), locations]) await send(event);
    const amended = { ...amendment('O-1', 2, {}), id: 'e-1' } as Sent;
    const events = new PostedEvents(books.tables);
    await events.begin(amended as Sent, 'revision/000000002');
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-9', 1)]));
    await send(cancellation('O-1'));
    expect(await events.send(amended)).toEqual({ status: 'rejected', reason: 'order-cancelled' });
    expect(await events.send(amended)).toEqual({ status: 'duplicate' });

    const exceptions = await books.all('/exceptions', 10);
    expect(exceptions.map((one) => [one.reference, one.status, one.reason]).sort()).toEqual([
      ['O-1', 'rejected', 'order-cancelled'],
      ['R-1', 'rejected', 'order-cancelled'],
    ]);
  });

  it('waits on when an amendment leaves the last day as it is', async () => {
    const books = await Books.openIn(engine);
    for (const event of [locations, order('O-1'), ...waiting('O-1'), amendment('O-1', 2, { rations: [tea] })])
      await books.send(event as SentEvent);
    const { items } = await books.get('/exceptions?status=held');
    expect(items).toHaveLength(3);
  });
});

describe('an order with two faults', () => {
  it('is named by its place before its unit', async () => {
    const books = await Books.openIn(engine);
    const pledges = [
      { commodity: 'rice', quantity: 1, unit: 'bag', source: 'the mill', responsible: 'Cabinet' },
    ];
    await books.send(order('O-1', { area: { centres: ['C-1'] }, pledges }) as SentEvent);
    expect((await books.get('/exceptions')).items).toMatchObject([held('unknown-location')]);
    await books.send(locations as SentEvent);
    expect((await books.get('/exceptions')).items).toMatchObject([rejected('wrong-unit')]);
  });
});
