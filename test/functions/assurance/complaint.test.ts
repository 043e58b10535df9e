import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { households, locations, order } from '../../flows/events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';

type Json = any;

let engine: TestTables;
let books: Books;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const send = (event: object, id?: string, time?: string): Promise<void> =>
  books.send({
    ...(event as SentEvent),
    ...(id !== undefined && { id }),
    ...(time !== undefined && { time }),
  });
const raise = (complaintId: string, more: object = {}, time?: string, id?: string): Promise<void> =>
  send(
    {
      type: 'relief.complaint.raised.v1',
      data: { complaintId, kind: 'quality', channel: 'call', orderId: 'O-1', ...more },
    },
    id,
    time,
  );
const answer = (complaintId: string, more: object = {}, time?: string, id?: string): Promise<void> =>
  send(
    {
      type: 'relief.complaint.answered.v1',
      data: { complaintId, outcome: 'upheld', told: true, ...more },
    },
    id,
    time,
  );
const list = (filter = ''): Promise<Json[]> => books.all(`/complaints${filter}`, 2);
const ids = async (filter = ''): Promise<string[]> =>
  (await list(filter)).map(({ complaintId }) => complaintId);
const figures = async (asOf = ''): Promise<Json> =>
  (await books.get(`/orders/O-1/reconciliation${asOf}`)).complaints;
const exceptions = (filter: string): Promise<Json[]> => books.all(`/exceptions?${filter}`, 100);

beforeEach(async () => {
  books = await Books.openIn(engine);
  await send(locations);
  await send(households('C-1', [{ householdId: 'H-1', name: 'Kim', adults: 2, children: 0 }]));
  await send(order('O-1'));
  books.setClock('2020-09-01T12:00:00.000Z');
});

