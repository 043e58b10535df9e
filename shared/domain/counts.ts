/**
 * Counts of what lies at a place. Each tells what lay there at its time, whenever it is recorded.
 *
 * Counts cut the time of a commodity into stretches. What is recorded late and happened by a count changes what the
 * books expected at that count, so its variance, and leaves the shelf as it is: that was counted. So the books end the
 * same in whatever order things are recorded.
 */
import { type LocationTally, onHandOf, stockTotalsOf } from './books.ts';
import type { Instant } from './events.ts';
import { type Amounts, amountOf } from './quantity.ts';

/** A count of one commodity as it stands. Units: base units. */
export interface Count {
  readonly countId: string;
  readonly at: Instant;
  readonly counted: bigint;
  /** What the count before it found, and all that the books hold of what happened since, up to this one. */
  readonly expected: bigint;
  /** Its variance when it was recorded. */
  readonly firstVariance: bigint;
}

/** Counts by commodity, in the order of their times; of two of one instant only the one recorded later stands. */
export type Counts = ReadonlyMap<string, readonly Count[]>;

export const noCounts: Counts = new Map();

/** Counted lines that one book can hold, for its counts are one item: a count of six commodities a day for eleven months. */
export const maxCountedLines = 2_000;

/** Negative when goods are missing. */
export const varianceOf = ({ counted, expected }: Count): bigint => counted - expected;

export const countedLines = (counts: Counts): number =>
  [...counts.values()].reduce((sum, ofCommodity) => sum + ofCommodity.length, 0);

/** The first count that tells of what happened at an instant; `undefined` when none has been made since. */
export const firstCountBy = (counts: Counts, commodity: string, at: Instant): Count | undefined =>
  counts.get(commodity)?.find((count) => count.at >= at);

/**
 * Base units of a commodity that may have left a place at an instant: since the last count what is on hand; before one
 * what the count before found and what came in between, less what went out in between.
 */
export const availableAt = (tally: LocationTally, counts: Counts, commodity: string, at: Instant): bigint =>
  firstCountBy(counts, commodity, at)?.expected ?? onHandOf(stockTotalsOf(tally, commodity));

/** What came of a movement that may be late. */
export interface Moved {
  readonly counts: Counts;
  /** What it changes of the variances, by commodity: nothing where no count had been made since. */
  readonly variance: Amounts;
}

/** Takes in a movement; `lines` are negative where goods leave. */
export function moveAt(counts: Counts, at: Instant, lines: Amounts): Moved {
  const variance = new Map<string, bigint>();
  let moved: Map<string, readonly Count[]> | undefined;
  for (const [commodity, quantity] of lines) {
    const first = quantity === 0n ? undefined : firstCountBy(counts, commodity, at);
    if (first === undefined) continue;
    moved ??= new Map(counts);
    const next = { ...first, expected: first.expected + quantity };
    moved.set(
      commodity,
      (counts.get(commodity) ?? []).map((count) => (count === first ? next : count)),
    );
    variance.set(commodity, -quantity);
  }
  return { counts: moved ?? counts, variance };
}

/** A count as it was sent. */
export interface CountDocument {
  readonly countId: string;
  readonly at: Instant;
  readonly counted: Amounts;
}

export interface Movement {
  readonly at: Instant;
  readonly lines: Amounts;
}

/**
 * The counts of a book made from scratch, for a count cuts a stretch in two and a voided one joins two.
 *
 * `documents` are those that are not voided, in the order recorded; `movements` all others, in any order. Those of
 * `before` keep the variance that they had first.
 */
export function recount(
  documents: readonly CountDocument[],
  movements: readonly Movement[],
  before: Counts,
): Counts {
  const commodities = new Set(documents.flatMap(({ counted }) => [...counted.keys()]));
  return new Map(
    [...commodities].map((commodity) => {
      const standing = standingCounts(documents, commodity);
      const inOrder = movements
        .filter(({ lines }) => amountOf(lines, commodity) !== 0n)
        .sort((a, b) => (a.at < b.at ? -1 : 1));
      return [commodity, stretchesOf(commodity, standing, inOrder, before.get(commodity) ?? [])];
    }),
  );
}

/** In the order of their times, one an instant. */
function standingCounts(documents: readonly CountDocument[], commodity: string): readonly CountDocument[] {
  const byInstant = new Map<Instant, CountDocument>();
  for (const document of documents) {
    if (document.counted.has(commodity)) byInstant.set(document.at, document);
  }
  return [...byInstant.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
}

function stretchesOf(
  commodity: string,
  standing: readonly CountDocument[],
  inOrder: readonly Movement[],
  before: readonly Count[],
): readonly Count[] {
  let next = 0;
  let expected = 0n;
  return standing.map(({ countId, at, counted: amounts }) => {
    for (
      let movement = inOrder[next];
      movement !== undefined && movement.at <= at;
      movement = inOrder[next]
    ) {
      expected += amountOf(movement.lines, commodity);
      next += 1;
    }
    const counted = amountOf(amounts, commodity);
    const known = before.find((count) => count.countId === countId);
    const count = {
      countId,
      at,
      counted,
      expected,
      firstVariance: known?.firstVariance ?? counted - expected,
    };
    expected = counted;
    return count;
  });
}

/** The variances of all counts of a commodity together, by commodity. */
export const variancesOf = (counts: Counts): Amounts =>
  new Map(
    [...counts].map(([commodity, ofCommodity]) => [
      commodity,
      ofCommodity.reduce((sum, count) => sum + varianceOf(count), 0n),
    ]),
  );
