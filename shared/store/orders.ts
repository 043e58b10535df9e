/** Orders, each folded from its chain. */
import { orderAccount } from '../domain/accounts.ts';
import type { Instant } from '../domain/events.ts';
import { foldOrder, type Order } from '../domain/order.ts';
import type { Unit } from '../domain/quantity.ts';
import { readFirstCurrency, readFirstUse } from '../ledger/first-use.ts';
import { isCurrency, isOrderRevision, isUnit, ordersSubject, orderWithFirstUses } from '../ledger/keys.ts';
import { type OrderVersion, readOrderVersion } from '../ledger/order-chain.ts';
import { readStored } from '../ledger/record-fields.ts';
import type { Page, Tables } from './tables.ts';

/** An order with what its chain adds. */
export interface StoredOrder {
  readonly order: Order | undefined;
  readonly versions: readonly OrderVersion[];
}

/** What stands under an order: its versions, and the units and the currency fixed by first use. */
interface StoredChain {
  readonly versions: readonly OrderVersion[];
  readonly firstUses: ReadonlyMap<string, Unit>;
  readonly fundedIn: string | undefined;
}

export class Orders {
  readonly #tables: Tables;
  readonly #zone: string;
  readonly #seenRevisions = new Map<string, number>();

  /** `zone`: whose calendar the orders' days are of. */
  constructor(tables: Tables, zone: string) {
    this.#tables = tables;
    this.#zone = zone;
  }

  /** L1: an order with all its versions, and the units and the currency fixed by first use. */
  async get(orderId: string): Promise<StoredOrder> {
    const { versions, firstUses, fundedIn } = await this.#read(orderId);
    const order = foldOrder(orderId, versions, firstUses, { zone: this.#zone, fundedIn });
    if (order !== undefined) this.#seenRevisions.set(orderId, order.revision);
    return { order, versions };
  }

  /** L1: an order as it stood at an instant, or as it stands; `undefined` before it was accepted. */
  async asOf(orderId: string, asOf?: Instant): Promise<Order | undefined> {
    if (asOf === undefined) return (await this.get(orderId)).order;
    const { versions, firstUses } = await this.#read(orderId);
    const known = versions.filter(({ at }) => at <= asOf);
    return foldOrder(orderId, known, firstUses, { zone: this.#zone });
  }

  async #read(orderId: string): Promise<StoredChain> {
    const items = await this.#tables.all('ledgers', orderAccount(orderId), orderWithFirstUses);
    const versions = items
      .filter(({ item }) => isOrderRevision(item))
      .map((stored) => readStored(stored, readOrderVersion));
    const firstUses = items
      .filter(({ item }) => isUnit(item))
      .map((stored) => readStored(stored, readFirstUse));
    const fundedIn = items.find(({ item }) => isCurrency(item));
    const currency = fundedIn && readStored(fundedIn, readFirstCurrency);
    return { versions, firstUses: new Map(firstUses), fundedIn: currency };
  }

  /** L9: the ids of all orders. */
  async ids(): Promise<readonly string[]> {
    const items = await this.#tables.all('ledgers', ordersSubject);
    return items.map(({ item }) => item);
  }

  /** L9: a page of the ids of orders. */
  async idsPage(limit: number, after?: string): Promise<Page<string>> {
    const page = await this.#tables.page('ledgers', ordersSubject, { limit, ...(after && { after }) });
    return { items: page.items.map(({ item }) => item), next: page.next };
  }

  /** L9, L1: all orders. */
  async all(): Promise<readonly Order[]> {
    const stored = await Promise.all((await this.ids()).map((orderId) => this.get(orderId)));
    return stored.flatMap(({ order }) => order ?? []);
  }

  /** The revision that an order had when it was last read here; `undefined` of one that was not. */
  seenRevision(orderId: string): number | undefined {
    return this.#seenRevisions.get(orderId);
  }
}
