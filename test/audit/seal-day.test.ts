import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SealArchive } from '../../shared/audit/archive/seal-archive.ts';
import { WriteOnceFolder } from '../../shared/audit/archive/write-once.ts';
import type { AuditReport } from '../../shared/audit/audit.ts';
import { type Sealing, sealBooks } from '../../shared/audit/seal-day.ts';
import { linkKey, sealKey } from '../../shared/ledger/keys.ts';
import { allItems } from '../../tools/cli/tables.ts';
import { verifyBooks } from '../../tools/cli/verify.ts';
import { Books } from '../functions/ledger-api/books.ts';
import { playRound } from '../functions/ledger-api/round.ts';
import { Attacker } from '../support/attacker.ts';
import { book, shiftBetweenHouseholds, type Target } from '../support/attacks.ts';
import { handOver, sealedTwice } from '../support/sealed-round.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';

let engine: TestTables;
let folder: string;
let books: Books;
let archive: SealArchive;
let attacker: Attacker;

const seal = (): Promise<Sealing> =>
  sealBooks({ tables: books.tables, archive, now: () => books.now(), zone: 'Asia/Pyongyang' });

const verify = async (): Promise<AuditReport> =>
  verifyBooks(
    () => allItems(engine.client, { tables: books.tables.names } as Parameters<typeof allItems>[1]),
    await archive.sealedBooks(),
  );

const firstFinding = async (): Promise<string> => {
  const [first] = (await verify()).findings;
  return first === undefined ? 'none' : `${first.account}@${first.seq}: ${first.expected}`;
};

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relief-seals-'));
  archive = new SealArchive(new WriteOnceFolder(folder));
  books = await Books.openIn(engine);
  attacker = new Attacker(engine.client, books.tables);
  await playRound(books);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a daily seal', () => {
  it('holds the tail of every chain, and no chain of honest books is found wanting', async () => {
    const { seal: first, isNew, findings } = await seal();
    expect(findings).toEqual([]);
    expect(isNew).toBe(true);
    const tails = await archive.list(first.tails);
    for (const account of [
      book,
      'payer:P-1/O-1',
      'shipment:W/2',
      'registry:C-1',
      'order:O-1',
      'inbound:S-1/O-1',
    ])
      expect(tails).toContain(`${account}@`);
    expect(tails).not.toContain('household:');
    expect(tails.trimEnd().split('\n')).toHaveLength(first.books);
    expect(first.digest).toBe(first.tails.sha256);
    expect((await archive.list(first.added)).trimEnd().split('\n')).toHaveLength(first.entries);
    expect(await firstFinding()).toBe('none');
    expect((await books.ask('/seals')).body.items).toMatchObject([
      { date: first.date, digest: first.digest },
    ]);
    expect((await books.ask(`/seals/${first.date}`)).body).toMatchObject({ seq: 1, hash: first.hash });
  });

  it('is made once a day, whatever was posted since, and follows that of the day before', async () => {
    const first = await seal();
    await handOver(books, 'R-20');
    expect(await seal()).toEqual({ ...first, isNew: false });
    books.setClock('2020-08-09T20:00:00.000Z');
    const second = await seal();
    expect(second).toMatchObject({
      isNew: true,
      findings: [],
      seal: { seq: 2, date: '2020-08-10', previousHash: first.seal.hash, entries: first.seal.entries + 1 },
    });
    expect(await archive.list(second.seal.added)).toMatch(new RegExp(`^${book}@\\d+:[\\w-]{43}\\n$`));
    expect(await firstFinding()).toBe('none');
  });

  it('is taken up again where it was left: after the archive had it, and the tables had not', async () => {
    const first = await seal();
    await attacker.remove(sealKey(first.seal.date));
    expect(await firstFinding()).toBe('seals@1: an entry that was sealed');
    expect(await seal()).toEqual({ ...first, isNew: false });
    expect(await firstFinding()).toBe('none');
  });
});

it('a chain too long to be looked at in one is looked at in stretches, without a seam', async () => {
  for (let sheet = 0; sheet < 220; sheet += 1) {
    const lines = [{ commodity: 'rice', quantity: sheet % 2 === 0 ? 10 : 20, unit: 'kg' }];
    await books.send({
      type: 'relief.stock.counted.v1',
      data: { countId: `K-${sheet}x`, locationId: 'C-1', orderId: 'O-1', lines },
    });
  }
  expect(await seal()).toMatchObject({ isNew: true, findings: [] });
  expect(await seal()).toMatchObject({ isNew: false, findings: [] });
  await attacker.remove(linkKey(book, 210));
  await attacker.change(book, 201, { reference: 'K-99' });
  const { findings } = await seal();
  expect(findings.map(({ account, seq }) => `${account}@${seq}`)).toEqual([`${book}@201`, `${book}@210`]);
});

describe('after two seals', () => {
  let target: Target;

  beforeEach(async () => {
    target = await sealedTwice(books, attacker, seal);
    expect(await firstFinding()).toBe('none');
  });

  it(`verify names the first bad entry of ${shiftBetweenHouseholds.name}`, async () => {
    await shiftBetweenHouseholds.on(target);
    const { account, seq } = shiftBetweenHouseholds.firstBad(target);
    expect(await firstFinding()).toBe(`${account}@${seq}: household entries as they were booked`);
  });

  it('verify names a seal that was changed', async () => {
    await attacker.put(sealKey(target.firstDay), {});
    expect(await firstFinding()).toMatch(/^seals@1: an entry/);
  });

  it.each([
    ['all of its seals', 'seals@1'],
    ['its last seal', 'seals@2'],
  ])('verify misses an archive that lost %s', async (what, first) => {
    for (const key of readdirSync(join(folder, 'seals')))
      if (what === 'all of its seals' || key.includes('2')) rmSync(join(folder, 'seals', key));
    expect(await firstFinding()).toMatch(`${first}: a seal that the archive holds`);
  });

  it('a chain that is no longer what was sealed stays sealed as it was, the others go on', async () => {
    await attacker.remove(linkKey('shipment:W-1', 1));
    books.setClock('2020-08-10T20:00:00.000Z');
    await handOver(books, 'R-30');
    const { seal: third, findings } = await seal();
    expect(third.seq).toBe(3);
    expect(findings).toMatchObject([{ account: 'shipment:W-1', seq: 1 }]);
    expect(await archive.list(third.tails)).toContain('shipment:W-1@1:');
    expect(await archive.list(third.added)).toMatch(
      new RegExp(`^${book}@\\d+:[\\w-]{43}\n${book}@\\d+:[\\w-]{43}\n$`),
    );
    expect(await firstFinding()).toMatch('shipment:W-1@1: an entry');
  });
});
