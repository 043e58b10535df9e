/** What happened and what was counted, in whatever order the paper comes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  arrival,
  count,
  dispatch,
  handovers,
  households,
  locations,
  loss,
  order,
  receipt,
  returns,
} from '../flows/events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Books, type SentEvent } from './ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
const at = (hour: number, event: object): SentEvent =>
  ({ ...event, time: `2020-08-08T${hour.toString().padStart(2, '0')}:00:00+09:00` }) as SentEvent;
const homes = ['H-1', 'H-2', 'H-3', 'H-4'].map((householdId) => ({ householdId, adults: 2, children: 2 }));
const founding = [locations, households('C-1', homes), order('O-1')];

async function booksWith(...events: readonly object[]): Promise<Books> {
  const books = await Books.openIn(engine);
  for (const event of events) await books.send(event as SentEvent);
  return books;
}

const figures = async (books: Books): Promise<any> =>
  (await books.get('/orders/O-1/reconciliation')).commodities[0];

const variances = async (books: Books): Promise<readonly unknown[]> =>
  (await books.all('/anomalies?orderId=O-1&kind=count-variance', 50)).map(
    ({ references, quantity, explained }) => [references[0], quantity, explained],
  );

describe('a count', () => {
  it('that sheets overtake is held against what had happened by its time', async () => {
    const books = await booksWith(...founding, at(8, arrival('O-1', 'T-1', 'C-1', rice(60))));
    await books.send(at(10, handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20), receipt('R-2', 'H-2', 20)])));
    await books.send(at(9, count('O-1', 'C-1', 'N-1', rice(60))));
    expect(await figures(books)).toMatchObject({ handedOver: 40, countVariance: 0, onHand: 20 });
    expect(await variances(books)).toEqual([]);
  });

  it('is explained by a sheet of before it that comes later, and the shelf stays as it was counted', async () => {
    const books = await booksWith(
      ...founding,
      at(8, arrival('O-1', 'T-1', 'C-1', rice(30))),
      at(12, count('O-1', 'C-1', 'N-1', rice(8))),
    );
    expect(await variances(books)).toEqual([['N-1', -22, undefined]]);
    await books.send(at(11, handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)])));
    expect(await figures(books)).toMatchObject({ handedOver: 20, countVariance: -2, onHand: 8 });
    expect(await variances(books)).toEqual([['N-1', -2, -20]]);
    const [late] = await books.all('/locations/C-1/ledger?orderId=O-1', 50);
    expect(late).toMatchObject({
      type: 'handover',
      lines: rice(-20),
      countVariance: rice(20),
      balance: rice(8),
    });
    await books.send(at(11, loss('O-1', 'C-1', 'L-1', [{ ...rice(2)[0], cause: 'spilled' }])));
    expect(await figures(books)).toMatchObject({ lost: 2, countVariance: 0, onHand: 8 });
    expect(await variances(books)).toEqual([]);
  });

  it('is not added to by an arrival of before it that comes later', async () => {
    const books = await booksWith(...founding, at(12, count('O-1', 'C-1', 'N-1', rice(20))));
    await books.send(at(8, arrival('O-1', 'T-1', 'C-1', rice(20))));
    expect(await figures(books)).toMatchObject({ received: 20, countVariance: 0, onHand: 20 });
  });

  it('joins the list where a later record takes from it what it agreed with', async () => {
    const books = await booksWith(
      ...founding,
      at(8, arrival('O-1', 'T-1', 'C-1', rice(20))),
      at(12, count('O-1', 'C-1', 'N-1', rice(20))),
    );
    expect(await variances(books)).toEqual([]);
    await books.send(at(11, handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 5)])));
    expect(await variances(books)).toEqual([['N-1', 5, -5]]);
  });

  it('lets in what it found, for what happened since and not for what had happened before', async () => {
    const books = await booksWith(...founding, at(8, arrival('O-1', 'T-1', 'C-1', rice(5))));
    const sheet = (id: string, hour: number, household: string) =>
      at(hour, handovers('O-1', 'C-1', [receipt(id, household, 5)]));
    for (const event of [sheet('R-1', 9, 'H-1'), sheet('R-2', 9, 'H-2'), sheet('R-3', 13, 'H-3')])
      await books.send(event);
    expect(await books.all('/exceptions?status=held', 50)).toHaveLength(2);
    await books.send(at(12, count('O-1', 'C-1', 'N-1', rice(5))));
    const held = await books.all('/exceptions?status=held', 50);
    expect(held.map(({ reference, reason }) => [reference, reason])).toEqual([['R-2', 'insufficient-stock']]);
    expect(await figures(books)).toMatchObject({ handedOver: 10, countVariance: 5, onHand: 0 });
  });

  it('of one instant gives way to the one recorded later', async () => {
    const books = await booksWith(
      ...founding,
      at(8, arrival('O-1', 'T-1', 'C-1', rice(20))),
      at(12, count('O-1', 'C-1', 'N-1', rice(17))),
      at(12, count('O-1', 'C-1', 'N-2', rice(19))),
    );
    expect(await figures(books)).toMatchObject({ countVariance: -1, onHand: 19 });
    expect(await variances(books)).toEqual([['N-2', -1, undefined]]);
  });

  it('that is voided is as if never made', async () => {
    const books = await booksWith(
      ...founding,
      at(8, arrival('O-1', 'T-1', 'C-1', rice(20))),
      { ...at(12, count('O-1', 'C-1', 'N-1', rice(2))), id: 'typed-wrongly' },
      at(18, count('O-1', 'C-1', 'N-2', rice(19))),
    );
    expect(await variances(books)).toEqual([
      ['N-1', -18, undefined],
      ['N-2', 17, undefined],
    ]);
    await books.send({
      type: 'relief.event.voided.v1',
      queue: 'stock-counts',
      group: 'C-1',
      data: { source: 'urn:test:desk', id: 'typed-wrongly', reason: 'the second digit was left out' },
    });
    expect(await variances(books)).toEqual([['N-2', -1, 18]]);
    expect(await figures(books)).toMatchObject({ countVariance: -1, onHand: 19 });
  });
});

describe('in whatever order the paper of a day comes', () => {
  const paper = [
    at(7, arrival('O-1', 'T-1', 'C-1', rice(60))),
    at(9, handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)])),
    at(12, count('O-1', 'C-1', 'N-1', rice(38))),
    at(14, dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(10))),
    at(
      15,
      returns('O-1', 'C-1', [{ receiptId: 'X-1', reverses: 'R-1', householdId: 'H-1', reason: 'mouldy' }]),
    ),
    at(18, count('O-1', 'C-1', 'N-2', rice(47))),
  ];

  const rotations = paper.map((_, by) => [...paper.slice(by), ...paper.slice(0, by)]);

  it.each([...rotations, [...paper].reverse()].map((events, index) => ({ events, index })))(
    'its books end the same (order $index)',
    async ({ events }) => {
      const books = await booksWith(...founding, ...events);
      expect(await books.all('/exceptions', 50)).toEqual([]);
      expect(await figures(books)).toMatchObject({
        received: 60,
        handedOver: 0,
        inTransit: 10,
        countVariance: -3,
        onHand: 47,
      });
      const shown = await variances(books);
      expect(shown.map((variance) => (variance as unknown[]).slice(0, 2)).sort()).toEqual([
        ['N-1', -2],
        ['N-2', -1],
      ]);
    },
  );

  it('also where all of it waits for its order', async () => {
    for (const events of [paper, [...paper].reverse()]) {
      const books = await booksWith(locations, households('C-1', homes), ...events, order('O-1'));
      expect(await books.all('/exceptions?status=held', 50)).toEqual([]);
      expect(await figures(books)).toMatchObject({ handedOver: 0, countVariance: -3, onHand: 47 });
    }
  });
});
