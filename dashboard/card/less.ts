/** What a household says that got less than was booked. Pure. */
import type { CardAnswer } from '../../shared/contract/answers/cards.ts';

export type CardLine = NonNullable<CardAnswer['orders'][number]['receipts'][number]['lines']>[number];

type Less =
  | { readonly statement: 'not-received' }
  | { readonly statement: 'less'; readonly lines?: readonly CardLine[]; readonly amount?: number };

/** Less of some goods; where nothing was changed it is not known of what, and where all are nothing it is no receipt. */
export function lessOf(booked: readonly CardLine[], got: readonly CardLine[]): Less {
  const some = got.filter(({ quantity }) => quantity > 0);
  if (some.length === 0) return { statement: 'not-received' };
  const isChanged = got.some(({ quantity }, at) => quantity !== booked[at]?.quantity);
  return { statement: 'less', ...(isChanged && { lines: some }) };
}

/** The same of money. */
export function lessMoneyOf(booked: number, got: number): Less {
  if (got === 0) return { statement: 'not-received' };
  return { statement: 'less', ...(got !== booked && { amount: got }) };
}
