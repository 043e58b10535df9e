/** Seals: daily digests over every chain. */
import type { JsonObject } from '../../shared/ledger/chain.ts';
import type { SealAnswer } from './answers.ts';
import { type Cell, type CsvTable, csvTable } from './csv.ts';
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

const sealAnswerOf = (date: string, record: JsonObject): SealAnswer => ({ ...record, date });

const cellOf = (value: unknown): Cell =>
  typeof value === 'string' || typeof value === 'number' ? value : undefined;

export const sealsTable = (seals: readonly SealAnswer[]): CsvTable =>
  csvTable(seals, {
    date: (seal) => seal.date,
    digest: (seal) => cellOf(seal['digest']),
    sealedAt: (seal) => cellOf(seal['sealedAt']),
  });
