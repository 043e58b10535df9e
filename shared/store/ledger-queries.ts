/** Reads by access pattern, for those who answer; see docs/access-patterns.md for key and cost of each. */
import type { CalendarDate, Instant } from '../domain/events.ts';
import { foldOrder, type Order } from '../domain/order.ts';
import { anomaliesSubject } from '../ledger/anomalies.ts';
import type { JsonObject, LinkRecord } from '../ledger/chain.ts';
import { type Entry, readEntry } from '../ledger/entry.ts';
import {
  exceptionIndex,
  exceptionKey,
  heldSince,
  holdAt,
  type ListedException,
  listParts,
  readListedAt,
  type SettledHold,
  settledSubject,
} from '../ledger/exceptions.ts';
import { shipmentListing } from '../ledger/shipment-chain.ts';
import { type ItemKey, seqItem } from '../ledger/writes.ts';
import { addEntries, type BookDays, type DatedBook, emptyDatedBook } from './book-days.ts';
import type { StoredItem } from './item-form.ts';
import type { JournalStore, StoredException } from './journal-store.ts';
import { keyText, type Page, type Tables } from './tables.ts';

export type ListedStatus = 'held' | 'rejected';

/** A case in a list, with where its latest record is. */
export interface ExceptionInList extends ListedException {
  readonly status: ListedStatus;
  readonly recordSeq: number;
  /** Where it stands in the list. */
  readonly position: string;
}

/** What a book's tail tells of all of it. */
export type BookTail = Pick<Entry, 'account' | 'seq' | 'at' | 'stock' | 'payer'>;

export interface LedgerQueriesDependencies {
  readonly tables: Tables;
  readonly journal: JournalStore;
}

export class LedgerQueries {
  readonly #tables: Tables;
  readonly #tails = new Map<string, BookTail>();
  readonly #dated = new Map<string, DatedBook>();
  readonly journal: JournalStore;

  constructor({ tables, journal }: LedgerQueriesDependencies) {
    this.#tables = tables;
    this.journal = journal;
  }

  /** L9: a page of the ids of orders. */
  async orderIdsPage(limit: number, after?: string): Promise<Page<string>> {
    const page = await this.#tables.page('ledgers', ordersSubject, { limit, ...(after && { after }) });
    return { items: page.items.map(({ item }) => item), next: page.next };
  }

  /** L1: an order as it stood at an instant; `undefined` before it was accepted. */
  async order(orderId: string, asOf?: Instant): Promise<Order | undefined> {
    const { order, steps } = await this.journal.order(orderId);
    if (order === undefined || asOf === undefined) return order;
    return foldOrder(
      orderId,
      steps.filter(({ at }) => at <= asOf),
      order.units,
    );
  }

  /** S4, S12: the last entry of a chain, or its last by an instant. */
  async tail(table: ItemKey['table'], account: string, asOf?: Instant): Promise<Entry | undefined> {
    const tail = await this.journal.tail(table, account);
    if (tail === undefined || asOf === undefined || tail.at <= asOf) return tail;
    return this.#lastBy(table, account, tail.seq - 1, asOf);
  }

  /** L2: as {@link tail}, of a chain of a few entries: in one read, as of an instant too. */
  async shortTail(table: ItemKey['table'], account: string, asOf?: Instant): Promise<Entry | undefined> {
    if (asOf === undefined) return this.journal.tail(table, account);
    const items = await this.#tables.all(table, account);
    return items.map(({ record }) => readEntry(record as LinkRecord)).findLast(({ at }) => at <= asOf);
  }

