import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SearchItem } from '../../../shared/contract/answers/search.ts';
import { eventKey } from '../../../shared/ledger/event-key.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { everythingStored } from '../registrations/everything-stored.ts';
import { Books } from './books.ts';
import { playRound, registerHouseholds } from './round.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const coordinator = ['coordinator'];
const staff = ['centre-staff', 'location:C-1'];
const payer = ['payer', 'payer:P-1'];

async function found(
  books: Books,
  q: string,
  groups: readonly string[] = coordinator,
  more = '',
): Promise<readonly SearchItem[]> {
  const { body } = await books.ask(`/search?q=${encodeURIComponent(q)}${more}`, {}, groups);
  return body.items;
}

const idsOf = (items: readonly SearchItem[]): readonly string[] =>
  items.map(({ kind, id }) => `${kind} ${id}`);

describe('a search in a round', () => {
  let books: Books;
  beforeAll(async () => {
    books = await Books.openIn(engine);
    await playRound(books);
  });

  it.each([
    ['H-1', 'household H-1'],
    ['h-1', 'household H-1'],
    ['-3', 'household H-3'],
    ['ri', 'household H-3'],
    ['영', 'household H-1'],
    ['SONJUK', 'household H-1'],
    ['sonjuk 김', 'household H-1'],
    ['R-1', 'receipt R-1'],
    ['B-1', 'receipt B-1'],
    ['R-6', 'receipt R-6'],
    ['R-3', 'receipt R-3'],
    ['R-4', 'receipt R-4'],
    ['M-1', 'payment M-1'],
    ['W-1', 'waybill W-1'],
    ['W/2', 'waybill W/2'],
    ['handovers-1', 'event handovers-1'],
    ['urn:test:desk handovers-1', 'event handovers-1'],
    ['second', 'location C-2'],
    ['s-1', 'location S-1'],
    ['o-1', 'order O-1'],
    ['relief', 'order O-1'],
  ])('for %j finds %s', async (q, expected) => {
    expect(idsOf(await found(books, q))).toContain(expected);
  });

  it('says of what it found where that is', async () => {
    expect(await found(books, 'sonjuk')).toEqual([
      { kind: 'household', id: 'H-1', name: '김, "영"', neighbourhood: 'Sonjuk-dong', locationId: 'C-1' },
    ]);
    expect(await found(books, 'R-1')).toEqual([
      { kind: 'receipt', id: 'R-1', status: 'posted', locationId: 'C-1', orderId: 'O-1', householdId: 'H-1' },
    ]);
    expect(await found(books, 'R-6')).toMatchObject([{ status: 'posted', householdId: 'H-1' }]);
    expect(await found(books, 'R-4')).toMatchObject([
      { status: 'held', householdId: 'H-9', exceptionId: expect.stringMatching(/^x/) },
    ]);
    expect(await found(books, 'M-1')).toEqual([
      { kind: 'payment', id: 'M-1', status: 'posted', payerId: 'P-1', orderId: 'O-1', householdId: 'H-1' },
    ]);
    expect(await found(books, 'W-1')).toEqual([
      { kind: 'waybill', id: 'W-1', orderId: 'O-1', locationId: 'C-1' },
    ]);
    expect(await found(books, 'handovers-1')).toEqual([
      { kind: 'event', id: 'handovers-1', source: 'urn:test:desk' },
    ]);
  });

  it.each(['nothing like it', 'r-1', 'H-9', 'w-1', 'HANDOVERS-1'])('finds nothing for %j', async (q) => {
    const { body } = await books.ask(`/search?q=${encodeURIComponent(q)}`);
    expect(body).toEqual({ items: [], complete: true });
  });

  it('puts the number itself first, and cuts what is too much', async () => {
    const { body } = await books.ask('/search?q=H&limit=2');
    expect(body).toMatchObject({ complete: false, narrowBy: ['q'] });
    expect(idsOf(body.items)).toEqual(['household H-1', 'household H-2']);
    expect(idsOf(await found(books, 'hub'))[0]).toBe('location HUB');
  });

  it.each(['/search', '/search?q=', '/search?q=%20', '/search?q=a&limit=101', '/search?q=a&orderId=%20'])(
    'refuses %s',
    async (path) => {
      expect((await books.ask(path)).status).toBe(400);
    },
  );

  it('narrows to a centre, to what a hub supplies, and to an order', async () => {
    expect(idsOf(await found(books, 'H-', coordinator, '&locationId=C-2'))).toEqual(['household H-3']);
    expect(idsOf(await found(books, 'H-', coordinator, '&locationId=HUB'))).toHaveLength(3);
    expect(await found(books, 'H-', coordinator, '&locationId=S-1')).toEqual([]);
    expect(await found(books, 'R-1', coordinator, '&orderId=O-2')).toEqual([]);
    expect(idsOf(await found(books, 'R-1', coordinator, '&orderId=O-1'))).toEqual(['receipt R-1']);
  });

  it('shows the staff of a centre what is theirs, and nothing else', async () => {
    expect(idsOf(await found(books, 'H-', staff))).toEqual(['household H-1', 'household H-2']);
    for (const mine of ['R-1', 'W-1', 'handovers-1', 'C-1'])
      expect(await found(books, mine, staff), mine).toHaveLength(1);
    for (const theirs of ['H-3', 'Ri', 'W/2', 'M-1', 'C-2', 'Second'])
      expect(await found(books, theirs, staff), theirs).toEqual([]);
    expect(await found(books, 'H-3', staff, '&locationId=C-2')).toEqual([]);
  });

  it('shows a payer its own payments and no household', async () => {
    expect(idsOf(await found(books, 'M-1', payer))).toEqual(['payment M-1']);
    for (const theirs of ['H-1', '영', 'R-1', 'W-1', 'C-1', 'handovers-1'])
      expect(await found(books, theirs, [...payer, 'location:C-1']), theirs).toEqual([]);
    expect(await found(books, 'M-1', ['payer', 'payer:P-2'])).toEqual([]);
  });
});

