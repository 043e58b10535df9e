import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayRead, payerItself, staffOfLocation } from '../../../functions/ledger-api/access.ts';
import type { QueryContext } from '../../../functions/ledger-api/query-context.ts';
import { claimsOf, type Reader, readerOf } from '../../../shared/http/reader.ts';
import { Books } from './books.ts';
import { asked, everything, rights } from './rights.ts';
import { playRound, registerHouseholds } from './round.ts';

let books: Books;
beforeAll(async () => {
  books = await Books.open();
  await playRound(books);
});
afterAll(() => books?.close());

const notThere = ['/seals/{date}', '/audits/{auditId}', '/audits/{auditId}/draws'];

describe.each(rights)('$reader', ({ groups, reads }) => {
  it.each(everything)('asking %s is answered, or refused and told nothing', async (path) => {
    const { status, body, text } = await books.ask(asked[path] ?? '', {}, groups);
    if (reads.includes(path)) {
      // No day was sealed yet, so no audit is opened.
      expect(status).toBe(notThere.includes(path) ? 404 : 200);
    } else {
      expect(body).toMatchObject({ title: 'Forbidden', status: 403 });
      expect(body.detail).toMatch(/^This is open to /);
      expect(text).not.toMatch(/H-1|C-1|P-1|O-1/);
    }
  });
});

describe('the staff of a centre', () => {
  const staff = ['centre-staff', 'location:C-1'];

  it('cannot tell a household of elsewhere from one that is not there', async () => {
    const elsewhere = await books.ask('/households/H-3', {}, staff);
    expect(elsewhere.status).toBe(403);
    expect((await books.ask('/households/H-404', {}, staff)).text).toBe(elsewhere.text);
  });

  it('read the waybills that come to their location or leave it, and cannot tell others from none', async () => {
    const staffOf = (locationId: string) => ['centre-staff', `location:${locationId}`];
    expect(await books.ask('/shipments/W-3', {}, staffOf('C-2'))).toMatchObject({ status: 200 });
    expect(await books.ask('/shipments/W-3', {}, staffOf('S-1'))).toMatchObject({ status: 200 });
    const elsewhere = await books.ask('/shipments/W-3', {}, staff);
    expect(elsewhere.status).toBe(403);
    expect((await books.ask('/shipments/W-404', {}, staff)).text).toBe(elsewhere.text);
  });

  it('name their location to see exceptions, which are those of that location', async () => {
    expect(await books.ask('/exceptions', {}, staff)).toMatchObject({ status: 403 });
    const { body } = await books.ask('/exceptions?locationId=C-1', {}, staff);
    expect(body.items.length).toBeGreaterThan(0);
    for (const { locationId } of body.items) expect(locationId).toBe('C-1');
  });

  it('go on reading a household that moved away, whose entries their own book names', async () => {
    await registerHouseholds(books, 'C-2', '2020-08-09', [{ householdId: 'H-2', adults: 1, children: 0 }]);
    expect(await books.ask('/households/H-2', {}, staff)).toMatchObject({ status: 200 });
    expect(await books.ask('/households/H-2', {}, ['centre-staff', 'location:C-2'])).toMatchObject({
      status: 200,
    });
  });

  it('may be of several, or read a cash book too', async () => {
    const both = ['payer', 'payer:P-1', ...staff, 'location:C-2'];
    for (const path of ['/locations/C-1', '/locations/C-2', '/households/H-3', '/payers/P-1/ledger']) {
      expect(await books.ask(path, {}, both)).toMatchObject({ status: 200 });
    }
  });
});

describe('a payer', () => {
  const payer = ['payer', 'payer:P-1'];

  it('names itself to see exceptions, which are its own, wherever they are', async () => {
    await books.send({
      type: 'relief.payments.made.v1',
      data: {
        payerId: 'P-1',
        orderId: 'O-1',
        payments: [{ paymentId: 'M-9', householdId: 'H-1', amount: 1_000_000, currency: 'KPW' }],
      },
    });
    expect(await books.ask('/exceptions', {}, payer)).toMatchObject({ status: 403 });
    expect(await books.ask('/exceptions?payerId=P-2', {}, payer)).toMatchObject({ status: 403 });
    const { body } = await books.ask('/exceptions?payerId=P-1', {}, payer);
    expect(body.items).toMatchObject([{ payerId: 'P-1', reference: 'M-9', reason: 'exceeds-due' }]);
  });

  it('sees nothing of a location by naming itself beside it, nor its staff anything of a payer', async () => {
    for (const groups of [payer, ['centre-staff', 'location:C-1']]) {
      const both = await books.ask('/exceptions?payerId=P-1&locationId=C-1', {}, groups);
      expect(both).toMatchObject({ status: 200, body: { items: [] } });
    }
  });
});

