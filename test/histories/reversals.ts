/** What a void does to what is posted: nobody has used what is taken back, and it is as if never sent. */
import { calledByReversal } from './copies.ts';
import type { Journal } from './journal.ts';
import { add, amountsOf, type Message, minorOf } from './messages.ts';
import { posted, rejected, type Verdict } from './verdicts.ts';
import type { EventName } from './waybill.ts';

type Reversal = (() => void) | Verdict | undefined;

/** Reverses what is posted; `undefined` for what is in the books to stay. */
export function reversalOf(journal: Journal, event: Message['event']): Verdict | undefined {
  const reversal = changeBy(journal, event);
  if (typeof reversal !== 'function') return reversal;
  return posted(() => {
    reversal();
    return calledByReversal(event);
  });
}

function changeBy(journal: Journal, { type, data, time, source, id }: Message['event']): Reversal {
  const event = { source, id };
  switch (type) {
    case 'relief.shipment.dispatched.v1':
      return unsend(journal, data, time, event);
    case 'relief.shipment.arrived.v1':
      return unreceive(journal, data, event);
    case 'relief.stock.lost.v1':
      return () => {
        const { lossId: reference, locationId, orderId, lines: losses } = data;
        journal.unlose(locationId, orderId, { reference, losses, time }, false);
      };
    case 'relief.stock.counted.v1': {
      const { countId, locationId, orderId } = data;
      if (!journal.shelf(locationId, orderId).mayUncount(countId)) return rejected('already-used');
      return () => journal.uncount(locationId, orderId, data);
    }
    case 'relief.stock.transferred.v1': {
      const { locationId, toOrderId, lines } = data;
      if (journal.shelf(locationId, toOrderId).lacks(amountsOf(lines), Date.parse(time)))
        return rejected('already-used');
      return () => journal.untransfer(data, time);
    }
    case 'relief.payer.funded.v1':
      return unfund(journal, data);
    default:
      return undefined;
  }
}

function unsend(journal: Journal, { shipmentId }: any, time: string, event: EventName): Reversal {
  const waybill = journal.waybills.get(shipmentId);
  const dispatch = journal.dispatchOf(shipmentId, event);
  if (waybill === undefined || dispatch === undefined) return undefined;
  if (waybill.arrivals.length > 0 || waybill.closing !== undefined) return rejected('already-used');
  return () => journal.unsend(shipmentId, dispatch, time);
}

/** The shares that nobody has confirmed come back with it; all else that it brought must be there. */
function unreceive(journal: Journal, { shipmentId, orderId, at, lines }: any, event: EventName): Reversal {
  const waybill = journal.waybills.get(shipmentId);
  const arrival = journal.arrivalOf(shipmentId, event);
  const order = journal.orders.get(orderId);
  if (waybill === undefined || arrival === undefined || order === undefined) return undefined;
  // What was closed does not set out again.
  if (waybill.closing !== undefined && journal.isCarriedBy(waybill, arrival)) return rejected('already-used');
  const shares = journal.openShares(shipmentId, order, event);
  const needed = amountsOf(lines);
  for (const share of shares.values())
    for (const [commodity, base] of share.lines) add(needed, commodity, -base);
  if (journal.shelf(at, orderId).lacks(needed, Date.parse(arrival.time))) return rejected('already-used');
  return () => {
    for (const [shareId, share] of shares) journal.unsend(shareId, share, arrival.time);
    journal.unreceive(shipmentId, arrival);
  };
}

function unfund(journal: Journal, { payerId, orderId, fundingId, amount }: any): Reversal {
  const isFloat = journal.orders.get(orderId)?.terms.stipend?.funding === 'float';
  const money = minorOf(amount);
  if (isFloat && money > journal.payerBalance(payerId, orderId)) return rejected('already-used');
  return () => journal.cash(payerId, orderId, { type: 'void', reference: fundingId, money: -money });
}
