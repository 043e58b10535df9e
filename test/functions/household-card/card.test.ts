import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentsIn } from '../../../functions/household-card/documents.ts';
import { householdCard } from '../../../functions/household-card/household-card.ts';
import { cardToken } from '../../../shared/http/cards/card-token.ts';
import type { QueueMessage } from '../../../shared/runtime/send-messages.ts';
import { attemptsPerMinute } from '../../../shared/store/card-attempts.ts';
import { Store } from '../../../shared/store/store.ts';
import {
  amendment,
  arrival,
  handovers,
  households,
  locations,
  order,
  payment,
  payments,
  receipt,
} from '../../flows/events.ts';
import { Books, cardKey, type SentEvent } from '../ledger-api/books.ts';

type Json = any;

let books: Books;
const right = cardToken(cardKey, 'H-1', 0);
const queued: QueueMessage[] = [];
const paused: number[] = [];
const attempts = new Map<string, number>();

beforeAll(async () => {
  books = await Books.open();
  const rice = [{ commodity: 'rice', quantity: 15, unit: 'kg' }];
  const events = [
    locations,
    households('C-1', [
      { householdId: 'H-1', name: 'Kim', neighbourhood: 'Pukan-dong', adults: 2, children: 0 },
      { householdId: 'H-2', name: 'Ri', adults: 1, children: 0 },
    ]),
    order('O-1'),
    arrival('O-1', 'W-1', 'C-1', rice),
    handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 10), receipt('R-2', 'H-2', 5)]),
    payments('O-1', 'BANK', [payment('P-1', 'H-1', 16_000)]),
  ];
  for (const event of events) await send(event);
});
afterAll(() => books?.close());

const send = (event: object): Promise<void> => books.send(event as SentEvent);
const ask = (token?: string): Promise<Json> =>
  books.ask('/card', token === undefined ? {} : { 'relief-card': token }, null);

