/** Which chains there are, and their links, for those who seal and inspect all of them. */
import { inboundAccount, orderAccount, registryAccount, shipmentAccount } from '../domain/accounts.ts';
import type { LinkRecord } from '../ledger/chain.ts';
import { shipmentListing } from '../ledger/shipment-chain.ts';
import { booksSubject, type ItemKey, orderRevisionItem, seqItem } from '../ledger/writes.ts';
import type { StoredItem } from '../store/item-form.ts';
import type { Tables } from '../store/tables.ts';
import { sealsSubject } from './seal.ts';

/** Where a link of a chain stands. */
export function linkKey(account: string, seq: number): ItemKey {
  const table = /^(?:household|payer|order):/.test(account) ? 'ledgers' : 'stock';
  const item = account.startsWith(orderAccount('')) ? orderRevisionItem(seq) : seqItem(seq);
  return { table, subject: account, item };
}

/**
 * The link that stands at a place. Guarantees: it bears the account and number of its place, so that one that was put
 * there from elsewhere is no longer what was hashed.
 */
export function linkAt({ subject, item, record }: StoredItem): LinkRecord {
  const link = record as LinkRecord;
  if (subject === sealsSubject) return { ...link, account: subject, date: item };
  return { ...link, account: subject, seq: Number(item.slice(item.lastIndexOf('/') + 1)) };
}

export class ChainRegister {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** P1: the accounts of all chains but the households' own; some of them may not have begun. */
  async accounts(): Promise<ReadonlySet<string>> {
    const [orders, locations] = await Promise.all([
      this.#subject('ledgers', 'orders'),
      this.#subject('stock', 'locations'),
    ]);
    const locationIds = new Set(locations.map((item) => item.slice(0, item.lastIndexOf('/'))));
    const accounts = new Set<string>();
    for (const locationId of locationIds) accounts.add(registryAccount(locationId));
    for (const orderId of orders) {
      accounts.add(orderAccount(orderId));
      for (const locationId of locationIds) accounts.add(inboundAccount(locationId, orderId));
      const [stock, payers, shipments] = await Promise.all([
        this.#subject('stock', booksSubject(orderId)),
        this.#subject('ledgers', booksSubject(orderId)),
        this.#subject('stock', shipmentListing('', orderId).subject),
      ]);
      for (const account of [...stock, ...payers, ...shipments.map(shipmentAccount)]) accounts.add(account);
    }
    return accounts;
  }

  /** P2: of each chain the link at a place, where there is one, by account. */
  async links(
    wanted: readonly { readonly account: string; readonly seq: number }[],
  ): Promise<ReadonlyMap<string, LinkRecord>> {
    const keys = wanted.map(({ account, seq }) => linkKey(account, seq));
    const found = await Promise.all(
      (['stock', 'ledgers'] as const).map((table) =>
        this.#tables.getAll(
          table,
          keys.filter((key) => key.table === table),
        ),
      ),
    );
    const links = wanted.flatMap(({ account }, index): [string, LinkRecord][] => {
      const { subject, item } = keys[index] ?? linkKey(account, 0);
      const record = found.map((of) => of.get(`${subject}\n${item}`)).find((one) => one !== undefined);
      return record === undefined ? [] : [[account, linkAt({ subject, item, record })]];
    });
    return new Map(links);
  }

  /** P3: the links of a chain from one on. */
  async linksFrom(account: string, seq: number): Promise<readonly LinkRecord[]> {
    const { table, subject, item } = linkKey(account, seq);
    const range = account.startsWith(orderAccount('')) ? { from: item, to: 'revision/~' } : { from: item };
    return (await this.#tables.all(table, subject, range)).map(linkAt);
  }

  /** P4: all links of many short chains: a batch of reads a step, and a chain that has ended is asked no more. */
  async shortChains(accounts: Iterable<string>): Promise<readonly LinkRecord[]> {
    const links: LinkRecord[] = [];
    let going = [...new Set(accounts)];
    for (let seq = 1; going.length > 0; seq += 1) {
      const step = await this.links(going.map((account) => ({ account, seq })));
      links.push(...step.values());
      going = going.filter((account) => step.has(account));
    }
    return links;
  }

  async #subject(table: ItemKey['table'], subject: string): Promise<readonly string[]> {
    return (await this.#tables.all(table, subject)).map(({ item }) => item);
  }
}
