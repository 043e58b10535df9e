/** Everything that the report of an order says, read from the API. */
import type {
  LedgerAnomaly,
  LedgerApi,
  LedgerException,
  LedgerPledge,
  LedgerShipment,
} from './ledger-api.ts';
import type { Reconciliation } from './reconciliation.ts';

export interface Findings {
  readonly reconciliation: Reconciliation;
  readonly pledges: readonly LedgerPledge[];
  /** Waybills of which part never arrived. */
  readonly shortWaybills: readonly LedgerShipment[];
  readonly anomalies: readonly LedgerAnomaly[];
  readonly exceptions: readonly LedgerException[];
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The rest of the report on the order of a reconciliation. */
export async function findingsOf(api: LedgerApi, reconciliation: Reconciliation): Promise<Findings> {
  const { orderId } = reconciliation;
  const anomalies = await collected(api.anomalies(orderId));
  const shortIds = new Set(
    anomalies.flatMap(({ kind, references }) => (kind === 'shortfall' ? references.slice(0, 1) : [])),
  );
  const shortWaybills: LedgerShipment[] = [];
  for (const shipmentId of shortIds) {
    const shipment = await api.shipment(shipmentId);
    if (shipment) shortWaybills.push(shipment);
  }
  return {
    reconciliation,
    pledges: await api.pledges(orderId),
    shortWaybills,
    anomalies,
    exceptions: await collected(api.exceptions({ orderId })),
  };
}
