/** Seals: daily digests over every chain. */

import type { SealAnswer } from '../../shared/contract/answers.ts';
import type { Seal } from '../../shared/ledger/seal.ts';
import { type CsvTable, csvTable } from './csv.ts';
import { notFound, type Problem } from './problem.ts';
import type { ItemPage, PageRequest, Reading } from './reading.ts';

export async function answerSeals(
  { limit, after }: PageRequest<string>,
  { journal }: Reading,
): Promise<ItemPage<SealAnswer>> {
  const { items, next } = await journal.seals.page(limit, after);
  return {
    items: items.map(sealAnswerOf),
    ...(next !== undefined && { next }),
  };
}

export async function answerSeal(date: string, { journal }: Reading): Promise<SealAnswer | Problem> {
  const seal = await journal.seals.get(date);
  return seal === undefined ? notFound('seal', date) : sealAnswerOf(seal);
}

/** Answered as the daily seal wrote it. */
const sealAnswerOf = ({ account: _account, at, ...seal }: Seal): SealAnswer => ({ ...seal, sealedAt: at });

export const sealsTable = (seals: readonly SealAnswer[]): CsvTable =>
  csvTable(seals, {
    date: (seal) => seal.date,
    digest: (seal) => seal.digest,
    sealedAt: (seal) => seal.sealedAt,
    books: (seal) => seal.books,
    entries: (seal) => seal.entries,
    hash: (seal) => seal.hash,
  });
