/** Reads by access pattern, for those who answer; see docs/access-patterns.md for key and cost of each. */
import type { CalendarDate, Instant } from '../domain/events.ts';
import { foldOrder, type Order } from '../domain/order.ts';
import { anomaliesSubject } from '../ledger/anomalies.ts';
import { caseIndex, casePlace, type ListedCase, readListedAt, waitingCaseAt } from '../ledger/cases.ts';
import type { JsonObject, LinkRecord } from '../ledger/chain.ts';
import { type Entry, readEntry } from '../ledger/entry.ts';
import { shipmentListing } from '../ledger/shipment-chain.ts';
import { type Place, seqItem } from '../ledger/writes.ts';
import type { JournalStore, StoredCase } from './journal-store.ts';
import type { Page, StoredItem, Tables } from './tables.ts';

export type ListedStatus = 'held' | 'rejected';

/** A case in a list, with where its latest record is. */
export interface CaseInList extends ListedCase {
  readonly status: ListedStatus;
  readonly caseSeq: number;
  /** Where it stands in the list. */
  readonly position: string;
}

export interface LedgerQueriesParts {
  readonly tables: Tables;
  readonly journal: JournalStore;
}

export class LedgerQueries {
  readonly #tables: Tables;
  readonly journal: JournalStore;

  constructor({ tables, journal }: LedgerQueriesParts) {
    this.#tables = tables;
    this.journal = journal;
  }

  /** L8: the ids of all orders. */
  async orderIds(): Promise<readonly string[]> {
    const items = await this.#tables.all('ledgers', ordersSubject);
    return items.map(({ item }) => item);
  }

  /** L8: a page of the ids of orders. */
  async orderIdsPage(limit: number, after?: string): Promise<Page<string>> {
    const page = await this.#tables.page('ledgers', ordersSubject, { limit, ...(after && { after }) });
    return { items: page.items.map(({ item }) => item), next: page.next };
  }

  /** L1: an order as it stood at an instant; `undefined` before it was accepted. */
  async order(orderId: string, asOf?: Instant): Promise<Order | undefined> {
    const { order, steps } = await this.journal.order(orderId);
    if (order === undefined || asOf === undefined) return order;
    return foldOrder(
      orderId,
      steps.filter(({ at }) => at <= asOf),
      order.units,
    );
  }

