/** Registry chains of centres. */
import { registryAccount } from '../domain/accounts.ts';
import type { Instant } from '../domain/events.ts';
import { seqItem } from '../ledger/keys.ts';
import { readStored, type StoredRecord } from '../ledger/record-fields.ts';
import { type RegistryLink, readRegistryLink } from '../ledger/registry-chain.ts';
import type { Page, Tables } from './tables.ts';

/** Some 80 KB of a registry chain. */
const linksAtOnce = 20;

export class Registries {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** S7: a centre's registry chain. */
  async get(centreId: string): Promise<readonly RegistryLink[]> {
    const items = await this.#tables.all('stock', registryAccount(centreId));
    return items.map(linkIn);
  }

  /** S7: the links of a centre's registry chain from one on. */
  async from(centreId: string, seq: number): Promise<readonly RegistryLink[]> {
    const items = await this.#tables.all('stock', registryAccount(centreId), { from: seqItem(seq) });
    return items.map(linkIn);
  }

  /** S7: so many links of a centre's registry chain, from one on; fewer where the chain ends. */
  async next(centreId: string, seq: number, limit: number): Promise<readonly RegistryLink[]> {
    const links: RegistryLink[] = [];
    let after: string | undefined;
    do {
      const page: Page<StoredRecord> = await this.#tables.page('stock', registryAccount(centreId), {
        from: seqItem(seq),
        limit: limit - links.length,
        ...(after !== undefined && { after }),
      });
      links.push(...page.items.map(linkIn));
      after = page.next;
    } while (after !== undefined && links.length < limit);
    return links;
  }

  /** S7: the last link of a centre's registry chain. */
  async tail(centreId: string): Promise<RegistryLink | undefined> {
    const { items } = await this.#tables.page('stock', registryAccount(centreId), {
      backwards: true,
      limit: 1,
    });
    return items.map(linkIn)[0];
  }

  /** S7: the links of a centre's registry chain that were recorded after an instant, the last one first. */
  async after(centreId: string, instant: Instant): Promise<readonly RegistryLink[]> {
    const links: RegistryLink[] = [];
    let after: string | undefined;
    do {
      const page: Page<StoredRecord> = await this.#tables.page('stock', registryAccount(centreId), {
        backwards: true,
        limit: after === undefined ? 1 : linksAtOnce,
        ...(after !== undefined && { after }),
      });
      const read = page.items.map(linkIn);
      const later = read.filter(({ at }) => at > instant);
      links.push(...later);
      after = later.length < read.length ? undefined : page.next;
    } while (after !== undefined);
    return links;
  }
}

const linkIn = (stored: StoredRecord): RegistryLink => readStored(stored, readRegistryLink);
