import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, Books } from './books.ts';
import { order, registerRound, rice } from './round.ts';

let books: Books;

const on = (date: number, hour = 9) =>
  `2020-08-${String(date).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00+09:00`;
const handOver = (receiptId: string, date: number, orderId = 'O-1') =>
  books.send({
    type: 'relief.handovers.made.v1',
    data: {
      centreId: 'C-1',
      orderId,
      receipts: [{ receiptId, householdId: 'H-1', lines: [rice(1)] }],
    },
    time: on(date),
  });

beforeAll(async () => {
  books = await Books.open();
  books.setClock('2020-08-01T00:00:00.000Z');
  await registerRound(books);
  for (const orderId of ['O-1', 'O-2']) await books.send(order(orderId));
  // Recorded long after it happened, and in another order.
  books.setClock('2020-08-20T00:00:00.000Z');
  for (const orderId of ['O-1', 'O-2']) {
    await books.send({
      type: 'relief.shipment.arrived.v1',
      data: { shipmentId: `W-${orderId}`, orderId, at: 'C-1', lines: [rice(20)] },
      time: on(6),
    });
  }
  for (const date of [9, 7, 8, 12]) {
    await handOver(`R-${date}`, date);
    await handOver(`S-${date}`, date, 'O-2');
    await books.send({
      type: 'relief.payments.made.v1',
      data: {
        payerId: 'P-1',
        orderId: 'O-1',
        payments: [{ paymentId: `M-${date}`, householdId: 'H-1', amount: 1, currency: 'KPW' }],
      },
      time: on(date),
    });
  }
});
afterAll(() => books.close());

const referencesOf = (items: Answer['body'][]) => items.map(({ reference }) => reference);
const days = 'from=2020-08-07&to=2020-08-08';

describe('a ledger of some days', () => {
  it.each([
    ['/locations/C-1/ledger?orderId=O-1', ['R-8', 'R-7']],
    ['/locations/C-1/ledger?', ['S-8', 'R-8', 'S-7', 'R-7']],
    ['/households/H-1/ledger?orderId=O-1', ['M-8', 'R-8', 'M-7', 'R-7']],
    ['/households/H-1/ledger?', ['M-8', 'S-8', 'R-8', 'M-7', 'S-7', 'R-7']],
    ['/payers/P-1/ledger?orderId=O-1', ['M-8', 'M-7']],
  ])('%s has what happened on them, both included, whenever it was recorded', async (path, expected) => {
    const { items } = await books.get(`${path}&${days}`);
    expect(referencesOf(items)).toEqual(expected);
    for (const limit of [1, 2, 3]) expect(await books.all(`${path}&${days}`, limit)).toEqual(items);
  });

  it('is open at the end that is left out', async () => {
    const path = '/locations/C-1/ledger?orderId=O-1';
    expect(referencesOf((await books.get(`${path}&from=2020-08-09`)).items)).toEqual(['R-12', 'R-9']);
    expect(referencesOf((await books.get(`${path}&to=2020-08-07`)).items)).toEqual(['R-7', 'W-O-1']);
    expect((await books.get(`${path}&from=2020-08-13`)).items).toEqual([]);
  });

  it('is one of then too', async () => {
    const [, last] = (await books.get('/locations/C-1/ledger?orderId=O-1')).items;
    const { items } = await books.get(`/locations/C-1/ledger?orderId=O-1&${days}&asOf=${last.at}`);
    expect(referencesOf(items)).toEqual(['R-8', 'R-7']);
    const first = await books.get(`/locations/C-1/ledger?orderId=O-1&${days}&asOf=2020-08-20T00:00:00.002Z`);
    expect(first.items).toEqual([]);
  });

  it('takes its days from the calendar of the system', async () => {
    await books.send({
      type: 'relief.stock.lost.v1',
      data: {
        lossId: 'L-1',
        locationId: 'C-1',
        orderId: 'O-1',
        lines: [{ ...rice(1), cause: 'spoiled' }],
      },
      time: '2020-08-13T15:30:00Z',
    });
    const path = '/locations/C-1/ledger?orderId=O-1&from=2020-08-14&to=2020-08-14';
    expect(referencesOf((await books.get(path)).items)).toEqual(['L-1']);
  });

  it('shows an entry that stands for sheets of several days on each of them', async () => {
    const sheet = (receiptId: string, date: number) =>
      JSON.stringify({
        specversion: '1.0',
        id: receiptId,
        source: 'urn:test:desk',
        type: 'relief.handovers.made.v1',
        time: on(date),
        data: {
          centreId: 'C-1',
          orderId: 'O-2',
          receipts: [{ receiptId, householdId: 'H-1', lines: [rice(1)] }],
        },
      });
    await books.sendBodies('handovers', [sheet('T-15', 15), sheet('T-17', 17)], 'C-1');
    const of = async (date: number) =>
      (await books.get(`/locations/C-1/ledger?orderId=O-2&from=2020-08-${date}&to=2020-08-${date}`)).items;
    expect((await of(15)).map(({ group }: Answer['body']) => referencesOf(group))).toEqual([
      ['T-15', 'T-17'],
    ]);
    expect(await of(17)).toEqual(await of(15));
    expect(await of(16)).toEqual([]);
  });

  it('shows what was paid on several days on each of them too', async () => {
    const sheet = (paymentId: string, date: number) =>
      JSON.stringify({
        specversion: '1.0',
        id: paymentId,
        source: 'urn:test:desk',
        type: 'relief.payments.made.v1',
        time: on(date),
        data: {
          payerId: 'P-1',
          orderId: 'O-1',
          payments: [{ paymentId, householdId: 'H-1', amount: 1, currency: 'KPW' }],
        },
      });
    await books.sendBodies('payments', [sheet('M-15', 15), sheet('M-17', 17)], 'P-1');
    const of = async (date: number) =>
      (await books.get(`/payers/P-1/ledger?orderId=O-1&from=2020-08-${date}&to=2020-08-${date}`)).items;
    expect((await of(17)).map(({ group }: Answer['body']) => referencesOf(group))).toEqual([
      ['M-15', 'M-17'],
    ]);
    expect(await of(15)).toEqual(await of(17));
    expect(await of(16)).toEqual([]);
  });

  it('refuses days in the wrong order, and a cursor of other days', async () => {
    const path = '/households/H-1/ledger';
    expect(await books.ask(`${path}?from=2020-08-08&to=2020-08-07`)).toMatchObject({
      status: 400,
      body: { parameter: 'to' },
    });
    expect(await books.ask(`${path}?from=yesterday`)).toMatchObject({ body: { parameter: 'from' } });
    const { next } = await books.get(`${path}?${days}&limit=1`);
    expect(await books.ask(`${path}?from=2020-08-07&limit=1&cursor=${next}`)).toMatchObject({
      status: 400,
      body: { parameter: 'cursor' },
    });
  });
});
