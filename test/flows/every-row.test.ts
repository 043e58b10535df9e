/** Every row of the contract's tables, once through the queues of the local system and out of its API. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateIn, defaultZone } from '../../shared/domain/zoned-date.ts';
import { anomalyIdOf } from '../../shared/ledger/anomaly-ids.ts';
import { systemOutputs } from '../../tools/cli/outputs.ts';
import { sealNow } from '../../tools/cli/seal.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { otherContent } from '../histories/histories.ts';
import { anomalyKinds, entryTypes, examples, lacking, paths, queues } from './contract.ts';
import { Desk, type SentEvent, startSystem } from './desk.ts';
import {
  amendment,
  arrival,
  auditOpening,
  cancellation,
  closing,
  complaint,
  complaintAnswer,
  count,
  dispatch,
  funding,
  handovers,
  households,
  locations,
  loss,
  missed,
  observations,
  order,
  payment,
  payments,
  receipt,
  returns,
  reversals,
  statement,
  transfer,
  voiding,
  withdrawal,
} from './events.ts';

let system: LocalSystem;
let desk: Desk;
/** What was sent last, to be sent again. */
const sent: SentEvent[] = [];
/** When the books stood before the first handover. */
let early = '';

const homes = [1, 2, 3, 4, 5, 6].map((number) => ({
  householdId: `H-${number}`,
  name: `Name ${number}`,
  adults: 1,
  children: 1,
}));
const rice = (quantity: number, more: object = {}) => ({ commodity: 'rice', quantity, unit: 'kg', ...more });
/** A pledge without a quantity would have no unit yet. */
const coal = { commodity: 'coal', quantity: 180, unit: 't', source: 'the mine', responsible: 'Cabinet' };
const named = ({ commodity, quantity, unit }: typeof coal) => ({ commodity, quantity, unit });
const reference = (wanted: string) => (book: any) =>
  book?.items.some((entry: any) => entry.reference === wanted);

interface Row {
  readonly why: string;
  readonly event: SentEvent;
  /** The answer in which it shows, and how. */
  readonly path: string;
  readonly shows: (answer: any) => boolean;
  /** What has to be done before. */
  readonly before?: () => Promise<unknown>;
}

const waybill = '/shipments/RAIL%2F1';
const cashBook = '/payers/P-1/ledger?orderId=E-1';
const stockCard = '/locations/C-1/ledger?orderId=E-1';

