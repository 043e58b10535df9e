/** Entries of chains of any account: tails, pages, and many short chains at once. */
import { noCounts } from '../domain/counts.ts';
import type { Instant } from '../domain/events.ts';
import { type Entry, readEntry } from '../ledger/entry.ts';
import { entryKey, type ItemKey, seqItem } from '../ledger/keys.ts';
import type { BookEnd } from '../ledger/location-book.ts';
import { readStored, type StoredRecord } from '../ledger/record-fields.ts';
import { keyText, type Page, type Tables } from './tables.ts';

/** What is longer is read by a query each: a household has a few receipts, a waybill a few parts. */
const maxSteps = 4;
/** Between two trains a hub has a few. */
const entriesAtOnce = 5;
/** An arrival, a loss for each cause, and the shares of a hub. */
const maxEntriesOfEvent = 8;
/** Two batches find one of 1,023 entries, more than a centre's book has after a round. */
const maxDividers = 31;

/** The entry of a stored record. Errors: `DamagedRecordError` naming table, subject, item and field. */
export const entryIn = (stored: StoredRecord): Entry => readStored(stored, readEntry);

export class Chains {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** S4, S12: the last entry of a chain, or its last by an instant. */
  async tail(table: ItemKey['table'], account: string, asOf?: Instant): Promise<Entry | undefined> {
    const { items } = await this.#tables.page(table, account, { backwards: true, limit: 1 });
    const tail = items.map(entryIn)[0];
    if (tail === undefined || asOf === undefined || tail.at <= asOf) return tail;
    return this.lastBy(table, account, tail.seq - 1, asOf);
  }

  /** S4: the last entry of a location's book, with the counts that stand; those are in one entry more at most. */
  async bookEnd(account: string): Promise<BookEnd> {
    const tail = await this.tail('stock', account);
    if (tail?.countsAt === undefined) return { tail, counts: noCounts };
    const [holder] = tail.counts ? [tail] : await this.#entriesAt('stock', account, [tail.countsAt]);
    return { tail, counts: holder?.counts ?? noCounts };
  }

  /** L2: as {@link tail}, of a chain of a few entries: in one read, as of an instant too. */
  async shortTail(table: ItemKey['table'], account: string, asOf?: Instant): Promise<Entry | undefined> {
    if (asOf === undefined) return this.tail(table, account);
    const items = await this.#tables.all(table, account);
    return items.map(entryIn).findLast(({ at }) => at <= asOf);
  }

  /** L2, S11: all entries of many short chains, a batch of reads a step; a chain that has not begun has none. */
  async entries(
    table: ItemKey['table'],
    accounts: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Entry[]>> {
    const chains = new Map<string, Entry[]>(accounts.map((account) => [account, []]));
    let going = [...chains.keys()];
    for (let seq = 1; going.length > 0 && seq <= maxSteps; seq += 1) {
      const keys = going.map((account) => entryKey(table, account, seq));
      const found = await this.#tables.getAll(table, keys);
      going = keys.flatMap((key) => {
        const stored = found.get(keyText(key));
        if (stored === undefined) return [];
        chains.get(key.subject)?.push(entryIn(stored));
        return [key.subject];
      });
    }
    await Promise.all(
      going.map(async (account) => {
        const rest = await this.#tables.all(table, account, { from: seqItem(maxSteps + 1) });
        chains.get(account)?.push(...rest.map(entryIn));
      }),
    );
    return chains;
  }

  /** S3: a few entries of a chain, from one on. */
  async someFrom(
    table: ItemKey['table'],
    account: string,
    seq: number,
    limit: number,
  ): Promise<readonly Entry[]> {
    const { items } = await this.#tables.page(table, account, { from: seqItem(seq), limit });
    return items.map(entryIn);
  }

  /** S3: the entries that one event has appended to a chain, one after another from `seq` on; at most {@link maxEntriesOfEvent}. */
  async entriesOfEvent(
    table: ItemKey['table'],
    account: string,
    seq: number,
    event: string,
  ): Promise<readonly Entry[]> {
    const keys = Array.from({ length: maxEntriesOfEvent }, (_, next) => entryKey(table, account, seq + next));
    const found = await this.#tables.getAll(table, keys);
    const entries: Entry[] = [];
    for (const key of keys) {
      const stored = found.get(keyText(key));
      const entry = stored && entryIn(stored);
      if (entry?.event !== event) break;
      entries.push(entry);
    }
    return entries;
  }

  /** S3: the entries of a chain from one on. */
  async entriesFrom(table: ItemKey['table'], account: string, seq: number): Promise<readonly Entry[]> {
    const items = await this.#tables.all(table, account, { from: seqItem(seq) });
    return items.map(entryIn);
  }

  /** S3, L2: entries of a chain from `seq` back towards its first; from its tail without it. */
  async entriesBack(
    table: ItemKey['table'],
    account: string,
    limit: number,
    seq?: number,
  ): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    let after: string | undefined;
    do {
      const page: Page<StoredRecord> = await this.#tables.page(table, account, {
        limit: limit - entries.length,
        backwards: true,
        ...(seq !== undefined && { to: seqItem(seq) }),
        ...(after !== undefined && { after }),
      });
      entries.push(...page.items.map(entryIn));
      after = page.next;
    } while (after !== undefined && entries.length < limit);
    return entries;
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
      const page: Page<StoredRecord> = await this.#tables.page(table, account, {
        to: seqItem(to),
        backwards: true,
        limit: entriesAtOnce,
        ...(after !== undefined && { after }),
      });
      const found = page.items.map(entryIn).find(isSuch);
      if (found !== undefined) return found;
      after = page.next;
    } while (after !== undefined);
    return undefined;
  }

  /** S12: the last of the first `to` entries that were recorded by an instant: a batch of reads narrows them down to one part. */
  async lastBy(
    table: ItemKey['table'],
    account: string,
    to: number,
    asOf: Instant,
  ): Promise<Entry | undefined> {
    let last: Entry | undefined;
    let [lowest, highest] = [1, to];
    while (lowest <= highest) {
      const entries = await this.#entriesAt(table, account, dividers(lowest, highest));
      for (const entry of entries) {
        if (entry.at > asOf) {
          highest = entry.seq - 1;
          break;
        }
        last = entry;
        lowest = entry.seq + 1;
      }
    }
    return last;
  }

  async #entriesAt(
    table: ItemKey['table'],
    account: string,
    seqs: readonly number[],
  ): Promise<readonly Entry[]> {
    const keys = seqs.map((seq) => entryKey(table, account, seq));
    const found = await this.#tables.getAll(table, keys);
    return keys.map((key, index) => {
      const stored = found.get(keyText(key));
      if (stored === undefined) throw new Error(`entry ${account}@${seqs[index]} is missing`);
      return entryIn(stored);
    });
  }
}

/** At most {@link maxDividers} of the numbers from one to another, as far apart as can be. */
function dividers(lowest: number, highest: number): readonly number[] {
  const count = highest - lowest + 1;
  const parts = Math.min(count, maxDividers) + 1;
  return Array.from(
    { length: parts - 1 },
    (_, index) => lowest - 1 + Math.floor(((index + 1) * (count + 1)) / parts),
  );
}
