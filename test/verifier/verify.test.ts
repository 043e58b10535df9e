import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SealArchive } from '../../shared/audit/archive/seal-archive.ts';
import { WriteOnceFolder } from '../../shared/audit/archive/write-once.ts';
import { sealBooks } from '../../shared/audit/seal-day.ts';
import { Books } from '../functions/ledger-api/books.ts';
import { playRound } from '../functions/ledger-api/round.ts';
import { Attacker } from '../support/attacker.ts';
import { book, type Target } from '../support/attacks.ts';
import { sealedTwice } from '../support/sealed-round.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { verdictOn, verdictOnFolder } from './verdict.ts';

const work = mkdtempSync(join(tmpdir(), 'relief-verifier-'));
const archive = new SealArchive(new WriteOnceFolder(join(work, 'archive')));
let engine: TestTables;
let books: Books;
let target: Target;

const verdict = (change?: (directory: string) => void): Promise<string> =>
  verdictOn({ client: engine.client, tables: books.tables, archive, work }, change);

beforeAll(async () => {
  engine = await startTestTables();
  books = await Books.openIn(engine);
  await playRound(books);
  const seal = () =>
    sealBooks({ tables: books.tables, archive, now: () => books.now(), zone: 'Asia/Pyongyang' });
  target = await sealedTwice(books, new Attacker(engine.client, books.tables), seal);
});
afterAll(async () => {
  await engine?.stop();
  rmSync(work, { recursive: true, force: true });
});

describe('the independent verifier', () => {
  it('finds honest books sound, from an export alone', async () => {
    expect(await verdict()).toMatch(/^0: \d+ entries on \d+ accounts hold, and so do 2 seals$/);
  });

  it.each([
    [
      'a list that was changed',
      (directory: string) => appendFileSync(firstFile(directory, 'tails'), 'x@1:y\n'),
    ],
    ['a list that is missing', (directory: string) => rmSync(firstFile(directory, 'added'))],
    [
      'an archive that is missing',
      (directory: string) => {
        for (const kind of ['seals', 'tails', 'added']) rmSync(join(directory, kind), { recursive: true });
      },
    ],
    ['a seal that is missing', (directory: string) => rmSync(firstFile(directory, 'seals'))],
    [
      'a seal that was changed',
      (directory: string) => {
        const file = firstFile(directory, 'seals');
        writeFileSync(file, readFileSync(file, 'utf8').replace(/"books":\d+/, '"books":1'));
      },
    ],
  ])('finds %s', async (_what, change) => {
    expect(await verdict(change)).toMatch(/^1: BROKEN seals entry [12] /);
  });

  it('does not take an empty folder for sound books', async () => {
    expect(await verdictOnFolder(mkdtempSync(join(work, 'empty-')))).toMatch(/^1: /);
  });

  it('writes texts as RFC 8785 does, whatever is in them', async () => {
    const reason = 'a "quote", a \\, \u2028, é, 米 and 😀';
    await books.send({
      type: 'relief.handovers.returned.v1',
      data: {
        centreId: 'C-1',
        orderId: 'O-1',
        receipts: [{ receiptId: 'B-9', reverses: 'R-23', householdId: 'H-1', reason }],
      },
    });
    expect((await target.attacker.chain(book)).length).toBe(target.bookTail + 1);
    expect(await verdict()).toMatch(/^0: /);
  });
});

const firstFile = (directory: string, kind: string): string =>
  join(directory, kind, readdirSync(join(directory, kind)).sort()[0] ?? '');