  /** S4, L9: the last entry of a chain, or its last by an instant: then a read a halving, not a read an entry. */
  async tail(table: Place['table'], account: string, asOf?: Instant): Promise<Entry | undefined> {
    const tail = await this.journal.tail(table, account);
    if (tail === undefined || asOf === undefined || tail.at <= asOf) return tail;
    let last: Entry | undefined;
    let from = 1;
    let to = tail.seq - 1;
    while (from <= to) {
      const middle = from + Math.floor((to - from) / 2);
      const entry = await this.#entry(table, account, middle);
      if (entry.at <= asOf) {
        last = entry;
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return last;
  }

  /** S3, L2: entries of a chain from `seq` back towards its first; from its tail without it. */
  async entriesBack(
    table: Place['table'],
    account: string,
    limit: number,
    seq?: number,
  ): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    let after: string | undefined;
    do {
      const page: Page<StoredItem> = await this.#tables.page(table, account, {
        limit: limit - entries.length,
        backwards: true,
        ...(seq !== undefined && { to: seqItem(seq) }),
        ...(after !== undefined && { after }),
      });
      entries.push(...page.items.map(({ record }) => readEntry(record as LinkRecord)));
      after = page.next;
    } while (after !== undefined && entries.length < limit);
    return entries;
  }

  /** L2: the last entries of many short chains, a batch of reads a step; chains that have not begun are left out. */
  async shortChainTails(
    table: Place['table'],
    accounts: readonly string[],
  ): Promise<ReadonlyMap<string, Entry>> {
    const tails = new Map<string, Entry>();
    let going = accounts;
    for (let seq = 1; going.length > 0 && seq <= mostSteps; seq += 1) {
      const item = seqItem(seq);
      const found = await this.#tables.getAll(
        table,
        going.map((account) => ({ table, subject: account, item })),
      );
      going = going.filter((account) => found.has(`${account}\n${item}`));
      for (const account of going) {
        tails.set(account, readEntry(found.get(`${account}\n${item}`) as LinkRecord));
      }
    }
    const long = await Promise.all(going.map((account) => this.journal.tail(table, account)));
    for (const entry of long) if (entry !== undefined) tails.set(entry.account, entry);
    return tails;
  }

  /** L10: how many cases an order has in a list; those recorded by an instant, of a list that only grows. */
  countCases(status: ListedStatus, orderId: string, until?: Instant): Promise<number> {
    return this.#tables.indexCount('ledgers', {
      ...caseIndex,
      value: status,
      from: `${orderId}#`,
      to: `${orderId}#${until ?? ''}~`,
    });
  }

  /** L10: cases in a list, of one order or of all, after a position. */
  async listCases(
    status: ListedStatus,
    orderId: string | undefined,
    limit: number,
    after?: string,
  ): Promise<{ readonly cases: readonly CaseInList[]; readonly more: boolean }> {
    const first = orderId === undefined ? ' ' : `${orderId}#`;
    const last = orderId === undefined ? '~' : `${orderId}#~`;
    // A space sorts before all that a position is made of: the first that comes after this one.
    const next = `${after ?? ''} `;
    const range = { ...caseIndex, value: status, from: next > first ? next : first, to: last };
    if (range.from > range.to) return { cases: [], more: false };
    const { keys, more } = await this.#tables.indexRange('ledgers', range, limit);
    const cases = keys.map(({ subject, item, sort }): CaseInList => {
      const caseSeq = status === 'held' ? waitingCaseAt(subject, item).caseSeq : Number(item);
      return { ...readListedAt(sort), status, caseSeq, position: sort };
    });
    return { cases, more };
  }

  /** L4: cases with their originals, which their first records keep, and their latest outcomes. */
  async cases(listed: readonly CaseInList[]): Promise<readonly StoredCase[]> {
    const places = listed.flatMap(({ exceptionId, caseSeq }) =>
      [...new Set([1, caseSeq])].map((seq) => casePlace(exceptionId, seq)),
    );
    const found = await this.#tables.getAll('ledgers', places);
    const record = (exceptionId: string, seq: number): JsonObject | undefined => {
      const { subject, item } = casePlace(exceptionId, seq);
      return found.get(`${subject}\n${item}`);
    };
    return listed.map(({ exceptionId, caseSeq }) => {
      const first = record(exceptionId, 1);
      const last = record(exceptionId, caseSeq);
      if (first === undefined || last === undefined) throw new Error(`case ${exceptionId} is not there`);
      return { ...first, ...last, caseSeq } as unknown as StoredCase;
    });
  }

  /** L11: a page of the anomalies recorded under an order. */
  anomalies(orderId: string, limit: number, after?: string): Promise<Page<StoredItem>> {
    return this.#tables.page('ledgers', anomaliesSubject(orderId), { limit, ...(after && { after }) });
  }

  /** S9: a page of the waybills under an order, by number, from one on (that one included) or after one. */
  async shipmentIds(
    orderId: string,
    limit: number,
    begin: { readonly from?: string; readonly after?: string },
  ): Promise<Page<string>> {
    const { subject } = shipmentListing('', orderId);
    const page = await this.#tables.page('stock', subject, { limit, ...begin });
    return { items: page.items.map(({ item }) => item), next: page.next };
  }

  /** L12: a page of the days that were sealed, the last one first. */
  async seals(limit: number, after?: string): Promise<Page<StoredItem>> {
    return this.#tables.page('ledgers', sealsSubject, { limit, backwards: true, ...(after && { after }) });
  }

  /** L12: the seal of one day. */
  seal(date: CalendarDate): Promise<JsonObject | undefined> {
    return this.#tables.get({ table: 'ledgers', subject: sealsSubject, item: date });
  }

  async #entry(table: Place['table'], account: string, seq: number): Promise<Entry> {
    const record = await this.#tables.get({ table, subject: account, item: seqItem(seq) });
    if (record === undefined) throw new Error(`entry ${account}@${seq} is missing`);
    return readEntry(record as LinkRecord);
  }
}

/** Chains longer than this are asked for their tail one by one: a household has a few receipts. */
const mostSteps = 4;

const ordersSubject = 'orders';
const sealsSubject = 'seals';