/** Sends as a card does, and works off what was put on the queue. */
async function say(what: string, body: unknown, token = right, type = 'application/json'): Promise<Json> {
  const journal = new Store(books.tables);
  const said = householdCard({
    door: {
      countAttempt: async (householdId) => {
        const count = (attempts.get(householdId) ?? 0) + 1;
        attempts.set(householdId, count);
        return count <= attemptsPerMinute;
      },
      key: () => Promise.resolve(cardKey),
      households: journal.households,
      pause: async (ms) => paused.push(ms),
      nowMs: () => 0,
    },
    ...documentsIn(journal),
    sendMessages: async (messages) => {
      queued.push(...messages);
      return messages.map(() => 'queued');
    },
    now: () => books.now(),
    makeId: () => crypto.randomUUID(),
    logger: console,
  });
  const { statusCode, body: text } = await said({
    routeKey: `POST /card/${what}`,
    rawPath: `/card/${what}`,
    headers: { 'relief-card': token, 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1' },
  } as Json);
  for (const { queue, body: message, group } of queued.splice(0)) await books.sendBody(queue, message, group);
  return { status: statusCode, body: JSON.parse(text ?? '{}') };
}

describe('a card', () => {
  it('shows what its household is due and got, and no name', async () => {
    const { status, body, text } = await ask(right);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      householdId: 'H-1',
      centreId: 'C-1',
      persons: 2,
      orders: [
        {
          orderId: 'O-1',
          title: 'Relief round',
          status: 'active',
          entitlements: [{ commodity: 'rice', entitled: 10, received: 10 }, { commodity: 'oil' }],
          stipend: { due: 16_000, paid: 16_000 },
          receipts: [
            { reference: 'R-1', kind: 'handover', locationId: 'C-1', lines: [{ quantity: 10 }] },
            { reference: 'P-1', kind: 'payment', payerId: 'BANK', amount: 16_000, currency: 'KPW' },
          ],
        },
      ],
      complaints: [],
    });
    expect(text).not.toMatch(/Kim|Pukan|Ri/);
  });

  it('is asked for with its own code alone, however it is written', async () => {
    expect((await ask(right.replace('H-1.', 'H-1.').toLowerCase().replace('h-1', 'H-1'))).status).toBe(200);
    const wrong = [
      right.replace('H-1', 'H-2'),
      cardToken('another key', 'H-1', 0),
      cardToken(cardKey, 'H-404', 0),
      cardToken(cardKey, 'H-1', 1),
      'H-1',
      '',
      undefined,
    ];
    for (const token of wrong) expect((await ask(token)).status, token).toBe(401);
  });

  it('is renewed, and the old one opens nothing', async () => {
    const renew = {
      specversion: '1.0',
      id: 'renew-1',
      source: 'urn:relief:operator',
      type: 'relief.card.renewed.v1',
      time: '2020-08-08T00:00:00Z',
      data: { householdId: 'H-2' },
    };
    await books.sendBody('registrations', JSON.stringify(renew), 'H-2');
    expect((await ask(cardToken(cardKey, 'H-2', 0))).status).toBe(401);
    expect((await ask(cardToken(cardKey, 'H-2', 1))).status).toBe(200);
    await send(households('C-1', [{ householdId: 'H-2', adults: 1, children: 0 }], '2020-07-01'));
    const { items } = await books.get('/cards?centreId=C-1&orderId=O-1');
    expect(items[1]).toMatchObject({ householdId: 'H-2', token: cardToken(cardKey, 'H-2', 1) });
  });

  it('is printed for coordinators, with what is due and where it leads', async () => {
    const { items } = await books.get('/cards?centreId=C-1&orderId=O-1');
    expect(items[0]).toMatchObject({
      householdId: 'H-1',
      name: 'Kim',
      persons: 2,
      token: right,
      url: `https://relief.example/card#${right}`,
      entitlements: [{ commodity: 'rice', entitled: 10 }, {}],
      stipend: { due: 16_000 },
    });
    const csv = await books.ask('/cards?centreId=C-1&orderId=O-1&format=csv');
    expect(csv.text).toContain('householdId,name,neighbourhood,persons,token,url');
    for (const path of ['/cards?orderId=O-1', '/cards?centreId=C-1'])
      expect((await books.ask(path)).status, path).toBe(400);
    expect((await books.ask('/cards?centreId=C-1&orderId=O-1', {}, ['auditor'])).status).toBe(403);
  });

  it('says what came, and complains of what did not', async () => {
    attempts.clear();
    const less = await say('statements', {
      orderId: 'O-1',
      reference: 'R-1',
      statement: 'less',
      lines: [{ commodity: 'rice', quantity: 6, unit: 'kg' }],
      note: 'the bag was open',
    });
    expect(less).toMatchObject({
      status: 202,
      body: { status: 'queued', source: 'urn:relief:card:H-1', complaintId: expect.any(String) },
    });
    expect(
      (await say('statements', { orderId: 'O-1', reference: 'P-1', statement: 'less', amount: 5 })).status,
    ).toBe(202);
    const complained = await say('complaints', { kind: 'conduct', text: 'he shouted' });
    expect(complained.status).toBe(202);
    const { body } = await ask(right);
    expect(body.orders[0].receipts).toMatchObject([
      { reference: 'R-1', statement: 'less', stated: { lines: [{ quantity: 6 }], channel: 'card' } },
      { reference: 'P-1', statement: 'less', stated: { amount: 5 } },
    ]);
    const kinds = body.complaints.map(({ kind, reference }: Json) => [kind, reference]);
    expect(kinds.sort()).toEqual([
      ['conduct', undefined],
      ['received-less', 'P-1'],
      ['received-less', 'R-1'],
    ]);
    // Whoever looks after a centre finds what is said of its receipts.
    const ofCentre = await books.all('/complaints?locationId=C-1', 10);
    expect(ofCentre.map(({ reference }: Json) => reference)).toEqual(['R-1']);
    const disputed = await books.all('/anomalies?orderId=O-1&kind=disputed-receipt', 10);
    expect(disputed).toMatchObject([
      { quantity: 4, householdId: 'H-1' },
      { quantity: 15_995, currency: 'KPW' },
    ]);
    await say('statements', { orderId: 'O-1', reference: 'R-1', statement: 'received' });
    expect(await books.all('/anomalies?orderId=O-1&kind=disputed-receipt', 10)).toHaveLength(1);
  });

  it.each<[string, unknown, number, string?]>([
    ['statements', { orderId: 'O-1', reference: 'R-2', statement: 'received' }, 400, 'reference'],
    ['statements', { orderId: 'O-9', reference: 'R-1', statement: 'received' }, 400, 'orderId'],
    ['statements', { orderId: 'O-1', reference: 'R-1', statement: 'maybe' }, 400, 'statement'],
    ['statements', { orderId: 'O-1', reference: 'R-1', statement: 'received', extra: 1 }, 400],
    ['complaints', { kind: 'conduct', dueOn: '2099-01-01' }, 400, 'dueOn'],
    ['complaints', { kind: 'conduct', householdId: 'H-2' }, 400, 'householdId'],
    ['complaints', { kind: 'nothing' }, 400, 'kind'],
    ['complaints', [], 400],
    ['complaints', 'no JSON', 400],
    ['complaints', { kind: 'other', text: 'x'.repeat(40_000) }, 413],
  ])('is told what is wrong with %s %j', async (what, body, status, path) => {
    attempts.clear();
    const refused = await say(what, body);
    expect(refused.status).toBe(status);
    if (path !== undefined) expect(refused.body.errors).toMatchObject([{ path }]);
  });

  it('speaks for its own household, whatever it says', async () => {
    attempts.clear();
    const body = { orderId: 'O-1', reference: 'R-1', statement: 'received', householdId: 'H-2' };
    const { body: answer } = await say('statements', body);
    expect(answer.source ?? 'urn:relief:card:H-1').toBe('urn:relief:card:H-1');
    const forged = await say('complaints', { kind: 'other' }, cardToken('forged', 'H-1', 0));
    expect(forged.status).toBe(401);
    expect((await say('complaints', { kind: 'other' }, right, 'text/plain')).status).toBe(415);
  });

  it('is asked ten times a minute, and no more', async () => {
    attempts.clear();
    for (let n = 1; n <= attemptsPerMinute; n += 1)
      expect((await say('complaints', { kind: 'other' }, cardToken('forged', 'H-1', 0))).status).toBe(401);
    expect((await say('complaints', { kind: 'other' })).status).toBe(429);
    expect(new Set(paused)).toEqual(new Set([300]));
  });
});

