/** The daily seals over every chain. */

import type { SealAnswer } from '../../shared/contract/answers/seals.ts';
import type { JsonObject } from '../../shared/ledger/chain.ts';
import { type CsvTable, csvTable } from './csv.ts';
import { notFound, type QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';
import { RecordFields } from './record-fields.ts';

export async function answerSeals(
  { limit, after }: PageRequest<string>,
  { queries }: QueryContext,
): Promise<ItemPage<SealAnswer>> {
  const { items, next } = await queries.seals(limit, after);
  return {
    items: items.map(({ item, record }) => sealAnswerOf(item, record)),
    ...(next !== undefined && { next }),
  };
}

export async function answerSeal(
  date: string,
  { queries }: QueryContext,
): Promise<SealAnswer | QueryProblem> {
  const record = await queries.seal(date);
  return record === undefined ? notFound('Seal', date) : sealAnswerOf(date, record);
}

/** The seal as it was recorded. */
function sealAnswerOf(date: string, record: JsonObject): SealAnswer {
  const fields = new RecordFields(record);
  return {
    date,
    seq: fields.count('seq'),
    openedAt: fields.text('openedAt'),
    sealedAt: fields.text('at'),
    digest: fields.text('digest'),
    books: fields.count('books'),
    entries: fields.count('entries'),
    tails: archivedList(fields.object('tails')),
    added: archivedList(fields.object('added')),
    previousHash: fields.text('previousHash'),
    hash: fields.text('hash'),
  };
}

const archivedList = (fields: RecordFields): SealAnswer['tails'] => ({
  key: fields.text('key'),
  sha256: fields.text('sha256'),
});

export const sealsTable = (seals: readonly SealAnswer[]): CsvTable =>
  csvTable(seals, {
    date: (seal) => seal.date,
    digest: (seal) => seal.digest,
    sealedAt: (seal) => seal.sealedAt,
    books: (seal) => seal.books,
    entries: (seal) => seal.entries,
    hash: (seal) => seal.hash,
  });
