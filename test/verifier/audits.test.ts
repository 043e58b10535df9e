import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SealArchive } from '../../shared/audit/archive/seal-archive.ts';
import { WriteOnceFolder } from '../../shared/audit/archive/write-once.ts';
import { sealBooks } from '../../shared/audit/seal-day.ts';
import { auditAccount } from '../../shared/domain/accounts.ts';
import type { JsonObject } from '../../shared/domain/canonical.ts';
import { linkRecordOf, nextLink } from '../../shared/ledger/chain.ts';
import { readItem, itemsOf as storedItemsOf } from '../../shared/store/item-form.ts';
import { pText } from '../../tools/cli/audit-lines.ts';
import { itemsOf, type StoredItem } from '../../tools/cli/tables.ts';
import { verifyBooks } from '../../tools/cli/verify.ts';
import { Books } from '../functions/ledger-api/books.ts';
import { playRound } from '../functions/ledger-api/round.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { verdictOn } from './verdict.ts';

type Json = any;

const work = mkdtempSync(join(tmpdir(), 'relief-verifier-'));
const archive = new SealArchive(new WriteOnceFolder(join(work, 'archive')));
let engine: TestTables;
let books: Books;

const verdict = (change?: (directory: string) => void): Promise<string> =>
  verdictOn({ client: engine.client, tables: books.tables, archive, work }, change);

const audits = ['kaplan-markov', 'betting'] as const;

beforeAll(async () => {
  engine = await startTestTables();
  books = await Books.openIn(engine);
  await playRound(books);
  const { seal } = await sealBooks({
    tables: books.tables,
    archive,
    now: () => books.now(),
    zone: 'Asia/Pyongyang',
  });
  for (const method of audits) {
    const auditId = `A-${method}`;
    await books.send({
      type: 'relief.audit.opened.v1',
      data: {
        auditId,
        orderId: 'O-1',
        measure: { commodity: 'rice' },
        tolerance: { quantity: 3.5, unit: 'kg' },
        riskPercent: 12.5,
        method,
        sealDate: seal.date,
        seed: '20237331128159211123',
      },
    });
    const drawn: Json[] = (await books.get(`/audits/${auditId}/draws?limit=25`)).items;
    const observations = drawn
      .filter((one) => !one.void)
      .map(({ draw, quantity, unit }, index) => ({
        draw,
        found: { quantity: index % 7 === 3 ? Number((quantity * 0.9).toFixed(2)) : quantity, unit },
        visitedOn: '2020-08-12',
        visitor: 'Ri',
      }));
    for (const some of [observations.slice(0, 5), observations.slice(5)])
      await books.send({ type: 'relief.audit.observed.v1', data: { auditId, observations: some } });
    // Late paper: it is older than what is known of its draws.
    await books.send({
      type: 'relief.audit.observed.v1',
      time: '2020-08-07t20:00:00.5z',
      data: { auditId, observations: observations.map((one) => ({ ...one, found: 'not-found' })) },
    });
  }
});
afterAll(async () => {
  await engine?.stop();
  rmSync(work, { recursive: true, force: true });
});

/** The lines that say what the API says. */
async function expectedLines(): Promise<readonly string[]> {
  return Promise.all(
    [...audits].sort().map(async (method) => {
      const { auditId, population, observed, p, status, confirmedAt } = await books.get(
        `/audits/A-${method}`,
      );
      const grams = (kg: number): number => Math.round(kg * 1_000);
      const verdictText = status === 'confirmed' ? `confirmed at draw ${confirmedAt}` : 'open';
      return `audit ${auditId}: ${population.receipts} receipts, V ${grams(population.total)}, N ${grams(population.total - population.returned)}, ${observed} visits, p ${pText(p)}, ${verdictText}`;
    }),
  );
}

describe('the independent verifier', () => {
  it('comes to the population, the draws and p of each audit, to the last digit', async () => {
    const text = await verdict();
    expect(text.split('\n').slice(0, audits.length)).toEqual(
      (await expectedLines()).map((line, index) => (index === 0 ? `0: ${line}` : line)),
    );
  });

  it.each([
    ['a population that was made smaller', (record: JsonObject) => ({ ...record, receipts: 1 })],
    ['another tolerance', (record: JsonObject) => ({ ...record, tolerance: '1' })],
  ])('finds %s, whoever hashed it anew', async (_what, change) => {
    const said = await verdict((directory) => {
      const file = join(directory, 'journal', 'ledgers.ndjson');
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      const changed = lines.map((line) => {
        const record = JSON.parse(line) as JsonObject;
        if (record['account'] !== auditAccount('A-betting') || record['seq'] !== 1) return line;
        const {
          seq: _seq,
          at: _at,
          previousHash: _previous,
          hash: _hash,
          account: _account,
          ...body
        }: JsonObject = change(record);
        return JSON.stringify(nextLink(auditAccount('A-betting'), undefined, linkRecordOf(record).at, body));
      });
      writeFileSync(file, `${changed.join('\n')}\n`);
    });
    expect(said).toMatch(/^1: /);
    expect(said).toContain('audit:A-betting');
  });

  it('finds a visit that was altered behind the books, and so does relief verify', async () => {
    const said = await verdict((directory) => {
      const file = join(directory, 'journal', 'ledgers.ndjson');
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      const changed = lines.map((line) => {
        const record = JSON.parse(line) as JsonObject;
        return isSheet(record) ? JSON.stringify(withAlteredVisit(record)) : line;
      });
      writeFileSync(file, `${changed.join('\n')}\n`);
    });
    expect(said).toMatch(/^1: /);
    expect(said).toContain('audit:A-betting');
    const honest = await verifyBooks(() => readings((item) => item));
    expect(honest.findings).toEqual([]);
    const altered = await verifyBooks(() =>
      readings((item) => {
        const { subject, item: name, record } = readItem(item);
        const key = { table: 'ledgers', subject, item: name } as const;
        return isSheet(record) ? (storedItemsOf(key, withAlteredVisit(record))[0] ?? item) : item;
      }),
    );
    expect(altered.findings).toMatchObject([{ account: 'audit:A-betting', seq: 2 }]);
  });
});

const isSheet = ({ account, seq }: JsonObject): boolean => account === auditAccount('A-betting') && seq === 2;

/** As if the first visit had found all but one gram. */
const withAlteredVisit = (record: JsonObject): JsonObject => {
  const [[draw, recorded, _missing, ...rest], ...others] = record['rows'] as Json;
  return { ...record, rows: [[draw, recorded, '1', ...rest], ...others] };
};

/** The items of the journal, some of them changed. */
async function* readings(change: (item: StoredItem) => StoredItem) {
  for (const table of ['households', 'stock', 'ledgers'] as const)
    for await (const item of itemsOf(engine.client, books.tables.names[table]))
      yield { table, item: table === 'ledgers' ? change(item) : item };
}
