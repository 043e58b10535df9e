/** What a location's book moved, and when that happened, read off its running totals. */
import { emptyLocationTally, type LocationTally, stockTotalsOf } from '../domain/books.ts';
import { type Amounts, negateAmounts } from '../domain/quantity.ts';
import { movedColumns, type StockMove } from '../domain/stock-report.ts';
import { instantOf } from '../domain/zoned-date.ts';
import type { Entry } from './entry.ts';

/** `entries` are all of a book's. What takes an entry back counts when that entry did: it says so itself. */
export function stockMovesOf(entries: readonly Entry[]): readonly StockMove[] {
  let before = emptyLocationTally;
  return entries.flatMap((entry) => {
    const after = entry.stock ?? before;
    const moves = movesBetween(before, after, entry);
    before = after;
    return moves;
  });
}

function movesBetween(before: LocationTally, after: LocationTally, entry: Entry): readonly StockMove[] {
  // Only sheets stand for several times, and they move nothing but what is handed over.
  if (entry.movements !== undefined) {
    return entry.movements.map(({ at, lines }) => ({
      at,
      column: 'handedOver',
      amounts: negateAmounts(lines),
    }));
  }
  const at = instantOf(entry.occurredAt);
  return movedColumns.flatMap((column): readonly StockMove[] => {
    const gained = [...after.stock].map(
      ([commodity, totals]) =>
        [commodity, totals[column] - stockTotalsOf(before, commodity)[column]] as const,
    );
    const amounts: Amounts = new Map(gained.filter(([, quantity]) => quantity !== 0n));
    return amounts.size === 0 ? [] : [{ at, column, amounts }];
  });
}
