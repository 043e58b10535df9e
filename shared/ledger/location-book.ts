/** Entries for a location's book, decided one after another and written in one transaction. */
import { entryName, locationAccount } from '../domain/accounts.ts';
import {
  addToTally,
  emptyLocationTally,
  type LocationTally,
  onHandAmounts,
  type StockTotals,
  stockTotalNames,
} from '../domain/books.ts';
import { availableAt, type Counts, moveAt, noCounts, variancesOf } from '../domain/counts.ts';
import type { Instant, LocationRegistration } from '../domain/events.ts';
import { type Amounts, addAmounts, isNothing, negateAmounts, noAmounts } from '../domain/quantity.ts';
import { instantOf } from '../domain/zoned-date.ts';
import { appendEntry, type Entry, type EntryBody } from './entry.ts';
import { entryKey } from './keys.ts';
import { bookListing, type Write } from './writes.ts';

/** What every entry of one event has in common. */
export interface Provenance {
  readonly orderId: string;
  /** `source#id`. */
  readonly event: string;
  /** When it happened, as its sender wrote it. */
  readonly occurredAt: string;
  readonly recordedAt: Instant;
}

type Movement = Pick<
  EntryBody,
  | 'type'
  | 'reference'
  | 'digest'
  | 'counterparty'
  | 'counterpartyEntry'
  | 'group'
  | 'lines'
  | 'reverses'
  | 'reason'
> & {
  /** When it happened. @default when the event did */
  readonly occurredAt?: string;
};

/** The end of a location's book: its last entry and the counts that stand. */
export interface BookEnd {
  readonly tail: Entry | undefined;
  readonly counts: Counts;
}

export const emptyBookEnd: BookEnd = { tail: undefined, counts: noCounts };

/** What an entry's record says of the counts: themselves where it changed them, else where they are. */
export const countsFields = (
  { tail, counts: before }: BookEnd,
  counts: Counts,
): Pick<EntryBody, 'counts' | 'countsAt'> => {
  if (counts !== before) return { counts, countsAt: (tail?.seq ?? 0) + 1 };
  return tail?.countsAt === undefined ? {} : { countsAt: tail.countsAt };
};

type Columns = { readonly [C in keyof StockTotals]?: Amounts | undefined };

export class LocationBook {
  readonly account: string;
  readonly #provenance: Provenance;
  readonly #writes: Write[] = [];
  #end: BookEnd;

  constructor(
    location: Pick<LocationRegistration, 'kind' | 'locationId'>,
    end: BookEnd,
    provenance: Provenance,
  ) {
    this.account = locationAccount(location.kind, location.locationId, provenance.orderId);
    this.#end = end;
    this.#provenance = provenance;
  }

  get provenance(): Provenance {
    return this.#provenance;
  }

  get tally(): LocationTally {
    return this.#end.tail?.stock ?? emptyLocationTally;
  }

  /** The counts that stand. */
  get counts(): Counts {
    return this.#end.counts;
  }

  /** Base units of a commodity that may leave at the time of the provenance. */
  availableOf(commodity: string): bigint {
    return availableAt(this.tally, this.counts, commodity, instantOf(this.#provenance.occurredAt));
  }

  /** The next entry, as `account@seq`, for the other side to name. */
  get nextEntry(): string {
    return entryName(this.account, (this.#end.tail?.seq ?? 0) + 1);
  }

  get writes(): readonly Write[] {
    return this.#writes;
  }

  /**
   * Books a movement; `columns` are the totals it adds to, which must give the balance that its lines do. Where it
   * happened by a count that is booked already, it changes the variance of that count and not the balance.
   */
  append(movement: Movement, columns: Columns): Entry {
    const { lines, occurredAt = this.#provenance.occurredAt } = movement;
    const { counts, variance } = moveAt(this.counts, instantOf(occurredAt), lines);
    const late = isNothing(variance) ? {} : { variance };
    return this.#append({ ...movement, ...late }, { ...columns, ...late }, counts);
  }

  /** Books counts made anew, with one more or one less: what changes of all variances together changes the balance. */
  recount(document: Omit<Movement, 'lines'> & Pick<EntryBody, 'counted'>, counts: Counts): Entry {
    const change = addAmounts(variancesOf(counts), negateAmounts(variancesOf(this.counts)));
    const variance = new Map([...change].filter(([, quantity]) => quantity !== 0n));
    return this.#append({ ...document, lines: variance }, { variance }, counts);
  }

  #append(
    movement: Movement & Pick<EntryBody, 'variance' | 'counted'>,
    columns: Columns,
    counts: Counts,
  ): Entry {
    const { orderId, event, occurredAt, recordedAt } = this.#provenance;
    const { tail } = this.#end;
    let stock = this.tally;
    for (const column of stockTotalNames) stock = addToTally(stock, column, columns[column] ?? noAmounts);
    const { entry, record } = appendEntry(this.account, tail, recordedAt, {
      ...movement,
      orderId,
      event,
      occurredAt: movement.occurredAt ?? occurredAt,
      balance: onHandAmounts(stock),
      stock,
      ...countsFields(this.#end, counts),
    });
    this.#writes.push({ kind: 'append', key: entryKey('stock', this.account, entry.seq), record });
    if (tail === undefined) this.#writes.push(bookListing('stock', this.account, orderId));
    this.#end = { tail: entry, counts };
    return entry;
  }
}
