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
import type { Instant, LocationRegistration } from '../domain/events.ts';
import type { Amounts } from '../domain/quantity.ts';
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
>;

export class LocationBook {
  readonly account: string;
  readonly #provenance: Provenance;
  readonly #writes: Write[] = [];
  #tail: Entry | undefined;

  constructor(
    location: Pick<LocationRegistration, 'kind' | 'locationId'>,
    tail: Entry | undefined,
    provenance: Provenance,
  ) {
    this.account = locationAccount(location.kind, location.locationId, provenance.orderId);
    this.#tail = tail;
    this.#provenance = provenance;
  }

  get provenance(): Provenance {
    return this.#provenance;
  }

  get tally(): LocationTally {
    return this.#tail?.stock ?? emptyLocationTally;
  }

  /** The next entry, as `account@seq`, for the other side to name. */
  get nextEntry(): string {
    return entryName(this.account, (this.#tail?.seq ?? 0) + 1);
  }

  get writes(): readonly Write[] {
    return this.#writes;
  }

  /** Books a movement; `columns` are the totals it adds to, which must give the balance that its lines do. */
  append(movement: Movement, columns: { readonly [C in keyof StockTotals]?: Amounts | undefined }): Entry {
    const { orderId, event, occurredAt, recordedAt } = this.#provenance;
    let stock = this.tally;
    for (const column of stockTotalNames) {
      const amounts = columns[column];
      if (amounts !== undefined) stock = addToTally(stock, column, amounts);
    }
    const first = this.#tail === undefined;
    const { entry, record } = appendEntry(this.account, this.#tail, recordedAt, {
      ...movement,
      orderId,
      event,
      occurredAt,
      balance: onHandAmounts(stock),
      stock,
    });
    this.#writes.push({ kind: 'append', key: entryKey('stock', this.account, entry.seq), record });
    if (first) this.#writes.push(bookListing('stock', this.account, orderId));
    this.#tail = entry;
    return entry;
  }
}