const rows: readonly Row[] = [
  { why: 'locations', event: locations, path: '/locations/S-1', shows: Boolean },
  { why: 'households', event: households('C-1', homes), path: '/households/H-6', shows: Boolean },
  { why: 'an order', event: order('E-1', { pledges: [coal] }), path: '/orders/E-1', shows: Boolean },
  {
    why: 'an amendment',
    event: amendment('E-1', 2, { prohibitions: ['gathering firewood'] }),
    path: '/orders/E-1',
    shows: ({ revision }) => revision === 2,
  },
  {
    why: 'a dispatch',
    event: dispatch('E-1', 'RAIL/1', { source: 'depot' }, 'C-1', [rice(50)]),
    path: waybill,
    shows: (answer) => answer?.status === 'in-transit',
  },
  {
    why: 'an arrival in several units, of which a part is missing and a part was stolen',
    event: arrival('E-1', 'RAIL/1', 'C-1', [
      rice(30, { losses: [{ quantity: 1, cause: 'stolen' }] }),
      { commodity: 'rice', quantity: 10_000, unit: 'g' },
    ]),
    path: waybill,
    shows: ({ status, lines: [line] }) =>
      status === 'part-arrived' && line.received === 40 && line.shortfall === 9,
  },
  {
    why: 'more than was sent',
    event: arrival('E-1', 'RAIL/2', 'C-1', [rice(7)]),
    path: '/shipments/RAIL%2F2',
    shows: Boolean,
  },
  {
    why: 'what was sent, told after it came',
    event: dispatch('E-1', 'RAIL/2', { source: 'depot' }, 'C-1', [rice(5)]),
    path: '/shipments/RAIL%2F2',
    shows: ({ lines: [line] }) => line.surplus === 2,
  },
  {
    why: 'handovers, all to one proxy',
    event: handovers(
      'E-1',
      'C-1',
      homes.map(({ householdId }) => receipt(`R-${householdId}`, householdId, 2, { collectedBy: 'Kim' })),
    ),
    path: '/households/H-6/ledger?orderId=E-1',
    shows: reference('R-H-6'),
  },
  {
    why: 'a return',
    event: returns('E-1', 'C-1', [
      { receiptId: 'T-1', reverses: 'R-H-1', householdId: 'H-1', reason: 'wrong person' },
    ]),
    path: '/households/H-1/ledger?orderId=E-1',
    shows: reference('T-1'),
  },
  {
    why: 'money for a payer',
    event: funding('E-1', 'P-1', 'G-1', 500),
    path: cashBook,
    shows: reference('G-1'),
  },
  {
    why: 'a payment',
    event: payments('E-1', 'P-1', [payment('M-1', 'H-1', 100), payment('M-2', 'H-2', 50)]),
    path: '/households/H-2/ledger',
    shows: reference('M-2'),
  },
  {
    why: 'a reversal',
    event: reversals('E-1', 'P-1', [
      { paymentId: 'N-1', reverses: 'M-1', householdId: 'H-1', reason: 'wrong person' },
    ]),
    path: cashBook,
    shows: reference('N-1'),
  },
  {
    why: 'a loss',
    event: loss('E-1', 'C-1', 'L-1', [rice(1, { cause: 'spoiled' })]),
    path: stockCard,
    shows: reference('L-1'),
  },
  {
    why: 'a count',
    event: count('E-1', 'C-1', 'K-1', [rice(30)]),
    path: stockCard,
    shows: reference('K-1'),
  },
  {
    why: 'a household changed after the fact',
    event: households('C-1', [{ ...homes[2], adults: 2 }], '2020-08-01'),
    path: '/households/H-3',
    shows: ({ composition }) => composition.adults === 2,
  },
  {
    why: 'an erasure',
    event: {
      type: 'relief.household.erased.v1',
      data: { householdId: 'H-5', reason: 'at its wish' },
    },
    path: '/households/H-5',
    shows: ({ name }) => name === undefined,
  },
  {
    why: 'a receipt beyond what is due',
    event: handovers('E-1', 'C-1', [
      receipt('R-OVER', 'H-4', 10, { overIssue: { reason: 'the scale was wrong' } }),
    ]),
    path: '/households/H-4/ledger?orderId=E-1',
    shows: reference('R-OVER'),
  },
  {
    why: 'who was missed',
    event: missed('E-1', 'C-1', [{ householdId: 'H-6', reason: 'absent' }]),
    path: '/households/H-6',
    shows: ({ orders: [one] }) => one.missed.length === 1,
  },
  {
    why: 'a withdrawal',
    event: withdrawal('H-5', '2020-08-09'),
    path: '/households/H-5',
    shows: ({ withdrawn }) => withdrawn?.reason === 'departed',
  },
  {
    why: 'a dispatch to another centre',
    event: dispatch('E-1', 'RAIL/5', { source: 'depot' }, 'C-2', [rice(9)]),
    path: '/shipments/RAIL%2F5',
    shows: Boolean,
  },
  {
    why: 'what came elsewhere than it was sent',
    event: arrival('E-1', 'RAIL/5', 'S-1', [rice(4)]),
    path: '/shipments/RAIL%2F5',
    shows: ({ status }) => status === 'part-arrived',
  },
  {
    why: 'that the rest of it was never sent',
    event: closing('E-1', 'RAIL/5'),
    path: '/shipments/RAIL%2F5',
    shows: ({ closed }) => closed?.remainder === 'never-sent',
  },
  {
    why: 'an order for one centre',
    event: order('E-5', { area: { centres: ['C-1'] }, pledges: [coal] }),
    path: '/orders/E-5',
    shows: Boolean,
  },
  {
    why: 'ten times too much, of what nobody planned too, where the order does not reach',
    event: arrival('E-5', 'RAIL/6', 'C-2', [rice(10_000), { commodity: 'salt', quantity: 1, unit: 'kg' }]),
    path: '/shipments/RAIL%2F6',
    shows: Boolean,
  },
  {
    why: 'the same lorry again',
    event: {
      ...arrival('E-5', 'RAIL/6', 'C-2', [rice(10_000), { commodity: 'salt', quantity: 1, unit: 'kg' }]),
      id: 'the-same-lorry',
    },
    path: '/shipments/RAIL%2F6',
    shows: ({ lines }) => lines[0].received === 20_000,
  },
  {
    why: 'what is left, put under another order',
    event: transfer('E-1', 'E-5', 'S-1', 'X-1', [rice(4)]),
    path: '/locations/S-1/ledger?orderId=E-5',
    shows: reference('X-1'),
  },
  {
    why: 'what a household says it got: less',
    event: statement('E-1', 'H-6', 'R-H-6', { statement: 'less', lines: [rice(1)] }),
    path: '/anomalies?orderId=E-1&kind=disputed-receipt',
    shows: ({ items: [one] }) => one?.householdId === 'H-6' && one.quantity === 1,
  },
  {
    why: 'a complaint',
    event: complaint('COMPLAINT-1', { orderId: 'E-1', householdId: 'H-6', text: 'The bag was half full.' }),
    path: '/complaints/COMPLAINT-1',
    shows: (answer) => answer?.status === 'overdue',
  },
  {
    why: 'what became of the complaint',
    event: complaintAnswer('COMPLAINT-1', 'upheld'),
    path: '/complaints/COMPLAINT-1',
    shows: ({ status }) => status === 'answered',
  },
  {
    why: 'an audit of what a seal holds',
    before: () => sealNow(systemOutputs(system.outputs, 'the local system')),
    event: auditOpening('E-1', 'A-1', dateIn(defaultZone, new Date().toISOString())),
    path: '/audits/A-1',
    shows: (answer) => answer?.status === 'open',
  },
  {
    why: 'what visits found: nothing of any receipt',
    event: observations(
      'A-1',
      [1, 2, 3, 4, 5, 6, 7, 8].map((draw) => ({
        draw,
        found: 'not-found',
        visitedOn: '2020-08-12',
        visitor: 'Ri',
      })),
    ),
    path: '/audits/A-1',
    shows: (answer) => answer?.largestTaints.length > 0,
  },
  {
    why: 'what was found out about rice that came beyond the plan',
    event: {
      type: 'relief.finding.noted.v1',
      data: {
        anomalyId: anomalyIdOf({ orderId: 'E-5', list: 'plan', item: 'rice' }),
        note: 'a zero too many',
        state: 'explained',
        owner: 'Ri',
      },
    },
    path: '/anomalies?orderId=E-5&kind=beyond-plan&state=explained',
    shows: ({ items }) => items.length === 1,
  },
  { why: 'an order to cancel', event: order('E-2'), path: '/orders/E-2', shows: Boolean },
  {
    why: 'a cancellation',
    event: cancellation('E-2'),
    path: '/orders/E-2',
    shows: ({ status }) => status === 'cancelled',
  },
];

