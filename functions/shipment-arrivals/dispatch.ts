/** A dispatch: goods leave a location's stock, or set out from outside. */
import { inboundAccount, locationAccount, shipmentAccount } from '../../shared/domain/accounts.ts';
import { firstExcess, onHandOf, stockTotalsOf } from '../../shared/domain/books.ts';
import type { EventOf, Instant } from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { refuseByUnit, unknownOrder } from '../../shared/domain/order.ts';
import { rejected } from '../../shared/domain/outcome.ts';
import { amountsOfLines, negateAmounts } from '../../shared/domain/quantity.ts';
import { surplusAnomalies } from '../../shared/ledger/anomalies.ts';
import { type EventAttempt, eventKey, type Verdict } from '../../shared/ledger/event-posting.ts';
import { fixUnits } from '../../shared/ledger/first-use.ts';
import { LocationBook } from '../../shared/ledger/location-book.ts';
import { insufficientStock } from '../../shared/domain/stock.ts';
import { ShipmentChain, sourceCounterparty } from '../../shared/ledger/shipment-chain.ts';
import type { QueueWorkerParts } from '../../shared/runtime/queue-worker.ts';
import { firstTransaction, firstTransactionItems } from '../../shared/store/remainder.ts';
import { finishShipment } from './onward.ts';

type Dispatched = EventOf<'relief.shipment.dispatched.v1'>;
type Parts = Pick<QueueWorkerParts, 'journal' | 'surroundings'>;

/** Goods move whatever has become of the order, for they are there. */
export async function decideDispatch(
  parts: Parts,
  attempt: EventAttempt<Dispatched>,
  now: Instant,
): Promise<Verdict> {
  const { journal } = parts;
  const { header, event } = attempt;
  const { shipmentId, orderId, from, to } = event;
  const key = eventKey(header);
  const originId = 'locationId' in from ? from.locationId : undefined;
  const [{ order, steps }, chain, origin, destination] = await Promise.all([
    journal.order(orderId),
    journal.shipment(shipmentId),
    originId === undefined ? undefined : journal.location(originId),
    journal.location(to),
  ]);
  const booked = chain.entries.find(({ type }) => type === 'dispatch');
  if (booked !== undefined) {
    if (booked.digest !== header.digest) return rejected('conflicting-duplicate', { reference: shipmentId });
    await finishShipment(parts, attempt);
    return { fate: 'duplicate' };
  }
  if (chain.orderId !== undefined && chain.orderId !== orderId) {
    return rejected('conflicting-duplicate', { reference: shipmentId, orderId: chain.orderId });
  }
  if (order === undefined) return unknownOrder(orderId);
  if (originId !== undefined && origin === undefined) return unknownLocation(originId);
  if (destination === undefined) return unknownLocation(to);
  const byUnit = refuseByUnit(order.units, event.lines);
  if (byUnit !== undefined) return byUnit;

  const lines = amountsOfLines(event.lines);
  const provenance = { orderId, event: key, occurredAt: header.time, recordedAt: now };
  const [inboundTail, bookTail] = await Promise.all([
    journal.tail('stock', inboundAccount(to, orderId)),
    origin && journal.tail('stock', locationAccount(origin.kind, origin.locationId, orderId)),
  ]);
  const book = origin && new LocationBook(origin, bookTail, provenance);
  if (book !== undefined) {
    const refusal = refuseByStock(origin, order, event.lines, book.tally);
    if (refusal !== undefined) return refusal;
  }

  const { digest } = header;
  const step = chain.dispatch(
    {
      digest,
      from: origin ? `${origin.kind}:${origin.locationId}` : sourceCounterparty(),
      to,
      carrier: event.carrier,
      lines,
      bookEntry: book?.nextEntry,
    },
    inboundTail,
    provenance,
  );
}
