/**
 * An arrival is taken back: its goods leave the book that they came into, and its waybill is on its way again.
 *
 * At a hub the shares that no centre has confirmed are recalled with it: first into the hub's book, all at once; then
 * their waybills, as far as the first transaction has room, the rest in transactions of their own (`recall.ts`).
 */

import { inboundAccount, locationAccount, parseEntryName } from '../../shared/domain/accounts.ts';
import type { EventOf, Instant, LocationRegistration } from '../../shared/domain/events.ts';
import { type Detail, dependencyOn, type Rejected, rejected } from '../../shared/domain/outcome.ts';
import { addAmounts, negateAmounts } from '../../shared/domain/quantity.ts';
import { refuseByUse } from '../../shared/domain/stock.ts';
import { latest } from '../../shared/ledger/chain.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { type BookEnd, emptyBookEnd, LocationBook } from '../../shared/ledger/location-book.ts';
import { goodsTakenBack, reverseEntry } from '../../shared/ledger/reversing.ts';
import type { ShipmentChain, WaybillChange } from '../../shared/ledger/shipment-chain.ts';
import { firstTransactionItems, postWithDeferred } from '../../shared/posting/deferred-writes.ts';
import type { Verdict } from '../../shared/posting/event-handler.ts';
import { reversal, type Voiding } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';
import { completeAllocations } from './complete-allocations.ts';
import { completeRecalls, isRecallable, keptRecall, type SentShare, sentShares } from './recall.ts';

type Arrived = EventOf<'relief.shipment.arrived.v1'>;

interface ArrivalReversalFacts {
  readonly stored: StoredOrder;
  readonly chain: ShipmentChain;
  readonly location: LocationRegistration | undefined;
  /** The event's own entry on the waybill. */
  readonly came: Entry | undefined;
  /** What it booked at its location: the arrival, its losses, and at a hub the dispatch of its shares. */
  readonly entries: readonly Entry[];
  readonly bookEnd: BookEnd;
  readonly inboundTail: Entry | undefined;
  readonly shares: readonly SentShare[];
}

export const arrivalReversal = reversal<Arrived, ArrivalReversalFacts, HandlerContext>({
  resume: ({ event }, context) => completeAllocations({ event }, context),
  load: loadArrivalReversal,
  decide: decideArrivalReversal,
  complete: ({ header, event, by }, context) =>
    completeRecalls(
      {
        hubId: event.at,
        orderId: event.orderId,
        shipmentId: event.shipmentId,
        event: by,
        occurredAt: header.time,
      },
      context,
    ),
  unblocks: ({ at, orderId }) => [dependencyOn.stock(at, orderId)],
});

async function loadArrivalReversal(
  { header, event }: Voiding<Arrived>,
  { journal }: HandlerContext,
): Promise<ArrivalReversalFacts> {
  const { shipmentId, orderId, at } = event;
  const key = eventKey(header);
  const [stored, chain, location] = await Promise.all([
    journal.orders.get(orderId),
    journal.shipments.get(shipmentId),
    journal.locations.get(at),
  ]);
  const came = chain.standing.find((entry) => entry.type === 'arrival' && entry.event === key);
  const { to } = chain.shipment;
  const inboundTail =
    to === undefined ? undefined : await journal.chains.tail('stock', inboundAccount(to, orderId));
  const facts = { stored, chain, location, came, inboundTail };
  if (location === undefined || came?.counterpartyEntry === undefined)
    return { ...facts, entries: [], bookEnd: emptyBookEnd, shares: [] };
  const account = locationAccount(location.kind, at, orderId);
  const seq = parseEntryName(came.counterpartyEntry).seq;
  const [entries, bookEnd] = await Promise.all([
    journal.chains.entriesOfEvent('stock', account, seq, key),
    journal.chains.bookEnd(account),
  ]);
  return { ...facts, entries, bookEnd, shares: await sentShares(entries, key, journal) };
}

