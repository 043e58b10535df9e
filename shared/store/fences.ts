/** Fences of books: what was refused of each, and which versions of its order were announced to it. */
import { extendFence, type Fence, noFence, readFenceLink } from '../ledger/fence.ts';
import { fencedSubject, fenceSubject, seqItem, seqOfItem } from '../ledger/keys.ts';
import { readStored } from '../ledger/record-fields.ts';
import type { Tables } from './tables.ts';

export class Fences {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L17: a book's fence, read on from what is known of it. */
  async get(bookAccount: string, known: Fence = noFence): Promise<Fence> {
    const items = await this.#tables.all('ledgers', fenceSubject(bookAccount), {
      from: seqItem(known.version + 1),
    });
    return extendFence(
      known,
      items.map((stored) => readStored(stored, readFenceLink)),
    );
  }

  /** L17: how many links a fence has. */
  async version(bookAccount: string): Promise<number> {
    const query = { backwards: true, limit: 1 };
    const { items } = await this.#tables.page('ledgers', fenceSubject(bookAccount), query);
    return items[0] === undefined ? 0 : seqOfItem(items[0].item);
  }

  /** L18: the books under an order whose fence begins with a refusal. */
  async books(orderId: string): Promise<readonly string[]> {
    const items = await this.#tables.all('ledgers', fencedSubject(orderId));
    return items.map(({ item }) => item);
  }
}
