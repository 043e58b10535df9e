import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dailySeal } from '../../../functions/daily-seal/daily-seal.ts';
import { SealArchive } from '../../../shared/audit/archive/seal-archive.ts';
import { WriteOnceFolder } from '../../../shared/audit/archive/write-once.ts';
import { commandBody } from '../../../shared/contract/commands.ts';
import { drawnUnit } from '../../../shared/ledger/audit-draws.ts';
import { eventClaimId } from '../../../shared/ledger/id-claims.ts';
import { Store } from '../../../shared/store/store.ts';
import { Tables } from '../../../shared/store/tables.ts';
import { arrival, handovers, households, locations, order, payments, returns } from '../../flows/events.ts';
import { ReadRounds } from '../../support/read-rounds.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';

type Json = any;

const seed = '20237331128159211123';

let engine: TestTables;
let books: Books;
let folder: string;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const send = (event: object, id?: string): Promise<void> =>
  books.send({ ...(event as SentEvent), ...(id !== undefined && { id }) });
const open = (changes: object = {}, id = 'opening'): Promise<void> =>
  send(
    {
      type: 'relief.audit.opened.v1',
      data: {
        auditId: 'A-1',
        orderId: 'O-1',
        measure: { commodity: 'rice' },
        tolerance: { quantity: 30, unit: 'kg' },
        riskPercent: 5,
        method: 'kaplan-markov',
        sealDate: '2020-08-07',
        seed,
        ...changes,
      },
    },
    id,
  );
const visit = (draw: number, found: Json, more: object = {}) => ({
  draw,
  found,
  visitedOn: '2020-08-12',
  visitor: 'Ri',
  ...more,
});
const observe = (observations: readonly Json[], id?: string): Promise<void> =>
  send({ type: 'relief.audit.observed.v1', data: { auditId: 'A-1', observations } }, id);
const kg = (quantity: number) => ({ quantity, unit: 'kg' });
const rice = (quantity: number) => ({ commodity: 'rice', quantity, unit: 'kg' });
const oil = (quantity: number) => ({ commodity: 'oil', quantity, unit: 'bottle' });
const draws = async (limit: number): Promise<Json[]> =>
  (await books.get(`/audits/A-1/draws?limit=${limit}`)).items;
const audit = (): Promise<Json> => books.get('/audits/A-1');
const event = (id: string): Promise<Json> => books.get(`/events?source=urn:test:desk&id=${id}`);

/** Seals the day of the books, as the function of the schedule does. */
async function seal(): Promise<void> {
  const commands: { queue: string; group: string; body: string }[] = [];
  await dailySeal({
    tables: books.tables,
    archive: new SealArchive(new WriteOnceFolder(folder)),
    now: () => books.now(),
    zone: 'Asia/Pyongyang',
    logger: { info: () => undefined, error: console.error } as never,
    meter: {
      sealed: () => undefined,
      tampered: () => undefined,
      overdueComplaints: () => undefined,
    } as never,
    overdueComplaints: () => Promise.resolve(0),
    retryRequests: {
      send: async ({ queue, messageGroup: group }, command) => {
        commands.push({
          queue,
          group,
          body: commandBody(command, `retry-${commands.length}`, books.now()),
        });
      },
    },
  })();
  for (const { queue, group, body } of commands) await books.sendBody(queue, body, group);
}