describe('the public page of an order', () => {
  const publish = (isPublic: boolean) =>
    books.sendBody(
      'policy-orders',
      JSON.stringify({
        specversion: '1.0',
        id: `publish-${isPublic}`,
        source: 'urn:relief:operator',
        type: 'relief.order.published.v1',
        time: '2020-08-08T00:00:00Z',
        data: { orderId: 'O-1', isPublic },
      }),
      'O-1',
    );
  const page = (): Promise<Json> => books.ask('/orders/O-1/public', {}, null);

  it('is there once it was opened, until it is closed, and tells of no few households', async () => {
    expect((await page()).status).toBe(404);
    await publish(true);
    const { status, body, text } = await page();
    expect(status).toBe(200);
    expect(body).toMatchObject({ orderId: 'O-1', title: 'Relief round' });
    // Two households were served.
    expect(body.commodities).toContainEqual({ commodity: 'rice', unit: 'kg', received: 15 });
    expect(text).not.toMatch(/H-1|Kim|handedOver/);
    const homes = Array.from({ length: 14 }, (_, n) => ({ householdId: `N-${n}`, adults: 1, children: 0 }));
    await send(households('C-2', homes));
    await send(amendment('O-1', 2, { endsOn: '2020-12-01' }));
    await send(arrival('O-1', 'W-2', 'C-2', [{ commodity: 'rice', quantity: 70, unit: 'kg' }]));
    const receipts = homes.map(({ householdId }, n) => receipt(`N-${n}`, householdId, 5));
    await send(handovers('O-1', 'C-2', receipts));
    const { body: told } = await page();
    expect(told.commodities[0]).toMatchObject({ handedOver: 85, onHand: 0, received: 85 });
    // The two households of the other centre show only together with these fourteen.
    const [rice] = told.locations.flatMap(({ commodities, locationId }: Json) =>
      locationId === undefined ? commodities : [],
    );
    expect(rice).toMatchObject({ commodity: 'rice', handedOver: 85 });
    await publish(false);
    expect((await page()).status).toBe(404);
  });
});
