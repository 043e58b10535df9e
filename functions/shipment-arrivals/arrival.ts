/** An arrival, or a part of one: goods come into a location's stock, less what was lost on the way. */

import { MAX_SHIPMENT_ID } from '../../shared/contract/primitives.ts';
import { inboundAccount, locationAccount, parseAccount } from '../../shared/domain/accounts.ts';
import type {
  EventOf,
  Instant,
  LocationKind,
  LocationRegistration,
  LossLine,
} from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { type Order, orderStatus, refuseByUnit, unknownOrder } from '../../shared/domain/order.ts';
import { dependencyOn, type Rejected, rejected } from '../../shared/domain/outcome.ts';
import { addAmounts, amountsOfLines, isNothing, negateAmounts } from '../../shared/domain/quantity.ts';
import { lossesByCause, unexplainedLosses } from '../../shared/domain/stock.ts';
import { listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import { latest } from '../../shared/ledger/chain.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { fixUnits, unitsWith } from '../../shared/ledger/first-use.ts';
import { entryKey } from '../../shared/ledger/keys.ts';
import { type BookEnd, LocationBook } from '../../shared/ledger/location-book.ts';
import { originText, type ShipmentChain, type WaybillChange } from '../../shared/ledger/shipment-chain.ts';
import { postWithDeferred, unitsFirst } from '../../shared/posting/deferred-writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { tellEarlierCoverage } from '../../shared/store/earlier-coverage.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';
import { allocateArrival, rationedAmounts, surplusAnomalies } from './allocation.ts';
import { completeAllocations, completeShipment } from './complete-allocations.ts';
import { type SuppliedCentre, suppliedCentres } from './supplied-centres.ts';

type Arrived = EventOf<'relief.shipment.arrived.v1'>;

interface ArrivalFacts {
  readonly stored: StoredOrder;
  readonly chain: ShipmentChain;
  readonly location: LocationRegistration | undefined;
  readonly origin: LocationRegistration | undefined;
  /** The end of the location's book; `undefined` where the location is not known. */
  readonly bookEnd: BookEnd | undefined;
  /** What is on its way to where the waybill was sent. */
  readonly inboundTail: Entry | undefined;
  /** Those that share what arrived at a hub. */
  readonly centres: readonly SuppliedCentre[];
}

export const arrival = eventHandler<Arrived, ArrivalFacts, HandlerContext>({
  resume: resumeArrival,
  load: loadArrival,
  decide: decideArrival,
  complete: completeShipment,
  unblocks: ({ at, orderId, shipmentId }) => [
    dependencyOn.stock(at, orderId),
    dependencyOn.waybill(shipmentId),
  ],
});

/** What a hub promised is sent, and what centres had done before an amendment is told, before their needs are counted. */
async function resumeArrival(attempt: EventAttempt<Arrived>, context: HandlerContext): Promise<void> {
  const { at, orderId } = attempt.event;
  const { journal } = context;
  await completeAllocations(attempt, context);
  const [location, { order }] = await Promise.all([journal.locations.get(at), journal.orders.get(orderId)]);
  if (location?.kind !== 'hub' || order === undefined || order.revision === 1) return;
  const books = await journal.books.ofOrder('stock', orderId);
  await tellEarlierCoverage(
    context,
    order,
    books.filter((account) => parseAccount(account)?.kind === 'centre'),
  );
}

async function loadArrival(
  { header, event }: EventAttempt<Arrived>,
  { journal }: HandlerContext,
): Promise<ArrivalFacts> {
  const { shipmentId, orderId, at } = event;
  const originId = originIdOf(event);
  const [stored, chain, location, origin] = await Promise.all([
    journal.orders.get(orderId),
    journal.shipments.get(shipmentId),
    journal.locations.get(at),
    originId === undefined ? undefined : journal.locations.get(originId),
  ]);
  const { to } = chain.shipment;
  const { order } = stored;
  const [bookEnd, inboundTail, centres] = await Promise.all([
    location && journal.chains.bookEnd(locationAccount(location.kind, at, orderId)),
    to === undefined ? undefined : journal.chains.tail('stock', inboundAccount(to, orderId)),
    order !== undefined && location?.kind === 'hub' && isShared(order, header.time, event)
      ? suppliedCentres(journal, order, at, shipmentId)
      : [],
  ]);
  return { stored, chain, location, origin, bookEnd, inboundTail, centres };
}

/** Whether anything that arrived is rationed by an order that still runs. */
const isShared = (order: Order, time: string, { lines }: Arrived): boolean =>
  orderStatus(order, time) === 'active' && !isNothing(rationedAmounts(order, amountsOfLines(lines)));

/** Goods are booked whatever has become of the order, for they are there. */
function decideArrival(attempt: EventAttempt<Arrived>, facts: ArrivalFacts, now: Instant): Verdict {
  const { header, event } = attempt;
  const { shipmentId, orderId, at } = event;
  const { stored, chain, location, bookEnd, inboundTail } = facts;
  const { order, versions } = stored;
  const key = eventKey(header);
  if (chain.entries.some((entry) => entry.type === 'arrival' && entry.event === key))
    return { status: 'duplicate' };
  if (chain.orderId !== undefined && chain.orderId !== orderId) {
    const refusal = rejected('conflicting-duplicate', { reference: shipmentId, orderId: chain.orderId });
    // A void may free the number meanwhile.
    return { ...refusal, preconditions: [entryKey('stock', chain.account, chain.entries.length + 1)] };
  }
  if (order === undefined) return unknownOrder(orderId);
  if (location === undefined || bookEnd === undefined) return unknownLocation(at);
  const refusal = refuseByNumber(event, location.kind) ?? refuseByUnit(order.units, event.lines);
  if (refusal !== undefined) return refusal;

  const recordedAt = latest(
    now,
    versions.at(-1)?.at,
    bookEnd.tail?.at,
    inboundTail?.at,
    chain.entries.at(-1)?.at,
  );
  const provenance = { orderId, event: key, occurredAt: header.time, recordedAt };
  const book = new LocationBook(location, bookEnd, provenance);
  const change = takeOffWaybill(attempt, facts, location, book);
  bookGoods(attempt, change, chain, book);
  const units = unitsWith(order, event.lines);
  const fixed = fixUnits(order, versions.length, units);
  const allocation = allocateArrival(
    {
      shipmentId,
      hubId: at,
      cameFrom: new Set([originIdOf(event), chain.originId]),
      book,
      order,
      units,
      provenance,
      inbound: change.inbound,
      centres: facts.centres,
    },
    amountsOfLines(event.lines),
    change.writes.length + fixed.length,
  );
  const movements = [...change.writes, ...book.writes, ...fixed, ...allocation.writes];
  const of = { orderId, locationId: at, references: [shipmentId], events: [key], units };
  const unexplained = unexplainedLosses(lossLines(event));
  const later = [
    ...surplusAnomalies(change, units, key, recordedAt),
    ...listGoodsAnomalies('unexplained-loss', unexplained, of, key, recordedAt),
    ...allocation.anomalies,
  ];
  return unitsFirst(movements, fixed) ?? postWithDeferred(key, movements, { later, rows: allocation.rows });
}

/** A hub's arrival has a sender's own number, so that the number of every share of it can be sent. */
function refuseByNumber({ shipmentId }: Arrived, kind: LocationKind): Rejected | undefined {
  if (kind !== 'hub' || shipmentId.length <= MAX_SHIPMENT_ID) return undefined;
  return rejected('invalid-message', {
    path: 'data.shipmentId',
    expected: `at most ${MAX_SHIPMENT_ID} characters at a hub, of which the numbers of its shares are made`,
  });
}

const originIdOf = ({ from }: Arrived): string | undefined =>
  from && 'locationId' in from ? from.locationId : undefined;

/** Takes what came, lost or in good order, off the waybill. */
function takeOffWaybill(
  { header: { digest }, event }: EventAttempt<Arrived>,
  { chain, origin, inboundTail }: ArrivalFacts,
  location: LocationRegistration,
  book: LocationBook,
): WaybillChange {
  const { at, from, lines } = event;
  return chain.arrival(
    {
      digest,
      at: `${location.kind}:${at}`,
      from: from && originText(from, origin),
      received: amountsOfLines(lines),
      lost: amountsOfLines(lossLines(event)),
      bookEntry: book.nextEntry,
    },
    inboundTail,
    book.provenance,
  );
}

/** Takes the goods into the location's book, and out of that again what was lost on the way, by cause. */
function bookGoods(
  { header: { digest }, event }: EventAttempt<Arrived>,
  { onward }: WaybillChange,
  chain: ShipmentChain,
  book: LocationBook,
): void {
  const losses = lossLines(event);
  const received = addAmounts(amountsOfLines(event.lines), amountsOfLines(losses));
  const document = { reference: event.shipmentId, digest, counterpartyEntry: chain.nextEntry };
  book.append(
    { ...document, type: 'arrival', counterparty: chain.account, lines: received },
    { received, onward },
  );
  for (const { cause, lost } of lossesByCause(losses)) {
    book.append(
      { ...document, type: 'loss', counterparty: `loss:${cause}`, lines: negateAmounts(lost) },
      { lost, lostOnArrival: lost },
    );
  }
}

const lossLines = ({ lines }: Arrived): readonly LossLine[] =>
  lines.flatMap(({ commodity, unit, losses }) => losses.map((loss) => ({ ...loss, commodity, unit })));
