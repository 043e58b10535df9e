/** A dispatch: goods leave a location's stock, or set out from outside. */
import { inboundAccount, locationAccount } from '../../shared/domain/accounts.ts';
import type { EventOf, Instant } from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { refuseByUnit, unknownOrder } from '../../shared/domain/order.ts';
import { rejected } from '../../shared/domain/outcome.ts';
import { amountsOfLines, negateAmounts } from '../../shared/domain/quantity.ts';
import { refuseByStock } from '../../shared/domain/stock.ts';
import { latest } from '../../shared/ledger/chain.ts';
import { fixUnits, unitsWith } from '../../shared/ledger/first-use.ts';
import { LocationBook } from '../../shared/ledger/location-book.ts';
import { originText } from '../../shared/ledger/shipment-chain.ts';
import { entryKey } from '../../shared/posting/decide-batch.ts';
import { firstTransaction, unitsFixedBefore } from '../../shared/posting/deferred-writes.ts';
import { type EventAttempt, eventKey, type Verdict } from '../../shared/posting/post-event.ts';
import type { QueueWorkerDependencies } from '../../shared/posting/queue-worker.ts';
import { finishShipment, surplusAnomalies } from './allocation.ts';

type Dispatched = EventOf<'relief.shipment.dispatched.v1'>;
type Parts = Pick<QueueWorkerDependencies, 'journal' | 'clock'>;

/**
 * Goods move whatever has become of the order, for they are there.
 *
 * A dispatch may be booked after its arrival, for they come on queues of different locations: what is thereby
 * known to have come from the location it left is then noted in that location's book.
 */
export async function decideDispatch(
  parts: Parts,
  attempt: EventAttempt<Dispatched>,
  now: Instant,
): Promise<Verdict> {
  const { journal } = parts;
  const { header, event } = attempt;
  const { shipmentId, orderId, from, to, carrier } = event;
  const { digest } = header;
  const originId = 'locationId' in from ? from.locationId : undefined;
  const [{ order, steps }, chain, origin, destination] = await Promise.all([
    journal.order(orderId),
    journal.shipment(shipmentId),
    originId === undefined ? undefined : journal.location(originId),
    journal.location(to),
  ]);
  const booked = chain.entries.find(({ type }) => type === 'dispatch');
  if (booked?.digest === digest) {
    await finishShipment(parts, attempt);
    return { status: 'duplicate' };
  }
  if (originId === to) {
    // Not a matter of the message check: what earlier versions held of it must still be readable.
    return rejected('invalid-message', {
      path: 'data.to',
      expected: `another location than ${to}, which it leaves`,
    });
  }
  if (booked !== undefined) return rejected('conflicting-duplicate', { reference: shipmentId });
  if (chain.orderId !== undefined && chain.orderId !== orderId) {
    return rejected('conflicting-duplicate', { reference: shipmentId, orderId: chain.orderId });
  }
  if (order === undefined) return unknownOrder(orderId);
  if (originId !== undefined && origin === undefined) return unknownLocation(originId);
  if (destination === undefined) return unknownLocation(to);
  // The waybill was read before the units and the stock: whoever books it meanwhile, this same dispatch perhaps, changes them.
  const nextOfWaybill = entryKey('stock', chain.account, chain.entries.length + 1);
  const byUnit = refuseByUnit(order.units, event.lines);
  if (byUnit !== undefined) return { ...byUnit, preconditions: [nextOfWaybill] };

  const key = eventKey(header);
  const units = unitsWith(order, event.lines);
  const [inboundTail, bookTail] = await Promise.all([
    journal.tail('stock', inboundAccount(to, orderId)),
    origin && journal.tail('stock', locationAccount(origin.kind, origin.locationId, orderId)),
  ]);
  const recordedAt = latest(now, steps.at(-1)?.at, bookTail?.at, inboundTail?.at, chain.entries.at(-1)?.at);
  const provenance = { orderId, event: key, occurredAt: header.time, recordedAt };
  const book = origin && new LocationBook(origin, bookTail, provenance);
  const byStock =
    originId !== undefined && book !== undefined
      ? refuseByStock(event.lines, { locationId: originId, orderId, units }, book.tally)
      : undefined;
  if (byStock !== undefined && book !== undefined) {
    const nextOfBook = entryKey('stock', book.account, (bookTail?.seq ?? 0) + 1);
    return { ...byStock, preconditions: [nextOfWaybill, nextOfBook] };
  }

  const lines = amountsOfLines(event.lines);
  const step = chain.dispatch(
    { digest, from: originText(from, origin), to, carrier, lines, bookEntry: book?.nextEntry },
    inboundTail,
    provenance,
  );
  book?.append(
    {
      type: 'dispatch',
      reference: shipmentId,
      digest,
      counterparty: chain.account,
      counterpartyEntry: chain.nextEntry,
      lines: negateAmounts(lines),
    },
    { dispatched: lines, transferred: step.transferred },
  );
  const fixed = fixUnits(order, steps.length, units);
  const movements = [...step.writes, ...(book?.writes ?? []), ...fixed];
  if (await unitsFixedBefore(journal, movements, fixed)) return decideDispatch(parts, attempt, now);
  const later = surplusAnomalies(step, units, key, recordedAt);
  const { writes, isWhole } = firstTransaction(key, movements, { later, rows: [] });
  if (isWhole) return { status: 'posted', writes };
  return { status: 'posted', writes, finish: () => finishShipment(parts, attempt) };
}
