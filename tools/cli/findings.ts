/** Everything that the report of an order says, read from the API. */
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import type { LedgerClient } from './ledger-client.ts';

export interface Findings {
  readonly reconciliation: ReconciliationAnswer;
  readonly pledges: OrderAnswer['pledges'];
  /** Waybills of which part never arrived. */
  readonly shortWaybills: readonly ShipmentAnswer[];
  readonly anomalies: readonly AnomalyAnswer[];
  readonly exceptions: readonly ExceptionAnswer[];
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The rest of the report on the order of a reconciliation. */
export async function findingsOf(api: LedgerClient, reconciliation: ReconciliationAnswer): Promise<Findings> {
  const { orderId } = reconciliation;
  const anomalies = await collected(api.anomalies({ orderId }));
  const shortIds = new Set(
    anomalies.flatMap(({ kind, references }) => (kind === 'shortfall' ? references.slice(0, 1) : [])),
  );
  const shortWaybills: ShipmentAnswer[] = [];
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