  /** S3, L2: entries of a chain from `seq` back towards its first; from its tail without it. */
  async entriesBack(
    table: ItemKey['table'],
    account: string,
    limit: number,
    seq?: number,
  ): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    let after: string | undefined;
    do {
      const page: Page<StoredItem> = await this.#tables.page(table, account, {
        limit: limit - entries.length,
        backwards: true,
        ...(seq !== undefined && { to: seqItem(seq) }),
        ...(after !== undefined && { after }),
      });
      entries.push(...page.items.map(({ record }) => readEntry(record as LinkRecord)));
      after = page.next;
    } while (after !== undefined && entries.length < limit);
    return entries;
  }

  /**
   * S4, S10: the tails of many books of one table, by account; a book that has not begun by then is left out.
   *
   * A book whose tail was read before is only asked for one entry more, and a hundred are asked at once: as
   * entries are never changed or taken away, a tail that nothing follows is still the tail.
   */
  async bookTails(
    table: ItemKey['table'],
    accounts: readonly string[],
    asOf?: Instant,
  ): Promise<ReadonlyMap<string, BookTail>> {
    const known = accounts.flatMap((account) => this.#tails.get(account) ?? []);
    const next = await this.#tables.getAll(
      table,
      known.map(({ account, seq }) => ({ table, subject: account, item: seqItem(seq + 1) })),
    );
    const still = new Set(
      known
        .filter(({ account, seq }) => !next.has(`${account}\n${seqItem(seq + 1)}`))
        .map(({ account }) => account),
    );
    const tails = await Promise.all(
      accounts.map(async (account): Promise<BookTail | undefined> => {
        const tail = still.has(account) ? this.#tails.get(account) : await this.#readTail(table, account);
        return tail === undefined || asOf === undefined || tail.at <= asOf
          ? tail
          : this.#lastBy(table, account, tail.seq - 1, asOf);
      }),
    );
    return new Map(tails.flatMap((tail) => (tail === undefined ? [] : [[tail.account, tail]])));
  }

  /** S3: what each of many books gave out day by day; a book is read on from where its last reading ended. */
  async bookDays(table: ItemKey['table'], accounts: readonly string[]): Promise<readonly BookDays[]> {
    return Promise.all(
      accounts.map(async (account) => {
        const known = this.#dated.get(account) ?? emptyDatedBook;
        const items = await this.#tables.all(table, account, { from: seqItem((known.tail?.seq ?? 0) + 1) });
        const book = addEntries(
          known,
          items.map(({ record }) => readEntry(record as LinkRecord)),
        );
        if (this.#dated.size >= maxTails) this.#dated.clear();
        this.#dated.set(account, book);
        return book.days;
      }),
    );
  }

  async #readTail(table: ItemKey['table'], account: string): Promise<BookTail | undefined> {
    const entry = await this.journal.tail(table, account);
    if (entry === undefined) return undefined;
    const { seq, at, stock, payer } = entry;
    const tail = { account, seq, at, ...(stock && { stock }), ...(payer && { payer }) };
    if (this.#tails.size >= maxTails) this.#tails.clear();
    this.#tails.set(account, tail);
    return tail;
  }

  /** How many cases were held under an order at an instant (L10, L19): of those held now, and of those settled since. */
  async countHeld(orderId: string, asOf: Instant): Promise<number> {
    const [recordedBy, movedSince, settledSince] = await Promise.all([
      this.countExceptions('held', orderId, asOf),
      this.#heldExceptionsRecordedAfter(orderId, asOf),
      this.#settledAfter(orderId, asOf),
    ]);
    return recordedBy + [...movedSince, ...settledSince].filter((since) => since <= asOf).length;
  }

  /** L10: since when each case is held whose latest outcome, that it waits for something else, is of after an instant. */
  async #heldExceptionsRecordedAfter(orderId: string, asOf: Instant): Promise<readonly Instant[]> {
    const since: Instant[] = [];
    let after: string | undefined = `${orderId}#${asOf}~`;
    while (after !== undefined) {
      const { keys, more } = await this.#pageOfList('held', orderId, keysOfPage, after);
      since.push(...keys.map(({ subject, item }) => heldSince(holdAt(subject, item))));
      after = more ? keys.at(-1)?.sort : undefined;
    }
    return since;
  }

  /** L19: since when each case was held that was settled after an instant. */
  async #settledAfter(orderId: string, asOf: Instant): Promise<readonly Instant[]> {
    const parts = await Promise.all(
      listParts(settledSubject(orderId)).map((subject) =>
        this.#tables.all('ledgers', subject, { from: `${asOf}~` }),
      ),
    );
    return parts.flat().map(({ record }) => (record as SettledHold).heldSince);
  }

  /** L10: how many cases an order has in a list; those whose latest outcome was recorded by an instant. */
  async countExceptions(status: ListedStatus, orderId: string, until?: Instant): Promise<number> {
    const range = { ...exceptionIndex, from: `${orderId}#`, to: `${orderId}#${until ?? ''}~` };
    const counts = await Promise.all(
      listParts(status).map((value) => this.#tables.indexCount('ledgers', { ...range, value })),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** L10: cases in a list, of one order or of all, after a position. */
  async listExceptions(
    status: ListedStatus,
    orderId: string | undefined,
    limit: number,
    after?: string,
  ): Promise<{ readonly exceptions: readonly ExceptionInList[]; readonly more: boolean }> {
    const { keys, more } = await this.#pageOfList(status, orderId, limit, after);
    const exceptions = keys.map(({ subject, item, sort }): ExceptionInList => {
      const recordSeq = status === 'held' ? holdAt(subject, item).recordSeq : Number(item);
      return { ...readListedAt(sort), status, recordSeq, position: sort };
    });
    return { exceptions, more };
  }

  async #pageOfList(
    status: ListedStatus,
    orderId: string | undefined,
    limit: number,
    after?: string,
  ): Promise<KeysPage> {
    const first = orderId === undefined ? ' ' : `${orderId}#`;
    const last = orderId === undefined ? '~' : `${orderId}#~`;
    // A space sorts before all that a position is made of: the first that comes after this one.
    const next = `${after ?? ''} `;
    const range = { ...exceptionIndex, from: next > first ? next : first, to: last };
    if (range.from > range.to) return { keys: [], more: false };
    const pages = await Promise.all(
      listParts(status).map((value) => this.#tables.indexRange('ledgers', { ...range, value }, limit)),
    );
    return merged(pages, limit);
  }

  /** L4: cases with their originals, which their first records keep, and their latest outcomes. */
  async cases(listed: readonly ExceptionInList[]): Promise<readonly StoredException[]> {
    const keys = listed.flatMap(({ exceptionId, recordSeq }) =>
      [...new Set([1, recordSeq])].map((seq) => exceptionKey(exceptionId, seq)),
    );
    const found = await this.#tables.getAll('ledgers', keys);
    const record = (exceptionId: string, seq: number): JsonObject | undefined => {
      const { subject, item } = exceptionKey(exceptionId, seq);
      return found.get(`${subject}\n${item}`);
    };
    return listed.map(({ exceptionId, recordSeq }) => {
      const first = record(exceptionId, 1);
      const last = record(exceptionId, recordSeq);
      if (first === undefined || last === undefined) throw new Error(`case ${exceptionId} is not there`);
      return { ...first, ...last, recordSeq } as unknown as StoredException;
    });
  }

  /** L11: a page of the anomalies recorded under an order. */
  anomalies(orderId: string, limit: number, after?: string): Promise<Page<StoredItem>> {
    return this.#tables.page('ledgers', anomaliesSubject(orderId), { limit, ...(after && { after }) });
  }

  /** S9: a page of the waybills under an order, by number, from one on (that one included) or after one. */
  async shipmentIds(
    orderId: string,
    limit: number,
    begin: { readonly from?: string; readonly after?: string },
  ): Promise<Page<string>> {
    const { subject } = shipmentListing('', orderId);
    const page = await this.#tables.page('stock', subject, { limit, ...begin });
    return { items: page.items.map(({ item }) => item), next: page.next };
  }

  /** L12: a page of the days that were sealed, the last one first. */
  async seals(limit: number, after?: string): Promise<Page<StoredItem>> {
    return this.#tables.page('ledgers', sealsSubject, { limit, backwards: true, ...(after && { after }) });
  }

  /** L12: the seal of one day. */
  seal(date: CalendarDate): Promise<JsonObject | undefined> {
    return this.#tables.get({ table: 'ledgers', subject: sealsSubject, item: date });
  }

  /** S12: the last of the first `to` entries that were recorded by an instant: a batch of reads narrows them down to one part. */
  async #lastBy(
    table: ItemKey['table'],
    account: string,
    to: number,
    asOf: Instant,
  ): Promise<Entry | undefined> {
    let last: Entry | undefined;
    let [lowest, highest] = [1, to];
    while (lowest <= highest) {
      const entries = await this.#entries(table, account, dividers(lowest, highest));
      for (const entry of entries) {
        if (entry.at > asOf) {
          highest = entry.seq - 1;
          break;
        }
        last = entry;
        lowest = entry.seq + 1;
      }
    }
    return last;
  }

  async #entries(
    table: ItemKey['table'],
    account: string,
    seqs: readonly number[],
  ): Promise<readonly Entry[]> {
    const keys = seqs.map((seq) => ({ table, subject: account, item: seqItem(seq) }));
    const found = await this.#tables.getAll(table, keys);
    return keys.map((key) => {
      const record = found.get(keyText(key));
      if (record === undefined) throw new Error(`entry ${account}@${Number(key.item)} is missing`);
      return readEntry(record as LinkRecord);
    });
  }
}

