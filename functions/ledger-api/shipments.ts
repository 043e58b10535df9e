/** Waybills: what was sent, what arrived of it, and what is missing. */

import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import {
  counterpartyId,
  inboundAccount,
  isFromOutside,
  shipmentAccount,
} from '../../shared/domain/accounts.ts';
import type { Order } from '../../shared/domain/order.ts';
import { addAmounts, amountOf } from '../../shared/domain/quantity.ts';
import { orderedCommodities } from '../../shared/domain/reconciliation.ts';
import { type Shipment, shipmentStatus, shortfall, surplus } from '../../shared/domain/shipment.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { parseEventKey } from '../../shared/ledger/event-key.ts';
import { foldShipment, standingEntries } from '../../shared/ledger/shipment-chain.ts';
import { commodityRow } from './figures.ts';
import { missingOrder, notFound, type QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export async function answerShipment(
  shipmentId: string,
  context: QueryContext,
): Promise<ShipmentAnswer | QueryProblem> {
  const { standing, orderId } = await context.shipment(shipmentId);
  const order = orderId === undefined ? undefined : await context.journal.orders.asOf(orderId);
  if (order === undefined) return notFound('Waybill', shipmentId);
  return shipmentAnswerOf(shipmentId, standing, order);
}

/** The waybills under an order, by number. */
export async function answerShipments(
  orderId: string,
  { limit, after }: PageRequest<string>,
  { journal }: QueryContext,
): Promise<ItemPage<ShipmentAnswer> | QueryProblem> {
  const [order, page] = await Promise.all([
    journal.orders.asOf(orderId),
    journal.shipments.idsPage(orderId, limit, after === undefined ? {} : { after }),
  ]);
  if (order === undefined) return notFound('Order', orderId);
  const chains = await journal.chains.entries('stock', page.items.map(shipmentAccount));
  const items = page.items.flatMap((shipmentId) =>
    shipmentUnder(order, shipmentId, chains.get(shipmentAccount(shipmentId)) ?? []),
  );
  return { items, ...(page.next !== undefined && { next: page.next }) };
}

/** S14: the waybills sent to a location under an order, by number; the location's inbound chain names each. */
export async function answerLocationShipments(
  { locationId, orderId }: { readonly locationId: string; readonly orderId: string | undefined },
  { limit, after = '' }: PageRequest<string>,
  { journal }: QueryContext,
): Promise<ItemPage<ShipmentAnswer> | QueryProblem> {
  if (orderId === undefined) return missingOrder('waybills are listed for one order');
  const inbound = inboundAccount(locationId, orderId);
  const [location, order, chain] = await Promise.all([
    journal.locations.get(locationId),
    journal.orders.asOf(orderId),
    journal.chains.entries('stock', [inbound]),
  ]);
  if (location === undefined) return notFound('Location', locationId);
  if (order === undefined) return notFound('Order', orderId);
  const sent = [...new Set((chain.get(inbound) ?? []).map(({ reference }) => reference))]
    .filter((shipmentId) => shipmentId > after)
    .sort();
  const shipments = await journal.shipments.all(sent.slice(0, limit));
  const last = shipments.at(-1);
  return {
    items: shipments.flatMap(({ shipmentId, entries }) => shipmentUnder(order, shipmentId, entries)),
    ...(sent.length > limit && last !== undefined && { next: last.shipmentId }),
  };
}

/** A waybill in the list of an order; none where all that it had under this order was voided. */
function shipmentUnder(
  order: Order,
  shipmentId: string,
  entries: readonly Entry[],
): readonly ShipmentAnswer[] {
  const standing = standingEntries(entries);
  return standing[0]?.orderId === order.orderId ? [shipmentAnswerOf(shipmentId, standing, order)] : [];
}

function shipmentAnswerOf(shipmentId: string, entries: readonly Entry[], order: Order): ShipmentAnswer {
  const shipment = foldShipment(entries);
  const closing = entries.findLast(({ type }) => type === 'closing');
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
    ...(closing !== undefined && {
      closed: {
        reason: closing.reason ?? '',
        remainder: closing.remainder ?? 'never-sent',
        at: closing.at,
      },
    }),
    lines: orderedCommodities(order.terms, [...dispatched.keys(), ...shipment.received.keys()])
      .filter((commodity) => dispatched.has(commodity) || shipment.received.has(commodity))
      .map((commodity) =>
        commodityRow(commodity, order.units, (quantity) => ({
          dispatched: quantity(amountOf(dispatched, commodity)),
          received: quantity(amountOf(shipment.received, commodity)),
          lost: quantity(amountOf(shipment.lost, commodity)),
          shortfall: quantity(amountOf(missing, commodity)),
          surplus: quantity(amountOf(beyond, commodity)),
        })),
      ),
    events: entries.flatMap(waybillEventOf),
  };
}

/** What an entry of a waybill records, by the event that a void of it has to name. */
function waybillEventOf({ type, event, counterparty, at }: Entry): ShipmentAnswer['events'] {
  const named = parseEventKey(event);
  switch (type) {
    case 'closing':
      return [{ type, ...named, at }];
    case 'dispatch':
    case 'arrival': {
      const locationId = isFromOutside(counterparty) ? undefined : counterpartyId(counterparty);
      return [{ type, ...named, ...(locationId !== undefined && { locationId }), at }];
    }
    default:
      return [];
  }
}

/** Without a dispatch, what was received and lost counts as sent. */
const dispatchedOf = ({ to, dispatched, received, lost }: Shipment): Shipment['dispatched'] =>
  to === undefined ? addAmounts(received, lost) : dispatched;

/** Where it was sent from; without a dispatch, where its receiver says it came from. */
const originOf = (entries: readonly Entry[]): string | undefined =>
  entries.find(({ type }) => type === 'dispatch')?.counterparty ??
  entries.find(({ from }) => from !== undefined)?.from;

/** One row for each line of a waybill. */
export const shipmentsTable = (shipments: readonly ShipmentAnswer[]): CsvTable =>
  csvTable(
    shipments.flatMap((shipment) => shipment.lines.map((line) => ({ shipment, line }))),
    {
      shipmentId: ({ shipment }) => shipment.shipmentId,
      orderId: ({ shipment }) => shipment.orderId,
      from: ({ shipment }) => shipment.from,
      to: ({ shipment }) => shipment.to,
      carrier: ({ shipment }) => shipment.carrier,
      status: ({ shipment }) => shipment.status,
      commodity: ({ line }) => line.commodity,
      unit: ({ line }) => line.unit,
      dispatched: ({ line }) => line.dispatched,
      received: ({ line }) => line.received,
      lost: ({ line }) => line.lost,
      shortfall: ({ line }) => line.shortfall,
      surplus: ({ line }) => line.surplus,
    },
  );
