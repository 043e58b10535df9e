/**
 * What batchs are decided on, loaded in one round of reads.
 *
 * Chains only grow. So what was read before is kept, and a load asks in one batch whether anything follows it:
 * the entry after a book's last, the step after an order's last, the version after a location's. Only what has
 * grown is read on.
 */
import { orderAccount } from '../domain/accounts.ts';
import type { LocationRegistration } from '../domain/events.ts';
import type { Composition } from '../domain/household.ts';
import { hasCurrency } from '../domain/payment.ts';
import type { BookIndex } from '../ledger/book.ts';
import type { IdClaim } from '../ledger/exceptions.ts';
import { type Fence, fenceKey } from '../ledger/fence.ts';
import {
  entryKey,
  type ItemKey,
  locationKey,
  orderRevisionItem,
  transactionItems,
} from '../ledger/writes.ts';
import { type Batch, bookAccountOf, bookKindOf, householdAccountOf, movesGoods } from '../posting/batch.ts';
import { type BatchState, claimsOfBatch, proxiesOfRow } from '../posting/batch-state.ts';
import { FaultError } from '../posting/retry-on-conflict.ts';
import { isRegistered, readHousehold } from './household-item.ts';
import type { JournalStore, StoredOrder } from './journal-store.ts';
import { Rosters } from './rosters.ts';
import { keyText, type Tables } from './tables.ts';

/** A location as last registered, and how often it was; `0` is not yet. */
interface KnownLocation {
  readonly version: number;
  readonly location: LocationRegistration | undefined;
}

/** Orders change a few times in their life: if one changes this often while a batch is loaded, something is wrong. */
const maxLoads = 5;
/** Kept at most of each kind; far more than one function works with at a time. */
const maxKept = 20_000;

export class BatchLoader {
  readonly #tables: Tables;
  readonly #journal: JournalStore;
  readonly #orders = new Map<string, StoredOrder>();
  readonly #locations = new Map<string, KnownLocation>();
  readonly #notices = new Map<string, Fence>();
  readonly #rolls: Rosters;

  constructor(tables: Tables, journal: JournalStore) {
    this.#tables = tables;
    this.#journal = journal;
    this.#rolls = new Rosters(journal);
  }

