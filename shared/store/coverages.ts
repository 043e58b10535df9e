/** What books had done for households before a revision of their order. */
import { type EarlierBook, readEarlierCoverage } from '../ledger/earlier-coverage.ts';
import {
  accountOfCoverageItem,
  earlierCoverageKey,
  earlierCoverageOf,
  earlierCoverageSubject,
} from '../ledger/keys.ts';
import { readStored } from '../ledger/record-fields.ts';
import { keyText, type Tables } from './tables.ts';

/** By account; a book that had done nothing is left out. */
export type EarlierBooks = ReadonlyMap<string, EarlierBook>;

/** What was told of the books under a revision. */
interface ToldBooks {
  readonly books: EarlierBooks;
  /** Whether that is all: whoever makes a revision tells it book by book. */
  readonly isWhole: boolean;
}

export class Coverages {
  readonly #tables: Tables;
  readonly #read = new Map<string, EarlierBook>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** S15: all books under a revision; the first revision has nothing before it, so it costs no read. */
  async ofRevision(orderId: string, revision: number): Promise<ToldBooks> {
    if (revision === 1) return { books: new Map(), isWhole: true };
    const subject = earlierCoverageSubject(orderId);
    const items = await this.#tables.all('stock', subject, earlierCoverageOf(revision));
    const ofBooks = items.filter(({ item }) => accountOfCoverageItem(item) !== '');
    const books = new Map(
      ofBooks.map((stored) => [accountOfCoverageItem(stored.item), readStored(stored, readEarlierCoverage)]),
    );
    return { books, isWhole: ofBooks.length < items.length };
  }

  /** S15: some books under a revision. What is read of one never changes, so it is read once. */
  async ofBooks(orderId: string, revision: number, accounts: readonly string[]): Promise<EarlierBooks> {
    if (revision === 1) return new Map();
    const keys = accounts.map((account) => earlierCoverageKey(orderId, revision, account));
    const unread = keys.filter((key) => !this.#read.has(keyText(key)));
    for (const stored of (await this.#tables.getAll('stock', unread)).values())
      this.#read.set(keyText(stored), readStored(stored, readEarlierCoverage));
    return new Map(
      keys.flatMap((key) => {
        const known = this.#read.get(keyText(key));
        return known === undefined ? [] : [[accountOfCoverageItem(key.item), known]];
      }),
    );
  }
}
