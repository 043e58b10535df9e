/** Reads by access pattern, for those who decide; see docs/access-patterns.md for key and cost of each. */
import { orderAccount, registryAccount, shipmentAccount } from '../domain/accounts.ts';
import type { Instant, LocationRegistration, QueueName } from '../domain/events.ts';
import { foldOrder, type Order } from '../domain/order.ts';
import type { Plan } from '../domain/plan.ts';
import type { Unit } from '../domain/quantity.ts';
import { BookIndex } from '../ledger/book.ts';
import type { JsonObject, LinkRecord } from '../ledger/chain.ts';
import { type Entry, readEntry } from '../ledger/entry.ts';
import {
  type ExceptionStatus,
  type ExceptionSubject,
  exceptionKey,
  type Hold,
  holdAt,
  holdKey,
  holdPrefix,
  type IdClaim,
  keptSubject,
} from '../ledger/exceptions.ts';
import { type Fence, fencedSubject, fenceSubject, noFence, readFence } from '../ledger/fence.ts';
import { fundingCurrencyItem, isFirstUse } from '../ledger/first-use.ts';
import { type OrderVersion, readOrderVersion } from '../ledger/order-chain.ts';
import type { Collection } from '../ledger/proxies.ts';
import { type RegistryLink, readPlan, readRegistryLink } from '../ledger/registry-chain.ts';
import { ShipmentChain } from '../ledger/shipment-chain.ts';
import { booksSubject, dependencySubject, type ItemKey, seqItem, type Write } from '../ledger/writes.ts';
import type { Batch } from '../posting/batch.ts';
import type { BatchState } from '../posting/batch-state.ts';
import type {
  BatchLoader as BatchLoaderPort,
  Commit,
  HeldItems,
  Journal,
  Records,
} from '../posting/ports.ts';
import { BatchLoader } from './batch-loader.ts';
import { type Household, readHousehold } from './household-item.ts';
import type { StoredItem } from './item-form.ts';
import { keyText, type Page, type Tables } from './tables.ts';

/** An order with what its chain adds. */
export interface StoredOrder {
  readonly order: Order | undefined;
  readonly steps: readonly OrderVersion[];
}

/** A location as last registered, with how often it was. */
export interface StoredLocation extends LocationRegistration {
  readonly version: number;
  /** `undefined` of a version that was stored before versions were dated. */
  readonly recordedAt?: Instant;
}

/** A centre's plan as it is stored with an order's revision. */
export interface StoredPlan {
  readonly centreId: string;
  readonly plan: Plan;
}

/** A case as its first record keeps it, with its latest outcome. */
export interface StoredException extends ExceptionSubject {
  readonly exceptionId: string;
  readonly status: ExceptionStatus;
  readonly reason: string;
  readonly detail: JsonObject;
  readonly dependsOn?: string;
  readonly recordedAt: Instant;
  readonly position: string;
  readonly recordSeq: number;
}

/** Documents kept in book indexes at most: some 60 MB; the book least lately used goes first. */
const maxIndexedDocuments = 400_000;
/** What is longer is read by a query each: a household has a few receipts, a waybill a few parts. */
const maxSteps = 4;
const hourMs = 3_600_000;
/** Some 80 KB of a registry chain. */
const linksAtOnce = 20;
/** Between two trains a hub has a few. */
const entriesAtOnce = 5;
/** Of an order's life: few are amended more often, and what is read in vain is a unit a revision, once. */
const firstRevisions = 4;