describe('a directory', () => {
  let books: Books;
  beforeEach(async () => {
    books = await Books.openIn(engine);
    await playRound(books);
  });

  const many = (from: number, count: number, name = 'Pak') =>
    Array.from({ length: count }, (_, index) => ({
      householdId: `M-${from + index}`,
      name: `${name} ${from + index}`,
      adults: 1,
      children: 0,
    }));

  it('gets a part for some hundred households, and a search finds what is in it and behind it', async () => {
    const { directories } = books.journal;
    expect(await directories.get('C-1')).toMatchObject({ version: 0 });
    await registerHouseholds(books, 'C-1', '2020-01-01', many(1000, 400));
    const directory = await directories.get('C-1');
    expect(directory).toMatchObject({ version: 1, parts: [1] });
    await registerHouseholds(books, 'C-1', '2020-01-01', many(2000, 3));
    expect(await directories.get('C-1')).toEqual(directory);
    for (const id of ['1000', '1399', '2002', 'h-1']) expect(await found(books, id), id).toHaveLength(1);
    await registerHouseholds(books, 'C-1', '2020-01-01', many(1000, 1, 'Choe'));
    expect(await found(books, 'Pak 1000')).toEqual([]);
    expect(await found(books, 'Choe')).toMatchObject([{ id: 'M-1000', name: 'Choe 1000' }]);
  });

  it('shows a household that moved once, and where it is now', async () => {
    await registerHouseholds(books, 'C-1', '2020-01-01', many(1000, 300));
    await registerHouseholds(books, 'C-2', '2020-08-01', many(1000, 1));
    for (const groups of [coordinator, staff, ['centre-staff', 'location:C-2']])
      expect(await found(books, 'M-1000', groups)).toMatchObject([{ id: 'M-1000', locationId: 'C-2' }]);
    await registerHouseholds(books, 'C-2', '2020-08-01', many(1000, 300));
    expect(await books.journal.directories.get('C-2')).toMatchObject({ parts: [1] });
    expect(await found(books, 'M-1000')).toMatchObject([{ id: 'M-1000', locationId: 'C-2' }]);
    expect((await books.get('/search?q=Pak&limit=100')).items).toHaveLength(100);
  });

  it('loses the name of a household that is erased from every part of every centre', async () => {
    await registerHouseholds(books, 'C-1', '2020-01-01', many(1000, 300));
    await registerHouseholds(books, 'C-2', '2020-08-01', many(1000, 300));
    expect(await found(books, 'Pak 1077')).toHaveLength(1);
    expect(await everythingStored(engine, books)).toContain('Pak 1077');
    await books.send({ type: 'relief.household.erased.v1', data: { householdId: 'M-1077', reason: 'wish' } });
    expect(await everythingStored(engine, books)).not.toContain('Pak 1077');
    expect(await found(books, 'Pak 1077')).toEqual([]);
    expect(await found(books, 'M-1077')).toEqual([{ kind: 'household', id: 'M-1077', locationId: 'C-2' }]);
    expect(await found(books, 'Pak 1078')).toHaveLength(1);
  });

  it('takes in no name that is erased while its part is drawn', async () => {
    await registerHouseholds(books, 'C-1', '2020-01-01', many(1000, 249 - 2));
    const { households } = books.journal;
    const get = households.get.bind(households);
    vi.spyOn(households, 'get').mockImplementation(async (ids) => {
      const known = await get(ids);
      if (ids.length > 249) {
        vi.mocked(households.get).mockImplementation(get);
        await books.send({
          type: 'relief.household.erased.v1',
          data: { householdId: 'M-1077', reason: 'wish' },
        });
      }
      return known;
    });
    await registerHouseholds(books, 'C-1', '2020-01-01', many(2000, 1));
    expect(await books.journal.directories.get('C-1')).toMatchObject({ parts: [1] });
    expect(await everythingStored(engine, books)).not.toContain('Pak 1077');
  });

  it('is no household to whoever lists them', async () => {
    await registerHouseholds(books, 'C-1', '2020-01-01', many(1000, 300));
    const { Items = [] } = await engine.client.send(
      new ScanCommand({ TableName: books.tables.names.households }),
    );
    expect(Items.filter((item) => item['householdId']?.S?.includes('#'))).toHaveLength(2);
    expect((await books.ask('/households/directory%23C-1')).status).toBe(400);
  });
});

