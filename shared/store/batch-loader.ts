/**
 * What batches are decided on, loaded in one round of reads.
 *
 * Chains only grow. So what was read before is kept, and a load asks in one round whether anything follows it:
 * the entry after a book's last, the version after an order's last, the version after a location's. Only what has
 * grown is read on.
 */
import { registryAccount } from '../domain/accounts.ts';
import type { LocationRegistration } from '../domain/events.ts';
import type { Composition } from '../domain/household.ts';
import { hasCurrency } from '../domain/payment.ts';
import { transactionItems } from '../domain/transaction-size.ts';
import type { BookIndex } from '../ledger/book.ts';
import type { Fence } from '../ledger/fence.ts';
import { isRegistered } from '../ledger/household-item.ts';
import { readClaim } from '../ledger/id-claims.ts';
import { entryKey, fenceKey, type ItemKey, locationKey, orderVersionKey } from '../ledger/keys.ts';
import { readStored } from '../ledger/record-fields.ts';
import { type Batch, bookAccountOf, bookKindOf, householdAccountOf, movesGoods } from '../posting/batch.ts';
import {
  type BatchState,
  claimsOfBatch,
  correctedByRow,
  missedKeysOf,
  proxiesOfRow,
} from '../posting/batch-state.ts';
import { FaultError } from '../posting/retry-on-conflict.ts';
import type { Books } from './books.ts';
import type { Chains } from './chains.ts';
import type { Exceptions } from './exceptions.ts';
import type { Fences } from './fences.ts';
import { householdsIn } from './households.ts';
import type { Locations } from './locations.ts';
import type { Orders, StoredOrder } from './orders.ts';
import type { Plans } from './plans.ts';
import type { Proxies } from './proxies.ts';
import { noRoster, type Roster, type Rosters } from './rosters.ts';
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

/** What a batch loader reads from. */
export interface BatchSources {
  readonly orders: Orders;
  readonly locations: Locations;
  readonly chains: Chains;
  readonly books: Books;
  readonly fences: Fences;
  readonly plans: Plans;
  readonly rosters: Rosters;
  readonly exceptions: Exceptions;
  readonly proxies: Proxies;
}

/** What is known of a batch's order, place and book before anything is loaded for it. */
interface Grounds {
  readonly order: StoredOrder;
  readonly location: KnownLocation | undefined;
  readonly book: BookIndex;
  readonly fence: Fence;
}

export class BatchLoader {
  readonly #tables: Tables;
  readonly #sources: BatchSources;
  readonly #orders = new Map<string, StoredOrder>();
  readonly #locations = new Map<string, KnownLocation>();
  readonly #fences = new Map<string, Fence>();

  constructor(tables: Tables, sources: BatchSources) {
    this.#tables = tables;
    this.#sources = sources;
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
    for (let loads = 1; loads <= maxLoads; loads += 1) {
      const state = await this.#loadOnce({ ...batch, rows }, hasConflicted);
      if (state !== 'order-changed') return state;
      // What the registry said before the order was accepted may be less than the order rests on.
      this.#orders.delete(batch.orderId);
    }
    throw new FaultError(`order ${batch.orderId} changed ${maxLoads} times while it was read`);
  }

