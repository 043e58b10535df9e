/**
 * A waybill is closed: what is still in transit was never sent, and goes back to the stock that it left, or was lost.
 *
 * What was never sent lay where it was when others counted, so it goes back at the time of its dispatch. What comes of it
 * later is a surplus.
 */

import {
  counterpartyId,
  inboundAccount,
  isFromOutside,
  locationAccount,
} from '../../shared/domain/accounts.ts';
import type { EventOf, Instant, LocationRegistration } from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { unknownOrder } from '../../shared/domain/order.ts';
import { dependencyOn, held, isBooked, rejected } from '../../shared/domain/outcome.ts';
import { type Amounts, isNothing, negateAmounts } from '../../shared/domain/quantity.ts';
import { inTransit } from '../../shared/domain/shipment.ts';
import { isUnexplained } from '../../shared/domain/stock.ts';
import { listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import { latest } from '../../shared/ledger/chain.ts';
import type { Append } from '../../shared/ledger/deferred.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { entryKey } from '../../shared/ledger/keys.ts';
import { type BookEnd, LocationBook, type Provenance } from '../../shared/ledger/location-book.ts';
import type { ShipmentChain } from '../../shared/ledger/shipment-chain.ts';
import { postWithDeferred } from '../../shared/posting/deferred-writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';
import { completeShipment } from './complete-allocations.ts';

export type Closed = EventOf<'relief.shipment.closed.v1'>;

/** A location with the last entry of its book. */
interface Place {
  readonly location: LocationRegistration;
  readonly bookEnd: BookEnd;
}

interface ClosingFacts {
  readonly stored: StoredOrder;
  readonly chain: ShipmentChain;
  /** By id: the places that its goods left, or where they were sent. */
  readonly places: ReadonlyMap<string, Place>;
  readonly inboundTail: Entry | undefined;
}

export const closing = eventHandler<Closed, ClosingFacts, HandlerContext>({
  load: loadClosing,
  decide: decideClosing,
  async complete(attempt, outcome, context) {
    await completeShipment(attempt, outcome, context);
    const { shipmentId, orderId } = attempt.event;
    if (!isBooked(outcome)) return [];
    // What was never sent is back in the stock that it left.
    const chain = await context.journal.shipments.get(shipmentId);
    const origins = new Set(chain.standing.flatMap(originsOf));
    return [...origins].map((locationId) => dependencyOn.stock(locationId, orderId));
  },
});

const originsOf = ({ type, counterparty }: Entry): readonly string[] =>
  type === 'dispatch' && !isFromOutside(counterparty) ? [counterpartyId(counterparty)] : [];

/** The places whose books a closing of the waybill touches, by id. */
const touchedPlaces = ({ remainder }: Closed, chain: ShipmentChain): readonly string[] => {
  const { to } = chain.shipment;
  if (remainder.is === 'lost') return to === undefined ? [] : [to];
  return [...new Set(chain.inTransitByDispatch().map(({ counterparty }) => counterpartyId(counterparty)))];
};

async function loadClosing(
  { event }: EventAttempt<Closed>,
  { journal }: HandlerContext,
): Promise<ClosingFacts> {
  const { shipmentId, orderId } = event;
  const [stored, chain] = await Promise.all([journal.orders.get(orderId), journal.shipments.get(shipmentId)]);
  const { to } = chain.shipment;
  const [inboundTail, places] = await Promise.all([
    to === undefined ? undefined : journal.chains.tail('stock', inboundAccount(to, orderId)),
    Promise.all(
      touchedPlaces(event, chain).map(async (locationId): Promise<readonly [string, Place][]> => {
        const location = await journal.locations.get(locationId);
        if (location === undefined) return [];
        const account = locationAccount(location.kind, locationId, orderId);
        return [[locationId, { location, bookEnd: await journal.chains.bookEnd(account) }]];
      }),
    ),
  ]);
  return { stored, chain, places: new Map(places.flat()), inboundTail };
}

function decideClosing(attempt: EventAttempt<Closed>, facts: ClosingFacts, now: Instant): Verdict {
  const { header, event } = attempt;
  const { orderId, reason, remainder } = event;
  const { stored, chain, places, inboundTail } = facts;
  const refusal = refuseClosing(attempt, facts);
  if (refusal !== undefined) return refusal;
  const missing = touchedPlaces(event, chain).find((locationId) => !places.has(locationId));
  if (missing !== undefined) return unknownLocation(missing);
  const key = eventKey(header);
  const tails = [...places.values()].map(({ bookEnd }) => bookEnd.tail?.at);
  const recordedAt = latest(
    now,
    stored.versions.at(-1)?.at,
    inboundTail?.at,
    chain.entries.at(-1)?.at,
    ...tails,
  );
  const provenance = { orderId, event: key, occurredAt: header.time, recordedAt };
  const counterparty =
    remainder.is === 'lost'
      ? `loss:${remainder.cause}`
      : (chain.standing.find(({ type }) => type === 'dispatch')?.counterparty ?? '');
  const change = chain.close(
    { digest: header.digest, reason, remainder: remainder.is, counterparty },
    inboundTail,
    provenance,
  );
  const books =
    remainder.is === 'lost'
      ? bookLoss(attempt, facts, change.onward, provenance)
      : bookReturn(attempt, facts, provenance);
  const movements = [...change.writes, ...books.flatMap(({ writes }) => writes)];
  const later = lossAnomalies(attempt, facts, provenance);
  // There is always something to complete: what was never sent may let in what waits for it.
  return { ...postWithDeferred(key, movements, { later, rows: [] }), isWhole: false };
}

/** Refuses what its waybill does not allow; a copy of the closing that stands is a duplicate. */
function refuseClosing(
  { header, event }: EventAttempt<Closed>,
  { stored, chain }: ClosingFacts,
): Verdict | undefined {
  const { shipmentId, orderId } = event;
  const standing = chain.closing;
  if (standing?.digest === header.digest) return { status: 'duplicate' };
  if (chain.orderId !== undefined && chain.orderId !== orderId)
    return rejected('conflicting-duplicate', { reference: shipmentId, orderId: chain.orderId });
  if (standing !== undefined && isNothing(inTransit(chain.shipment)))
    return rejected('conflicting-duplicate', { reference: shipmentId });
  if (stored.order === undefined) return unknownOrder(orderId);
  if (chain.orderId !== undefined) return undefined;
  const preconditions = [entryKey('stock', chain.account, chain.entries.length + 1)];
  return { ...held('unknown-reference', dependencyOn.waybill(shipmentId), { shipmentId }), preconditions };
}

/** Puts what was never sent back into the books that it left. */
function bookReturn(
  { header: { digest }, event: { shipmentId, reason } }: EventAttempt<Closed>,
  { chain, places }: ClosingFacts,
  provenance: Provenance,
): readonly LocationBook[] {
  const books = new Map(
    [...places].map(([locationId, { location, bookEnd }]) => [
      locationId,
      new LocationBook(location, bookEnd, provenance),
    ]),
  );
  for (const { counterparty, occurredAt, lines } of chain.inTransitByDispatch()) {
    const document = { type: 'closing', reference: shipmentId, digest, reason, occurredAt, lines } as const;
    const waybill = { counterparty: chain.account, counterpartyEntry: chain.nextEntry };
    const book = books.get(counterpartyId(counterparty));
    book?.append({ ...document, ...waybill }, { dispatched: negateAmounts(lines) });
  }
  return [...books.values()];
}

/** Books what was lost as an arrival of which nothing came in good order. */
function bookLoss(
  { header: { digest }, event }: EventAttempt<Closed>,
  { chain, places }: ClosingFacts,
  onward: Amounts,
  provenance: Provenance,
): readonly LocationBook[] {
  const { shipmentId, reason, remainder } = event;
  const lost = inTransit(chain.shipment);
  const place = places.get(chain.shipment.to ?? '');
  if (place === undefined || remainder.is !== 'lost' || isNothing(lost)) return [];
  const book = new LocationBook(place.location, place.bookEnd, provenance);
  const document = { reference: shipmentId, digest, counterpartyEntry: chain.nextEntry, reason };
  book.append(
    { ...document, type: 'closing', counterparty: chain.account, lines: lost },
    { received: lost, onward },
  );
  book.append(
    { ...document, type: 'loss', counterparty: `loss:${remainder.cause}`, lines: negateAmounts(lost) },
    { lost, lostOnArrival: lost },
  );
  return [book];
}

function lossAnomalies(
  { event: { shipmentId, orderId, remainder } }: EventAttempt<Closed>,
  { stored: { order }, chain }: ClosingFacts,
  { event, recordedAt }: Provenance,
): readonly Append[] {
  if (remainder.is !== 'lost' || !isUnexplained(remainder.cause)) return [];
  const lost = new Map([...inTransit(chain.shipment)].filter(([, quantity]) => quantity > 0n));
  const of = {
    orderId,
    locationId: chain.shipment.to ?? '',
    references: [shipmentId],
    events: [event],
    units: order?.units ?? new Map(),
  };
  return listGoodsAnomalies('unexplained-loss', lost, of, event, recordedAt);
}