type KeysPage = Awaited<ReturnType<Tables['indexRange']>>;

/** One page of what several partitions list. Guarantees: nothing comes after what a partition has still to tell. */
function merged(pages: readonly KeysPage[], limit: number): KeysPage {
  const ends = pages.flatMap(({ keys, more }) => (more ? [keys.at(-1)?.sort ?? ''] : [])).sort();
  const told = pages
    .flatMap(({ keys }) => keys)
    .filter(({ sort }) => ends[0] === undefined || sort <= ends[0])
    .sort((one, other) => (one.sort < other.sort ? -1 : 1));
  return { keys: told.slice(0, limit), more: ends.length > 0 || told.length > limit };
}

/** At most {@link maxDividers} of the numbers from one to another, as far apart as can be. */
function dividers(lowest: number, highest: number): readonly number[] {
  const count = highest - lowest + 1;
  const parts = Math.min(count, maxDividers) + 1;
  return Array.from(
    { length: parts - 1 },
    (_, index) => lowest - 1 + Math.floor(((index + 1) * (count + 1)) / parts),
  );
}

/** Two batches find one of 1,023 entries, more than a centre's book has after a round. */
const maxDividers = 31;
/** Tails kept at most, some 1 KB each: the books of a hundred orders of a city. */
const maxTails = 10_000;
/** Keys of an index that one page of reading on brings: some 300 KB. */
const keysOfPage = 1_000;

const ordersSubject = 'orders';
const sealsSubject = 'seals';