describe('a complaint', () => {
  it('is due in 14 days, and then overdue until somebody answers', async () => {
    await raise('K-1', { householdId: 'H-1', text: 'mouldy' }, '2020-08-18T09:00:00+09:00');
    expect(await figures()).toEqual({ open: 1, overdue: 0, answered: 0, medianDays: null });
    books.setClock('2020-09-02T12:00:00.000Z');
    expect(await list()).toMatchObject([
      { complaintId: 'K-1', status: 'overdue', dueOn: '2020-09-01', overdueDays: 1, answers: [] },
    ]);
    expect(await figures()).toEqual({ open: 1, overdue: 1, answered: 0, medianDays: null });
    const then = books.lastInstant;
    await answer('K-1', { answer: 'replaced' }, '2020-09-02T09:00:00+09:00');
    await answer('K-1', { outcome: 'not-upheld', told: false }, '2020-09-02T10:00:00+09:00');
    expect(await books.get('/complaints/K-1')).toMatchObject({
      status: 'answered',
      days: 15,
      text: 'mouldy',
      answers: [
        { outcome: 'upheld', answer: 'replaced', told: true },
        { outcome: 'not-upheld', told: false },
      ],
    });
    expect(await figures()).toEqual({ open: 0, overdue: 0, answered: 1, medianDays: 15 });
    expect(await figures(`?asOf=${then}`)).toMatchObject({ open: 1, answered: 0 });
  });

  it('stands in the list by how long it is overdue, and is found by what it is', async () => {
    await raise('K-1', { dueOn: '2020-09-05' });
    await raise('K-2', { dueOn: '2020-08-30', kind: 'conduct', locationId: 'C-1' });
    await raise('K-3', { dueOn: '2020-08-20' });
    await raise('K-4', { dueOn: '2020-08-21', orderId: undefined, locationId: 'C-2' });
    await raise('K-5', { dueOn: '2020-08-01' });
    await answer('K-5', {}, '2020-08-09T09:00:00+09:00');
    await answer('K-3', {}, '2020-08-12T09:00:00+09:00');
    expect(await ids()).toEqual(['K-4', 'K-2', 'K-1', 'K-3', 'K-5']);
    expect(await ids('?status=open')).toEqual(['K-4', 'K-2', 'K-1']);
    expect(await ids('?status=overdue')).toEqual(['K-4', 'K-2']);
    expect(await ids('?status=answered&orderId=O-1')).toEqual(['K-3', 'K-5']);
    expect(await ids('?orderId=-')).toEqual(['K-4']);
    expect(await ids('?kind=conduct')).toEqual(['K-2']);
    expect(await ids('?locationId=C-2')).toEqual(['K-4']);
    expect(await figures()).toEqual({ open: 2, overdue: 1, answered: 2, medianDays: 2.5 });
    expect((await books.ask('/complaints?format=csv')).text).toContain('complaintId,kind,status,dueOn');
  });

  it('tells its text and its household to coordinators and auditors alone', async () => {
    await raise('K-1', { locationId: 'C-1', householdId: 'H-1', reference: 'R-1', text: 'she shouted' });
    await answer('K-1', { answer: 'she was warned' });
    const ask = (path: string, role: string) => books.ask(path, {}, [role, 'location:C-1']);
    expect((await ask('/complaints', 'auditor')).text).toContain('she shouted');
    const told = await ask('/complaints?locationId=C-1', 'centre-staff');
    expect(told.body.items).toMatchObject([{ complaintId: 'K-1', kind: 'quality', locationId: 'C-1' }]);
    expect(told.text).not.toMatch(/shouted|warned|H-1|R-1/);
    for (const path of ['/complaints', '/complaints?locationId=C-2', '/complaints/K-1'])
      expect((await ask(path, 'centre-staff')).status, path).toBe(403);
    expect((await books.ask('/complaints/K-9')).status).toBe(404);
  });

  it('has its number for good', async () => {
    const time = '2020-08-18T09:00:00+09:00';
    await raise('K-1', {}, time, 'k-1');
    await raise('K-1', {}, time, 'k-1');
    await raise('K-1', {}, time, 'k-2');
    await raise('K-1', { kind: 'other' }, time, 'k-3');
    expect(await figures()).toMatchObject({ open: 1 });
    expect(await exceptions('status=rejected')).toMatchObject([
      { reason: 'conflicting-duplicate', reference: 'K-1', event: { id: 'k-3' } },
    ]);
  });

  it('waits for its order, its place and its household, and an answer for its complaint', async () => {
    await answer('K-1', { answer: 'soon' });
    await raise('K-1', { orderId: 'O-2' });
    await raise('K-2', { orderId: 'O-1', locationId: 'C-9' });
    await raise('K-3', { orderId: undefined, householdId: 'H-9' });
    const held = (await exceptions('status=held')).map(({ reason, reference }) => `${reference} ${reason}`);
    expect(held.sort()).toEqual([
      'K-1 unknown-order',
      'K-1 unknown-reference',
      'K-2 unknown-location',
      'K-3 unknown-household',
    ]);
    await send(order('O-2'));
    await send(households('C-1', [{ householdId: 'H-9', adults: 1, children: 0 }]));
    expect(await books.get('/complaints/K-1')).toMatchObject({ status: 'answered' });
    expect(await ids()).toEqual(['K-3', 'K-1']);
    expect(await exceptions('status=held')).toMatchObject([{ reference: 'K-2' }]);
  });

  it('may name nothing but itself', async () => {
    await raise('K-1', { orderId: undefined, text: 'a guard took money' });
    expect(await ids('?orderId=-')).toEqual(['K-1']);
  });

  it.each(['before', 'after'])('is forgotten with its household, erased %s', async (when) => {
    const erase = () =>
      send({ type: 'relief.household.erased.v1', data: { householdId: 'H-1', reason: 'asked' } });
    if (when === 'before') await erase();
    await raise('K-1', { householdId: 'H-1', text: 'Kim was ill' }, undefined, 'k-1');
    await answer('K-1', { answer: 'Kim was told' }, undefined, 'a-1');
    await raise('K-2', { householdId: 'H-1', orderId: 'O-9', text: 'Kim came twice' }, undefined, 'k-2');
    if (when === 'after') await erase();
    const { eventClaimId } = await import('../../../shared/ledger/id-claims.ts');
    const events = ['k-1', 'a-1', 'k-2'].map((id) => `case:${eventClaimId(`urn:test:desk#${id}`)}`);
    for (const subject of ['complaint:K-1', ...events]) {
      const kept = await books.tables.all('ledgers', subject);
      expect(kept.length, subject).toBeGreaterThan(0);
      expect(JSON.stringify(kept), subject).not.toContain('Kim');
    }
    expect(await books.get('/complaints/K-1')).toMatchObject({ householdId: 'H-1', status: 'answered' });
  });
});
