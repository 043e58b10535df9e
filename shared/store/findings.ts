/** What people noted about exceptions and anomalies, and what a note is about. */
import { shipmentAccount } from '../domain/accounts.ts';
import { noOrder } from '../ledger/anomalies.ts';
import { anomalyIdOf, partsOfAnomalyId, possibleMarks } from '../ledger/anomaly-ids.ts';
import { receiptMark } from '../ledger/audits.ts';
import { type FindingNote, findingKey, findingSubject, readFinding } from '../ledger/findings.ts';
import { readStored } from '../ledger/record-fields.ts';
import type { Anomalies } from './anomalies.ts';
import type { Audits } from './audits.ts';
import type { Chains } from './chains.ts';
import type { Orders } from './orders.ts';
import type { Shipments } from './shipments.ts';
import { keyText, type Tables } from './tables.ts';

/** An anomaly as far as a note needs to know it. */
export interface KnownAnomaly {
  /** The household that it is about. */
  readonly householdId?: string;
}

const anomaliesAtOnce = 500;
const waybillsAtOnce = 1_000;

export class Findings {
  readonly #tables: Tables;
  readonly #store: {
    readonly orders: Orders;
    readonly anomalies: Anomalies;
    readonly shipments: Shipments;
    readonly chains: Chains;
    readonly audits: Audits;
  };

  constructor(
    tables: Tables,
    store: {
      readonly orders: Orders;
      readonly anomalies: Anomalies;
      readonly shipments: Shipments;
      readonly chains: Chains;
      readonly audits: Audits;
    },
  ) {
    this.#tables = tables;
    this.#store = store;
  }

  /** L25: the notes about one thing, in the order of their recording. */
  async notes(id: string): Promise<readonly FindingNote[]> {
    const items = await this.#tables.all('ledgers', findingSubject(id));
    return items.map((stored) => readStored(stored, readFinding));
  }

  /** L25: the notes about some of which few have any, by id: one batch of reads, and one more for each that has some. */
  async notesOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly FindingNote[]>> {
    const firsts = new Map([...new Set(ids)].map((id) => [id, findingKey(id, 1)]));
    const found = await this.#tables.getAll('ledgers', [...firsts.values()]);
    const noted = [...firsts].filter(([, key]) => found.has(keyText(key))).map(([id]) => id);
    return new Map(await Promise.all(noted.map(async (id) => [id, await this.notes(id)] as const)));
  }

  /**
   * L9, L11, S9, S4, L28: the anomaly of an id; `undefined` where there has been none. One that has left the list was one all
   * the same, and what has not gone beyond a plan yet may do so.
   */
  async anomaly(anomalyId: string): Promise<KnownAnomaly | undefined> {
    const { list, isOfOrder } = partsOfAnomalyId(anomalyId);
    const orderIds = [noOrder, ...(await this.#store.orders.ids())].filter(isOfOrder);
    for (const orderId of orderIds) {
      const found = list && (await this.#find(list, orderId, anomalyId));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #find(
    list: NonNullable<ReturnType<typeof partsOfAnomalyId>['list']>,
    orderId: string,
    anomalyId: string,
  ): Promise<KnownAnomaly | undefined> {
    switch (list) {
      case 'recorded':
        return this.#recorded(orderId, anomalyId);
      case 'waybills':
        return this.#ofWaybill(orderId, anomalyId);
      case 'plan':
        return this.#beyondPlan(orderId, anomalyId);
      case 'visits':
        return this.#ofVisits(orderId, anomalyId);
    }
  }

  async #recorded(orderId: string, anomalyId: string): Promise<KnownAnomaly | undefined> {
    let after: string | undefined;
    do {
      const page = await this.#store.anomalies.page(orderId, anomaliesAtOnce, after);
      const found = page.items.find(
        ({ item }) => anomalyIdOf({ orderId, list: 'recorded', item }) === anomalyId,
      );
      if (found !== undefined) {
        const { householdId } = found.anomaly;
        return householdId === undefined ? {} : { householdId };
      }
      after = page.next;
    } while (after !== undefined);
    return undefined;
  }

  async #ofWaybill(orderId: string, anomalyId: string): Promise<KnownAnomaly | undefined> {
    const { isOfWaybill } = partsOfAnomalyId(anomalyId);
    let after: string | undefined;
    do {
      const begin = after === undefined ? {} : { after };
      const page = await this.#store.shipments.idsPage(orderId, waybillsAtOnce, begin);
      const likely = page.items.filter(isOfWaybill);
      const chains = await this.#store.chains.entries('stock', likely.map(shipmentAccount));
      for (const item of likely) {
        const marks = possibleMarks(chains.get(shipmentAccount(item)) ?? []);
        if (marks.some((mark) => anomalyIdOf({ orderId, list: 'waybills', item, mark }) === anomalyId))
          return {};
      }
      after = page.next;
    } while (after !== undefined);
    return undefined;
  }

  async #ofVisits(orderId: string, anomalyId: string): Promise<KnownAnomaly | undefined> {
    for (const auditId of await this.#store.audits.idsOf(orderId)) {
      const { sheets = [] } = (await this.#store.audits.get(auditId)) ?? {};
      const place = { orderId, list: 'visits', item: auditId } as const;
      const found = sheets
        .flatMap(({ rows }) => rows)
        .find((row) => anomalyIdOf({ ...place, mark: receiptMark(row) }) === anomalyId);
      if (found !== undefined) return { householdId: found.householdId };
    }
    return undefined;
  }

  async #beyondPlan(orderId: string, anomalyId: string): Promise<KnownAnomaly | undefined> {
    const { order } = await this.#store.orders.get(orderId);
    const commodities = [...(order?.units.keys() ?? [])];
    return commodities.some((item) => anomalyIdOf({ orderId, list: 'plan', item }) === anomalyId)
      ? {}
      : undefined;
  }
}
