/** Search: one text in, and whatever of households, documents and places it may mean to this reader out. */
import {
  type Narrowing,
  type SearchAnswer,
  type SearchItem,
  searchKinds,
} from '../../shared/contract/answers/search.ts';
import type { Reader } from '../../shared/http/reader.ts';
import { searchable } from '../../shared/store/directories.ts';
import { badParameter, type QueryProblem } from './problem.ts';
import type { QueryContext } from './query-context.ts';
import { findDocuments } from './search-documents.ts';
import { findHouseholds } from './search-households.ts';
import { findEvents, findLocations, findOrders, findWaybills } from './search-others.ts';
import { nearness, scopeOf } from './search-scope.ts';

export interface SearchQuestion {
  readonly q: string | undefined;
  readonly locationId: string | undefined;
  readonly orderId: string | undefined;
  readonly limit: number | undefined;
}

/** What one kind of search has found; `narrowBy` is what would show more of it. */
export interface Findings {
  readonly items: readonly SearchItem[];
  readonly narrowBy?: Narrowing;
}

const defaultItems = 20;

/** Guarantees: nothing that the reader could not read by the route of its own. */
export async function answerSearch(
  { q = '', locationId, orderId, limit = defaultItems }: SearchQuestion,
  context: QueryContext,
  reader: Reader,
): Promise<SearchAnswer | QueryProblem> {
  const text = q.trim();
  if (text === '') return badParameter('q', 'the text that is searched for');
  const scope = await scopeOf(reader, { locationId, orderId }, context);
  const found: readonly Findings[] = await Promise.all([
    findHouseholds(text, scope, context),
    findDocuments(text, scope, context),
    ...(locationId === undefined
      ? [findWaybills(text, reader, context), findEvents(text, reader, context)]
      : []),
    findLocations(text, scope),
    findOrders(text, scope),
  ]);
  const items = found.flatMap((each) => each.items);
  const narrowBy = new Set(found.flatMap((each) => each.narrowBy ?? []));
  if (items.length > limit) narrowBy.add('q');
  return {
    items: nearest(items, text).slice(0, limit),
    complete: narrowBy.size === 0,
    ...(narrowBy.size > 0 && { narrowBy: [...narrowBy] }),
  };
}

function nearest(items: readonly SearchItem[], text: string): readonly SearchItem[] {
  const sought = searchable(text);
  const ranked = items.map((item) => ({ item, rank: rankOf(item, sought) }));
  ranked.sort((one, other) => one.rank - other.rank || (one.item.id < other.item.id ? -1 : 1));
  return ranked.map(({ item }) => item);
}

/** Of two that are equally near, the kind decides; a document was asked for by its very number. */
const rankOf = (item: SearchItem, sought: string): number =>
  (item.kind === 'event' ? 0 : nearness(item, sought)) * searchKinds.length + searchKinds.indexOf(item.kind);
