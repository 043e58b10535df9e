/**
 * The population of an audit: receipts as intervals of one long line of base units, in the order of centre or payer, book
 * entry, and place in the entry's group. Whoever draws a unit of the line draws the receipt that it is of.
 */
import { type Amounts, amountOf } from './quantity.ts';

/** What an audit is about: a commodity that was handed over, or money that was paid. */
export type AuditMeasure = { readonly commodity: string } | { readonly currency: string };

/** The order in which books stand in a population: that of their centres or payers, by code point. */
export const inBookOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** An entry of a book that holds receipts of the measure. Units: base or minor units, more than 0. */
export interface PopulationEntry {
  /** The book, by its number among the books of the population. */
  readonly book: number;
  readonly seq: number;
  readonly amount: bigint;
}

/** As much of a book's entry as a population is made of; what leaves the book is negative. */
export interface CountedEntry {
  readonly type: string;
  readonly seq: number;
  readonly lines: Amounts;
  readonly money?: bigint;
  readonly currency?: string;
  readonly group?: readonly unknown[];
  /** How many members of its group got some of each commodity that not all of them got. */
  readonly holders?: ReadonlyMap<string, number>;
}

/** What an entry took out of its book of a measure; less than 0 where it brought something back. */
export const movedOf = ({ lines, money = 0n, currency }: CountedEntry, measure: AuditMeasure): bigint => {
  if ('commodity' in measure) return -amountOf(lines, measure.commodity);
  return currency === measure.currency ? -money : 0n;
};

/** Receipts or payments of a measure in an entry that has some of it. */
const receiptsIn = ({ group = [], holders }: CountedEntry, measure: AuditMeasure): number =>
  ('commodity' in measure ? holders?.get(measure.commodity) : undefined) ?? group.length;

/** What a seal holds of a measure. Units: base or minor units. */
export interface Population {
  readonly entries: readonly PopulationEntry[];
  /** Receipts or payments of the measure. */
  readonly receipts: number;
  /** All that was posted. */
  readonly total: bigint;
  /** The part of it that was returned or reversed. */
  readonly returned: bigint;
}

/** The population of books, each with its entries up to the last that a seal holds, in {@link inBookOrder}. */
export function populationOf(books: readonly (readonly CountedEntry[])[], measure: AuditMeasure): Population {
  const entries: PopulationEntry[] = [];
  let [receipts, total, returned] = [0, 0n, 0n];
  for (const [book, chain] of books.entries()) {
    for (const entry of chain) {
      const amount = movedOf(entry, measure);
      if (entry.type === 'return' || entry.type === 'reversal') returned -= amount;
      if ((entry.type !== 'handover' && entry.type !== 'payment') || amount === 0n) continue;
      entries.push({ book, seq: entry.seq, amount });
      receipts += receiptsIn(entry, measure);
      total += amount;
    }
  }
  return { entries, receipts, total, returned };
}

/** Which of intervals that stand one after another holds a unit, and where in it that is; `undefined` beyond the last. */
export function intervalOf(
  lengths: readonly bigint[],
  unit: bigint,
): { readonly index: number; readonly within: bigint } | undefined {
  let before = 0n;
  for (const [index, length] of lengths.entries()) {
    if (unit < before + length) return { index, within: unit - before };
    before += length;
  }
  return undefined;
}
