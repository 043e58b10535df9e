import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Books } from './books.ts';
import { order, registerHouseholds, registerRound } from './round.ts';

let books: Books;
beforeAll(async () => {
  books = await Books.open();
  books.setClock('2020-08-01T00:00:00.000Z');
  await registerRound(books);
});
afterAll(() => books?.close());

const json = { 'content-type': 'application/json' };
const preview = (data: object | string, groups: readonly string[] = ['coordinator']) =>
  books.ask('/orders/preview', json, groups, 'POST', {
    posted: typeof data === 'string' ? data : JSON.stringify(data),
  });
const pathsOf = (body: any): string[] => body.errors.map(({ path }: { path: string }) => path);

describe('the preview of an order', () => {
  it('is what the report of the accepted order plans, for the whole and for each centre', async () => {
    const { data } = order('O-1');
    const { status, body } = await preview(data);
    expect(status).toBe(200);
    expect(await books.get('/orders')).toEqual({ items: [] });
    await books.send(order('O-1'));
    const report = await books.get('/orders/O-1/reconciliation');
    const planned = (rows: any[]) =>
      rows
        .filter((row) => row.planned > 0)
        .map(({ commodity, unit, planned: of }) => ({ commodity, unit, planned: of }));
    expect(body.commodities).toEqual(planned(report.commodities));
    expect(body.stipend).toEqual({ currency: 'KPW', due: report.stipend.due });
    expect(body).toMatchObject({ households: 3, persons: 8, adults: 6 });
    expect(body.locations.map(({ locationId }: any) => locationId)).toEqual(['C-1', 'C-2']);
    for (const centre of body.locations) {
      const own = report.locations.find(({ locationId }: any) => locationId === centre.locationId);
      expect(centre.commodities).toEqual(planned(own.commodities));
      expect(centre.persons).toBe(own.persons);
    }
    expect(body).not.toHaveProperty('changes');
  });

  it('of an amendment shows what changes, by the registry as it is now', async () => {
    await registerHouseholds(books, 'C-2', '2020-08-01', [{ householdId: 'H-4', adults: 2, children: 0 }]);
    const amended = {
      orderId: 'O-1',
      revision: 2,
      reason: 'more rice',
      rations: [{ commodity: 'rice', quantityPerPerson: 6, unit: 'kg' }],
      stipend: null,
    };
    const { status, body } = await preview(amended);
    expect(status).toBe(200);
    expect(body.changes).toEqual([
      { commodity: 'rice', unit: 'kg', before: 44, after: 60 },
      { commodity: 'oil', unit: 'bottle', before: 8, after: 0 },
      { currency: 'KPW', before: 48_003, after: 0 },
    ]);
    expect(body).not.toHaveProperty('stipend');
    expect((await books.get('/orders/O-1')).revisions).toHaveLength(1);
  });
});

describe('what an acceptance would not take', () => {
  const { data } = order('O-2');

  it.each([
    ['is no JSON', '{', ['']],
    ['names a key twice', '{"orderId":"a","orderId":"b"}', ['orderId']],
    ['lacks what an order has', {}, ['orderId', 'title', 'issuedBy']],
    ['has an unknown field', { ...data, more: 1 }, ['more']],
    [
      'covers a centre that is not there',
      { ...data, area: { centres: ['C-1', 'C-9'] } },
      ['area.centres[1]'],
    ],
    ['covers what is no centre', { ...data, area: { centres: ['HUB'] } }, ['area.centres[0]']],
    ['has the id of an order', order('O-1').data, ['orderId']],
    ['amends what is not there', { orderId: 'O-9', revision: 2, reason: 'r' }, ['orderId']],
    ['skips a revision', { orderId: 'O-1', revision: 4, reason: 'r' }, ['revision']],
    ['is stale', { orderId: 'O-1', revision: 1, reason: 'r' }, ['revision']],
  ])('%s', async (_, body, paths) => {
    const answer = await preview(body);
    expect(answer.status).toBe(400);
    expect(pathsOf(answer.body).slice(0, paths.length)).toEqual(paths);
  });

  it.each([['auditor'], ['centre-staff'], ['payer'], []].map((groups) => [groups]))(
    'is shown to coordinators only, and not to %j',
    async (groups) => {
      expect(await preview(data, groups)).toMatchObject({ status: 403 });
    },
  );

  it('is JSON', async () => {
    const answer = await books.ask('/orders/preview', {}, ['coordinator'], 'POST', { posted: '{}' });
    expect(answer).toMatchObject({ status: 415 });
  });
});