  /**
   * Loads what a group of a batch's rows is decided on.
   *
   * A household that this book never served has most likely no account yet. It is taken to be so without a read,
   * and the condition on its first entry proves it; `hasConflicted` says that such a proof failed, and reads them all.
   * So does a row that is tried again, for it may be left as it is without a write to prove anything.
   */
  async load(batch: Batch, hasConflicted: boolean): Promise<BatchState> {
    const rows = batch.rows.slice(0, transactionItems);
    const householdIds = [...new Set(rows.flatMap((row) => row.householdId ?? []))];
    const bookTable = bookKindOf(batch).table;
    const bookAccount = bookAccountOf(batch);
    const claims = claimsOfBatch(rows);
    const retried = new Set(rows.flatMap((row) => (row.hold === undefined ? [] : (row.householdId ?? []))));
    for (let loads = 1; loads <= maxLoads; loads += 1) {
      const grounds = await this.#grounds(batch);
      const nexts = nextPlaces(batch, grounds);
      const accounts = householdIds
        .filter(
          (householdId) =>
            hasConflicted || retried.has(householdId) || grounds.book.households.has(householdId),
        )
        .map((householdId) => householdAccountOf(batch, householdId));
      const { plan, roll } = await this.#served(batch, grounds.order, householdIds.length);
      const [found, entries, stillHeld, proxies] = await Promise.all([
        this.#tables.readAll(
          [...claims.values(), ...Object.values(nexts)],
          householdIds.filter((householdId) => !roll.has(householdId)),
        ),
        this.#journal.accounts('ledgers', accounts),
        this.#journal.stillHeld(rows.flatMap((row) => row.hold ?? [])),
        this.#journal.proxies(rows.flatMap((row) => proxiesOfRow(batch, row))),
      ]);
      const hasGrown = (key: ItemKey | undefined): boolean =>
        key !== undefined && found.records.has(keyText(key));
      if (hasGrown(nexts.order)) {
        // What the registry said before the order was accepted may be less than the order rests on.
        this.#orders.delete(batch.orderId);
        continue;
      }
      if (hasGrown(nexts.location)) this.#locations.delete(batch.bookId);
      const [book, notices, location] = await Promise.all([
        hasGrown(nexts.book) ? this.#journal.book(bookTable, bookAccount) : grounds.book,
        hasGrown(nexts.notices) ? this.#readFence(bookAccount) : grounds.notices,
        movesGoods(batch) ? this.#location(batch.bookId) : undefined,
      ]);
      const { order, steps } = grounds.order;
      const households = new Map<string, readonly Composition[]>();
      for (const household of found.households.map(readHousehold).filter(isRegistered)) {
        households.set(household.householdId, household.history);
      }
      for (const householdId of householdIds) {
        const composition = roll.get(householdId);
        if (composition !== undefined) households.set(householdId, [composition]);
      }
      return {
        order,
        orderVersions: steps.length,
        location: location?.location,
        plan,
        book,
        households,
        accounts: entries,
        claims: new Map(
          [...claims].map(([exceptionId, key]) => {
            const record = found.records.get(keyText(key));
            return [exceptionId, record && (record as unknown as IdClaim)];
          }),
        ),
        refusals: notices.refusals,
        fenceVersion: notices.given,
        announcedOrderVersion: notices.step,
        stillHeld,
        proxies,
      };
    }
    throw new FaultError(`order ${batch.orderId} changed ${maxLoads} times while it was read`);
  }

  /** What is known of the order, the place and the book, read where nothing is. */
  async #grounds(batch: Batch) {
    const goods = movesGoods(batch);
    const account = bookAccountOf(batch);
    const [order, location, book, notices] = await Promise.all([
      this.#order(batch),
      goods ? this.#location(batch.bookId) : undefined,
      this.#journal.knownBook(bookKindOf(batch).table, account),
      this.#notices.get(account) ?? this.#readFence(account),
    ]);
    return { order, location, book, notices };
  }

  /** A centre's plan under an order, and whom it is known to serve; a payer serves whoever comes. */
  async #served(batch: Batch, { order }: StoredOrder, households: number) {
    if (!movesGoods(batch) || order === undefined) return { plan: [], roll: new Map<string, Composition>() };
    const plan = await this.#journal.plan(order.orderId, order.revision, batch.bookId);
    return { plan, roll: await this.#rolls.roll(order, batch.bookId, plan, households) };
  }

  async #order(batch: Batch): Promise<StoredOrder> {
    const known = this.#orders.get(batch.orderId);
    // A unit or a currency that was fixed since is no step of the order.
    const namesKnownUnits = batch.rows.every(({ content }) => {
      if (content.kind === 'payment') return known?.order !== undefined && hasCurrency(known.order);
      if (content.kind !== 'handover') return true;
      return content.receipt.lines.every(({ commodity }) => known?.order?.units.has(commodity));
    });
    if (known !== undefined && namesKnownUnits) return known;
    const order = await this.#journal.order(batch.orderId);
    keep(this.#orders, batch.orderId, order);
    return order;
  }

  async #location(locationId: string): Promise<KnownLocation> {
    const known = this.#locations.get(locationId);
    if (known !== undefined) return known;
    const stored = await this.#journal.location(locationId);
    const location = { version: stored?.version ?? 0, location: stored };
    keep(this.#locations, locationId, location);
    return location;
  }

  /** L17: the notices to a book, read from where they were read to before. */
  async #readFence(bookAccount: string): Promise<Fence> {
    const notices = await this.#journal.notices(bookAccount, this.#notices.get(bookAccount));
    keep(this.#notices, bookAccount, notices);
    return notices;
  }
}

/** Where what follows the things known would stand. */
function nextPlaces(
  batch: Batch,
  {
    order,
    location,
    book,
    notices,
  }: {
    readonly order: StoredOrder;
    readonly location: KnownLocation | undefined;
    readonly book: BookIndex;
    readonly notices: Fence;
  },
) {
  const bookTable = bookKindOf(batch).table;
  const keys: { readonly [name in 'order' | 'location' | 'book' | 'notices']?: ItemKey } = {
    order: {
      table: 'ledgers',
      subject: orderAccount(batch.orderId),
      item: orderRevisionItem(order.steps.length + 1),
    },
    ...(location !== undefined && { location: locationKey(batch.bookId, location.version + 1) }),
    book: entryKey(bookTable, book.account, (book.tail?.seq ?? 0) + 1),
    notices: fenceKey(book.account, notices.given + 1),
  };
  return keys;
}

function keep<V>(kept: Map<string, V>, key: string, value: V): void {
  if (kept.size >= maxKept) kept.clear();
  kept.set(key, value);
}
