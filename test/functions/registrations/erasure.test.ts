import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readItem } from '../../../shared/store/item-form.ts';
import { households, locations } from '../../flows/events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const home = (name: string) => [
  { householdId: 'H-1', name, neighbourhood: `by ${name}`, adults: 1, children: 0 },
];
const erasure = { type: 'relief.household.erased.v1', data: { householdId: 'H-1', reason: 'at its wish' } };

/** Everything that is stored, as text. */
async function everything(books: Books): Promise<string> {
  const texts: string[] = [];
  for (const TableName of Object.values(books.tables.names)) {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName }));
    for (const item of Items) texts.push(JSON.stringify('body' in item ? readItem(item) : item));
  }
  return texts.join('\n');
}

describe('the name of a household that is erased', () => {
  it.each([
    ['a registration that was posted', [locations, households('C-1', home('Kim'))]],
    ['one that was held first', [households('C-1', home('Kim')), locations]],
    ['one that was rejected', [locations, households('C-1', home('Lee')), households('HUB', home('Kim'))]],
  ])('stands nowhere after it came with %s', async (_, events) => {
    const books = await Books.openIn(engine);
    for (const event of events) await books.send(event as SentEvent);
    expect(await everything(books)).toContain('Kim');
    await books.send(erasure as SentEvent);
    expect(await everything(books)).not.toContain('Kim');
  });

  it.each([
    ['posted', 'C-1'],
    ['held', 'C-9'],
    ['rejected', 'HUB'],
  ])('stands nowhere when a registration that is %s brings it again', async (_, centreId) => {
    const books = await Books.openIn(engine);
    for (const event of [locations, households('C-1', home('Lee')), erasure])
      await books.send(event as SentEvent);
    await books.send(households(centreId, home('Kim')) as SentEvent);
    expect(await everything(books)).not.toContain('Kim');
  });
});
