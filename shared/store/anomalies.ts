/** Anomalies as they are listed under their orders. */
import type { StoredAnomalyKind } from '../domain/anomaly-kinds.ts';
import { type ListedAnomaly, readAnomaly } from '../ledger/anomalies.ts';
import { anomaliesSubject } from '../ledger/keys.ts';
import { isList, readStored, type StoredRecord } from '../ledger/record-fields.ts';
import type { Page, Tables } from './tables.ts';

/** An anomaly, and where it stands in its list. */
export interface StoredAnomaly {
  readonly item: string;
  readonly anomaly: ListedAnomaly;
}

export class Anomalies {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L15: whether an order's list has an anomaly of a kind with a reference. What of the list is damaged has none. */
  async isListed(orderId: string, kind: StoredAnomalyKind, reference: string): Promise<boolean> {
    const listed = await this.#tables.all('ledgers', anomaliesSubject(orderId));
    return listed.some(({ record }) => {
      const { kind: listedKind, references } = record;
      return listedKind === kind && isList(references) && references.includes(reference);
    });
  }

  /** L11: a page of the anomalies recorded under an order. */
  async page(orderId: string, limit: number, after?: string): Promise<Page<StoredAnomaly>> {
    const query = { limit, ...(after && { after }) };
    const page = await this.#tables.page('ledgers', anomaliesSubject(orderId), query);
    return { items: page.items.map(anomalyIn), next: page.next };
  }
}

const anomalyIn = (stored: StoredRecord): StoredAnomaly => ({
  item: stored.item,
  anomaly: readStored(stored, readAnomaly),
});
