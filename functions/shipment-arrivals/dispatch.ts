/**
 * A dispatch: goods leave a location's stock, or set out from outside.
 *
 * A dispatch may be booked after its arrival, for they come on queues of different locations: what is thereby
 * known to have come from the location it left is then noted in that location's book.
 */

import { inboundAccount, locationAccount } from '../../shared/domain/accounts.ts';
import type { EventOf, Instant, LocationRegistration } from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { refuseByUnit, unknownOrder } from '../../shared/domain/order.ts';
import { dependencyOn, rejected } from '../../shared/domain/outcome.ts';
import { amountsOfLines, negateAmounts } from '../../shared/domain/quantity.ts';
import { refuseByStock } from '../../shared/domain/stock.ts';
import { latest } from '../../shared/ledger/chain.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { fixUnits, unitsWith } from '../../shared/ledger/first-use.ts';
import { entryKey } from '../../shared/ledger/keys.ts';
import { type BookEnd, LocationBook } from '../../shared/ledger/location-book.ts';
import { originText, type ShipmentChain } from '../../shared/ledger/shipment-chain.ts';
import { postWithDeferred, unitsFirst } from '../../shared/posting/deferred-writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';
import { surplusAnomalies } from './allocation.ts';
import { completeShipment } from './complete-allocations.ts';

type Dispatched = EventOf<'relief.shipment.dispatched.v1'>;

interface DispatchFacts {
  readonly stored: StoredOrder;
  readonly chain: ShipmentChain;
  /** The location it leaves, where it is one and registered. */
  readonly origin: LocationRegistration | undefined;
  readonly destination: LocationRegistration | undefined;
  /** The end of the origin's book; `undefined` where the origin is no location, or not known. */
  readonly bookEnd: BookEnd | undefined;
  readonly inboundTail: Entry | undefined;
}

export const dispatch = eventHandler<Dispatched, DispatchFacts, HandlerContext>({
  load: loadDispatch,
  decide: decideDispatch,
  complete: completeShipment,
  unblocks: ({ shipmentId }) => [dependencyOn.waybill(shipmentId)],
});

const originIdOf = ({ from }: Dispatched): string | undefined =>
  'locationId' in from ? from.locationId : undefined;

async function loadDispatch(
  { event }: EventAttempt<Dispatched>,
  { journal }: HandlerContext,
): Promise<DispatchFacts> {
  const { shipmentId, orderId, to } = event;
  const originId = originIdOf(event);
  // The waybill is read before the units and the stock: whoever books it meanwhile, this same dispatch perhaps, changes them.
  const [stored, chain, origin, destination] = await Promise.all([
    journal.orders.get(orderId),
    journal.shipments.get(shipmentId),
    originId === undefined ? undefined : journal.locations.get(originId),
    journal.locations.get(to),
  ]);
  const [inboundTail, bookEnd] = await Promise.all([
    journal.chains.tail('stock', inboundAccount(to, orderId)),
    origin && journal.chains.bookEnd(locationAccount(origin.kind, origin.locationId, orderId)),
  ]);
  return { stored, chain, origin, destination, bookEnd, inboundTail };
}

/** Goods move whatever has become of the order, for they are there. */
function decideDispatch(attempt: EventAttempt<Dispatched>, facts: DispatchFacts, now: Instant): Verdict {
  const { header, event } = attempt;
  const { shipmentId, orderId, from, to, carrier } = event;
  const { digest } = header;
  const { stored, chain, origin, bookEnd, inboundTail } = facts;
  const { order, versions } = stored;
  const refusal = refuseWaybill(attempt, facts);
  // A void may free the number meanwhile.
  const nextOfWaybill = entryKey('stock', chain.account, chain.entries.length + 1);
  if (refusal?.status === 'rejected') return { ...refusal, preconditions: [nextOfWaybill] };
  if (refusal !== undefined) return refusal;
  if (order === undefined) return unknownOrder(orderId);
  const originId = originIdOf(event);
  if (originId !== undefined && origin === undefined) return unknownLocation(originId);
  if (facts.destination === undefined) return unknownLocation(to);
  const byUnit = refuseByUnit(order.units, event.lines);
  if (byUnit !== undefined) return { ...byUnit, preconditions: [nextOfWaybill] };

  const key = eventKey(header);
  const units = unitsWith(order, event.lines);
  const recordedAt = latest(
    now,
    versions.at(-1)?.at,
    bookEnd?.tail?.at,
    inboundTail?.at,
    chain.entries.at(-1)?.at,
  );
  const provenance = { orderId, event: key, occurredAt: header.time, recordedAt };
  const book = origin && bookEnd && new LocationBook(origin, bookEnd, provenance);
  if (origin !== undefined && book !== undefined) {
    const of = { locationId: origin.locationId, orderId, units };
    const byStock = refuseByStock(event.lines, of, (commodity) => book.availableOf(commodity));
    const nextOfBook = entryKey('stock', book.account, (bookEnd?.tail?.seq ?? 0) + 1);
    if (byStock !== undefined) return { ...byStock, preconditions: [nextOfWaybill, nextOfBook] };
  }

  const lines = amountsOfLines(event.lines);
  const change = chain.dispatch(
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
    { dispatched: lines, onward: change.onward },
  );
  const fixed = fixUnits(order, versions.length, units);
  const movements = [...change.writes, ...(book?.writes ?? []), ...fixed];
  const later = surplusAnomalies(change, units, key, recordedAt);
  return unitsFirst(movements, fixed) ?? postWithDeferred(key, movements, { later, rows: [] });
}

/** Refuses what its waybill, or itself, does not allow; a copy of what is booked is a duplicate. */
function refuseWaybill(
  { header, event }: EventAttempt<Dispatched>,
  { chain }: DispatchFacts,
): Verdict | undefined {
  const { shipmentId, orderId, to } = event;
  const booked = chain.standing.find(({ type }) => type === 'dispatch');
  if (booked?.digest === header.digest) return { status: 'duplicate' };
  if (originIdOf(event) === to) {
    return rejected('invalid-message', {
      path: 'data.to',
      expected: `another location than ${to}, which it leaves`,
    });
  }
  if (booked !== undefined) return rejected('conflicting-duplicate', { reference: shipmentId });
  if (chain.orderId !== undefined && chain.orderId !== orderId)
    return rejected('conflicting-duplicate', { reference: shipmentId, orderId: chain.orderId });
  return undefined;
}
