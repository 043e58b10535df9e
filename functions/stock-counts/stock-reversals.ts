/** Counts, losses and transfers are taken back. */

import { locationAccount, parseEntryName } from '../../shared/domain/accounts.ts';
import type { Instant, LocationRegistration } from '../../shared/domain/events.ts';
import { dependencyOn, rejected } from '../../shared/domain/outcome.ts';
import { refuseByUse } from '../../shared/domain/stock.ts';
import { type Book, documentKey } from '../../shared/ledger/book.ts';
import { latest } from '../../shared/ledger/chain.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { LocationBook } from '../../shared/ledger/location-book.ts';
import { goodsTakenBack, reverseEntry } from '../../shared/ledger/reversing.ts';
import type { Verdict } from '../../shared/posting/event-handler.ts';
import { type Reversals, reversal, type Voiding } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';
import type { Counted, Lost } from './stock-facts.ts';
import type { Transferred } from './transfer.ts';

/** What an event booked in one book, and where that book ends. */
interface Booked {
  readonly stored: StoredOrder;
  readonly location: LocationRegistration | undefined;
  readonly tail: Entry | undefined;
  /** The event's own entries; none where another event brought the document. */
  readonly entries: readonly Entry[];
}

/** Where an event's document is in a book. */
interface DocumentPlace {
  readonly locationId: string;
  readonly orderId: string;
  /** By what tells it apart, or by its first entry, as `account@seq`. */
  readonly document:
    | { readonly type: 'count-variance' | 'loss' | 'transfer'; readonly reference: string }
    | string
    | undefined;
}

async function loadBooked(
  { header }: Pick<Voiding, 'header'>,
  { locationId, orderId, document }: DocumentPlace,
  { journal }: HandlerContext,
): Promise<Booked> {
  const [stored, location] = await Promise.all([
    journal.orders.get(orderId),
    journal.locations.get(locationId),
  ]);
  if (location === undefined) return { stored, location, tail: undefined, entries: [] };
  const account = locationAccount(location.kind, locationId, orderId);
  const book = await journal.books.get('stock', account);
  const seq = firstSeqOf(document, book);
  const entries =
    seq === undefined ? [] : await journal.chains.entriesOfEvent('stock', account, seq, eventKey(header));
  return { stored, location, tail: book.tail, entries };
}

function firstSeqOf(document: DocumentPlace['document'], book: Book): number | undefined {
  if (document === undefined) return undefined;
  if (typeof document === 'string') return parseEntryName(document).seq;
  return book.documents.get(documentKey(document.type, document.reference))?.seq;
}

/** The book as the void finds it; its entries happened when those that they take back did. */
function bookToReverse(
  { header, by }: Voiding,
  { location, stored, tail, entries }: Booked,
  now: Instant,
  ...tails: readonly (Entry | undefined)[]
): LocationBook | undefined {
  const orderId = entries[0]?.orderId;
  if (location === undefined || orderId === undefined) return undefined;
  const recordedAt = latest(now, stored.steps.at(-1)?.at, tail?.at, ...tails.map((other) => other?.at));
  return new LocationBook(location, tail, { orderId, event: by, occurredAt: header.time, recordedAt });
}

const lossReversal = reversal<Lost, Booked, HandlerContext>({
  load: (voiding, context) => {
    const { lossId: reference, ...place } = voiding.event;
    return loadBooked(voiding, { ...place, document: { type: 'loss', reference } }, context);
  },
  decide(voiding, booked, now) {
    const book = bookToReverse(voiding, booked, now);
    if (book === undefined) return rejected('not-voidable', { reference: voiding.event.lossId });
    const { reason } = voiding;
    for (const entry of booked.entries) reverseEntry(book, { entry, reason });
    return { status: 'posted', writes: book.writes };
  },
  unblocks: ({ locationId, orderId }) => [dependencyOn.stock(locationId, orderId)],
});

const countReversal = reversal<Counted, Booked, HandlerContext>({
  load: (voiding, context) => {
    const { countId: reference, ...place } = voiding.event;
    return loadBooked(voiding, { ...place, document: { type: 'count-variance', reference } }, context);
  },
  decide: reverseCount,
  unblocks: ({ locationId, orderId }) => [dependencyOn.stock(locationId, orderId)],
});

/** A voided count is as if it had never been made: its variance is taken back. */
function reverseCount(voiding: Voiding<Counted>, booked: Booked, now: Instant): Verdict {
  const book = bookToReverse(voiding, booked, now);
  if (book === undefined) return rejected('not-voidable', { reference: voiding.event.countId });
  const units = booked.stored.order?.units ?? new Map();
  const byUse = refuseByUse(goodsTakenBack(booked.entries), units, book.tally);
  if (byUse !== undefined) return byUse;
  const { reason } = voiding;
  for (const entry of booked.entries) reverseEntry(book, { entry, reason });
  return { status: 'posted', writes: book.writes };
}

interface BookedTransfer {
  readonly from: Booked;
  readonly to: Booked;
}

const transferReversal = reversal<Transferred, BookedTransfer, HandlerContext>({
  async load(voiding, context) {
    const { locationId, fromOrderId, toOrderId, transferId: reference } = voiding.event;
    const document = { type: 'transfer', reference } as const;
    const from = await loadBooked(voiding, { locationId, orderId: fromOrderId, document }, context);
    // The other order may have a transfer of the same number, which is its own.
    const otherSide = from.entries[0]?.counterpartyEntry;
    const to = await loadBooked(voiding, { locationId, orderId: toOrderId, document: otherSide }, context);
    return { from, to };
  },
  decide(voiding, { from, to }, now) {
    const { reason } = voiding;
    const [left, joined] = [
      bookToReverse(voiding, from, now, to.tail),
      bookToReverse(voiding, to, now, from.tail),
    ];
    const [leftEntry] = from.entries;
    const [joinedEntry] = to.entries;
    if (left === undefined || joined === undefined || leftEntry === undefined || joinedEntry === undefined)
      return rejected('not-voidable', { reference: voiding.event.transferId });
    const units = to.stored.order?.units ?? new Map();
    const byUse = refuseByUse(goodsTakenBack(to.entries), units, joined.tally, {
      orderId: voiding.event.toOrderId,
    });
    if (byUse !== undefined) return byUse;
    const [leftNext, joinedNext] = [left.nextEntry, joined.nextEntry];
    reverseEntry(left, { entry: leftEntry, reason, counterpartyEntry: joinedNext });
    reverseEntry(joined, { entry: joinedEntry, reason, counterpartyEntry: leftNext });
    return { status: 'posted', writes: [...left.writes, ...joined.writes] };
  },
  unblocks: ({ locationId, fromOrderId }) => [dependencyOn.stock(locationId, fromOrderId)],
});

export const stockReversals: Reversals<HandlerContext> = {
  'relief.stock.counted.v1': countReversal,
  'relief.stock.lost.v1': lossReversal,
  'relief.stock.transferred.v1': transferReversal,
};
