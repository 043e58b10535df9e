/** Whom proxies collected for. */
import { type Collection, readCollection } from '../ledger/proxies.ts';
import { readStored } from '../ledger/record-fields.ts';
import type { Tables } from './tables.ts';

export class Proxies {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L8: the collections of proxies, by the proxies' subjects; read for receipts that name a proxy. */
  async collections(subjects: readonly string[]): Promise<ReadonlyMap<string, readonly Collection[]>> {
    const chains = [...new Set(subjects)].map(async (subject) => {
      const items = await this.#tables.all('ledgers', subject);
      return [subject, items.map((stored) => readStored(stored, readCollection))] as const;
    });
    return new Map(await Promise.all(chains));
  }
}
