/** A physical count against the book. */
import { type LocationTally, onHandOf, stockTotalsOf } from './books.ts';
import { type Amounts, amountsOfLines, type QuantityLine } from './quantity.ts';

/**
 * Counted less on hand, by commodity, zeros left out; negative when goods are missing. Lines of one
 * commodity add up, and what was not counted is not touched.
 */
export function countVariances(tally: LocationTally, counted: readonly QuantityLine[]): Amounts {
  const variances = [...amountsOfLines(counted)].map(
    ([commodity, quantity]) => [commodity, quantity - onHandOf(stockTotalsOf(tally, commodity))] as const,
  );
  return new Map(variances.filter(([, variance]) => variance !== 0n));
}
