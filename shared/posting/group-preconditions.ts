/** What must still be so when a group is written: whatever comes later then finds what was decided before it. */

import { orderAccount } from '../domain/accounts.ts';
import type { Refusal } from '../domain/outcome.ts';
import { entryKey, fenceKey, type ItemKey, locationKey, orderRevisionItem } from '../ledger/keys.ts';
import { nothingAt, type Write } from '../ledger/writes.ts';
import { type Batch, bookKindOf } from './batch.ts';
import type { BatchState } from './batch-state.ts';

const bookReasons: readonly Refusal['reason'][] = [
  'insufficient-stock',
  'exceeds-release',
  'insufficient-funds',
];

/** Reasons that no book tells of. */
export const restsOnNoBook: ReadonlySet<Refusal['reason']> = new Set(['withdrawn', 'household-withdrawn']);

/** The parts of a group that bring conditions of their own. */
interface Group {
  readonly posts: boolean;
  /** A group that refuses something appends to the fence itself. */
  readonly appendsToFence: boolean;
  readonly hasWrites: boolean;
  /** Whether the group appends to a household's account, which is its own condition. */
  appendsTo(account: string): boolean;
}

export class GroupPreconditions {
  readonly #batch: Batch;
  readonly #state: BatchState;
  readonly #bookAccount: string;
  readonly #accounts = new Set<string>();
  #needsOrder = false;
  #needsBook = false;
  #needsLocation = false;

  constructor(batch: Batch, state: BatchState, bookAccount: string) {
    this.#batch = batch;
    this.#state = state;
    this.#bookAccount = bookAccount;
  }

  /** Nothing may follow in a household's account. */
  needAccount(account: string): void {
    this.#accounts.add(account);
  }

  /** Nothing may follow in the book. */
  needBook(): void {
    this.#needsBook = true;
  }

  /** What a refusal was judged by; `account` is the household's, where its entries count. */
  needFor({ status, reason }: Refusal, account?: string): void {
    this.#needsOrder = true;
    const needsAccount = status === 'rejected' || reason === 'unknown-reference';
    if (account !== undefined && (needsAccount || !this.#state.accounts.has(account)))
      this.needAccount(account);
    if (reason === 'unknown-location') this.#needsLocation = true;
    if (bookReasons.includes(reason)) this.needBook();
  }

  /** The most items that {@link writes} can hold, the condition on the book and the fence left out. */
  get items(): number {
    return this.#accounts.size + Number(this.#needsLocation) + this.#orderKeys().length;
  }

  get bookItems(): number {
    return Number(this.#needsBook);
  }

  writes(group: Group): readonly Write[] {
    const keys: ItemKey[] = [];
    if (!group.posts && !group.hasWrites) return [];
    if (!group.posts && this.#needsBook) {
      const { tail } = this.#state.book;
      keys.push(entryKey(bookKindOf(this.#batch).table, this.#bookAccount, (tail?.seq ?? 0) + 1));
    }
    if (this.#needsLocation) keys.push(locationKey(this.#batch.bookId, 1));
    for (const account of this.#accounts) {
      if (group.appendsTo(account)) continue;
      const tail = this.#state.accounts.get(account)?.at(-1);
      keys.push(entryKey('ledgers', account, (tail?.seq ?? 0) + 1));
    }
    if (group.posts || this.#needsOrder) {
      if (!group.appendsToFence) keys.push(fenceKey(this.#bookAccount, this.#state.fenceVersion + 1));
      keys.push(...this.#orderKeys());
    }
    return nothingAt(keys);
  }

  /** A book to which every version of its order so far was announced will know the next before it is made. */
  #orderKeys(): readonly ItemKey[] {
    const { orderVersions, announcedOrderVersion } = this.#state;
    if (orderVersions > 0 && announcedOrderVersion === orderVersions) return [];
    const item = orderRevisionItem(orderVersions + 1);
    return [{ table: 'ledgers', subject: orderAccount(this.#batch.orderId), item }];
  }
}