beforeAll(async () => {
  system = await startSystem();
  desk = new Desk(system);
});
afterAll(async () => {
  desk?.close();
  await system?.stop();
});

const exceptionsOf = async (reason: string): Promise<readonly any[]> =>
  desk.all(`/exceptions?status=rejected&reason=${reason}`);

describe('every event', () => {
  it('has its queue, and is sent here', () => {
    expect(Object.keys(system.outputs.Queues).sort()).toEqual(Object.keys(queues).sort());
    expect([...new Set(rows.map(({ event }) => event.type))].sort()).toEqual(
      Object.values(queues).flat().sort(),
    );
  });

  it.each(rows.map((row) => [row.event.type, row.why, row] as const))(
    '%s is posted: %s',
    async (type, why, { event, path, shows, before }) => {
      await before?.();
      if (type === 'relief.handovers.made.v1' && early === '') early = new Date().toISOString();
      const [queue = ''] = Object.entries(queues).find(([, types]) => types.includes(type)) ?? [];
      sent.push(await desk.send(event, { queue }));
      await desk.until(
        why,
        () => desk.get(path),
        (answer) => Boolean(shows(answer)),
      );
    },
  );

  it('changes nothing when it comes again', async () => {
    const before = await desk.get('/orders/E-1/reconciliation');
    for (const event of sent) await desk.send(event);
    await settled();
    const { asOf: _asOf, exceptions: _exceptions, ...after } = await desk.get('/orders/E-1/reconciliation');
    expect(before).toMatchObject(after);
    const unheard = await exceptionsOf('invalid-message');
    expect(await desk.all('/exceptions')).toEqual(unheard);
  });

  it('is refused where it has no business, and with another content under its id', async () => {
    const ids: string[] = [];
    for (const event of sent) {
      const queue = event.type.includes('payment') || event.type.includes('payer') ? 'handovers' : 'payments';
      ids.push(`wrong-${ids.length}`);
      await desk.send({ ...event, id: ids.at(-1) ?? '' }, { queue });
      await desk.send({ ...event, data: otherContent(event as Parameters<typeof otherContent>[0]) });
    }
    const of = (list: readonly any[]): readonly string[] => list.map(({ event }) => event.id).sort();
    const misrouted = await desk.until(
      'the misrouted',
      () => exceptionsOf('wrong-queue'),
      (list) => list.length >= ids.length,
    );
    expect(of(misrouted)).toEqual([...ids].sort());
    const conflicting = await desk.until(
      'the conflicts',
      () => exceptionsOf('conflicting-duplicate'),
      (list) => list.length >= sent.length,
    );
    expect(of(conflicting)).toEqual(sent.map(({ id = '' }) => id).sort());
  });
});