describe('a country', () => {
  it('is searched a hub or a centre at a time, but for the number itself', async () => {
    const books = await Books.openIn(engine);
    await playRound(books);
    const locations = Array.from({ length: 120 }, (_, index) => ({
      locationId: `X-${index}`,
      name: 'Far',
      kind: 'centre',
    }));
    await books.send({ type: 'relief.locations.registered.v1', data: { locations } });
    const { body } = await books.ask('/search?q=Ri');
    expect(body).toMatchObject({ complete: false, narrowBy: ['locationId'] });
    expect(idsOf(await found(books, 'h-3'))).toEqual(['household H-3']);
    expect(idsOf(await found(books, 'Ri', coordinator, '&locationId=HUB'))).toEqual(['household H-3']);
    expect(idsOf(await found(books, 'R-1', coordinator, '&locationId=C-1'))).toEqual(['receipt R-1']);
  });
});

describe('the sources of events', () => {
  it('are recorded once each, and never that of a message that is refused for its shape', async () => {
    const books = await Books.openIn(engine);
    await playRound(books);
    await books.sendBody(
      'payments',
      JSON.stringify({ source: 'Kim', id: '1', type: 'x', specversion: '1.0' }),
    );
    expect(await books.journal.sources.some(10)).toEqual({ sources: ['urn:test:desk'], more: false });
    const commit = vi.spyOn(books.journal, 'commit');
    await registerHouseholds(books, 'C-1', '2020-01-01', [{ householdId: 'H-7', adults: 1, children: 0 }]);
    const subjects = commit.mock.calls.flatMap(([writes]) =>
      writes.map((write) => 'key' in write && write.key.subject),
    );
    expect(subjects).not.toContain('sources');
    expect(eventKey({ source: 'a', id: 'b' })).toBe('a#b');
  });
});
