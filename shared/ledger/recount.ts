/** The counts of a location's book made anew from its entries: for one more count, or one less. */
import { parseEntryName } from '../domain/accounts.ts';
import { type CountDocument, type Counts, type Movement, recount } from '../domain/counts.ts';
import { instantOf } from '../domain/zoned-date.ts';
import type { Entry } from './entry.ts';

/** `entries` are all of the book's; `added` is recorded after them, and `without` is the number of one that is taken back. */
export const countsOfBook = (
  entries: readonly Entry[],
  before: Counts,
  { added, without }: { readonly added?: CountDocument; readonly without?: number },
): Counts =>
  recount(
    [
      ...countDocuments(entries.filter(({ seq }) => seq !== without)),
      ...(added === undefined ? [] : [added]),
    ],
    entries.flatMap(movementsOf(entries)),
    before,
  );

/** The counts of a book that are not voided, in the order recorded. */
function countDocuments(entries: readonly Entry[]): readonly CountDocument[] {
  const voided = new Set(entries.flatMap((entry) => voidedSeq(entry) ?? []));
  return entries.flatMap(({ seq, reference, occurredAt, counted }) =>
    counted === undefined || voided.has(seq)
      ? []
      : [{ countId: reference, at: instantOf(occurredAt), counted }],
  );
}

/** The number of the entry of this book that an entry takes back. */
const voidedSeq = ({ type, reverses }: Entry): number | undefined =>
  type === 'void' && reverses !== undefined ? parseEntryName(reverses).seq : undefined;

/** What an entry moved, by time; nothing for a count, and for what takes one back. */
const movementsOf =
  (entries: readonly Entry[]) =>
  (entry: Entry): readonly Movement[] => {
    if (entry.movements !== undefined) return entry.movements;
    const taken = voidedSeq(entry);
    const isOfCount = taken !== undefined && entries[taken - 1]?.counted !== undefined;
    if (entry.counted !== undefined || isOfCount) return [];
    return [{ at: instantOf(entry.occurredAt), lines: entry.lines }];
  };
