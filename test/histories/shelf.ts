/** What lies at a place under an order, by time: what came and went, and what was counted. */
import { type Amounts, amountOf, sum } from './messages.ts';

interface Move {
  readonly at: number;
  readonly lines: Amounts;
}

interface CountDocument {
  readonly countId: string;
  readonly at: number;
  readonly counted: Amounts;
}

/** The time from one count to the next. Units: base units. */
interface Stretch {
  readonly until: number;
  /** What the count before it found, with all that came and went since. */
  readonly holds: bigint;
  /** The count that ends it; none ends the last. */
  readonly count: CountDocument | undefined;
}

export class Shelf {
  readonly #moves: Move[] = [];
  #counts: CountDocument[] = [];

  move(at: number, lines: Amounts): void {
    this.#moves.push({ at, lines });
  }

  count(document: CountDocument): void {
    this.#counts.push(document);
  }

  /** A count is as if it had never been made. */
  uncount(countId: string): void {
    this.#counts = this.#counts.filter((count) => count.countId !== countId);
  }

  /** Whether no more went out at any time than was there, had a count not been made. */
  mayUncount(countId: string): boolean {
    const made = this.#counts;
    const commodities = made.flatMap((count) => (count.countId === countId ? [...count.counted.keys()] : []));
    this.uncount(countId);
    const isShort = this.#isShort(commodities);
    this.#counts = made;
    return !isShort;
  }

  /** Whether a count leaves no less at any time than went out. */
  mayCount(at: number, counted: Amounts): boolean {
    this.#counts.push({ countId: '', at, counted });
    const isShort = this.#isShort([...counted.keys()]);
    this.#counts.pop();
    return !isShort;
  }

  #isShort(commodities: readonly string[]): boolean {
    return commodities.some((commodity) => this.#stretches(commodity).some(({ holds }) => holds < 0n));
  }

  onHand(commodity: string): bigint {
    return this.#stretches(commodity).at(-1)?.holds ?? 0n;
  }

  /** What may leave at a time: what the stretch that it falls into holds. */
  availableAt(at: number, commodity: string): bigint {
    return this.#stretches(commodity).find(({ until }) => at <= until)?.holds ?? 0n;
  }

  /** Whether less of some commodity was there at a time than went out. */
  lacks(asked: ReadonlyMap<string, bigint>, at: number): boolean {
    return [...asked].some(([commodity, base]) => base > this.availableAt(at, commodity));
  }

  /** By count that stands: what it found beyond what the books held. */
  variances(commodity: string): ReadonlyMap<string, bigint> {
    return new Map(
      this.#stretches(commodity).flatMap(({ holds, count }) =>
        count === undefined ? [] : [[count.countId, amountOf(count.counted, commodity) - holds] as const],
      ),
    );
  }

  variance(commodity: string): bigint {
    return sum(this.variances(commodity).values());
  }

  /** Of two counts of one instant the one recorded later stands. */
  #stretches(commodity: string): readonly Stretch[] {
    const standing = new Map<number, CountDocument>();
    for (const count of this.#counts) if (count.counted.has(commodity)) standing.set(count.at, count);
    const instants = [...standing.keys()].sort((one, other) => one - other);
    return [...instants, Number.POSITIVE_INFINITY].map((until, index) => {
      const since = instants[index - 1] ?? Number.NEGATIVE_INFINITY;
      const found = standing.get(since)?.counted ?? new Map();
      const between = this.#moves.filter(({ at }) => at > since && at <= until);
      const holds = amountOf(found, commodity) + sum(between.map(({ lines }) => amountOf(lines, commodity)));
      return { until, holds, count: standing.get(until) };
    });
  }
}
