/**
 * What a copy calls: whoever took the first in may have failed before it called what waited for it, so a copy calls the
 * same again, whatever became of the first. Only what the books would refuse now hears anything new by it.
 */
import type { Journal } from './journal.ts';
import { type Message, waybillOf } from './messages.ts';

/** Names as the plain books call them. */
export function calledAgain({ type, data }: Message['event'], journal: Journal): readonly string[] {
  const { orderId, centreId, payerId, locationId } = data;
  switch (type) {
    case 'relief.locations.registered.v1':
      return data.locations.map((location: any) => `location:${location.locationId}`);
    case 'relief.households.registered.v1':
      return data.households.map(({ householdId }: any) => `household:${householdId}`);
    case 'relief.order.issued.v1':
      return [`order:${orderId}`];
    case 'relief.shipment.dispatched.v1':
      return [waybillOf(data.shipmentId)];
    case 'relief.shipment.arrived.v1':
      return [`stock:${data.at}/${orderId}`, waybillOf(data.shipmentId)];
    case 'relief.handovers.made.v1':
      return [`reference:centre/${centreId}/${orderId}`];
    case 'relief.payments.made.v1':
      return [`reference:payer/${payerId}/${orderId}`];
    case 'relief.shipment.closed.v1':
      return (journal.waybills.get(data.shipmentId)?.dispatches ?? []).flatMap(({ from }) =>
        from.locationId === undefined ? [] : [`stock:${from.locationId}/${orderId}`],
      );
    case 'relief.stock.counted.v1':
      return [`stock:${locationId}/${orderId}`];
    case 'relief.stock.transferred.v1':
      return [`stock:${locationId}/${data.toOrderId}`];
    case 'relief.handovers.returned.v1':
      return [`stock:${centreId}/${orderId}`];
    case 'relief.payments.reversed.v1':
    case 'relief.payer.funded.v1':
      return [`funds:${payerId}/${orderId}`];
    default:
      return [];
  }
}

/** What a void of what was posted calls, and a copy of it again. */
export function calledByReversal({ type, data }: Message['event']): readonly string[] {
  const { orderId, payerId, locationId } = data;
  switch (type) {
    case 'relief.shipment.dispatched.v1':
      return data.from.locationId === undefined ? [] : [`stock:${data.from.locationId}/${orderId}`];
    case 'relief.shipment.arrived.v1':
      return [`stock:${data.at}/${orderId}`];
    case 'relief.stock.lost.v1':
    case 'relief.stock.counted.v1':
      return [`stock:${locationId}/${orderId}`];
    case 'relief.stock.transferred.v1':
      return [`stock:${locationId}/${data.fromOrderId}`];
    case 'relief.payer.funded.v1':
      return [`funds:${payerId}/${orderId}`];
    default:
      return [];
  }
}
