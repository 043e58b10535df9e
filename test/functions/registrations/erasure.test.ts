import { hash } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { households, locations } from '../../flows/events.ts';
import { PostedEvents, type Sent, steppingClock } from '../../support/posted-events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';
import { everythingStored } from './everything-stored.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const home = (name: string) => [
  { householdId: 'H-1', name, neighbourhood: `by ${name}`, adults: 1, children: 0 },
];
const erasure = { type: 'relief.household.erased.v1', data: { householdId: 'H-1', reason: 'at its wish' } };

const everything = (books: Books): Promise<string> => everythingStored(engine, books);

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

  const again = JSON.stringify({
    specversion: '1.0',
    id: 'again',
    source: 'urn:test:desk',
    time: '2020-08-08T09:00:00+09:00',
    ...households('C-1', home('Kim')),
  });

  const strangeSheet = JSON.stringify({
    specversion: '1.0',
    id: 'again',
    source: 'urn:test:desk',
    time: '2020-08-08T09:00:00+09:00',
    type: 'relief.handovers.made.v1',
    data: {
      centreId: 'C-1',
      orderId: 'O-1',
      receipts: [
        {
          receiptId: 'R-1',
          householdId: 'H-1',
          givenTo: 'Kim',
          lines: [{ commodity: 'rice', quantity: 1, unit: 'kg' }],
        },
      ],
    },
  });

  it.each([
    ['in a foreign queue', 'handovers', again],
    ['in a row of a sheet in a foreign queue', 'payments', strangeSheet],
    ['in a queue that registers nobody', 'stock-counts', again],
    ['with a field too many', 'registrations', again.replace('"adults"', '"grown":1,"adults"')],
    ['with a name that is none', 'registrations', again.replace('"Kim"', '["Kim"]')],
    ['naming an order', 'registrations', again.replace('"centreId"', '"orderId":"O-1","centreId"')],
    ['with a key twice', 'registrations', again.replace('"name"', '"name":"Kim","name"')],
    ['in a text that cannot be read', 'registrations', again.slice(0, -1)],
  ])('stands nowhere when it is brought again, and before that, %s', async (_, queue, body) => {
    const books = await Books.openIn(engine);
    await books.sendBody(queue, body.replace('"again"', '"before"'));
    expect(await everything(books)).toContain('Kim');
    for (const event of [locations, households('C-1', home('Lee')), erasure])
      await books.send(event as SentEvent);
    expect(await everything(books)).not.toContain('Kim');
    await books.sendBody(queue, body);
    expect(await everything(books)).not.toContain('Kim');
    expect((await books.get('/exceptions?status=rejected')).items).toHaveLength(2);
  });

  /** A message whose data are as they should not be. */
  const odd = (data: unknown, type = 'relief.households.registered.v1', rest: object = {}) => ({
    specversion: '1.0',
    id: 'odd',
    source: 'urn:test:desk',
    time: '2020-08-08T09:00:00+09:00',
    type,
    data,
    ...rest,
  });
  const registration = { centreId: 'C-1', effectiveFrom: '2020-08-01' };
  const sheet = (row: object, type = 'relief.handovers.made.v1') =>
    odd({ centreId: 'C-1', orderId: 'O-1', receipts: [row] }, type);
  const lines = [{ commodity: 'rice', quantity: 1, unit: 'kg' }];
  const [kim] = home('Kim');

  it.each<readonly [string, string, unknown]>([
    ['one object in the place of a list', 'registrations', odd({ ...registration, households: kim })],
    ['a misspelt field', 'registrations', odd({ ...registration, household: [kim] })],
    ['an array of events', 'registrations', [odd({ ...registration, households: home('Kim') })]],
    ['data as text', 'registrations', odd(JSON.stringify({ ...registration, households: home('Kim') }))],
    ['a message as text', 'registrations', JSON.stringify(odd({ ...registration, households: home('Kim') }))],
    [
      'a field in capitals',
      'registrations',
      odd({ ...registration, households: [{ householdId: 'H-1', Name: 'Kim', adults: 1, children: 0 }] }),
    ],
    [
      'a misspelt id',
      'registrations',
      odd({ ...registration, households: [{ household: 'H-1', name: 'Kim' }] }),
    ],
    [
      'households by their ids',
      'registrations',
      odd({ ...registration, households: { 'H-1': { name: 'Kim' } } }),
    ],
    ['rows of a table', 'registrations', odd({ ...registration, households: [['H-1', 'Kim', 2, 1]] })],
    [
      'a name beside its household',
      'registrations',
      odd({ ...registration, households: home('x'), name: 'Kim' }),
    ],
    [
      'an id that says more',
      'registrations',
      odd({ ...registration, households: [{ householdId: 'H-1 Kim' }] }),
    ],
    [
      'an attribute of the envelope',
      'registrations',
      odd({ ...registration, centreId: 'C-9', households: home('x') }, undefined, { comment: 'Kim' }),
    ],
    ['a receipt', 'handovers', sheet({ receiptId: 'R-1', householdId: 'H-1', name: 'Kim', lines })],
    [
      'a receipt with a misspelt id',
      'handovers',
      sheet({ receiptId: 'R-1', household: 'H-1', name: 'Kim', lines }),
    ],
    [
      'a sheet without receipts',
      'handovers',
      odd({ centreId: 'C-1', orderId: 'O-1', receipt: { ...kim } }, 'relief.handovers.made.v1'),
    ],
  ])('stands nowhere when it came, or comes again, as %s', async (_, queue, message) => {
    const books = await Books.openIn(engine);
    const body = JSON.stringify(message);
    await books.sendBody(queue, body);
    expect(await everything(books)).toContain('Kim');
    for (const event of [locations, households('C-1', home('Lee')), erasure])
      await books.send(event as SentEvent);
    expect(await everything(books)).not.toContain('Kim');
    await books.sendBody(queue, body.replace('odd', 'again'));
    expect(await everything(books)).not.toContain('Kim');
  });

  it('stands nowhere after a held registration whose id was written with escapes', async () => {
    const books = await Books.openIn(engine);
    const body = JSON.stringify(odd({ ...registration, centreId: 'C-9', households: home('Kim') }));
    await books.sendBody('registrations', body.replaceAll('H-1', '\\u0048\\u002d1'));
    for (const event of [locations, households('C-1', home('Lee')), erasure])
      await books.send(event as SentEvent);
    expect(await everything(books)).not.toContain('Kim');
  });

  it('leaves the names of others where they can be told apart', async () => {
    const books = await Books.openIn(engine);
    const both = [...home('Kim'), { ...home('Choe')[0], householdId: 'H-2' }];
    for (const [id, data] of [
      ['held', { ...registration, centreId: 'C-9', households: both }],
      ['wrong', { ...registration, households: [both[0], { ...both[1], adults: -1 }] }],
    ] as const)
      await books.sendBody('registrations', JSON.stringify({ ...odd(data), id }));
    for (const event of [locations, households('C-1', home('Lee')), erasure])
      await books.send(event as SentEvent);
    const { items: held } = await books.get('/exceptions?status=held');
    const { items: rejected } = await books.get('/exceptions?status=rejected');
    for (const [exception] of [held, rejected] as { original: object }[][]) {
      const kept = JSON.stringify(exception?.original);
      expect(kept).toContain('Choe');
      expect(kept).not.toContain('Kim');
    }
  });

  it.each([
    ['held', 'C-9'],
    ['rejected', 'HUB'],
  ])('stands nowhere when it was %s so lately that no index lists it', async (_, centreId) => {
    const books = await Books.openIn(engine);
    const events = new PostedEvents(books.tables, steppingClock('2020-08-05T00:59:59.900Z'));
    for (const event of [locations, households('C-1', home('Lee')), households(centreId, home('Kim'))])
      await events.send(event as Sent);
    const { tables } = books;
    tables.indexRange = async () => ({ keys: [], more: false });
    const hourLater = new PostedEvents(tables, steppingClock('2020-08-05T01:50:00.000Z'));
    await hourLater.send({ ...erasure, id: 'erasure' } as Sent);
    expect(await everything(books)).not.toContain('Kim');
  });

  it('stands nowhere when another household of its registration is erased at the same time', async () => {
    const books = await Books.openIn(engine);
    const two = [...home('Kim'), { ...home('Lee')[0], householdId: 'H-2' }];
    for (const event of [locations, households('C-1', two)]) await books.send(event as SentEvent);
    const [events, meanwhile] = [new PostedEvents(books.tables), new PostedEvents(books.tables)];
    events.journal.beforeCommit = async ([write]) => {
      if (write?.kind !== 'redact') return undefined;
      events.journal.beforeCommit = undefined;
      const data = { householdId: 'H-2', reason: 'at its wish' };
      await meanwhile.send({ ...erasure, data, id: 'other' } as Sent);
      return undefined;
    };
    await events.send({ ...erasure, id: 'erasure' } as Sent);
    expect(events.journal.beforeCommit).toBeUndefined();
    expect(await everything(books)).not.toMatch(/Kim|Lee/);
  });

  it('stands nowhere of a message that was so long that it was kept in parts', async () => {
    const books = await Books.openIn(engine);
    for (const event of [locations, households('C-1', home('Lee'))]) await books.send(event as SentEvent);
    const noise = Array.from({ length: 9_000 }, (_, index) => hash('sha512', `${index}`)).join('');
    await books.sendBody('registrations', `{"householdId":"H-1","name":"Kim","noise":"${noise}"`);
    const partsKept = async () => {
      const { Items = [] } = await engine.client.send(
        new ScanCommand({ TableName: books.tables.names.ledgers }),
      );
      return Items.filter(({ bytes }) => bytes !== undefined).length;
    };
    expect(await partsKept()).toBeGreaterThan(1);
    await books.send(erasure as SentEvent);
    expect(await partsKept()).toBe(0);
    expect(await everything(books)).not.toContain('Kim');
  });

  it('stands nowhere when it is kept while the household is being erased', async () => {
    const books = await Books.openIn(engine);
    for (const event of [locations, households('C-1', home('Lee'))]) await books.send(event as SentEvent);
    const [events, meanwhile] = [new PostedEvents(books.tables), new PostedEvents(books.tables)];
    events.journal.beforeCommit = async () => {
      events.journal.beforeCommit = undefined;
      await meanwhile.send({ ...households('C-9', home('Kim')), id: 'meanwhile' } as Sent);
      expect(await everything(books)).toContain('Kim');
      return undefined;
    };
    await events.send({ ...erasure, id: 'erasure' } as Sent);
    expect(await everything(books)).not.toContain('Kim');
  });
});