/** Waits until what was sent before is worked off: an unsound event at the end of each group comes out refused. */
async function settled(): Promise<void> {
  const number = Math.random().toString(36).slice(2);
  for (const [index, { event }] of rows.entries()) {
    const { type, data } = event;
    await desk.send({ type, id: `${number}-${index}`, data: { ...data, unheard: true } });
  }
  await desk.until(
    'the last of each group',
    () => exceptionsOf('invalid-message'),
    (list) => list.filter(({ event }) => event.id?.startsWith(number)).length >= rows.length,
  );
}

describe('every question', () => {
  const today = dateIn(defaultZone, new Date().toISOString());
  const asked: Readonly<Record<(typeof paths)[number], string>> = {
    '/orders': '/orders',
    '/orders/{orderId}': '/orders/E-1',
    '/orders/{orderId}/reconciliation': '/orders/E-1/reconciliation',
    '/households/{householdId}': '/households/H-1',
    '/households/{householdId}/ledger': '/households/H-1/ledger?orderId=E-1',
    '/locations': '/locations',
    '/locations/{locationId}': '/locations/C-1',
    '/locations/{locationId}/ledger': stockCard,
    '/shipments/{shipmentId}': waybill,
    '/payers/{payerId}/ledger': cashBook,
    '/locations/{locationId}/distribution-list': '/locations/C-1/distribution-list?orderId=E-1',
    '/exceptions': '/exceptions',
    '/anomalies': '/anomalies',
    '/cards': '/cards?centreId=C-1&orderId=E-1',
    '/complaints': '/complaints',
    '/complaints/{complaintId}': '/complaints/COMPLAINT-1',
    '/audits': '/audits',
    '/audits/{auditId}': '/audits/A-1',
    '/audits/{auditId}/draws': '/audits/A-1/draws',
    '/seals': '/seals',
    '/seals/{date}': `/seals/${today}`,
  };
  const isList = (path: string): boolean => /s$|ledger|list|reconciliation/.test(path);
  const isDated = (path: string): boolean => /reconciliation|ledger|householdId\}$/.test(path);
  const with_ = (path: string, more: string): string => `${path}${path.includes('?') ? '&' : '?'}${more}`;

  it.each(paths)('%s answers in JSON, and is described', async (path) => {
    const response = await desk.answer(asked[path]);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    const { paths: described } = await desk.get('/openapi.json');
    expect(Object.keys(described)).toContain(path);
  });

  it.each(paths.filter(isList))('%s answers as CSV', async (path) => {
    for (const response of [
      await desk.answer(asked[path], { accept: 'text/csv' }),
      await desk.answer(with_(asked[path], 'format=csv')),
    ]) {
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        expect.stringContaining('text/csv'),
      ]);
      expect((await response.text()).split('\r\n').length).toBeGreaterThan(1);
    }
  });

  it.each(paths.filter(isDated))('%s answers as of then, and as of a day to come', async (path) => {
    const now = await desk.get(asked[path]);
    const later = await desk.get(with_(asked[path], 'asOf=2999-01-01T00:00:00Z'));
    const { asOf: _now, status: _s, ...rest } = now;
    if (path !== '/households/{householdId}' && path !== '/orders/{orderId}/reconciliation')
      expect(later).toEqual(rest);
    const then = await desk.answer(with_(asked[path], `asOf=${early}`));
    expect(then.status).toBe(200);
    expect(await then.text()).not.toContain('"M-1"');
    const before = await desk.answer(with_(asked[path], 'asOf=1999-01-01T00:00:00Z'));
    expect([200, 404]).toContain(before.status);
  });

  it('answers every member of the examples', async () => {
    const { items: card } = await desk.get(stockCard);
    const { items: book } = await desk.get(cashBook);
    const { items: anomalies } = await desk.get('/anomalies');
    const { items: refused } = await desk.get('/exceptions');
    const answers: readonly (readonly [keyof typeof examples, readonly any[]])[] = [
      ['reconciliation', [await desk.get('/orders/E-1/reconciliation')]],
      ['household', [await desk.get('/households/H-1')]],
      ['shipment', [await desk.get(waybill)]],
      ['exception', refused.filter(({ reason }: any) => reason !== 'invalid-message')],
      // What came beyond the plan came to the order, and to no one place.
      ['anomaly', anomalies.filter(({ kind }: { kind: string }) => kind !== 'beyond-plan')],
      ['goodsEntry', card],
      ['moneyEntry', book],
    ];
    expect(answers.map(([name]) => name).sort()).toEqual(Object.keys(examples).sort());
    for (const [name, all] of answers) {
      expect(all.length, name).toBeGreaterThan(0);
      expect(
        all.flatMap((answer) => lacking(answer, examples[name])),
        name,
      ).toEqual([]);
    }
  });

  it('has every type of entry, and every kind of anomaly that an event can cause', async () => {
    // Of an arrival at a hub, of which nothing has gone on.
    await desk.send({
      ...arrival('E-1', 'RAIL/8', 'HUB', [{ ...coal, quantity: 1 }].map(named)),
      id: 'came',
    });
    await desk.until('the arrival', () => desk.get('/shipments/RAIL%2F8'), Boolean);
    await desk.send(voiding('came'), { queue: 'shipment-arrivals', group: 'HUB' });
    const hub = '/locations/HUB/ledger?orderId=E-1';
    await desk.until(
      'the void',
      () => desk.get(hub),
      ({ items }) => items[0].type === 'void',
    );
    const closed = dispatch('E-1', 'RAIL/9', { locationId: 'C-1' }, 'S-1', [rice(1)]);
    await desk.send(closed);
    await desk.until('the dispatch', () => desk.get('/shipments/RAIL%2F9'), Boolean);
    await desk.send(closing('E-1', 'RAIL/9'));
    await desk.until(
      'the closing',
      () => desk.get(stockCard),
      ({ items }) => items[0].type === 'closing',
    );
    const ledgers = ['/households/H-1/ledger', stockCard, cashBook, hub, '/locations/S-1/ledger'];
    const entries = (await Promise.all(ledgers.map((path) => desk.all(path)))).flat();
    await desk.send(dispatch('E-1', 'RAIL/3', { locationId: 'C-1' }, 'S-1', [rice(1)]));
    await desk.until('the dispatch', () => desk.get(stockCard), reference('RAIL/3'));
    const types = new Set([...entries.map(({ type }) => type), 'dispatch']);
    expect([...types].sort()).toEqual([...entryTypes].sort());
    for (const kind of anomalyKinds) {
      const found = [
        ...(await desk.all(`/anomalies?orderId=E-1&kind=${kind}`)),
        ...(await desk.all(`/anomalies?orderId=E-5&kind=${kind}`)),
      ];
      expect(found.length, kind).toBeGreaterThan(0);
    }
    expect(await desk.all('/anomalies?kind=tampering')).toEqual([]);
  });

  it.each([
    ['/nothing', 404],
    ['/orders/', 404],
    ['/orders/E-0', 404],
    ['/orders/E-1/', 404],
    ['/orders/E-1/nothing', 404],
    ['/shipments/RAIL%2F0', 404],
    ['/shipments/RAIL/1', 200],
    ['/households/%zz', 400],
    ['/households/a%20b', 400],
    [`/households/${'H'.repeat(129)}`, 400],
    ['/orders?limit=501', 400],
    ['/orders?limit=-1', 400],
    ['/orders?limit=1&limit=2', 400],
    ['/orders?cursor=AAAA', 400],
    ['/orders?cursor=%00', 400],
    ['/orders?colour=red', 400],
    ['/orders/E-1/reconciliation?asOf=', 400],
    ['/orders/E-1/reconciliation?asOf=2020-13-01T00:00:00Z', 400],
    ['/orders/E-1/reconciliation?asOf=2020-08-08T09:00:00%2B09:00', 404],
    ['/locations/C-1/distribution-list', 400],
    ['/locations/HUB/distribution-list?orderId=E-1', 404],
    ['/households/H-1?format=csv', 406],
    ['/seals/today', 400],
  ])('%s is answered with %d, and never with a fault', async (path, status) => {
    const response = await desk.answer(path);
    expect(response.status).toBe(status);
    if (status === 200) return;
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status });
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])('%s is no question', async (method) => {
    const response = await fetch(new URL('/orders', system.outputs.ApiUrl), { method });
    expect(response.status).toBeGreaterThanOrEqual(200);
    expect([200, 204, 404, 405]).toContain(response.status);
    if (!['HEAD', 'OPTIONS'].includes(method)) expect([404, 405]).toContain(response.status);
  });

  it.each([
    ['text/csv', 'text/csv'],
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
    ['text/csv;q=0.5, application/json', 'application/json'],
    ['application/json;q=0.2, text/csv;q=0.9', 'text/csv'],
    ['text/csv;q=0', 'application/json'],
  ])('to whom accepts %s is answered in %s', async (accept, type) => {
    const response = await desk.answer('/orders', { accept });
    expect(response.headers.get('content-type')).toContain(type);
  });
});

