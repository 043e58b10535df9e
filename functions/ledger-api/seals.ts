/** Seals: daily digests over every chain. */

import { readSeal } from '../../shared/audit/seal.ts';
import type { SealAnswer } from '../../shared/contract/answers.ts';
import type { JsonObject, LinkRecord } from '../../shared/ledger/chain.ts';
import { type CsvTable, csvTable } from './csv.ts';
import { notFound, type Problem } from './problem.ts';
import type { ItemPage, PageRequest, Reading } from './reading.ts';

export async function answerSeals(
  { limit, after }: PageRequest<string>,
  { queries }: Reading,
): Promise<ItemPage<SealAnswer>> {
  const { items, next } = await queries.seals(limit, after);
  return {
    items: items.map(({ item, record }) => sealAnswerOf(item, record)),
    ...(next !== undefined && { next }),
  };
}

export async function answerSeal(date: string, { queries }: Reading): Promise<SealAnswer | Problem> {
  const record = await queries.seal(date);
  return record === undefined ? notFound('seal', date) : sealAnswerOf(date, record);
}

/** Answered as the daily seal wrote it. */
function sealAnswerOf(date: string, record: JsonObject): SealAnswer {
  const { seq, at, openedAt, digest, books, entries, tails, added, previousHash, hash } = readSeal(
    record as LinkRecord,
  );
  return { date, seq, openedAt, sealedAt: at, digest, books, entries, tails, added, previousHash, hash };
}

export const sealsTable = (seals: readonly SealAnswer[]): CsvTable =>
  csvTable(seals, {
    date: (seal) => seal.date,
    digest: (seal) => seal.digest,
    sealedAt: (seal) => seal.sealedAt,
    books: (seal) => seal.books,
    entries: (seal) => seal.entries,
    hash: (seal) => seal.hash,
  });
