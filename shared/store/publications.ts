/** Whether the public pages of orders are open. */
import { type Publication, publicationsSubject, readPublication } from '../ledger/publications.ts';
import { readStored } from '../ledger/record-fields.ts';
import type { Tables } from './tables.ts';

export class Publications {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L45: what was said last of an order's public page. */
  async last(orderId: string): Promise<Publication | undefined> {
    const { items } = await this.#tables.page('ledgers', publicationsSubject(orderId), {
      backwards: true,
      limit: 1,
    });
    return items[0] && readStored(items[0], readPublication);
  }
}
