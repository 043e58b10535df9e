/** Goods that nobody planned. */
import type { OrderTerms } from './events.ts';
import type { Amounts } from './quantity.ts';

/** Those of the goods that an order neither rations nor pledges. */
export function unplannedGoods(
  { rations, pledges }: Pick<OrderTerms, 'rations' | 'pledges'>,
  goods: Amounts,
): Amounts {
  const planned = new Set([...rations, ...pledges].map(({ commodity }) => commodity));
  return new Map([...goods].filter(([commodity, quantity]) => quantity > 0n && !planned.has(commodity)));
}
