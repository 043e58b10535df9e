/** The daily seals over every chain. */

import type { SealAnswer } from '../../shared/contract/answers/seals.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import type { Seal } from '../../shared/ledger/seal.ts';
import { notFound, type QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export async function answerSeals(
  { limit, after }: PageRequest<string>,
  { journal }: QueryContext,
): Promise<ItemPage<SealAnswer>> {
  const { items, next } = await journal.seals.page(limit, after);
  return {
    items: items.map(sealAnswerOf),
    ...(next !== undefined && { next }),
  };
}

export async function answerSeal(
  date: string,
  { journal }: QueryContext,
): Promise<SealAnswer | QueryProblem> {
  const seal = await journal.seals.get(date);
  return seal === undefined ? notFound('Seal', date) : sealAnswerOf(seal);
}

/** The seal as it was recorded. */
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
