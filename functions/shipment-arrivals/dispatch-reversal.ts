/** A dispatch is taken back, as long as nothing of it has arrived: its goods are where they were. */

import {
  counterpartyId,
  inboundAccount,
  locationAccount,
  parseEntryName,
} from '../../shared/domain/accounts.ts';
import type { EventOf, LocationRegistration } from '../../shared/domain/events.ts';
import { dependencyOn, type Rejected, rejected } from '../../shared/domain/outcome.ts';
import { latest } from '../../shared/ledger/chain.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { type BookEnd, LocationBook } from '../../shared/ledger/location-book.ts';
import { reverseEntry } from '../../shared/ledger/reversing.ts';
import type { ShipmentChain } from '../../shared/ledger/shipment-chain.ts';
import { reversal } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';

type Dispatched = EventOf<'relief.shipment.dispatched.v1'>;

interface DispatchReversalFacts {
  readonly stored: StoredOrder;
  readonly chain: ShipmentChain;
  /** The event's own entry on the waybill; `undefined` where another event brought the dispatch. */
  readonly sent: Entry | undefined;
  readonly inboundTail: Entry | undefined;
  /** What it took out of a location's book, where it left one. */
  readonly left: OriginBook | undefined;
}

interface OriginBook {
  readonly location: LocationRegistration;
  readonly entries: readonly Entry[];
  readonly end: BookEnd;
}

export const dispatchReversal = reversal<Dispatched, DispatchReversalFacts, HandlerContext>({
  async load({ header, event: { shipmentId, orderId, to, from } }, { journal }) {
    const key = eventKey(header);
    const [stored, chain, origin, inboundTail] = await Promise.all([
      journal.orders.get(orderId),
      journal.shipments.get(shipmentId),
      'locationId' in from ? journal.locations.get(from.locationId) : undefined,
      journal.chains.tail('stock', inboundAccount(to, orderId)),
    ]);
    const sent = chain.standing.find((entry) => entry.type === 'dispatch' && entry.event === key);
    const bookEntry = sent?.counterpartyEntry;
    if (origin === undefined || bookEntry === undefined)
      return { stored, chain, sent, inboundTail, left: undefined };
    const account = locationAccount(origin.kind, origin.locationId, orderId);
    const [entries, end] = await Promise.all([
      journal.chains.entriesOfEvent('stock', account, parseEntryName(bookEntry).seq, key),
      journal.chains.bookEnd(account),
    ]);
    return { stored, chain, sent, inboundTail, left: { location: origin, entries, end } };
  },
  decide({ header, event, by, reason }, { stored, chain, sent, inboundTail, left }, now) {
    const { shipmentId, orderId } = event;
    if (sent === undefined) return rejected('not-voidable', { reference: shipmentId });
    const byUse = refuseByWaybill(chain);
    if (byUse !== undefined) return byUse;
    const last = chain.entries.at(-1)?.at;
    const recordedAt = latest(now, stored.versions.at(-1)?.at, last, inboundTail?.at, left?.end.tail?.at);
    const provenance = { orderId, event: by, occurredAt: header.time, recordedAt };
    const book = left && new LocationBook(left.location, left.end, provenance);
    const change = chain.reverse(
      { entry: sent, reason, bookEntry: book?.nextEntry },
      inboundTail,
      provenance,
    );
    for (const entry of left?.entries ?? []) {
      const { onward } = change;
      if (book !== undefined)
        reverseEntry(book, { entry, reason, onward, counterpartyEntry: chain.nextEntry });
    }
    return { status: 'posted', writes: [...change.writes, ...(book?.writes ?? [])] };
  },
  unblocks: ({ from, orderId }) =>
    'locationId' in from ? [dependencyOn.stock(from.locationId, orderId)] : [],
});

/** What has arrived, or was closed, stands in the way. */
function refuseByWaybill(chain: ShipmentChain): Rejected | undefined {
  const arrivals = chain.standing.filter(({ type }) => type === 'arrival');
  if (arrivals.length > 0) {
    return rejected('already-used', {
      reference: chain.shipmentId,
      arrivals: arrivals.map(({ event }) => event).join(', '),
      arrivedAt: [...new Set(arrivals.map(({ counterparty }) => counterpartyId(counterparty)))].join(', '),
    });
  }
  const { closing } = chain;
  return closing && rejected('already-used', { reference: chain.shipmentId, closedBy: closing.event });
}
