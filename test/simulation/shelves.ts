/**
 * What lies on each shelf, by plain arithmetic: documents by their times, in whatever order they were recorded.
 *
 * Counts cut time into stretches. What a stretch holds is what the count before it found and what came and went since;
 * what the next count finds beside that is its variance, and what the last stretch holds lies there now.
 */
import type { Entry } from '../../shared/ledger/entry.ts';

interface Moved {
  readonly at: number;
  readonly quantity: bigint;
}

interface Found {
  readonly entry: string;
  readonly at: number;
  readonly counted: bigint;
}

/** What a shelf holds in each stretch, the last of them now. Units: base units. */
export interface Stretches {
  readonly held: readonly bigint[];
  readonly variance: bigint;
}

/** One commodity in one book. */
class Shelf {
  readonly #moves: Moved[] = [];
  #counts: readonly Found[] = [];

  move(moved: Moved): void {
    this.#moves.push(moved);
  }

  /** Of two counts of one instant the one recorded later stands. */
  count(found: Found): void {
    this.#counts = [...this.#counts, found];
  }

  uncount(entry: string): void {
    this.#counts = this.#counts.filter((found) => found.entry !== entry);
  }

  get stretches(): Stretches {
    const found = new Map(this.#counts.map((count) => [count.at, count.counted]));
    const instants = [...found.keys()].sort((one, other) => one - other);
    const held: bigint[] = [];
    let variance = 0n;
    for (const [index, until] of [...instants, Number.POSITIVE_INFINITY].entries()) {
      const since = instants[index - 1] ?? Number.NEGATIVE_INFINITY;
      const between = this.#moves.filter(({ at }) => at > since && at <= until);
      const holds = between.reduce((sum, { quantity }) => sum + quantity, found.get(since) ?? 0n);
      held.push(holds);
      variance += (found.get(until) ?? holds) - holds;
    }
    return { held, variance };
  }
}

/** Takes the entries of all stock books, each with the household entries that it stands for. */
export class Shelves {
  readonly #books = new Map<string, Map<string, Shelf>>();
  readonly #counts = new Set<string>();

  add(entry: Entry, members: readonly Entry[]): void {
    const name = `${entry.account}@${entry.seq}`;
    const taken = entry.type === 'void' ? (entry.reverses ?? '') : '';
    if (this.#counts.has(taken)) {
      for (const shelf of this.#shelvesOf(entry.account).values()) shelf.uncount(taken);
    } else if (entry.counted !== undefined) {
      this.#counts.add(name);
      const at = Date.parse(entry.occurredAt);
      for (const [commodity, counted] of entry.counted)
        this.#shelf(entry.account, commodity).count({ entry: name, at, counted });
    } else if (entry.group !== undefined && members.length > 0) {
      for (const member of members) this.#move(entry.account, member, -1n);
    } else this.#move(entry.account, entry, 1n);
  }

  /** Of each commodity that was ever in a book. */
  of(account: string): ReadonlyMap<string, Stretches> {
    return new Map([...this.#shelvesOf(account)].map(([commodity, shelf]) => [commodity, shelf.stretches]));
  }

  #move(account: string, { occurredAt, lines }: Entry, sign: bigint): void {
    const at = Date.parse(occurredAt);
    for (const [commodity, quantity] of lines)
      this.#shelf(account, commodity).move({ at, quantity: sign * quantity });
  }

  #shelvesOf(account: string): Map<string, Shelf> {
    const known = this.#books.get(account) ?? new Map<string, Shelf>();
    this.#books.set(account, known);
    return known;
  }

  #shelf(account: string, commodity: string): Shelf {
    const shelves = this.#shelvesOf(account);
    const shelf = shelves.get(commodity) ?? new Shelf();
    shelves.set(commodity, shelf);
    return shelf;
  }
}
