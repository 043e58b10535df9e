import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { queueNames } from '../../shared/domain/events.ts';
import { runRelief } from '../../tools/cli/relief.ts';
import { listenAt } from '../../tools/local/ports.ts';
import { commodityRow, reconciliation } from './reconciliation-of-two-centres.ts';

/** What the fake API answers at a path, and what its fake queues were sent. */
let answers: Record<string, { readonly status?: number; readonly type?: string; readonly body: unknown }>;
let sent: { QueueUrl: string; Entries: { MessageBody: string; MessageGroupId: string }[] }[];
let authorizations: (string | undefined)[];
let server: Server;
let outputs: string;
const folder = mkdtempSync(join(tmpdir(), 'relief-cli-'));

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      if (request.method === 'POST') {
        const batch = JSON.parse(text);
        sent.push(batch);
        const Successful = batch.Entries.map(({ Id, MessageBody }: Record<'Id' | 'MessageBody', string>) => ({
          Id,
          MessageId: Id,
          MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
        }));
        response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify({ Successful }));
        return;
      }
      authorizations.push(request.headers.authorization);
      const {
        status = 200,
        type = 'application/json',
        body,
      } = answers[request.url ?? ''] ?? {
        status: 404,
        body: { title: 'Not found' },
      };
      response
        .writeHead(status, { 'content-type': type })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  const url = `http://127.0.0.1:${await listenAt(server, 0)}`;
  outputs = join(folder, 'outputs.json');
  writeFileSync(
    outputs,
    JSON.stringify({
      ApiUrl: url,
      SqsEndpoint: url,
      DynamoDbEndpoint: url,
      Queues: Object.fromEntries(queueNames.map((name) => [name, `${url}/000000000000/${name}.fifo`])),
      Tables: { households: 'h', stock: 's', ledgers: 'l' },
    }),
  );
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

