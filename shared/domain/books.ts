/** Running totals that a book carries from entry to entry, so that its tail answers for all of it. */
import type { BookCoverage } from './coverage.ts';
import { type Amounts, amountOf, amountsOfLines, type QuantityLine, type Unit } from './quantity.ts';

/**
 * A location's totals of one commodity since the order began. Units: base units.
 *
 * Law: received + variance + transferredIn = handedOver + lost + dispatched + transferredOut + on hand.
 */
export interface StockTotals {
  /** All that came in from anywhere, what was lost on arrival included. */
  readonly received: bigint;
  /** The part of `lost` that was lost on arrival, so never came to the households. */
  readonly lostOnArrival: bigint;
  readonly lost: bigint;
  readonly dispatched: bigint;
  /** Returns taken off. */
  readonly handedOver: bigint;
  /** Negative when goods are missing. */
  readonly variance: bigint;
  /** Goods known to have come from another location: what keeps them from counting twice. */
  readonly onward: bigint;
  /** Put under this order from another one, where they lay. */
  readonly transferredIn: bigint;
  readonly transferredOut: bigint;
}

/** The names of the totals, in the order in which entries hold them. */
export const stockTotalNames = [
  'received',
  'lostOnArrival',
  'lost',
  'dispatched',
  'handedOver',
  'variance',
  'onward',
  'transferredIn',
  'transferredOut',
] as const satisfies readonly (keyof StockTotals)[];

/** Totals made one by one, in the order of {@link stockTotalNames}. */
export const stockTotals = (totalOf: (name: keyof StockTotals) => bigint): StockTotals => ({
  received: totalOf('received'),
  lostOnArrival: totalOf('lostOnArrival'),
  lost: totalOf('lost'),
  dispatched: totalOf('dispatched'),
  handedOver: totalOf('handedOver'),
  variance: totalOf('variance'),
  onward: totalOf('onward'),
  transferredIn: totalOf('transferredIn'),
  transferredOut: totalOf('transferredOut'),
});

const nothing = stockTotals(() => 0n);

export interface LocationTally {
  readonly stock: ReadonlyMap<string, StockTotals>;
  /** Households that hold something from this book. */
  readonly householdsServed: number;
  /** Receipts that were ever posted, returned ones included. */
  readonly receipts: number;
  /** What the book did for households under the revision of its last handover; `undefined` before the first. */
  readonly coverage?: BookCoverage;
}

export const emptyLocationTally: LocationTally = { stock: new Map(), householdsServed: 0, receipts: 0 };

export const stockTotalsOf = (tally: LocationTally, commodity: string): StockTotals =>
  tally.stock.get(commodity) ?? nothing;

/** What came to the households of a centre: received in good order, or put under the order where it lay. */
export const cameInGoodOrder = (totals: StockTotals): bigint =>
  totals.received - totals.lostOnArrival + totals.transferredIn;

export const onHandOf = ({ transferredIn, transferredOut, ...totals }: StockTotals): bigint =>
  totals.received +
  totals.variance +
  transferredIn -
  totals.handedOver -
  totals.lost -
  totals.dispatched -
  transferredOut;

/** Adds `amounts` to one column of the totals. */
export function addToTally(tally: LocationTally, column: keyof StockTotals, amounts: Amounts): LocationTally {
  if (amounts.size === 0) return tally;
  const stock = new Map(tally.stock);
  for (const [commodity, quantity] of amounts) {
    const totals = stockTotalsOf(tally, commodity);
    stock.set(commodity, { ...totals, [column]: totals[column] + quantity });
  }
  return { ...tally, stock };
}

/** Adds households that began to hold something, less those that ceased to, and receipts. */
export const servedMore = (tally: LocationTally, households: number, receipts: number): LocationTally => ({
  ...tally,
  householdsServed: tally.householdsServed + households,
  receipts: tally.receipts + receipts,
});

export const onHandAmounts = (tally: LocationTally): Amounts =>
  new Map([...tally.stock].map(([commodity, totals]) => [commodity, onHandOf(totals)]));

export function sumTallies(tallies: readonly LocationTally[]): LocationTally {
  let sum = emptyLocationTally;
  for (const tally of tallies) {
    sum = servedMore(sum, tally.householdsServed, tally.receipts);
    for (const column of stockTotalNames) {
      const amounts = new Map([...tally.stock].map(([commodity, totals]) => [commodity, totals[column]]));
      sum = addToTally(sum, column, amounts);
    }
  }
  return sum;
}

/** A payer's totals under an order. Units: minor units of the order's currency. */
export interface PayerTally {
  readonly paid: bigint;
  readonly funded: bigint;
  /** Payments that stand, reversed ones taken off. */
  readonly payments: number;
  /** Payments that were ever posted, reversed ones included. */
  readonly paymentsMade: number;
  /** Households whose first money this payer paid, and that still hold some. */
  readonly householdsPaid: number;
  /** What its payments paid of what each household is due, under the revision of the last; `undefined` before the first. */
  readonly within?: PaidWithin;
}

/** Units: minor units. */
export interface PaidWithin {
  readonly revision: number;
  readonly amount: bigint;
}

export const emptyPayerTally: PayerTally = {
  paid: 0n,
  funded: 0n,
  payments: 0,
  paymentsMade: 0,
  householdsPaid: 0,
};

export const payerBalance = (tally: PayerTally): bigint => tally.funded - tally.paid;

export interface Excess {
  readonly commodity: string;
  /** The unit of its first line. */
  readonly unit: Unit;
  readonly asked: bigint;
  readonly available: bigint;
}

/** The first commodity of which lines, `amounts` together, ask for more than is `available`, with both figures. */
export function firstExcess(
  lines: readonly QuantityLine[],
  available: (commodity: string) => bigint,
  amounts: Amounts = amountsOfLines(lines),
): Excess | undefined {
  for (const { commodity, unit } of lines) {
    const asked = amountOf(amounts, commodity);
    if (asked > available(commodity)) return { commodity, unit, asked, available: available(commodity) };
  }
  return undefined;
}