  async #loadOnce(batch: Batch, hasConflicted: boolean): Promise<BatchState | 'order-changed'> {
    const { chains, exceptions, proxies } = this.#sources;
    const { rows } = batch;
    const householdIds = [...new Set(rows.flatMap((row) => row.householdId ?? []))];
    const claims = claimsOfBatch(batch);
    const missed = missedKeysOf(batch);
    const grounds = await this.#grounds(batch);
    const { plan, roster } = await this.#served(batch, grounds.order, householdIds.length);
    const nexts = nextKeys(batch, grounds, roster);
    const [found, accounts, collections, corrected] = await Promise.all([
      this.#tables.readAll(
        [...claims.values(), ...Object.values(nexts), ...missed],
        householdIds.filter((householdId) => !roster.compositions.has(householdId)),
      ),
      chains.entries('ledgers', accountsToRead(batch, householdIds, grounds.book, hasConflicted)),
      proxies.collections(rows.flatMap((row) => proxiesOfRow(batch, row))),
      this.#corrected(rows.flatMap(correctedByRow)),
    ]);
    const isThere = (key: ItemKey | undefined): boolean =>
      key !== undefined && found.records.has(keyText(key));
    if (isThere(nexts.order)) return 'order-changed';
    if (isThere(nexts.location)) this.#locations.delete(batch.bookId);
    const account = bookAccountOf(batch);
    const [book, fence, location, served] = await Promise.all([
      isThere(nexts.book) ? this.#sources.books.get(bookTableOf(batch), account) : grounds.book,
      isThere(nexts.fence) ? this.#readFence(account) : grounds.fence,
      movesGoods(batch) ? this.#location(batch.bookId) : undefined,
      isThere(nexts.registry) && grounds.order.order !== undefined
        ? this.#sources.rosters.readOn(grounds.order.order, batch.bookId, roster)
        : roster,
    ]);
    // Read last: a row that was withdrawn before the fence was read is seen to be held no longer.
    const stillHeld = await exceptions.stillHeld(rows.flatMap((row) => row.hold ?? []));
    return {
      order: grounds.order.order,
      orderVersions: grounds.order.versions.length,
      location: location?.location,
      plan,
      book,
      households: compositionsOf(householdIds, served, found.households),
      accounts,
      claims: new Map(
        [...claims].map(([exceptionId, key]) => {
          const stored = found.records.get(keyText(key));
          return [exceptionId, stored && readStored(stored, readClaim)];
        }),
      ),
      refusals: fence.refusals,
      fenceVersion: fence.version,
      announcedOrderVersion: fence.announcedOrderVersion,
      stillHeld,
      proxies: collections,
      corrected,
      keptMissed: new Set(missed.filter(isThere).map(({ item }) => item)),
    };
  }

  async #corrected(exceptionIds: readonly string[]): Promise<BatchState['corrected']> {
    const { exceptions } = this.#sources;
    return new Map(
      await Promise.all(
        [...new Set(exceptionIds)].map(async (id) => [id, await exceptions.now(id)] as const),
      ),
    );
  }

  /** What is known of the order, the place and the book, read where nothing is. */
  async #grounds(batch: Batch): Promise<Grounds> {
    const account = bookAccountOf(batch);
    const [order, location, book, fence] = await Promise.all([
      this.#order(batch),
      movesGoods(batch) ? this.#location(batch.bookId) : undefined,
      this.#sources.books.known(bookTableOf(batch), account),
      this.#fences.get(account) ?? this.#readFence(account),
    ]);
    return { order, location, book, fence };
  }

  /** A centre's plan under an order, and whom it is known to serve; a payer serves whoever comes. */
  async #served(batch: Batch, { order }: StoredOrder, households: number) {
    if (!movesGoods(batch) || order === undefined) return { plan: [], roster: noRoster };
    const plan = await this.#sources.plans.get(order.orderId, order.revision, batch.bookId);
    return { plan, roster: await this.#sources.rosters.get(order, batch.bookId, plan, households) };
  }

  async #order({ orderId, rows }: Batch): Promise<StoredOrder> {
    const known = this.#orders.get(orderId);
    // A unit or a currency that was fixed since is no version of the order.
    const namesKnownUnits = rows.every(({ content }) => {
      if (content.kind === 'payment') return known?.order !== undefined && hasCurrency(known.order);
      if (content.kind !== 'handover') return true;
      return content.receipt.lines.every(({ commodity }) => known?.order?.units.has(commodity));
    });
    if (known !== undefined && namesKnownUnits) return known;
    const order = await this.#sources.orders.get(orderId);
    keep(this.#orders, orderId, order);
    return order;
  }

  async #location(locationId: string): Promise<KnownLocation> {
    const known = this.#locations.get(locationId);
    if (known !== undefined) return known;
    const stored = await this.#sources.locations.get(locationId);
    const location = { version: stored?.version ?? 0, location: stored };
    keep(this.#locations, locationId, location);
    return location;
  }

  /** L17: a book's fence, read from where it was read to before. */
  async #readFence(bookAccount: string): Promise<Fence> {
    const fence = await this.#sources.fences.get(bookAccount, this.#fences.get(bookAccount));
    keep(this.#fences, bookAccount, fence);
    return fence;
  }
}

const bookTableOf = (batch: Batch): ItemKey['table'] => bookKindOf(batch).table;

/** The household accounts that cannot be taken to be empty. */
function accountsToRead(
  batch: Batch,
  householdIds: readonly string[],
  book: BookIndex,
  hasConflicted: boolean,
): readonly string[] {
  if (batch.kind === 'missed') return [];
  const retried = new Set(
    batch.rows.flatMap((row) => (row.hold === undefined ? [] : (row.householdId ?? []))),
  );
  return householdIds
    .filter((householdId) => hasConflicted || retried.has(householdId) || book.households.has(householdId))
    .map((householdId) => householdAccountOf(batch, householdId));
}

/** Compositions by household, from the registry's items, and from the roster where that has them. */
function compositionsOf(
  householdIds: readonly string[],
  roster: Roster,
  items: Parameters<typeof householdsIn>[0],
): ReadonlyMap<string, readonly Composition[]> {
  const compositions = new Map<string, readonly Composition[]>();
  for (const household of householdsIn(items).values()) {
    if (isRegistered(household)) compositions.set(household.householdId, household.history);
  }
  for (const householdId of householdIds) {
    const composition = roster.compositions.get(householdId);
    const withdrawal = roster.withdrawals.get(householdId);
    if (composition !== undefined)
      compositions.set(householdId, withdrawal === undefined ? [composition] : [composition, withdrawal]);
  }
  return compositions;
}

/** Where what follows the things known would stand. */
function nextKeys(
  batch: Batch,
  { order, location, book, fence }: Grounds,
  roster: Roster,
): { readonly [name in 'order' | 'location' | 'book' | 'fence' | 'registry']?: ItemKey } {
  return {
    order: orderVersionKey(batch.orderId, order.versions.length + 1),
    ...(location !== undefined && { location: locationKey(batch.bookId, location.version + 1) }),
    book: entryKey(bookTableOf(batch), book.account, (book.tail?.seq ?? 0) + 1),
    fence: fenceKey(book.account, fence.version + 1),
    ...(roster.links > 0 && {
      registry: entryKey('stock', registryAccount(batch.bookId), roster.links + 1),
    }),
  };
}

function keep<V>(kept: Map<string, V>, key: string, value: V): void {
  if (kept.size >= maxKept) kept.clear();
  kept.set(key, value);
}
