/** The copies of seals that the query API reads. */
import type { CalendarDate } from '../domain/events.ts';
import { sealKey, sealsSubject } from '../ledger/keys.ts';
import { readStored } from '../ledger/record-fields.ts';
import { readSeal, type Seal } from '../ledger/seal.ts';
import type { Page, Tables } from './tables.ts';

export class Seals {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L12: the seal of one day. */
  get(date: CalendarDate): Promise<Seal | undefined> {
    return this.#tables.read(sealKey(date), readSeal);
  }

  /** L12: a page of the days that were sealed, the last one first. */
  async page(limit: number, after?: string): Promise<Page<Seal>> {
    const query = { limit, backwards: true, ...(after && { after }) };
    const page = await this.#tables.page('ledgers', sealsSubject, query);
    return { items: page.items.map((stored) => readStored(stored, readSeal)), next: page.next };
  }
}