function decideArrivalReversal(
  voiding: Voiding<Arrived>,
  facts: ArrivalReversalFacts,
  now: Instant,
): Verdict {
  const { header, event, by, reason } = voiding;
  const { shipmentId, orderId } = event;
  const { stored, chain, location, came, entries, bookEnd, inboundTail, shares } = facts;
  if (came === undefined || location === undefined)
    return rejected('not-voidable', { reference: shipmentId });
  const tails = [bookEnd.tail, inboundTail, chain.entries.at(-1), ...shares.flatMap(({ tails: own }) => own)];
  const recordedAt = latest(now, stored.versions.at(-1)?.at, ...tails.map((tail) => tail?.at));
  const provenance = { orderId, event: by, occurredAt: header.time, recordedAt };
  const book = new LocationBook(location, bookEnd, provenance);
  const change = chain.reverse(
    { entry: came, reason, bookEntry: bookEntryOf(book, facts) },
    inboundTail,
    provenance,
  );
  const refusal = refuseByClosing(chain, change) ?? refuseByGoods(facts, book);
  if (refusal !== undefined) return refusal;

  const recalled = shares.filter(isRecallable);
  const room = firstTransactionItems - ownItems - change.writes.length - entries.length;
  const fitting = recalled.slice(0, Math.max(0, Math.floor(room / itemsOfRecall)));
  const sentBook = entries.find(({ type }) => type === 'dispatch');
  const recalls = fitting.map(({ chain: share, entry, inboundTail: tail }) =>
    // What was sent to a centre, and came to the hub instead, is on its way there again.
    share.reverse(
      { entry, reason },
      tail?.account === change.inbound?.account ? change.inbound : tail,
      provenance,
    ),
  );
  if (sentBook !== undefined && recalled.length > 0) {
    const [only] = recalled.length === 1 ? recalled : [];
    reverseEntry(book, {
      entry: sentBook,
      reason,
      lines: negateAmounts(goodsTakenBack(recalled.map(({ entry }) => entry))),
      onward: addAmounts(...recalls.map(({ onward }) => onward)),
      ...(only === undefined
        ? { group: recalled.map(({ chain: { shipmentId: reference } }) => ({ reference, householdId: '' })) }
        : { of: { reference: only.chain.shipmentId, counterparty: only.chain.account } }),
    });
  }
  for (const entry of [...entries].reverse()) {
    if (entry.type === 'loss') reverseEntry(book, { entry, reason });
    if (entry.type === 'arrival')
      reverseEntry(book, { entry, reason, onward: change.onward, counterpartyEntry: chain.nextEntry });
  }
  const movements = [...change.writes, ...book.writes, ...recalls.flatMap(({ writes }) => writes)];
  return postWithDeferred(by, movements, {
    later: [],
    rows: recalled.slice(fitting.length).map((share) => keptRecall(share, reason)),
  });
}

/** A recall is an entry of the share's waybill, and one of what is on its way to the centre. */
const itemsOfRecall = 2;

/** The record of the void. */
const ownItems = 1;

/** The entry of the book that will take the arrival back: the last of them. */
function bookEntryOf(book: LocationBook, { entries, shares }: ArrivalReversalFacts): string {
  const { account, seq } = parseEntryName(book.nextEntry);
  const losses = entries.filter(({ type }) => type === 'loss').length;
  return `${account}@${seq + losses + Number(shares.some(isRecallable))}`;
}

/** What a closing has ended does not set out again. */
function refuseByClosing(chain: ShipmentChain, { onItsWay }: WaybillChange): Rejected | undefined {
  const { closing, shipmentId } = chain;
  if (closing === undefined || [...onItsWay.values()].every((quantity) => quantity === 0n)) return undefined;
  return rejected('already-used', { reference: shipmentId, closedBy: closing.event });
}

/** What came in good order, less the shares that come back, must lie there still. */
function refuseByGoods(
  { stored, entries, shares }: ArrivalReversalFacts,
  book: LocationBook,
): Rejected | undefined {
  const cameIn = goodsTakenBack(entries.filter(({ type }) => type !== 'dispatch'));
  const out = entries.filter(({ type }) => type === 'dispatch');
  const stays = shares.filter((share) => !isRecallable(share));
  const recalled = goodsTakenBack(shares.filter(isRecallable).map(({ entry }) => entry));
  const needed = out.length === 0 ? cameIn : addAmounts(cameIn, negateAmounts(recalled));
  const inTheWay: Detail =
    stays.length === 0 ? {} : { confirmed: stays.map(({ chain }) => chain.shipmentId).join(', ') };
  return refuseByUse(needed, stored.order?.units ?? new Map(), (each) => book.availableOf(each), inTheWay);
}
