/** Surpluses as their waybills stand: when an arrival is voided, what came after it fills the dispatch in its place. */
import { shipmentAccount } from '../../shared/domain/accounts.ts';
import { amountOf } from '../../shared/domain/quantity.ts';
import type { ListedAnomaly } from '../../shared/ledger/anomalies.ts';
import { ShipmentChain } from '../../shared/ledger/shipment-chain.ts';
import type { QueryContext } from './query-context.ts';

/** Tells what of a surplus came beyond the dispatches as they are now. Units: base units. */
export type SurplusNow = (anomaly: ListedAnomaly) => bigint;

export async function surplusesNow(
  anomalies: readonly ListedAnomaly[],
  { journal }: QueryContext,
): Promise<SurplusNow> {
  const ids = new Set(anomalies.filter(({ kind }) => kind === 'surplus').map(shipmentIdOf));
  const entries = await journal.chains.entries('stock', [...ids].map(shipmentAccount));
  const surpluses = new Map(
    [...ids].map((shipmentId) => {
      const chain = new ShipmentChain(shipmentId, entries.get(shipmentAccount(shipmentId)) ?? []);
      return [shipmentId, chain.surplusByArrival()] as const;
    }),
  );
  return (anomaly) => {
    const { commodity = '', events: [arrival] = [] } = anomaly;
    const now = surpluses.get(shipmentIdOf(anomaly))?.find(({ event }) => event === arrival);
    return amountOf(now?.lines ?? new Map(), commodity);
  };
}

const shipmentIdOf = ({ references: [shipmentId = ''] }: ListedAnomaly): string => shipmentId;
