/** Households by a part of their number, name or neighbourhood, in the directories of the centres that a reader may read. */
import type { SearchItem } from '../../shared/contract/answers/search.ts';
import { type DirectoryRow, directoryRow } from '../../shared/ledger/directory.ts';
import { isRegistered } from '../../shared/ledger/household-item.ts';
import { searchable } from '../../shared/store/directories.ts';
import { isId } from './parameters.ts';
import type { QueryContext } from './query-context.ts';
import type { Findings } from './search.ts';
import { maxCentres, nearness, type SearchScope, wordsOf } from './search-scope.ts';

/** Matches that are ranked; of more, only a household of this very number still counts. */
const maxRanked = 2_000;

export async function findHouseholds(
  text: string,
  { centreIds, isOverseer }: SearchScope,
  context: QueryContext,
): Promise<Findings> {
  if (centreIds.length > maxCentres)
    return { items: isOverseer ? await byNumber(text, context) : [], narrowBy: 'locationId' };
  const words = wordsOf(text);
  const sought = searchable(text);
  const found = new Map<string, SearchItem>();
  let isWhole = true;
  let tooMany = false;
  for (const centre of await context.journal.directories.households(centreIds)) {
    isWhole &&= centre.isWhole;
    for (const [index, each] of centre.texts.entries()) {
      const row = centre.rows[index];
      if (row === undefined || !words.every((word) => each.includes(word))) continue;
      if (found.size < maxRanked || nearness({ id: row.householdId }, sought) === 0)
        // One that moved stands in the directory of each centre it was ever registered at.
        found.set(row.householdId, itemOf(row));
      else tooMany = true;
    }
  }
  const narrowBy = isWhole ? (tooMany ? 'q' : undefined) : 'locationId';
  return { items: [...found.values()], ...(narrowBy !== undefined && { narrowBy }) };
}

const itemOf = ({ householdId, centreId, ...person }: DirectoryRow): SearchItem => ({
  kind: 'household',
  id: householdId,
  ...person,
  locationId: centreId,
});

/** H1: the household of this number, as it was typed, in capitals or without. */
async function byNumber(text: string, { journal }: QueryContext): Promise<readonly SearchItem[]> {
  const ids = [...new Set([text, text.toUpperCase(), text.toLowerCase()])].filter(isId);
  const known = await journal.households.get(ids);
  return [...known.values()].filter(isRegistered).map((household) => itemOf(directoryRow(household)));
}
