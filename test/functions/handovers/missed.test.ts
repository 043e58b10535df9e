import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readItem } from '../../../shared/store/item-form.ts';
import { cancellation, households, locations, missed, order } from '../../flows/events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const homes = ['H-1', 'H-1-a', 'H-10', 'H-2'].map((householdId) => ({ householdId, adults: 1, children: 0 }));

async function booksWith(...events: readonly object[]): Promise<Books> {
  const books = await Books.openIn(engine);
  for (const event of events) await books.send(event as SentEvent);
  return books;
}

const exceptionsOf = async (books: Books): Promise<readonly unknown[]> =>
  (await books.all('/exceptions', 50)).map(({ householdId, status, reason }) => [
    householdId,
    status,
    reason,
  ]);

async function everything(books: Books): Promise<string> {
  const texts: string[] = [];
  for (const TableName of Object.values(books.tables.names)) {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName }));
    for (const item of Items) texts.push(JSON.stringify('body' in item ? readItem(item) : item));
  }
  return texts.join('\n');
}

describe('a household that was not served', () => {
  it('is told with its household, and in the list with why it was so last', async () => {
    const books = await booksWith(locations, households('C-1', homes), order('O-1'));
    const later = missed('O-1', 'C-1', [
      { householdId: 'H-1', reason: 'other', note: 'flooded road' },
      { householdId: 'H-10', reason: 'refused' },
    ]);
    await books.send({ ...later, time: '2020-08-08T08:00:00+09:00' } as SentEvent);
    const earlier = missed('O-1', 'C-1', [{ householdId: 'H-1', reason: 'absent' }]);
    await books.send({ ...earlier, time: '2020-08-07T08:00:00+09:00' } as SentEvent);

    expect(await exceptionsOf(books)).toEqual([]);
    const [under] = (await books.get('/households/H-1')).orders;
    expect(under.missed).toMatchObject([
      { reason: 'other', note: 'flooded road', centreId: 'C-1', occurredAt: '2020-08-08T08:00:00+09:00' },
      { reason: 'absent', centreId: 'C-1' },
    ]);
    const list = await books.all('/locations/C-1/distribution-list?orderId=O-1', 2);
    expect(list.map((row) => [row.householdId, row.missed?.reason])).toEqual([
      ['H-1', 'other'],
      ['H-1-a', undefined],
      ['H-10', 'refused'],
      ['H-2', undefined],
    ]);
    const card = await books.get('/locations/C-1/ledger?orderId=O-1');
    expect(card.items).toEqual([]);
  });

  it('has each row judged alone, held for what is not there, and booked when it comes', async () => {
    const rows = [
      { householdId: 'H-1', reason: 'absent' },
      { householdId: 'H-9', reason: 'moved', note: 'to the coast' },
      { householdId: 'H-2', reason: 'asleep' },
    ];
    const sheet = { ...missed('O-1', 'C-1', rows), id: 'E-1' } as SentEvent;
    const books = await booksWith(sheet);
    expect(await exceptionsOf(books)).toEqual([
      ['H-2', 'rejected', 'invalid-message'],
      ['H-9', 'held', 'unknown-order'],
      ['H-1', 'held', 'unknown-order'],
    ]);
    for (const event of [locations, households('C-1', homes), order('O-1')])
      await books.send(event as SentEvent);
    expect(await exceptionsOf(books)).toEqual([
      ['H-9', 'held', 'unknown-household'],
      ['H-2', 'rejected', 'invalid-message'],
    ]);
    await books.send(sheet);
    const newcomer = households('C-2', [{ householdId: 'H-9', adults: 1, children: 0 }]);
    await books.send(newcomer as SentEvent);
    expect((await exceptionsOf(books)).toSorted()).toEqual([
      ['H-2', 'rejected', 'invalid-message'],
      ['H-9', 'rejected', 'not-covered'],
    ]);
    expect((await books.get('/households/H-1')).orders[0].missed).toHaveLength(1);
  });

  it('was not served by another centre, nor under an order that is over', async () => {
    const books = await booksWith(locations, households('C-1', homes), order('O-1'));
    await books.send(missed('O-1', 'C-2', [{ householdId: 'H-1', reason: 'absent' }]) as SentEvent);
    await books.send(cancellation('O-1') as SentEvent);
    await books.send(missed('O-1', 'C-1', [{ householdId: 'H-2', reason: 'absent' }]) as SentEvent);
    expect((await exceptionsOf(books)).toSorted()).toEqual([
      ['H-1', 'rejected', 'wrong-centre'],
      ['H-2', 'rejected', 'order-cancelled'],
    ]);
  });

  it('has what was noted about it forgotten with its name, wherever it stands, and the others keep theirs', async () => {
    const rows = (note: string) => [
      { householdId: 'H-1', reason: 'other', note },
      { householdId: 'H-2', reason: 'other', note: 'stays' },
    ];
    const books = await booksWith(locations, households('C-1', homes), order('O-1'));
    await books.send(missed('O-1', 'C-1', rows('Kim, posted')) as SentEvent);
    await books.send(missed('O-1', 'C-2', rows('Kim, rejected')) as SentEvent);
    await books.send(missed('O-9', 'C-1', rows('Kim, held')) as SentEvent);
    await books.send({ ...missed('O-1', 'C-1', rows('Kim, first')), id: 'E-1' } as SentEvent);
    await books.send({ ...missed('O-1', 'C-1', rows('Kim, again')), id: 'E-1' } as SentEvent);
    const broken = [{ householdId: 'H-1', reason: 'no reason', note: 'Kim, unreadable' }];
    await books.send(missed('O-1', 'C-1', broken) as SentEvent);
    expect((await everything(books)).match(/Kim, \w+/g)?.sort()).toEqual(
      ['again', 'first', 'held', 'posted', 'rejected', 'unreadable'].map((what) => `Kim, ${what}`),
    );
    const erasure = {
      type: 'relief.household.erased.v1',
      data: { householdId: 'H-1', reason: 'at its wish' },
    };
    await books.send(erasure as SentEvent);
    expect(await everything(books)).not.toContain('Kim');
    expect((await everything(books)).match(/stays/g)).toHaveLength(5);
    expect((await books.get('/households/H-1')).orders[0].missed).toHaveLength(2);
  });
});
