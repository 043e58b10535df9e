/** Which queue and message group an event came by, found where it left its traces. */
import type { QueueName } from '../../shared/domain/events.ts';
import type { LedgerClient, LedgerOwner } from './ledger-client.ts';
import { routeOf } from './operator-messages.ts';

export interface RouteOfEvent {
  readonly queue: QueueName;
  readonly group: string;
}

const queueOfEntry: Readonly<Record<string, QueueName>> = {
  dispatch: 'shipment-arrivals',
  arrival: 'shipment-arrivals',
  closing: 'shipment-arrivals',
  loss: 'stock-counts',
  'count-variance': 'stock-counts',
  transfer: 'stock-counts',
  handover: 'handovers',
  return: 'handovers',
  payment: 'payments',
  reversal: 'payments',
  funding: 'payments',
};

/**
 * Looks among the exceptions, then in the books of all locations and payers, then on the waybills: a dispatch from outside
 * is in no book. `undefined` where it is nowhere.
 */
export async function routeOfEvent(
  api: LedgerClient,
  source: string,
  id: string,
): Promise<RouteOfEvent | undefined> {
  for await (const exception of api.exceptions({})) {
    if (exception.event.source === source && exception.event.id === id) return routeOf(exception);
  }
  const key = `${source}#${id}`;
  for (const locationId of await api.locationIds()) {
    const found = await routeInBook(api, 'locations', locationId, key);
    if (found !== undefined) return found;
  }
  for (const payerId of await payersOf(api)) {
    const found = await routeInBook(api, 'payers', payerId, key);
    if (found !== undefined) return found;
  }
  return routeOnWaybill(api, source, id);
}

async function routeOnWaybill(
  api: LedgerClient,
  source: string,
  id: string,
): Promise<RouteOfEvent | undefined> {
  for await (const { orderId } of api.orderIds()) {
    for await (const { shipmentId, events } of api.shipments(orderId)) {
      const found = events.find((event) => event.source === source && event.id === id);
      if (found === undefined) continue;
      const { type, locationId = 'source' } = found;
      return { queue: 'shipment-arrivals', group: type === 'closing' ? shipmentId : locationId };
    }
  }
  return undefined;
}

async function routeInBook(
  api: LedgerClient,
  owner: LedgerOwner,
  holder: string,
  key: string,
): Promise<RouteOfEvent | undefined> {
  for await (const entry of api.ledger(owner, holder)) {
    const queue = entry.event === key ? queueOfEntry[entry.type] : undefined;
    if (queue !== undefined) return { queue, group: holder };
  }
  return undefined;
}

async function payersOf(api: LedgerClient): Promise<ReadonlySet<string>> {
  const payerIds = new Set<string>();
  for await (const { orderId } of api.orderIds()) {
    const report = await api.reconciliation(orderId);
    for (const { payerId } of report?.stipend?.payers ?? []) payerIds.add(payerId);
  }
  return payerIds;
}