let out: string;
let err: string;
beforeEach(() => {
  answers = {};
  sent = [];
  authorizations = [];
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const relief = (...args: string[]): Promise<number> => runRelief([...args, '--outputs', outputs]);
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const recordedAt = '2020-08-09T00:00:00.000Z';

describe('relief report', () => {
  const path = '/orders/order-1/reconciliation';
  const exceptionsPath = '/exceptions?orderId=order-1&limit=500';
  const anomaliesPath = '/anomalies?orderId=order-1&limit=500';
  const pledges = [{ commodity: 'soap', source: 'Ministry', responsible: 'Cabinet' }];
  const shortage = {
    anomalyId: 'shortfall-1',
    state: 'open',
    notes: [],
    kind: 'shortfall',
    orderId: 'order-1',
    references: ['train/1'],
    recordedAt,
  };
  const shortWaybill = {
    shipmentId: 'train/1',
    orderId: 'order-1',
    status: 'part-arrived',
    to: 'HUB',
    lines: [{ commodity: 'rice', unit: 'kg', dispatched: 9, received: 7, lost: 0, shortfall: 2, surplus: 0 }],
    events: [],
  };

  it('prints the report and exits 0 in balance', async () => {
    answers[path] = { body: reconciliation() };
    answers[exceptionsPath] = { body: { items: [] } };
    answers[anomaliesPath] = { body: { items: [shortage] } };
    answers['/orders/order-1'] = { body: { orderId: 'order-1', pledges } };
    answers['/shipments/train%2F1'] = { body: shortWaybill };
    expect([await relief('report', 'order-1'), err]).toEqual([0, '']);
    expect(out).toContain('In balance');
    expect(out).toContain('Anomalies: 1 shortfall');
    expect(out).toMatch(/^train\/1 +HUB +rice +kg +9 +7 +0 +2$/m);
    expect(out).toMatch(/^soap +promised, no quantity given +nothing yet/m);
  });

  it('exits 1 out of balance', async () => {
    answers[path] = { body: reconciliation({ commodities: [commodityRow({ onHand: 26.999 })] }) };
    answers[exceptionsPath] = { body: { items: [] } };
    answers[anomaliesPath] = { body: { items: [] } };
    answers['/orders/order-1'] = { body: { orderId: 'order-1', pledges } };
    expect(await relief('report', 'order-1')).toBe(1);
    expect(out).toContain('OUT OF BALANCE overall: rice received 100 kg, accounted for 99.999 kg');
  });

  it('gives programs the answer as JSON or CSV', async () => {
    answers[path] = { body: reconciliation() };
    answers[`${path}?format=csv`] = { type: 'text/csv', body: 'a,b\n' };
    await relief('report', 'order-1', '--json');
    expect(JSON.parse(out)).toEqual(reconciliation());
    out = '';
    await relief('report', 'order-1', '--csv');
    expect(out).toBe('a,b\n');
  });

  it('says in one sentence that there is no such order', async () => {
    expect(await relief('report', 'order-2')).toBe(1);
    expect(err).toBe('There is no order order-2\n');
  });

  it('turns a problem of the API into a sentence, and sends the token', async () => {
    answers[path] = {
      status: 401,
      type: 'application/problem+json',
      body: { title: 'Unauthorized', detail: 'the token has expired' },
    };
    expect(await relief('report', 'order-1', '--token', 'abc')).toBe(3);
    expect(authorizations).toEqual(['Bearer abc']);
    expect(err).toBe(
      `The API answered 401 to ${path}: Unauthorized: the token has expired (give a token with --token or RELIEF_TOKEN)\n`,
    );
  });
});

const one = (exceptionId: string) => ({
  exceptionId,
  state: 'open',
  notes: [],
  status: 'held',
  reason: 'unknown-order',
  detail: { orderId: 'order-9' },
  event: {},
  recordedAt,
  original: { receiptId: 'R-1' },
});

describe('relief exceptions', () => {
  it('follows the pages of the list', async () => {
    answers['/exceptions?status=held&limit=500'] = { body: { items: [one('a')], next: 'c1' } };
    answers['/exceptions?status=held&limit=500&cursor=c1'] = { body: { items: [one('b')] } };
    expect(await relief('exceptions', '--status', 'held', '--json')).toBe(0);
    expect(JSON.parse(out)).toEqual([one('a'), one('b')]);
  });

  it('says what of its filter does not exist, where nothing was found under it', async () => {
    for (const name of ['order', 'location', 'payer', 'household']) {
      err = '';
      out = '';
      answers = { [`/exceptions?${name}Id=X&limit=500`]: { body: { items: [] } } };
      expect(await relief('exceptions', `--${name}`, 'X')).toBe(1);
      expect(err).toBe(`There is no ${name} X\n`);
      answers[`/${name}s/X`] = { body: {} };
      expect(await relief('exceptions', `--${name}`, 'X')).toBe(0);
      expect(out).toBe('No exceptions\n');
    }
  });

  it('asks whether a number is right that nothing in the books has', async () => {
    answers['/exceptions?reference=R-1&limit=500'] = { body: { items: [] } };
    answers['/search?q=R-1'] = { body: { items: [], complete: true } };
    expect(await relief('exceptions', '--reference', 'R-1')).toBe(0);
    expect(err).toContain('No receipt, payment, waybill or event R-1 was found either');
    err = '';
    answers['/search?q=R-1'] = { body: { items: [{ kind: 'receipt', id: 'R-1' }], complete: true } };
    expect(await relief('exceptions', '--reference', 'R-1')).toBe(0);
    expect([out, err]).toEqual(['No exceptions\nNo exceptions\n', '']);
  });

  it('lists to whoever may not see all of them those of their own places, and says so', async () => {
    const forbidden = { status: 403, body: { title: 'Forbidden' } };
    answers['/exceptions?limit=500'] = forbidden;
    answers['/me'] = {
      body: { roles: ['centre-staff', 'payer'], locations: [{ locationId: 'C-1' }], payers: ['P-1'] },
    };
    answers['/exceptions?locationId=C-1&limit=500'] = { body: { items: [one('a')] } };
    answers['/exceptions?payerId=P-1&limit=500'] = { body: { items: [one('b')] } };
    expect(await relief('exceptions', '--json')).toBe(0);
    expect(JSON.parse(out)).toEqual([one('a'), one('b')]);
    expect(err).toBe('Only what concerns C-1, P-1: no more is open to you\n');
    answers['/exceptions?locationId=C-2&limit=500'] = forbidden;
    expect(await relief('exceptions', '--location', 'C-2')).toBe(3);
  });

  it('lists what names an order that does not exist', async () => {
    answers['/exceptions?orderId=X&limit=500'] = { body: { items: [one('a')] } };
    expect(await relief('exceptions', '--order', 'X')).toBe(0);
    expect(out).toContain('unknown-order');
  });

  it('prints no control character of what others have sent, as a table or as JSON', async () => {
    const original = 'a\u0085b\u009b31mc\u007fd';
    const items = [{ ...one('a'), reference: '\u001b[2J\u009b', original }];
    answers['/exceptions?limit=500'] = { body: { items } };
    await relief('exceptions');
    expect(out).toContain('\\u001b[2J\\u009b');
    expect(out).not.toMatch(/(?!\n)\p{Cc}/u);
    out = '';
    await relief('exceptions', '--json');
    expect(out).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(JSON.parse(out)).toEqual(items);
  });
});

describe('relief list', () => {
  it('says of a location that is no centre what it is', async () => {
    answers['/locations/HUB'] = { body: { locationId: 'HUB', kind: 'hub' } };
    expect(await relief('list', 'HUB', '--order', 'order-1')).toBe(1);
    expect(err).toBe('HUB is a hub, not a centre: households are served by centres only\n');
  });

  it('passes on why there is no list of anything else', async () => {
    const path = '/locations/NO/distribution-list?orderId=order-1&limit=500';
    answers[path] = { status: 404, body: { title: 'Not found', detail: 'There is no centre NO.' } };
    expect(await relief('list', 'NO', '--order', 'order-1')).toBe(1);
    expect(err).toBe('There is no centre NO.\n');
  });
});

describe('relief orders, household, stock, shipments, payers and payments', () => {
  const rice = { commodity: 'rice', unit: 'kg' };
  const household = {
    householdId: 'H-1',
    centreId: 'C-1',
    name: 'Ri',
    composition: { adults: 2, children: 1, persons: 3, effectiveFrom: '2020-08-01' },
    withdrawn: null,
    orders: ['order-1', 'order-2'].map((orderId) => ({
      orderId,
      status: 'active',
      centreId: 'C-1',
      persons: 3,
      adults: 2,
      missed: [{ centreId: 'C-1', reason: 'absent', occurredAt: '2020-08-16T10:00:00+09:00', recordedAt }],
      entitlements: [{ ...rice, entitled: 15, released: 10, received: 5, outstanding: 10, overIssued: 0 }],
      stipend: { currency: 'KPW', due: 16000, paid: 4000, outstanding: 12000, overpaid: 0 },
    })),
  };
  const waybill = (shipmentId: string, status: string) => ({
    shipmentId,
    orderId: 'order-1',
    from: 'source:Ministry',
    to: 'HUB',
    status,
    lines: [{ ...rice, dispatched: 1_000, received: 700, lost: 50, shortfall: 250, surplus: 0 }],
    events: [],
  });
  const waybills = { items: [waybill('train/1', 'part-arrived'), waybill('train/2', 'in-transit')] };

  it('shows a household: who belongs to it, and what it is due under an order', async () => {
    answers['/households/H-1'] = { body: household };
    expect([await relief('household', 'H-1', '--order', 'order-2'), err]).toEqual([0, '']);
    expect(out).toMatch(/^H-1, Ri, registered at C-1\n2 adults and 1 child from 2020-08-01 on\n/);
    expect(out).toMatch(/^rice +kg +15 +10 +5 +10$/m);
    expect(out).toContain('Stipend: 16,000 KPW due, 4,000 paid, 12,000 outstanding\n');
    expect(out).toContain('Not served at 2020-08-16T10:00:00+09:00: absent\n');
    expect(out).not.toContain('order-1');
  });

  it('gives programs the household as the API does', async () => {
    answers['/households/H-1'] = { body: household };
    await relief('household', 'H-1', '--json');
    expect(JSON.parse(out)).toEqual(household);
  });

  it('says what of a household is not there', async () => {
    answers['/households/H-1'] = { body: household };
    expect(await relief('household', 'H-9')).toBe(1);
    expect(await relief('household', 'H-1', '--order', 'order-9')).toBe(1);
    expect(err).toBe(
      'There is no household H-9\norder-9 does not cover the household H-1, and gave it nothing\n',
    );
  });

  it('shows the stock of some days, and of the rare movements those that there were', async () => {
    const none = { transferredIn: 0, transferredOut: 0, lost: 0, countVariance: 0 };
    answers['/locations/C-1/stock-report?orderId=order-1&from=2020-08-09'] = {
      body: {
        locationId: 'C-1',
        orderId: 'order-1',
        from: '2020-08-09',
        commodities: [
          { ...rice, ...none, opening: 10, received: 1_000, dispatched: 0, handedOver: 600, closing: 410 },
          {
            commodity: 'oil',
            unit: 'bottle',
            ...none,
            opening: 9,
            received: 0,
            dispatched: 0,
            handedOver: 0,
            lost: 2,
            closing: 7,
          },
        ],
      },
    };
    expect(await relief('stock', 'C-1', '--order', 'order-1', '--from', '2020-08-09')).toBe(0);
    expect(out).toContain('Stock of C-1 under order-1, from 2020-08-09\n');
    expect(out).toMatch(/^rice +kg +10 +1,000 +0 +600 +410\noil +bottle +9 +0 +0 +0 +7\n +Lost 2$/m);
  });

  it('lists waybills, of one place or in one status', async () => {
    answers['/orders/order-1/shipments?limit=500'] = { body: waybills };
    answers['/locations/HUB/shipments?orderId=order-1&limit=500'] = { body: { items: [] } };
    expect(await relief('shipments', 'order-1', '--status', 'part-arrived')).toBe(0);
    expect(out).toMatch(
      /^train\/1 +part-arrived +rice +kg +1,000 +700 +50 +250\n +from source:Ministry to HUB$/m,
    );
    expect(out).not.toContain('train/2');
    await relief('shipments', 'order-1', '--to', 'HUB');
    expect(out).toMatch(/No waybills\n$/);
  });

  it('lists what the payers of an order were given and paid', async () => {
    const { locations, ...report } = reconciliation();
    const payers = [{ payerId: 'P-1', paid: 4_000, payments: 1 }];
    const stipend = {
      currency: 'KPW',
      due: 16_000,
      paid: 4_000,
      outstanding: 12_000,
      overpaid: 0,
      householdsPaid: 1,
      payers,
    };
    const book = {
      currency: 'KPW',
      funded: 9_000,
      paid: 4_000,
      balance: 5_000,
      payments: 1,
      householdsPaid: 1,
    };
    answers['/orders/order-1/reconciliation'] = { body: { ...report, locations, stipend } };
    answers['/payers/P-1'] = {
      body: { payerId: 'P-1', balances: ['order-0', 'order-1'].map((orderId) => ({ orderId, ...book })) },
    };
    expect(await relief('payers', 'order-1', '--json')).toBe(0);
    expect(JSON.parse(out)).toEqual([{ payerId: 'P-1', orderId: 'order-1', ...book }]);
    out = '';
    expect(await relief('payers', 'order-1', '--payer', 'P-1')).toBe(0);
    expect(out).toMatch(/^P-1 +KPW +9,000 +4,000 +5,000 +1 +1$/m);
    expect(await relief('payers', 'order-1', '--payer', 'P-9')).toBe(1);
    expect(err).toBe('There is no payer P-9\n');
  });

  it('lists whom a centre serves with what they are due in money, or only who is still owed some', async () => {
    const due = { adults: 2, currency: 'KPW', due: 16_000, overpaid: 0 };
    answers['/locations/C-1/payment-list?orderId=order-1&limit=500'] = {
      body: {
        items: [
          { householdId: 'H-1', name: 'Ri', ...due, paid: 16_000, outstanding: 0 },
          { householdId: 'H-2', ...due, paid: 4_000, outstanding: 12_000 },
        ],
      },
    };
    expect(await relief('payments', 'C-1', '--order', 'order-1', '--outstanding')).toBe(0);
    expect(out).toContain('C-1 under order-1: 2 households, 1 still owed money; amounts in KPW\n');
    expect(out).toMatch(/^H-2 +2 +16,000 +4,000 +12,000$/m);
    expect(out).not.toContain('H-1');
  });

  it('lists the orders', async () => {
    const terms = {
      title: 'Relief of Kaesong',
      issuedBy: 'Committee',
      referenceDate: '2020-08-01',
      startsOn: '2020-08-05',
    };
    const rest = {
      area: { centres: 'all' },
      rations: [],
      pledges: [],
      prohibitions: [],
      release: 'equal',
      revision: 1,
      revisions: [],
    };
    answers['/orders?limit=500'] = {
      body: { items: [{ orderId: 'order-1', status: 'active', ...terms, ...rest }] },
    };
    expect(await relief('orders')).toBe(0);
    expect(out).toMatch(/^order-1 +active +2020-08-05 +Relief of Kaesong$/m);
  });
});

describe('relief export', () => {
  it('tells a folder that holds an unfinished export from any other', async () => {
    const directory = join(folder, 'backup');
    mkdirSync(join(directory, 'tables'), { recursive: true });
    expect(await relief('export', directory)).toBe(2);
    expect(err).toMatch(/backup holds an unfinished export; delete it, or export to a new folder\n$/);
    writeFileSync(join(directory, 'manifest.json'), '{}');
    expect(await relief('export', directory)).toBe(2);
    expect(err).toMatch(/backup is not empty; export to a new folder\n$/);
  });
});

describe('relief retry', () => {
  it('sends one message on the queue of the exception', async () => {
    answers['/exceptions?exceptionId=x-1&limit=500'] = {
      body: {
        items: [
          {
            exceptionId: 'x-1',
            state: 'open',
            notes: [],
            status: 'held',
            reason: 'insufficient-stock',
            detail: {},
            locationId: 'C-1',
            event: { source: 's', id: 'i', type: 'relief.handovers.made.v1' },
            recordedAt,
            original: { receiptId: 'R-1' },
          },
        ],
      },
    };
    expect(await relief('retry', 'x-1')).toBe(0);
    expect(sent[0]?.QueueUrl).toContain('handovers.fifo');
    expect(sent[0]?.Entries[0]).toMatchObject({ MessageGroupId: 'C-1' });
    answers['/exceptions?exceptionId=x-2&limit=500'] = { body: { items: [] } };
    expect(await relief('retry', 'x-2')).toBe(1);
  });

  it('finds the exceptions of the places whose staff asks', async () => {
    const event = { source: 's', id: 'i', type: 'relief.handovers.made.v1' };
    answers['/exceptions?exceptionId=x-1&limit=500'] = { status: 403, body: { title: 'Forbidden' } };
    answers['/me'] = { body: { roles: ['centre-staff'], locations: [{ locationId: 'C-1' }], payers: [] } };
    answers['/exceptions?exceptionId=x-1&locationId=C-1&limit=500'] = {
      body: { items: [{ ...one('x-1'), locationId: 'C-1', event }] },
    };
    expect([await relief('retry', 'x-1'), err]).toEqual([0, '']);
    expect(sent[0]?.Entries[0]).toMatchObject({ MessageGroupId: 'C-1' });
  });
});

describe('relief withdraw and void', () => {
  const held = {
    ...one('x-1'),
    locationId: 'C-1',
    event: { source: 's', id: 'i', type: 'relief.handovers.made.v1' },
  };

  it('takes back what is held, on the queue and in the group of its event', async () => {
    answers['/exceptions?exceptionId=x-1&limit=500'] = { body: { items: [held] } };
    expect(await relief('withdraw', 'x-1', '--reason', 'typed twice')).toBe(0);
    const [entry] = sent[0]?.Entries ?? [];
    expect(entry).toMatchObject({ MessageGroupId: 'C-1' });
    expect(JSON.parse(entry?.MessageBody ?? '')).toMatchObject({
      type: 'relief.held.withdrawn.v1',
      data: { exceptionId: 'x-1', reason: 'typed twice' },
    });
    expect(await relief('withdraw', 'x-1')).toBe(2);
    expect(await relief('withdraw', '--reason', 'typed twice')).toBe(2);
    expect(await relief('withdraw', 'x-1', '--import', 'handovers-', '--reason', 'typed twice')).toBe(2);
  });

  it('waits with --wait until it is taken back, and tells if it was posted instead', async () => {
    const path = '/exceptions?exceptionId=x-1&limit=500';
    const statuses = ['held', 'held', 'rejected'];
    answers[path] = {
      get body() {
        return { items: [{ ...held, status: statuses.shift() }] };
      },
    };
    const args = ['withdraw', 'x-1', '--reason', 'typed twice', '--wait'];
    expect(await relief(...args)).toBe(0);
    expect(statuses).toEqual([]);
    const items = [[held], []];
    answers[path] = {
      get body() {
        return { items: items.shift() };
      },
    };
    expect(await relief(...args)).toBe(1);
    expect(err).toContain('There is no exception x-1, or it has been posted since');
  });

  it('takes back a whole import by one void an event, which is the same when it is sent again', async () => {
    const event = {
      queue: 'handovers',
      messageGroup: 'C-1',
      rejected: 0,
      firstRecordedAt: recordedAt,
    };
    answers['/exceptions/groups?by=order&status=held&limit=500'] = {
      body: { items: [{ orderId: 'O-1', isKnown: true, held: 801, rejected: 0 }] },
    };
    answers['/exceptions/groups?by=import&status=held&orderId=O-1&limit=500'] = {
      body: {
        items: [
          {
            source: 'urn:relief:import',
            type: 'relief.handovers.made.v1',
            recordedOn: '2020-08-16',
            held: 801,
            rejected: 0,
            events: [
              { ...event, id: 'handovers-1', held: 500 },
              { ...event, id: 'handovers-2', held: 300 },
              { ...event, id: 'by-hand', held: 1 },
            ],
          },
        ],
      },
    };
    const ofImport = ['withdraw', '--import', 'handovers-'];
    expect(await relief(...ofImport, '--dry-run')).toBe(0);
    expect(out).toMatch(/handovers\.made\.v1 +2020-08-16 +urn:relief:import +2 +800/);
    expect(sent).toEqual([]);
    expect(await relief(...ofImport, '--reason', 'the wrong file')).toBe(0);
    expect(out).toContain('800 held rows will be withdrawn, by 2 voids');
    const bodies = sent.flatMap(({ Entries }) => Entries.map(({ MessageBody }) => MessageBody));
    expect(bodies.map((body) => JSON.parse(body).data)).toEqual([
      { source: 'urn:relief:import', id: 'handovers-1', reason: 'the wrong file' },
      { source: 'urn:relief:import', id: 'handovers-2', reason: 'the wrong file' },
    ]);
    expect(sent[0]?.Entries[0]).toMatchObject({ MessageGroupId: 'C-1' });
    sent = [];
    expect(await relief(...ofImport, '--reason', 'the wrong file')).toBe(0);
    expect(sent.flatMap(({ Entries }) => Entries.map(({ MessageBody }) => MessageBody))).toEqual(bodies);
    expect(await relief(...ofImport, '--order', 'O-2', '--reason', 'x')).toBe(1);
    expect(err).toContain('Nothing is held that names the order O-2');
  });

  it('learns from the API on which queue and in which group an event came, and sends the void there', async () => {
    answers['/events?source=s&id=booked'] = {
      body: {
        source: 's',
        id: 'booked',
        type: 'relief.shipment.dispatched.v1',
        status: 'posted',
        recordedAt,
        queue: 'shipment-arrivals',
        messageGroup: 'source',
      },
    };
    const reason = ['--reason', 'booked twice'];
    expect(await relief('void', 's', 'booked', ...reason)).toBe(0);
    expect(sent[0]?.QueueUrl).toMatch(/shipment-arrivals\.fifo$/);
    expect(sent[0]?.Entries[0]).toMatchObject({ MessageGroupId: 'source' });
    expect(JSON.parse(sent[0]?.Entries[0]?.MessageBody ?? '')).toMatchObject({
      type: 'relief.event.voided.v1',
      data: { source: 's', id: 'booked', reason: 'booked twice' },
    });
    expect(await relief('void', 's', 'nowhere', ...reason)).toBe(1);
    expect(await relief('void', 's', 'nowhere', ...reason, '--queue', 'stock-counts', '--group', 'L-1')).toBe(
      0,
    );
    expect(sent[1]?.Entries[0]).toMatchObject({ MessageGroupId: 'L-1' });
  });

  it('sends a void from a file in the group of what it takes back', async () => {
    answers['/events?source=s&id=lost'] = {
      body: {
        source: 's',
        id: 'lost',
        type: 'relief.stock.lost.v1',
        status: 'posted',
        recordedAt,
        queue: 'stock-counts',
        messageGroup: 'C-1',
      },
    };
    const event = {
      specversion: '1.0',
      time: '2020-08-16T10:00:00+09:00',
      id: 'v',
      source: 's',
      type: 'relief.event.voided.v1',
      data: { source: 's', id: 'lost', reason: 'r' },
    };
    expect(await relief('send', 'stock-counts', file('void.json', JSON.stringify(event)))).toBe(0);
    expect(sent[0]?.Entries[0]).toMatchObject({ MessageGroupId: 'C-1' });
  });
});

describe('relief send', () => {
  it('sends every event of a file as it stands', async () => {
    const type = 'relief.payments.made.v1';
    const lines = [
      `{"id":"a","source":"s","type":"${type}","n":1.50}`,
      `{"id":"b","source":"s","type":"${type}"}`,
    ];
    const events = file('events.ndjson', lines.join('\n'));
    expect(await relief('send', 'payments', events, '--anyway')).toBe(0);
    expect(sent.flatMap(({ Entries }) => Entries.map(({ MessageBody }) => MessageBody))).toEqual(lines);
    expect(out).toBe('2 events sent to payments\n');
    expect(err).toContain('To see what was not posted: npm run relief -- exceptions\n');
  });

  it('sends nothing to a queue that it knows to be wrong, unless it is told to', async () => {
    const events = file('stray.json', '{"id":"a","source":"s","type":"relief.order.issued.v1"}');
    expect(await relief('send', 'payments', events)).toBe(2);
    expect(err).toBe(
      'Nothing was sent. 1 event would be rejected on payments: relief.order.issued.v1 belongs on policy-orders (--anyway sends it all the same)\n',
    );
    expect(sent).toEqual([]);
    expect(await relief('send', 'payments', events, '--anyway')).toBe(0);
    expect(sent).toHaveLength(1);
    const voids = file('void.json', '{"id":"a","source":"s","type":"relief.event.voided.v1"}');
    expect(await relief('send', 'payments', voids, '--anyway')).toBe(0);
    expect(err).not.toContain('on payments: relief.event.voided.v1');
  });

  it('tells everything that the contract does not allow, before it sends anything', async () => {
    const event = {
      specversion: '1.0',
      id: 'p-1',
      source: 'urn:relief:desk',
      type: 'relief.payments.made.v1',
      time: '2020-08-08T09:00:00+09:00',
      data: {
        payerId: 'P-1',
        orderId: 'O-1',
        payments: [{ paymentId: 'Y-1', householdId: 'H-1', amount: 8000, currency: 'KPW' }],
      },
    };
    const [payment] = event.data.payments;
    const wrong = {
      ...event,
      data: { ...event.data, payments: [{ ...payment, amount: -1 }, payment, { ...payment, paymentId: '' }] },
    };
    const events = file(
      'wrong.ndjson',
      `${JSON.stringify(wrong)}\n${JSON.stringify({ ...event, time: 'noon' })}`,
    );
    expect(await relief('send', 'payments', events)).toBe(2);
    expect(err).toMatch(/^Nothing was sent\. 3 faults would have something rejected:\n/);
    for (const path of ['data.payments[0].amount', 'data.payments[2].paymentId', 'time'])
      expect(err).toContain(`  p-1 ${path}: expected `);
    expect(sent).toEqual([]);
    expect(await relief('send', 'payments', events, '--anyway')).toBe(0);
    expect(await relief('send', 'payments', file('right.json', JSON.stringify(event)))).toBe(0);
    expect(sent).toHaveLength(2);
  });

  it.each([
    [['send', 'nowhere', 'f.json'], /Allowed choices are registrations, policy-orders/],
    [['send', 'payments', '/nowhere/f.json'], /^There is no file \/nowhere\/f\.json\n$/],
    [['send', 'payments'], /missing required argument 'file'/],
    [['sned'], /unknown command 'sned'\n\(Did you mean send\?\)/],
    [['help', 'sned'], /unknown command 'sned'\n\(Did you mean send\?\)/],
    [['outcome', '--help'], /unknown command 'outcome'/],
  ])('ends %j with 2', async (args, message) => {
    expect(await relief(...args)).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('relief import', () => {
  it('sends good rows, and writes bad ones where they can be corrected', async () => {
    const sheet = file('sheet.csv', 'receiptId,householdId,rice (kg)\nR-1,H-1,5\n"R-2",H-2,"5,5"\n');
    const options = ['--centre', 'C-1', '--order', 'O-1'];
    expect(await relief('import', 'handovers', sheet, ...options)).toBe(2);
    expect(sent.flatMap(({ Entries }) => Entries)).toHaveLength(1);
    expect(err).toContain(`${sheet}:3:11 rice (kg): expected a number that every country reads alike`);
    const rejects = join(folder, 'sheet.rejects.csv');
    const text = readFileSync(rejects, 'utf8');
    expect(text.split('\r\n')[0]).toBe('\ufeffreceiptId,householdId,rice (kg),error');
    writeFileSync(rejects, text.replace('"5,5"', '5.5'));
    expect(await relief('import', 'handovers', rejects, ...options)).toBe(0);
    expect(JSON.parse(sent[1]?.Entries[0]?.MessageBody ?? '').data.receipts).toEqual([
      { receiptId: 'R-2', householdId: 'H-2', lines: [{ commodity: 'rice', unit: 'kg', quantity: 5.5 }] },
    ]);
  });

  it('reads standard input', async () => {
    const rows = ['receiptId,householdId,rice (kg)\nR-1,H', '-1,5\nR-2,H-2,x\n'];
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(
      Readable.from(rows.map((text) => Buffer.from(text))) as unknown as typeof process.stdin,
    );
    const rejects = join(folder, 'rejected.csv');
    const options = ['--centre', 'C-1', '--order', 'O-1', '--rejects', rejects];
    expect(await relief('import', 'handovers', '-', ...options)).toBe(2);
    expect(JSON.parse(sent[0]?.Entries[0]?.MessageBody ?? '').data.receipts).toMatchObject([
      { receiptId: 'R-1', householdId: 'H-1' },
    ]);
    expect(err).toContain('standard input:3:9 rice (kg): expected a quantity in kg');
    expect(err).toContain(`1 row not sent; correct it in ${rejects} and import that file`);
  });

  it('sends and writes nothing in a dry run, and says what would be sent', async () => {
    const sheet = file('dry.csv', 'receiptId,householdId,rice (kg)\nR-1,H-1,5\nR-2,H-2,x\n');
    const args = ['import', 'handovers', sheet, '--centre', 'C-1', '--order', 'O-1', '--dry-run'];
    expect(await relief(...args)).toBe(2);
    expect(out).toBe('1 row would be sent in 1 event\n');
    expect(err).toContain('1 row would not be sent\n');
    expect(err).toContain(`${sheet}:3:9 rice (kg): expected a quantity in kg`);
    expect(sent).toEqual([]);
    expect(existsSync(join(folder, 'dry.rejects.csv'))).toBe(false);
    writeFileSync(sheet, 'receiptId,householdId,rice (kg)\nR-1,H-1,5\n');
    expect(await relief(...args)).toBe(0);
    expect(sent).toEqual([]);
  });

  it('never says of nothing that it is in the books', async () => {
    const sheet = file('bad.csv', 'receiptId,householdId,rice (kg)\nR-1,H-1,x\n');
    expect(await relief('import', 'handovers', sheet, '--centre', 'C-1', '--order', 'O-1', '--wait')).toBe(2);
    expect(out).toBe('0 rows sent in 0 events\n');
  });

  it('says when there is no such file', async () => {
    expect(await relief('import', 'payments', '/nowhere.csv')).toBe(2);
    expect(err).toBe('There is no file /nowhere.csv\n');
  });
});

it('teaches with --help, for every command, and exits 0', async () => {
  expect(await runRelief(['--help'])).toBe(0);
  const names = [...out.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name = '']) => name);
  expect(names).toEqual(
    expect.arrayContaining(['send', 'import', 'report', 'exceptions', 'household', 'help']),
  );
  for (const name of names.filter((each) => each !== 'help')) {
    out = '';
    expect(await runRelief([name, '--help']), name).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: relief ${name} `));
    expect(out).toContain('Examples:');
    expect(out).toMatch(new RegExp(`\\$ npm run (-s )?relief -- ${name}\\b`));
    expect(out).not.toContain('npx relief');
  }
});

it('says that nothing answers where a system was', async () => {
  const gone = file(
    'gone.json',
    readFileSync(outputs, 'utf8').replace(/"ApiUrl":"[^"]*"/, '"ApiUrl":"http://127.0.0.1:9"'),
  );
  expect(await runRelief(['report', 'order-1', '--outputs', gone])).toBe(3);
  expect(err).toMatch(/^Nothing answers at http:\/\/127\.0\.0\.1:9: start the system with "npm start"/);
});