describe('what may become valid', () => {
  it('is held: an amendment before the one it follows, and a cancellation and an amendment before their order', async () => {
    await desk.send(cancellation('E-9'));
    expect(await desk.exception('held', 'E-9', '&orderId=E-9')).toMatchObject({ reason: 'unknown-order' });
    await desk.send(amendment('E-1', 4, {}));
    expect(await desk.exception('held', 'E-1', '&orderId=E-1')).toMatchObject({
      reason: 'unknown-reference',
      detail: { revision: 4, missing: 3 },
    });
    await desk.send(amendment('E-1', 3, {}));
    await desk.until(
      'both',
      () => desk.get('/orders/E-1'),
      ({ revision }) => revision === 4,
    );
  });

  it('is held: an order over a centre that is not there yet', async () => {
    await desk.send(order('E-3', { area: { centres: ['C-1', 'C-3'] } }));
    expect(await desk.exception('held', 'E-3')).toMatchObject({ reason: 'unknown-location' });
    const place = { locationId: 'C-3', name: 'Third centre', kind: 'centre', suppliedBy: 'HUB' };
    await desk.send({ type: 'relief.locations.registered.v1', data: { locations: [place] } });
    await desk.until('the order', () => desk.get('/orders/E-3'), Boolean);
  });
});