export class JournalStore implements Journal, BatchLoaderPort, HeldItems, Records {
  readonly #tables: Tables;
  readonly #books = new Map<string, BookIndex>();
  readonly #plans = new Map<string, Plan>();
  /** The revisions that orders had when they were last read. */
  readonly #revisions = new Map<string, number>();
  readonly #sheets: BatchLoader;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#sheets = new BatchLoader(tables, this);
  }

  /** Guarantees: what is appended to a book that is known is known of it, and not read back for the next group. */
  async commit(writes: readonly Write[]): Promise<Commit> {
    const commit = await this.#tables.commit(writes);
    if (commit === 'committed') {
      for (const write of writes) {
        if (write.kind !== 'append') continue;
        this.#books.get(write.key.subject)?.extend([entryOf({ record: write.record })]);
      }
    }
    return commit;
  }

  /** Commits writes of which there may be none. */
  async commitAny(writes: readonly Write[]): Promise<Commit> {
    return writes.length === 0 ? 'committed' : this.commit(writes);
  }

  /** The record at one place, where the place itself is the question. */
  record(key: ItemKey): Promise<JsonObject | undefined> {
    return this.#tables.get(key);
  }

  /** The records at places of one table, in their order. */
  async records(
    table: ItemKey['table'],
    keys: readonly ItemKey[],
  ): Promise<readonly (JsonObject | undefined)[]> {
    const found = await this.#tables.getAll(table, keys);
    return keys.map((key) => found.get(keyText(key)));
  }

  /** S8, L7: the accounts of the books that an order has in a table. */
  async books(table: ItemKey['table'], orderId: string): Promise<readonly string[]> {
    const items = await this.#tables.all(table, booksSubject(orderId));
    return items.map(({ item }) => item);
  }

  /** L1: an order with all its steps, and the units and the currency fixed by first use. */
  async order(orderId: string): Promise<StoredOrder> {
    const items = await this.#tables.all('ledgers', orderAccount(orderId), {
      from: 'revision/',
      to: 'unit0',
    });
    const steps = items
      .filter((item) => item.item.startsWith('revision/'))
      .map(linkOf)
      .map(readOrderVersion);
    const firstUses = items
      .filter((item) => isFirstUse(item.item))
      .map(({ record }) => [record['commodity'] as string, record['unit'] as Unit] as const);
    const fundedIn = items.find(({ item }) => item === fundingCurrencyItem)?.record['currency'];
    const currency = typeof fundedIn === 'string' ? fundedIn : undefined;
    const order = foldOrder(orderId, steps, new Map(firstUses), currency);
    if (order !== undefined) this.#revisions.set(orderId, order.revision);
    return { order, steps };
  }

  /** L9: the ids of all orders. */
  async orderIds(): Promise<readonly string[]> {
    const items = await this.#tables.all('ledgers', 'orders');
    return items.map(({ item }) => item);
  }

  /** L9, L1: all orders. */
  async orders(): Promise<readonly Order[]> {
    const stored = await Promise.all((await this.orderIds()).map((orderId) => this.order(orderId)));
    return stored.flatMap(({ order }) => order ?? []);
  }

  /** S1: a location as last registered, by an instant or now, with its version. */
  async location(locationId: string, asOf?: Instant): Promise<StoredLocation | undefined> {
    const range = { from: `${locationId}/`, to: `${locationId}0` };
    if (asOf !== undefined) {
      const versions = await this.#tables.all('stock', 'locations', range);
      return versions.map(storedLocation).findLast(isRecordedBy(asOf));
    }
    const { items } = await this.#tables.page('stock', 'locations', { ...range, backwards: true, limit: 1 });
    return items.map(storedLocation)[0];
  }

  /** S2: every location as last registered, by an instant or now, by id. */
  async locations(asOf?: Instant): Promise<readonly StoredLocation[]> {
    const latest = new Map<string, StoredLocation>();
    for (const item of await this.#tables.all('stock', 'locations')) {
      const location = storedLocation(item);
      if (asOf === undefined || isRecordedBy(asOf)(location)) latest.set(location.locationId, location);
    }
    return [...latest.values()];
  }

  /** H1: registry items by id; what is not there has no key. */
  async households(householdIds: readonly string[]): Promise<ReadonlyMap<string, Household>> {
    const items = await this.#tables.households(householdIds);
    return new Map(items.map(readHousehold).map((household) => [household.householdId, household]));
  }

  /** L2, S11: all entries of many short chains, a batch of reads a step; a chain that has not begun has none. */
  async accounts(
    table: ItemKey['table'],
    accounts: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Entry[]>> {
    const chains = new Map<string, Entry[]>(accounts.map((account) => [account, []]));
    let going = [...chains.keys()];
    for (let seq = 1; going.length > 0 && seq <= maxSteps; seq += 1) {
      const keys = going.map((account) => ({ table, subject: account, item: seqItem(seq) }));
      const found = await this.#tables.getAll(table, keys);
      going = keys.flatMap((key) => {
        const record = found.get(keyText(key));
        if (record === undefined) return [];
        chains.get(key.subject)?.push(readEntry(record as LinkRecord));
        return [key.subject];
      });
    }
    await Promise.all(
      going.map(async (account) => {
        const rest = await this.#tables.all(table, account, { from: seqItem(maxSteps + 1) });
        chains.get(account)?.push(...rest.map(entryOf));
      }),
    );
    return chains;
  }

  /** S3: a book as far as it was read before; whole where it was not. */
  async knownBook(table: ItemKey['table'], account: string): Promise<BookIndex> {
    return this.#books.get(account) ?? this.book(table, account);
  }

  /** S3: a book, read from where its index ends. */
  async book(table: ItemKey['table'], account: string): Promise<BookIndex> {
    const book = this.#books.get(account) ?? new BookIndex(account);
    const items = await this.#tables.all(table, account, { from: seqItem((book.tail?.seq ?? 0) + 1) });
    book.extend(items.map(entryOf));
    this.#books.delete(account);
    this.#books.set(account, book);
    this.#forgetBooks();
    return book;
  }

  /** S4: the last entry of a chain. */
  async tail(table: ItemKey['table'], account: string): Promise<Entry | undefined> {
    const { items } = await this.#tables.page(table, account, { backwards: true, limit: 1 });
    return items.map(entryOf)[0];
  }

  /** S3: the last of the first `to` entries of a chain that is such a one; looked for backwards, a few at a time. */
  async lastEntry(
    table: ItemKey['table'],
    account: string,
    to: number,
    isSuch: (entry: Entry) => boolean,
  ): Promise<Entry | undefined> {
    let after: string | undefined;
    do {
      const page: Page<StoredItem> = await this.#tables.page(table, account, {
        to: seqItem(to),
        backwards: true,
        limit: entriesAtOnce,
        ...(after !== undefined && { after }),
      });
      const found = page.items.map(entryOf).find(isSuch);
      if (found !== undefined) return found;
      after = page.next;
    } while (after !== undefined);
    return undefined;
  }

  /** L17: the notices to a book, read on from those known. */
  async notices(bookAccount: string, known = noFence): Promise<Fence> {
    const items = await this.#tables.all('ledgers', fenceSubject(bookAccount), {
      from: seqItem(known.given + 1),
    });
    return readFence(
      known,
      items.map(({ record }) => record),
    );
  }

  /** L18: the books under an order that were told first of what was refused of them. */
  async fencedBooks(orderId: string): Promise<readonly string[]> {
    const items = await this.#tables.all('ledgers', fencedSubject(orderId));
    return items.map(({ item }) => item);
  }

  /** L17: how many notices a book was given. */
  async fenceVersion(bookAccount: string): Promise<number> {
    const query = { backwards: true, limit: 1 };
    const { items } = await this.#tables.page('ledgers', fenceSubject(bookAccount), query);
    return Number(items[0]?.item ?? 0);
  }

  /** S11: waybills by id, each with its whole chain, which is a few entries; unknown ones are empty. */
  async shipments(shipmentIds: readonly string[]): Promise<readonly ShipmentChain[]> {
    const chains = await this.accounts('stock', shipmentIds.map(shipmentAccount));
    return shipmentIds.map((id) => new ShipmentChain(id, chains.get(shipmentAccount(id)) ?? []));
  }

  /** S11: one waybill. */
  async shipment(shipmentId: string): Promise<ShipmentChain> {
    const [chain] = await this.shipments([shipmentId]);
    return chain ?? new ShipmentChain(shipmentId, []);
  }

  /** S5: a centre's plan under a revision of an order; it never changes, so it is read once. */
  async plan(orderId: string, revision: number, centreId: string): Promise<Plan> {
    const key = planKey(orderId, revision, centreId);
    const known = this.#plans.get(keyText(key));
    if (known !== undefined) return known;
    const record = await this.#tables.get(key);
    return record === undefined ? [] : this.#keepPlan(keyText(key), record);
  }

  /**
   * S5: reads, before their revisions are known, the plans that centres have under orders; {@link plan} then finds them
   * in memory.
   *
   * Guarantees: none that it foresees right. It reads up to the revision after the last that this function has seen,
   * which is wrong only where an order was amended twice since; of an order never seen, the first {@link firstRevisions}.
   */
  async foreseePlans(orderIds: readonly string[], centreIds: readonly string[]): Promise<void> {
    const keys = orderIds.flatMap((orderId) => {
      const seen = this.#revisions.get(orderId);
      const revisions = Array.from(
        { length: seen === undefined ? firstRevisions : seen + 1 },
        (_, index) => index + 1,
      );
      return revisions.flatMap((revision) =>
        centreIds.map((centreId) => planKey(orderId, revision, centreId)),
      );
    });
    const unread = keys.filter((key) => !this.#plans.has(keyText(key)));
    const found = await this.#tables.getAll('stock', unread);
    for (const [key, record] of found) this.#keepPlan(key, record);
  }

  #keepPlan(key: string, record: JsonObject): Plan {
    const plan = readPlan(record['plan'] ?? []);
    this.#plans.set(key, plan);
    return plan;
  }

  /** S6: the plans of all centres that a revision of an order covers. */
  async plans(orderId: string, revision: number): Promise<readonly StoredPlan[]> {
    const prefix = `${seqItem(revision)}/`;
    const items = await this.#tables.all('stock', planSubject(orderId), { from: prefix, to: `${prefix}~` });
    return items.map(({ item, record }) => ({
      centreId: item.slice(prefix.length),
      plan: readPlan(record['plan'] ?? []),
    }));
  }

  /** S7: a centre's registry chain. */
  async registry(centreId: string): Promise<readonly RegistryLink[]> {
    const items = await this.#tables.all('stock', registryAccount(centreId));
    return items.map(linkOf).map(readRegistryLink);
  }

  /** S7: the last link of a centre's registry chain. */
  async registryTail(centreId: string): Promise<RegistryLink | undefined> {
    const { items } = await this.#tables.page('stock', registryAccount(centreId), {
      backwards: true,
      limit: 1,
    });
    return items.map(linkOf).map(readRegistryLink)[0];
  }

  /** S7: the links of a centre's registry chain that were recorded after an instant, the last one first. */
  async registryAfter(centreId: string, instant: Instant): Promise<readonly RegistryLink[]> {
    const links: RegistryLink[] = [];
    let after: string | undefined;
    do {
      const page: Page<StoredItem> = await this.#tables.page('stock', registryAccount(centreId), {
        backwards: true,
        limit: after === undefined ? 1 : linksAtOnce,
        ...(after !== undefined && { after }),
      });
      const read = page.items.map(linkOf).map(readRegistryLink);
      const later = read.filter(({ at }) => at > instant);
      links.push(...later);
      after = later.length < read.length ? undefined : page.next;
    } while (after !== undefined);
    return links;
  }

  /** L3: claims on ids. */
  async claims(exceptionIds: readonly string[]): Promise<ReadonlyMap<string, IdClaim | undefined>> {
    const unique = [...new Set(exceptionIds)];
    const records = await this.#tables.getAll(
      'ledgers',
      unique.map((id) => exceptionKey(id, 1)),
    );
    return new Map(
      unique.map((id) => {
        const { subject, item } = exceptionKey(id, 1);
        const record = records.get(`${subject}\n${item}`);
        const head = record && {
          digest: record['digest'] as string,
          status: record['status'] as ExceptionStatus,
        };
        return [id, head];
      }),
    );
  }

  /** L20: the cases that name no order and were opened in the hour of an instant, in the one before, and in the one after. */
  async keptAbout(instant: Instant): Promise<readonly string[]> {
    const hours = [-1, 0, 1].map((hours) => new Date(Date.parse(instant) + hours * hourMs).toISOString());
    const kept = await Promise.all(hours.map((hour) => this.#tables.all('ledgers', keptSubject(hour))));
    return kept.flat().map(({ item }) => item);
  }

  /** L5: which of these still wait. */
  async stillHeld(holds: readonly Hold[]): Promise<ReadonlySet<string>> {
    if (holds.length === 0) return new Set();
    const found = await this.#tables.getAll('ledgers', holds.map(holdKey));
    const there = holds.filter((one) => {
      const { subject, item } = holdKey(one);
      return found.has(`${subject}\n${item}`);
    });
    return new Set(there.map(({ exceptionId }) => exceptionId));
  }

  /** L8: whom proxies collected for under an order; read for receipts that name a proxy. */
  async proxies(subjects: readonly string[]): Promise<ReadonlyMap<string, readonly Collection[]>> {
    const chains = [...new Set(subjects)].map(async (subject) => {
      const items = await this.#tables.all('ledgers', subject);
      return [subject, items.map(({ record }) => record as unknown as Collection)] as const;
    });
    return new Map(await Promise.all(chains));
  }

  /** L4: a case with its original and its latest outcome. */
  async exception(exceptionId: string): Promise<StoredException | undefined> {
    const items = await this.#tables.all('ledgers', `case:${exceptionId}`, { to: 'a' });
    const [first] = items;
    const last = items.at(-1);
    if (first === undefined || last === undefined) return undefined;
    return { ...first.record, ...last.record, recordSeq: Number(last.item) } as unknown as StoredException;
  }

  /** L5: held cases of one queue and message group that wait for one thing, in the order they were recorded. */
  async holds(
    dependsOn: string,
    of: { readonly queue: QueueName; readonly messageGroup: string },
    limit: number,
    after?: string,
  ): Promise<{ readonly holds: readonly Hold[]; readonly next: string | undefined }> {
    const subject = dependencySubject(dependsOn);
    const prefix = holdPrefix(of);
    const page = await this.#tables.page('ledgers', subject, {
      from: prefix,
      to: `${prefix}~`,
      limit,
      ...(after !== undefined && { after }),
    });
    return { holds: page.items.map(({ item }) => holdAt(subject, item)), next: page.next };
  }

  /** L5: whether in one queue and message group anything waits for one thing. */
  async isHeld(
    dependsOn: string,
    of: { readonly queue: QueueName; readonly messageGroup: string },
  ): Promise<boolean> {
    return (await this.holds(dependsOn, of, 1)).holds.length > 0;
  }

  /** L6: the queues and message groups in which something waits for one thing; a read a group, and one more. */
  async holdingGroups(
    dependsOn: string,
  ): Promise<readonly { readonly queue: QueueName; readonly messageGroup: string }[]> {
    const subject = dependencySubject(dependsOn);
    const groups: { readonly queue: QueueName; readonly messageGroup: string }[] = [];
    let from: string | undefined;
    for (;;) {
      const { items } = await this.#tables.page('ledgers', subject, { limit: 1, ...(from && { from }) });
      const [first] = items;
      if (first === undefined) return groups;
      const { queue, messageGroup } = holdAt(subject, first.item);
      groups.push({ queue, messageGroup });
      from = `${holdPrefix({ queue, messageGroup })}~`;
    }
  }

  loadBatch(batch: Batch, hasConflicted: boolean): Promise<BatchState> {
    return this.#sheets.load(batch, hasConflicted);
  }

  #forgetBooks(): void {
    let documents = 0;
    for (const book of this.#books.values()) documents += book.documents.size;
    for (const [account, book] of this.#books) {
      if (documents <= maxIndexedDocuments || this.#books.size === 1) return;
      documents -= book.documents.size;
      this.#books.delete(account);
    }
  }
}

function storedLocation({ item, record }: StoredItem): StoredLocation {
  const location = record as unknown as LocationRegistration;
  return { ...location, version: Number(item.slice(location.locationId.length + 1)) };
}

const isRecordedBy =
  (asOf: Instant) =>
  ({ recordedAt }: StoredLocation): boolean =>
    recordedAt === undefined || recordedAt <= asOf;

const linkOf = ({ record }: { readonly record: JsonObject }): LinkRecord => record as LinkRecord;
const entryOf = (item: { readonly record: JsonObject }): Entry => readEntry(linkOf(item));

export const planSubject = (orderId: string): string => `plan:${orderId}`;

export const planKey = (orderId: string, revision: number, centreId: string): ItemKey => ({
  table: 'stock',
  subject: planSubject(orderId),
  item: `${seqItem(revision)}/${centreId}`,
});
