/**
 * What a copy calls: whoever took the first in may have failed before it called what waited for it, so a copy calls the
 * same again, whatever became of the first. Only what the books would refuse now hears anything new by it.
 */
import type { Journal } from './journal.ts';
import type { Message } from './messages.ts';

/** Names of goods and money, by what waits for them. */
export function calledAgain({ type, data }: Message['event'], journal: Journal): readonly string[] {
  const { orderId, centreId, payerId, locationId } = data;
  switch (type) {
    case 'relief.shipment.arrived.v1':
      return [`stock:${data.at}/${orderId}`];
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

/** As {@link calledAgain}, by a copy of a void of what was posted. */
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