const homes = Array.from({ length: 12 }, (_, index) => `H-${String(index + 1).padStart(2, '0')}`);
const receiptsOf = (centre: string, some: readonly string[]) =>
  some.map((householdId, index) => ({
    receiptId: `R-${centre}-${index + 1}`,
    householdId,
    lines: index % 3 === 2 ? [oil(1)] : [rice(index + 5), ...(index % 2 === 0 ? [oil(1)] : [])],
  }));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relief-seals-'));
  books = await Books.openIn(engine);
  await send(locations);
  const registered = (some: readonly string[]) =>
    some.map((householdId) => ({ householdId, neighbourhood: 'Sonjuk', adults: 4, children: 0 }));
  await send(households('C-2', registered(homes.slice(6))));
  await send(households('C-1', registered(homes.slice(0, 6))));
  await send(order('O-1'));
  for (const centreId of ['C-1', 'C-2'])
    await send(arrival('O-1', `W-${centreId}`, centreId, [rice(90), oil(30)]));
  await send(handovers('O-1', 'C-2', receiptsOf('C-2', homes.slice(6))));
  await send(handovers('O-1', 'C-1', receiptsOf('C-1', homes.slice(0, 6))));
  await send(handovers('O-1', 'C-1', [{ receiptId: 'R-alone', householdId: 'H-03', lines: [rice(8)] }]));
  await send(
    returns('O-1', 'C-2', [
      { receiptId: 'T-1', reverses: 'R-C-2-5', householdId: 'H-11', reason: 'wrong person' },
    ]),
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** In the order of centre, entry and place in the group. Units: grams. */
const line = [
  ['R-C-1-1', 5_000],
  ['R-C-1-2', 6_000],
  ['R-C-1-4', 8_000],
  ['R-C-1-5', 9_000],
  ['R-alone', 8_000],
  ['R-C-2-1', 5_000],
  ['R-C-2-2', 6_000],
  ['R-C-2-4', 8_000],
  ['R-C-2-5', 9_000],
] as const;
const total = line.reduce((sum, [, grams]) => sum + grams, 0);

describe('an audit that is opened', () => {
  it('draws the receipts that the seed names from what the seal holds', async () => {
    await seal();
    await send(handovers('O-1', 'C-1', [{ receiptId: 'R-late', householdId: 'H-06', lines: [rice(9)] }]));
    await open();
    expect(await audit()).toMatchObject({
      population: { receipts: 9, total: 64, returned: 9 },
      tolerance: kg(30),
      drawsIfClean: 4,
      observed: 0,
      p: 1,
      status: 'open',
      seal: { date: '2020-08-07' },
    });
    const expected = Array.from({ length: 60 }, (_, index) => {
      const g = Number(drawnUnit(seed, index + 1, BigInt(total)));
      let before = 0;
      const [receiptId] = line.find(([, grams]) => {
        before += grams;
        return g < before;
      }) ?? [''];
      return { draw: index + 1, g, receiptId, ...(receiptId === 'R-C-2-5' && { void: true }) };
    });
    const drawn = await draws(60);
    expect(
      drawn.map(({ draw, g, receiptId, void: isVoid }) => ({
        draw,
        g,
        receiptId,
        ...(isVoid && { void: true }),
      })),
    ).toEqual(expected);
    expect(drawn.find(({ receiptId }) => receiptId === 'R-C-2-4')).toMatchObject({
      householdId: 'H-10',
      locationId: 'C-2',
      neighbourhood: 'Sonjuk',
      quantity: 8,
      unit: 'kg',
    });
  });

  it('waits for its seal, and is opened by it', async () => {
    await open();
    expect(await event('opening')).toMatchObject({
      status: 'held',
      reason: 'unknown-reference',
      detail: { sealDate: '2020-08-07' },
    });
    await seal();
    expect((await event('opening')).status).toBe('posted');
    expect((await audit()).population.receipts).toBe(9);
  });

  it('waits for its order', async () => {
    await open({ orderId: 'O-2' });
    expect(await event('opening')).toMatchObject({ status: 'held', reason: 'unknown-order' });
  });

  it.each([
    ['another commodity', { measure: { commodity: 'wheat' } }, 'unknown-commodity'],
    ['another unit', { tolerance: { quantity: 3, unit: 'l' } }, 'wrong-unit'],
    [
      'another currency',
      { measure: { currency: 'EUR' }, tolerance: { amount: 3, currency: 'EUR' } },
      'wrong-unit',
    ],
    [
      'money that nobody was paid',
      { measure: { currency: 'KPW' }, tolerance: { amount: 3, currency: 'KPW' } },
      'unknown-commodity',
    ],
    ['a tolerance of all there is', { tolerance: kg(55) }, 'invalid-message'],
    ['a risk of half', { riskPercent: 50 }, 'invalid-message'],
    ['a short seed', { seed: '1234567890123456789' }, 'invalid-message'],
    ['a tolerance of money', { tolerance: { amount: 3, currency: 'KPW' } }, 'invalid-message'],
  ])('is refused for %s', async (_, changes, reason) => {
    await seal();
    await open(changes);
    expect(await event('opening')).toMatchObject({ status: 'rejected', reason });
    expect(await books.all('/audits', 10)).toEqual([]);
  });

  it('keeps its id: the same again is a duplicate, another is refused', async () => {
    await seal();
    await open();
    await open({}, 'opening');
    await open({ riskPercent: 10 }, 'other');
    expect(await event('other')).toMatchObject({ status: 'rejected', reason: 'conflicting-duplicate' });
    expect(await books.all('/audits', 10)).toMatchObject([{ auditId: 'A-1', riskPercent: 5 }]);
  });

  it('draws payments as well', async () => {
    await send(
      payments('O-1', 'P-1', [
        { paymentId: 'M-1', householdId: 'H-01', amount: 16_000, currency: 'KPW' },
        { paymentId: 'M-2', householdId: 'H-02', amount: 8_000, currency: 'KPW' },
      ]),
    );
    await seal();
    await open({
      measure: { currency: 'KPW' },
      tolerance: { amount: 5_000, currency: 'KPW' },
      method: 'betting',
    });
    expect(await audit()).toMatchObject({ population: { receipts: 2, total: 24_000, returned: 0 } });
    const drawn = await draws(20);
    expect(new Set(drawn.map(({ receiptId }) => receiptId))).toEqual(new Set(['M-1', 'M-2']));
    expect(drawn[0]).toMatchObject({ payerId: 'P-1', currency: 'KPW' });
    await observe([visit(1, 'not-found'), visit(2, { amount: drawn[1].amount, currency: 'KPW' })]);
    const share = 5_000 / 24_000;
    const p = 1 / (1 + 0.9 * (0 - (1 - share))) / (1 + 0.9 * (1 - (1 - share)));
    expect((await audit()).p).toBeCloseTo(p, 9);
  });
});

describe('observations', () => {
  const standing = async (limit: number) => (await draws(limit)).filter((one) => !one.void);

  beforeEach(async () => {
    await seal();
    await open();
  });

  it('bring p down until the audit is confirmed, and that is final', async () => {
    const drawn = await standing(20);
    const share = 30_000 / (total - 9_000);
    await observe(drawn.slice(0, 3).map(({ draw, quantity }) => visit(draw, kg(quantity))));
    expect(await audit()).toMatchObject({
      observed: 3,
      status: 'open',
      p: Number(((1 - share) ** 3).toFixed(10)),
    });
    const { draw, quantity } = drawn[3];
    await observe([visit(draw, kg(quantity))]);
    expect(await audit()).toMatchObject({ observed: 4, status: 'confirmed', confirmedAt: draw });
    await observe([visit(drawn[0].draw, 'not-found')]);
    expect(await audit()).toMatchObject({ status: 'confirmed', p: null });
  });

  it('wait for their audit', async () => {
    await send(
      { type: 'relief.audit.observed.v1', data: { auditId: 'A-2', observations: [visit(2, kg(5))] } },
      'early',
    );
    expect(await event('early')).toMatchObject({
      status: 'held',
      reason: 'unknown-reference',
      detail: { auditId: 'A-2' },
    });
    await open({ auditId: 'A-2' }, 'second');
    expect((await event('early')).status).toBe('posted');
    expect((await books.get('/audits/A-2')).visits).toMatchObject([{ draw: 2 }]);
  });

  it('stand alone, row by row', async () => {
    const [first, second] = await standing(20);
    await observe(
      [
        visit(first.draw, kg(first.quantity)),
        visit(second.draw, { quantity: 3, unit: 'l' }),
        visit(0, kg(1)),
        visit(second.draw, kg(second.quantity)),
      ],
      'visits',
    );
    expect(await event('visits')).toMatchObject({
      status: 'mixed',
      rows: [
        { reference: String(first.draw), status: 'posted' },
        { status: 'rejected', reason: 'wrong-unit' },
        { status: 'rejected', reason: 'invalid-message', detail: { path: 'data.observations[2].draw' } },
        { reference: String(second.draw), status: 'posted' },
      ],
    });
    expect((await audit()).observed).toBe(2);
    expect(await books.all('/exceptions?orderId=O-1', 10)).toHaveLength(2);
  });

  it('of hundreds of rows that are all refused keep each of them', async () => {
    await observe(
      Array.from({ length: 200 }, () => visit(0, kg(1))),
      'wrong',
    );
    expect(await books.all('/exceptions?orderId=O-1', 100)).toHaveLength(200);
    await observe(
      Array.from({ length: 200 }, () => visit(0, kg(1))),
      'wrong',
    );
    expect(await books.all('/exceptions?orderId=O-1', 100)).toHaveLength(200);
  });

  it('that find less are anomalies, until a newer visit finds all', async () => {
    const [first] = await standing(20);
    await observe([visit(first.draw, kg(first.quantity - 2))]);
    const [anomaly] = await books.all('/anomalies?orderId=O-1&kind=disputed-receipt', 10);
    expect(anomaly).toMatchObject({
      kind: 'disputed-receipt',
      commodity: 'rice',
      unit: 'kg',
      quantity: 2,
      householdId: first.householdId,
      locationId: first.locationId,
      references: [first.receiptId, 'A-1'],
    });
    expect((await audit()).largestTaints).toMatchObject([
      { draw: first.draw, missing: 2, taint: Number((2 / first.quantity).toFixed(10)) },
    ]);
    await send({
      type: 'relief.finding.noted.v1',
      data: { anomalyId: anomaly.anomalyId, note: 'weighed again', state: 'looked-into' },
    });
    expect(await books.all('/anomalies?orderId=O-1&state=looked-into', 10)).toHaveLength(1);
    await observe([visit(first.draw, kg(first.quantity))]);
    expect(await books.all('/anomalies?orderId=O-1&kind=disputed-receipt', 10)).toEqual([]);
  });

  it('have their notes forgotten with the household', async () => {
    const [first] = await standing(20);
    await observe([visit(first.draw, kg(1), { note: 'old Kim lives alone' })], 'noted');
    await send({
      type: 'relief.household.erased.v1',
      data: { householdId: first.householdId, reason: 'asked for it' },
    });
    const kept = await new Store(books.tables).exceptionNow(eventClaimId('urn:test:desk#noted'));
    expect(kept?.original).toContain('observations');
    expect(kept?.original).not.toContain('Kim');
    await observe([visit(first.draw, kg(1), { note: 'old Kim again' })], 'again');
    const again = await new Store(books.tables).exceptionNow(eventClaimId('urn:test:desk#again'));
    expect(again?.original).not.toContain('Kim');
  });
});

describe('who asks', () => {
  it('is a coordinator or an auditor', async () => {
    await seal();
    await open();
    for (const path of ['/audits', '/audits/A-1', '/audits/A-1/draws?limit=1']) {
      expect((await books.ask(path, {}, ['auditor'])).status).toBe(200);
      expect((await books.ask(path, {}, ['centre-staff', 'location:C-1'])).status).toBe(403);
    }
    expect((await books.ask('/audits/A-9')).status).toBe(404);
    const { text } = await books.ask('/audits/A-1/draws?limit=2&format=csv');
    expect(text.split('\r\n')[0]).toContain('draw,g,receiptId,householdId');
  });
});

it('a draw takes a few reads', async () => {
  await seal();
  await open();
  const counted = new ReadRounds(books.tables.client);
  const store = new Store(new Tables(counted.client, books.tables.names));
  const { opened } = (await store.audits.get('A-1')) ?? {};
  if (opened === undefined) throw new Error('it was opened');
  const before = counted.requests;
  await store.audits.drawn(opened, 1);
  expect(counted.requests - before).toBeLessThanOrEqual(10);
  const once = counted.requests;
  await Promise.all([1, 1].map((draw) => store.audits.drawn(opened, draw)));
  expect(counted.requests).toBe(once);
});

it('a draw that could not be read is read again', async () => {
  await seal();
  await open();
  const { client } = new ReadRounds(books.tables.client);
  let isDown = false;
  const send = (command: never): Promise<unknown> =>
    isDown ? Promise.reject(new Error('throttled')) : client.send(command);
  const store = new Store(new Tables({ send } as typeof client, books.tables.names));
  const { opened } = (await store.audits.get('A-1')) ?? {};
  if (opened === undefined) throw new Error('it was opened');
  isDown = true;
  await expect(store.audits.drawn(opened, 1)).rejects.toThrow('throttled');
  isDown = false;
  expect((await store.audits.drawn(opened, 1)).draw).toBe(1);
});
