/** Every known attack on sealed books, put to every detector: `verify`, the independent verifier and the daily seal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SealArchive } from '../../shared/audit/archive/seal-archive.ts';
import { WriteOnceFolder } from '../../shared/audit/archive/write-once.ts';
import { type Sealing, sealBooks } from '../../shared/audit/seal-day.ts';
import { allItems } from '../../tools/cli/tables.ts';
import { verifyBooks } from '../../tools/cli/verify.ts';
import { Books } from '../functions/ledger-api/books.ts';
import { playRound } from '../functions/ledger-api/round.ts';
import { Attacker, type Snapshot } from '../support/attacker.ts';
import { attacks, type Target } from '../support/attacks.ts';
import { sealedTwice } from '../support/sealed-round.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { verdictOn } from '../verifier/verdict.ts';

const work = mkdtempSync(join(tmpdir(), 'relief-attacks-'));
const archive = new SealArchive(new WriteOnceFolder(join(work, 'archive')));
let engine: TestTables;
let books: Books;
let target: Target;
let honest: Snapshot;

const seal = (): Promise<Sealing> =>
  sealBooks({ tables: books.tables, archive, now: () => books.now(), zone: 'Asia/Pyongyang' });

async function firstFinding(): Promise<string> {
  const items = () =>
    allItems(engine.client, { tables: books.tables.names } as Parameters<typeof allItems>[1]);
  const [first] = (await verifyBooks(items, await archive.sealedBooks())).findings;
  return first === undefined ? 'none' : `${first.account}@${first.seq}`;
}

const verdict = (): Promise<string> =>
  verdictOn({ client: engine.client, tables: books.tables, archive, work });

async function tampering(): Promise<readonly string[]> {
  const { body } = await books.ask('/anomalies?kind=tampering');
  return body.items.flatMap(({ references }: { references: string[] }) => references);
}

beforeAll(async () => {
  engine = await startTestTables();
  books = await Books.openIn(engine);
  await playRound(books);
  target = await sealedTwice(books, new Attacker(engine.client, books.tables), seal);
  honest = await target.attacker.snapshot();
});
afterAll(async () => {
  await engine?.stop();
  rmSync(work, { recursive: true, force: true });
});
afterEach(() => target.attacker.restore(honest));

describe('books that were sealed twice', () => {
  it('are sound to every detector until they are attacked', async () => {
    expect(await firstFinding()).toBe('none');
    expect(await verdict()).toMatch(/^0: \d+ entries on \d+ accounts hold, and so do 2 seals$/);
    expect(await seal()).toMatchObject({ isNew: false, findings: [] });
    expect(await tampering()).toEqual([]);
  });

  describe.each(attacks)('after $name', ({ on, firstBad, isSealBound = true }) => {
    it('are broken to every detector, at the entry that was attacked first', async () => {
      await on(target);
      const { account, seq } = firstBad(target);
      expect(await firstFinding()).toBe(`${account}@${seq}`);
      expect(await verdict()).toMatch(`1: BROKEN ${account} entry ${seq} `);

      const before = await archive.seals();
      await seal();
      expect(await archive.seals()).toEqual(before);
      if (!isSealBound) return;
      const listed = await tampering();
      expect(listed).toContain(`${account}@${seq}`);
      await seal();
      expect(await tampering()).toEqual(listed);
    });
  });
});