describe('the largest messages', () => {
  it('are posted: a thousand households, five hundred receipts, five hundred payments', async () => {
    const many = Array.from({ length: 1_000 }, (_, number) => ({
      householdId: `M-${number + 1}`,
      adults: 1,
      children: 0,
    }));
    await desk.send(households('C-2', many));
    await desk.until('the last', () => desk.get('/households/M-1000'), Boolean);
    await desk.send(order('E-4', { area: { centres: ['C-2'] } }));
    await desk.send(arrival('E-4', 'RAIL/4', 'C-2', [rice(5_000)]));
    const half = many.slice(0, 500);
    const receipts = half.map(({ householdId }) => receipt(`R-${householdId}`, householdId, 5));
    await desk.send(handovers('E-4', 'C-2', receipts));
    const paid = half.map(({ householdId }) => payment(`P-${householdId}`, householdId, 8_000));
    await desk.send(payments('E-4', 'P-4', paid));
    const report = await desk.until(
      'all of it',
      () => desk.get('/orders/E-4/reconciliation'),
      // What was held leaves the list right after it is booked.
      (answer) =>
        answer?.stipend.householdsPaid === 500 &&
        answer.commodities[0].handedOver === 2_500 &&
        answer.exceptions.held === 0,
    );
    expect(report).toMatchObject({ stipend: { paid: 4_000_000 }, exceptions: { held: 0, rejected: 0 } });
    expect(await desk.all('/locations/C-2/distribution-list?orderId=E-4')).toHaveLength(1_000);
  });

  it('leave nothing in a dead-letter queue, and neither did anything else', async () => {
    expect(await desk.deadLetters()).toBe(0);
  });
});
