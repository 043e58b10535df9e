/** Which chains there are, and their links, for those who seal and inspect all of them. */
import {
  accountKindOf,
  auditAccount,
  inboundAccount,
  orderAccount,
  registryAccount,
  shipmentAccount,
} from '../domain/accounts.ts';
import type { JsonValue } from '../domain/canonical.ts';
import type { LinkRecord } from '../ledger/chain.ts';
import {
  auditsSubject,
  booksSubject,
  type ItemKey,
  linkKey,
  locationsSubject,
  orderRevisionsFrom,
  ordersSubject,
  parseLocationItem,
  sealsSubject,
  seqOfItem,
  shipmentsSubject,
} from '../ledger/keys.ts';
import type { StoredItem } from '../store/item-form.ts';
import { keyText, type Tables } from '../store/tables.ts';

/**
 * The link that stands at a place. Guarantees: it bears the account and number of its place, so that one that was put
 * there from elsewhere is no longer what was hashed; one that lacks what a link has is none that was hashed either.
 */
export function linkAt({ subject, item, record }: StoredItem): LinkRecord {
  const { at, previousHash, hash, seq } = record;
  const link = { ...record, at: textIn(at), previousHash: textIn(previousHash), hash: textIn(hash) };
  return subject === sealsSubject
    ? { ...link, account: subject, seq: wholeIn(Number(seq)), date: item }
    : { ...link, account: subject, seq: wholeIn(seqOfItem(item)) };
}

/** No link has the number 0. */
const wholeIn = (seq: number): number => (Number.isSafeInteger(seq) ? seq : 0);

const textIn = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

export class ChainRegister {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** P1: the accounts of all chains but the households' own; some of them may not have begun. */
  async accounts(): Promise<ReadonlySet<string>> {
    const [orders, audits, locations] = await Promise.all([
      this.#subject('ledgers', ordersSubject),
      this.#subject('ledgers', auditsSubject),
      this.#subject('stock', locationsSubject),
    ]);
    const locationIds = new Set(locations.map((item) => parseLocationItem(item).locationId));
    const accounts = new Set(audits.map(auditAccount));
    for (const locationId of locationIds) accounts.add(registryAccount(locationId));
    for (const orderId of orders) {
      accounts.add(orderAccount(orderId));
      for (const locationId of locationIds) accounts.add(inboundAccount(locationId, orderId));
      const [stock, payers, shipments] = await Promise.all([
        this.#subject('stock', booksSubject(orderId)),
        this.#subject('ledgers', booksSubject(orderId)),
        this.#subject('stock', shipmentsSubject(orderId)),
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
    const links = keys.flatMap((key): [string, LinkRecord][] => {
      const stored = found.map((of) => of.get(keyText(key))).find((one) => one !== undefined);
      return stored === undefined ? [] : [[key.subject, linkAt(stored)]];
    });
    return new Map(links);
  }

  /** P3: the links of a chain from one on. */
  async linksFrom(account: string, seq: number): Promise<readonly LinkRecord[]> {
    const { table, subject, item } = linkKey(account, seq);
    const range = accountKindOf(account) === 'order' ? orderRevisionsFrom(seq) : { from: item };
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