describe('who asks', () => {
  it.each([
    [['coordinator'], { roles: ['coordinator'], locations: [], payers: [] }],
    [
      ['centre-staff', 'location:S-1', 'location:C-77', 'payer:P-1'],
      {
        roles: ['centre-staff'],
        locations: [{ locationId: 'C-77' }, { locationId: 'S-1', name: 'Grocery', kind: 'store' }],
        payers: [],
      },
    ],
    [['payer', 'payer:P-1', 'location:C-1'], { roles: ['payer'], locations: [], payers: ['P-1'] }],
  ])('is told what %j may open, and nothing that opens nothing', async (groups, expected) => {
    expect((await books.ask('/me', {}, groups)).body).toEqual(expected);
  });
});

describe('whoever has no checked token', () => {
  it.each([...everything.map((path) => asked[path] ?? ''), '/openapi.json', '/nowhere'])(
    'is not answered %s',
    async (path) => {
      const { status, headers } = await books.ask(path, {}, null);
      expect(status).toBe(401);
      expect(headers['content-type']).toBe('application/problem+json');
    },
  );
});

describe('the claims of a token', () => {
  const token = (payload: unknown): string =>
    `Bearer head.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.signature`;

  it('are those of its payload, in which a name with a space is one name', async () => {
    const groups = ['x coordinator'];
    const read = await books.ask('/orders', {}, groups);
    // As API Gateway writes it, that is two names.
    expect(read.status).toBe(200);
    const authorization = token({ 'cognito:groups': groups });
    expect((await books.ask('/orders', { authorization }, groups)).status).toBe(403);
    const coordinator = token({ 'cognito:groups': ['coordinator'] });
    expect((await books.ask('/orders', { authorization: coordinator }, groups)).status).toBe(200);
  });

  it.each([undefined, '', 'Bearer x', 'Bearer a.b.c', token(7)])(
    'are those that were checked where %j tells none',
    (authorization) => {
      expect(claimsOf({ sub: 'x' }, authorization)).toEqual({ sub: 'x' });
    },
  );
});

describe('the roles of a token', () => {
  const groups = 'cognito:groups';
  const rolesOf = ({ roles, locationIds, payerIds }: Reader) => [...roles, ...locationIds, ...payerIds];

  it.each([
    ['as API Gateway writes a list', '[coordinator payer:P-1]', ['coordinator', 'P-1']],
    ['of one', '[auditor]', ['auditor']],
    ['of a list that is one still', ['centre-staff', 'location:a:b'], ['centre-staff', 'a:b']],
    ['of a text, which is one name', 'payer', ['payer']],
    ['of a name with a comma', '[centre-staff,coordinator]', []],
    ['of a name with a comma or a space in a list', ['centre-staff,coordinator', 'x auditor'], []],
    ['of a text with a space', 'payer payer:P-1', []],
    ['of nothing', undefined, []],
    ['of a number', 7, []],
    ['that only look like one', '[Coordinator xcoordinator coordinator:all]', []],
  ])('are read %s', (_, claim, expected) => {
    expect(rolesOf(readerOf({ [groups]: claim }, groups))).toEqual(expected);
    expect(rolesOf(readerOf({ other: claim }, groups))).toEqual([]);
  });

  it('never reach an id that is only the beginning of another', async () => {
    const reader = readerOf({ [groups]: '[centre-staff location:C-1 payer payer:P-1]' }, groups);
    // Neither right reads anything.
    const context = {} as QueryContext;
    const readsLocation = (locationId: string) => mayRead(reader, staffOfLocation, { locationId }, context);
    const readsPayer = (payerId: string) => mayRead(reader, payerItself, { payerId }, context);
    expect([await readsLocation('C-1'), await readsPayer('P-1')]).toEqual([true, true]);
    for (const other of ['C-10', 'C-', 'P-1', '']) expect(await readsLocation(other)).toBe(false);
    for (const other of ['P-10', 'P-', 'C-1', '']) expect(await readsPayer(other)).toBe(false);
  });
});
