/** Waybills: what was sent, what came of it, and what is missing. */

import { addAmounts, amountOf } from '../../shared/domain/quantity.ts';
import { orderedCommodities } from '../../shared/domain/reconciliation.ts';
import { type Shipment, shipmentStatus, shortfall, surplus } from '../../shared/domain/shipment.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import type { ShipmentAnswer } from './answers.ts';
import { notFound, type Problem } from './problem.ts';
import { commodityRow, type Reading } from './reading.ts';

export async function answerShipment(
  shipmentId: string,
  { queries, journal }: Reading,
): Promise<ShipmentAnswer | Problem> {
  const { entries, shipment, orderId } = await journal.shipment(shipmentId);
  const order = orderId === undefined ? undefined : await queries.order(orderId);
  if (order === undefined) return notFound('shipment', shipmentId);
  const dispatched = dispatchedOf(shipment);
  const missing = shortfall(shipment);
  const beyond = surplus(shipment);
  const from = originOf(entries);
  const carrier = entries.find((entry) => entry.carrier !== undefined)?.carrier;
  return {
    shipmentId,
    orderId: order.orderId,
    ...(from !== undefined && { from }),
    to: shipment.to ?? shipment.arrivedAt ?? '',
    ...(carrier !== undefined && { carrier }),
    status: shipmentStatus(shipment),
    lines: orderedCommodities(order.terms, [...dispatched.keys(), ...shipment.received.keys()])
      .filter((commodity) => dispatched.has(commodity) || shipment.received.has(commodity))
      .map((commodity) =>
        commodityRow(commodity, order.units, {
          dispatched: amountOf(dispatched, commodity),
          received: amountOf(shipment.received, commodity),
          lost: amountOf(shipment.lost, commodity),
          shortfall: amountOf(missing, commodity),
          surplus: amountOf(beyond, commodity),
        }),
      ),
  };
}

/** Without a dispatch, the waybill is taken as what came of it. */
const dispatchedOf = ({ to, dispatched, received, lost }: Shipment): Shipment['dispatched'] =>
  to === undefined ? addAmounts(received, lost) : dispatched;

/** The place it was sent from; without a dispatch, where its receiver says it came from. */
const originOf = (entries: readonly Entry[]): string | undefined =>
  entries.find(({ type }) => type === 'dispatch')?.counterparty ??
  entries.find(({ from }) => from !== undefined)?.from;
