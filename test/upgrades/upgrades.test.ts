import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinkRecord } from '../../shared/ledger/chain.ts';
import { appendEntry, readEntry } from '../../shared/ledger/entry.ts';
import { readItem } from '../../shared/store/item-form.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { verifyBooks } from '../../tools/cli/verify.ts';
import { Books } from '../functions/ledger-api/books.ts';
import { arrival, playRound, rice } from '../functions/ledger-api/round.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { NextStore } from './next-version.ts';
import { itemsIn } from './stored-items.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine?.stop());

const findingsIn = async (tables: Tables) =>
  (await verifyBooks(() => itemsIn(engine.client, tables))).findings;

const handOver = (books: Books, householdId: string, receiptIds: readonly string[], kilograms = 1) =>
  books.send({
    type: 'relief.handovers.made.v1',
    data: {
      centreId: 'C-1',
      orderId: 'O-1',
      receipts: receiptIds.map((receiptId) => ({ receiptId, householdId, lines: [rice(kilograms)] })),
    },
  });

describe('a reader of version 1', () => {
  let tables: Tables;
  let books: Books;

  beforeAll(async () => {
    tables = await engine.tables();
    await playRound(Books.over(tables));
    const next = Books.over(tables, new NextStore(tables));
    next.setClock('2020-08-09T00:00:00.000Z');
    await arrival(next, 'W-20', 'C-1', [rice(5)]);
    await handOver(next, 'H-1', ['R-20', 'R-21']);
    books = Books.over(tables);
    books.setClock('2020-08-10T00:00:00.000Z');
  });

  it('meets entries of version 2, each with its version', async () => {
    const versions: unknown[] = [];
    for await (const { table, item } of itemsIn(engine.client, tables)) {
      if (table === 'households') continue;
      const { record } = readItem(item);
      if ('version' in record) versions.push(record['version']);
    }
    // A waybill's and a book's entry of the arrival; two receipts and the book's entry of the sheet.
    expect(versions).toEqual([2, 2, 2, 2, 2]);
  });

  it('goes on answering: what it knows of them is as it was', async () => {
    const { items } = await books.get('/households/H-1/ledger?orderId=O-1');
    expect(items.slice(0, 2)).toMatchObject([
      { reference: 'R-21', type: 'handover', counterparty: 'centre:C-1' },
      { reference: 'R-20', type: 'handover', counterparty: 'centre:C-1' },
    ]);
    for (const entry of items) expect(entry).not.toHaveProperty('weighedOn');
  });

  it('goes on posting, on top of them, within the limits that they count towards', async () => {
    await handOver(books, 'H-1', ['R-22']);
    await handOver(books, 'H-1', ['R-23'], 20);
    await handOver(books, 'H-1', ['R-20'], 3);
    const [entry] = (await books.get('/households/H-1/ledger?orderId=O-1&limit=1')).items;
    expect(entry).toMatchObject({ reference: 'R-22', balance: [{ quantity: 10 }, {}] });
    const { items } = await books.get('/exceptions?orderId=O-1&status=rejected');
    expect(items).toContainEqual(
      expect.objectContaining({ reference: 'R-23', reason: 'exceeds-entitlement' }),
    );
    expect(items).toContainEqual(
      expect.objectContaining({ reference: 'R-20', reason: 'conflicting-duplicate' }),
    );
  });

  it('goes on verifying: what is hashed is the record, known or not', async () => {
    expect(await findingsIn(tables)).toEqual([]);
  });
});

describe('the version of an entry', () => {
  const { record } = appendEntry('payer:P-1/O-1', undefined, '2020-08-08T00:00:00.000Z', {
    type: 'payment',
    orderId: 'O-1',
    reference: 'M-1',
    event: 'urn:relief:bank#1',
    occurredAt: '2020-08-08T09:00:00+09:00',
    digest: 'digest',
    counterparty: 'household:H-1',
    lines: new Map(),
    balance: new Map(),
  });
  const withVersion = (version: unknown) => ({ ...record, version }) as unknown as LinkRecord;

  it('is 1 where none is said, and a whole number above where one is', () => {
    expect(record).not.toHaveProperty('version');
    expect(readEntry(record)).toEqual(readEntry(withVersion(2)));
    for (const version of [0, 1, -2, 2.5, '2', null]) {
      expect(() => readEntry(withVersion(version)), String(version)).toThrow('field version');
    }
  });
});
