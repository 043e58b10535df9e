/** An arrival, or a part of one: goods come into a location's stock, less what was lost on the way. */
import { inboundAccount, locationAccount } from '../../shared/domain/accounts.ts';
import type { EventOf, Instant, LocationRegistration, LossLine } from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { dateOfEvent, orderStatus, refuseByUnit, unknownOrder } from '../../shared/domain/order.ts';
import { rejected } from '../../shared/domain/outcome.ts';
import { addAmounts, amountsOfLines, negateAmounts } from '../../shared/domain/quantity.ts';
import { lossesByCause, unexplainedLosses } from '../../shared/domain/stock.ts';
import { listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import { latest } from '../../shared/ledger/chain.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { fixUnits, unitsWith } from '../../shared/ledger/first-use.ts';
import { LocationBook, type Provenance } from '../../shared/ledger/location-book.ts';
import { originText, type ShipmentChain, type WaybillChange } from '../../shared/ledger/shipment-chain.ts';
import { firstTransaction, unitsFixedBefore } from '../../shared/posting/deferred-writes.ts';
import { type EventAttempt, eventKey, type Verdict } from '../../shared/posting/post-event.ts';
import type { QueueWorkerDependencies } from '../../shared/posting/queue-worker.ts';
import { finishShipment, sendOnward, sendPromised, surplusAnomalies } from './allocation.ts';

type Arrived = EventOf<'relief.shipment.arrived.v1'>;
type Parts = Pick<QueueWorkerDependencies, 'journal' | 'clock'>;

/** Goods are booked whatever has become of the order, for they are there. */
export async function decideArrival(
  parts: Parts,
  attempt: EventAttempt<Arrived>,
  now: Instant,
): Promise<Verdict> {
  const { journal } = parts;
  const { header, event } = attempt;
  const { shipmentId, orderId, at, from } = event;
  const key = eventKey(header);
  const originId = from && 'locationId' in from ? from.locationId : undefined;
  const [{ order, steps }, chain, location, origin] = await Promise.all([
    journal.order(orderId),
    journal.shipment(shipmentId),
    journal.location(at),
    originId === undefined ? undefined : journal.location(originId),
  ]);
  if (chain.entries.some((entry) => entry.type === 'arrival' && entry.event === key)) {
    await finishShipment(parts, attempt);
    return { status: 'duplicate' };
  }
  if (chain.orderId !== undefined && chain.orderId !== orderId) {
    return rejected('conflicting-duplicate', { reference: shipmentId, orderId: chain.orderId });
  }
  if (order === undefined) return unknownOrder(orderId);
  if (location === undefined) return unknownLocation(at);
  const byUnit = refuseByUnit(order.units, event.lines);
  if (byUnit !== undefined) return byUnit;

  const { to } = chain.shipment;
  const [bookTail, inboundTail] = await Promise.all([
    journal.tail('stock', locationAccount(location.kind, at, orderId)),
    to === undefined ? undefined : journal.tail('stock', inboundAccount(to, orderId)),
  ]);
  if (location.kind === 'hub' && bookTail !== undefined) await sendPromised(parts, at, bookTail);
  const recordedAt = latest(now, steps.at(-1)?.at, bookTail?.at, inboundTail?.at, chain.entries.at(-1)?.at);
  const provenance = { orderId, event: key, occurredAt: header.time, recordedAt };
  const book = new LocationBook(location, bookTail, provenance);
  const step = bookGoods(attempt, { chain, book, location, origin, inboundTail, provenance });

  const units = unitsWith(order, event.lines);
  const fixed = fixUnits(order, steps.length, units);
  const isRunning = orderStatus(order, dateOfEvent(header.time)) === 'active';
  const onward =
    location.kind === 'hub' && isRunning
      ? await sendOnward(
          journal,
          {
            shipmentId,
            hubId: at,
            cameFrom: new Set([originId, chain.originId]),
            book,
            order,
            units,
            provenance,
            inbound: step.inbound,
          },
          amountsOfLines(event.lines),
          step.writes.length + fixed.length,
        )
      : undefined;
  const movements = [...step.writes, ...book.writes, ...fixed, ...(onward?.writes ?? [])];
  if (await unitsFixedBefore(journal, movements, fixed)) return decideArrival(parts, attempt, now);
  const later = [
    ...surplusAnomalies(step, units, key, recordedAt),
    ...listGoodsAnomalies(
      'unexplained-loss',
      unexplainedLosses(lossLines(event)),
      { orderId, locationId: at, references: [shipmentId], units },
      key,
      recordedAt,
    ),
    ...(onward?.anomalies ?? []),
  ];
  const { writes, isWhole } = firstTransaction(key, movements, { later, rows: onward?.rows ?? [] });
  if (isWhole) return { status: 'posted', writes };
  return { status: 'posted', writes, finish: () => finishShipment(parts, attempt) };
}

interface Places {
  readonly chain: ShipmentChain;
  readonly book: LocationBook;
  readonly location: LocationRegistration;
  readonly origin: LocationRegistration | undefined;
  readonly inboundTail: Entry | undefined;
  readonly provenance: Provenance;
}

/** Takes the goods off the waybill and into the location's book, and out of that again what was lost on the way, by cause. */
function bookGoods(
  { header: { digest }, event }: EventAttempt<Arrived>,
  { chain, book, location, origin, inboundTail, provenance }: Places,
): WaybillChange {
  const { shipmentId, at, from } = event;
  const losses = lossLines(event);
  const received = amountsOfLines(event.lines);
  const lost = amountsOfLines(losses);
  const came = addAmounts(received, lost);
  const step = chain.arrival(
    {
      digest,
      at: `${location.kind}:${at}`,
      from: from && originText(from, origin),
      received,
      lost,
      bookEntry: book.nextEntry,
    },
    inboundTail,
    provenance,
  );
  const document = { reference: shipmentId, digest, counterpartyEntry: chain.nextEntry };
  book.append(
    { ...document, type: 'arrival', counterparty: chain.account, lines: came },
    { received: came, transferred: step.transferred },
  );
  for (const { cause, lost: lostToCause } of lossesByCause(losses)) {
    book.append(
      { ...document, type: 'loss', counterparty: `loss:${cause}`, lines: negateAmounts(lostToCause) },
      { lost: lostToCause, lostOnArrival: lostToCause },
    );
  }
  return step;
}

const lossLines = ({ lines }: Arrived): readonly LossLine[] =>
  lines.flatMap(({ commodity, unit, losses }) => losses.map((loss) => ({ ...loss, commodity, unit })));
