/** Books of locations and payers. They only grow, so what was read of one is kept and read on from. */
import type { Instant } from '../domain/events.ts';
import { BookIndex } from '../ledger/book.ts';
import { type Entry, readEntry } from '../ledger/entry.ts';
import { booksSubject, entryKey, type ItemKey } from '../ledger/keys.ts';
import type { Write } from '../ledger/writes.ts';
import { addEntries, type BookDays, type DatedBook, emptyDatedBook } from './book-days.ts';
import type { Chains } from './chains.ts';
import { keyText, type Tables } from './tables.ts';

/** What a book's tail tells of all of it. */
export type BookTail = Pick<Entry, 'account' | 'seq' | 'at' | 'stock' | 'payer'>;

/** Documents kept in book indexes at most: some 60 MB; the book least lately used goes first. */
const maxIndexedDocuments = 400_000;
/** Tails kept at most, some 1 KB each: the books of a hundred orders of a city. */
const maxTails = 10_000;

export class Books {
  readonly #tables: Tables;
  readonly #chains: Chains;
  readonly #indexes = new Map<string, BookIndex>();
  readonly #tails = new Map<string, BookTail>();
  readonly #dated = new Map<string, DatedBook>();
  readonly #zone: string;

  constructor(tables: Tables, chains: Chains, zone: string) {
    this.#tables = tables;
    this.#chains = chains;
    this.#zone = zone;
  }

  /** S8, L7: the accounts of the books that an order has in a table. */
  async ofOrder(table: ItemKey['table'], orderId: string): Promise<readonly string[]> {
    const items = await this.#tables.all(table, booksSubject(orderId));
    return items.map(({ item }) => item);
  }

  /** S3: a book as far as it was read before; whole where it was not. */
  async known(table: ItemKey['table'], account: string): Promise<BookIndex> {
    return this.#indexes.get(account) ?? this.get(table, account);
  }

  /** S3: a book, read from where its index ends. */
  async get(table: ItemKey['table'], account: string): Promise<BookIndex> {
    const book = this.#indexes.get(account) ?? new BookIndex(account);
    book.extend(await this.#chains.entriesFrom(table, account, (book.tail?.seq ?? 0) + 1));
    this.#indexes.delete(account);
    this.#indexes.set(account, book);
    this.#forgetBooks();
    return book;
  }

  /** S3, S10: many books of one table, each read from where its index ends; one that has not grown is not read. */
  async all(table: ItemKey['table'], accounts: readonly string[]): Promise<readonly BookIndex[]> {
    const nextKey = (book: BookIndex): ItemKey => entryKey(table, book.account, (book.tail?.seq ?? 0) + 1);
    const known = accounts.flatMap((account) => this.#indexes.get(account) ?? []);
    const next = await this.#tables.getAll(table, known.map(nextKey));
    const whole = new Map(
      known.filter((book) => !next.has(keyText(nextKey(book)))).map((book) => [book.account, book]),
    );
    return Promise.all(accounts.map((account) => whole.get(account) ?? this.get(table, account)));
  }

  /** Takes in what was committed: what is appended to a book that is known is known of it, and not read back. */
  take(writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.kind === 'append') this.#indexes.get(write.key.subject)?.extend([readEntry(write.record)]);
    }
  }

  /**
   * S4, S10: the tails of many books of one table, by account; a book that has not begun by then is left out.
   *
   * A book whose tail was read before is only asked for one entry more, and a hundred are asked at once: as
   * entries are never changed or taken away, a tail that nothing follows is still the tail.
   */
  async tails(
    table: ItemKey['table'],
    accounts: readonly string[],
    asOf?: Instant,
  ): Promise<ReadonlyMap<string, BookTail>> {
    const known = accounts.flatMap((account) => this.#tails.get(account) ?? []);
    const nextKey = ({ account, seq }: BookTail): ItemKey => entryKey(table, account, seq + 1);
    const next = await this.#tables.getAll(table, known.map(nextKey));
    const still = new Set(
      known.filter((tail) => !next.has(keyText(nextKey(tail)))).map(({ account }) => account),
    );
    const tails = await Promise.all(
      accounts.map(async (account): Promise<BookTail | undefined> => {
        const tail = still.has(account) ? this.#tails.get(account) : await this.#readTail(table, account);
        return tail === undefined || asOf === undefined || tail.at <= asOf
          ? tail
          : this.#chains.lastBy(table, account, tail.seq - 1, asOf);
      }),
    );
    return new Map(tails.flatMap((tail) => (tail === undefined ? [] : [[tail.account, tail]])));
  }

  /** S3: what each of many books gave out day by day; a book is read on from where its last reading ended. */
  async days(table: ItemKey['table'], accounts: readonly string[]): Promise<readonly BookDays[]> {
    return Promise.all(
      accounts.map(async (account) => {
        const known = this.#dated.get(account) ?? emptyDatedBook;
        const entries = await this.#chains.entriesFrom(table, account, (known.tail?.seq ?? 0) + 1);
        const book = addEntries(known, entries, this.#zone);
        if (this.#dated.size >= maxTails) this.#dated.clear();
        this.#dated.set(account, book);
        return book.days;
      }),
    );
  }

  async #readTail(table: ItemKey['table'], account: string): Promise<BookTail | undefined> {
    const entry = await this.#chains.tail(table, account);
    if (entry === undefined) return undefined;
    const { seq, at, stock, payer } = entry;
    const tail = { account, seq, at, ...(stock && { stock }), ...(payer && { payer }) };
    if (this.#tails.size >= maxTails) this.#tails.clear();
    this.#tails.set(account, tail);
    return tail;
  }

  #forgetBooks(): void {
    let documents = 0;
    for (const book of this.#indexes.values()) documents += book.documents.size;
    for (const [account, book] of this.#indexes) {
      if (documents <= maxIndexedDocuments || this.#indexes.size === 1) return;
      documents -= book.documents.size;
      this.#indexes.delete(account);
    }
  }
}
