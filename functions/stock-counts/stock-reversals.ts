/** Counts, losses and transfers are taken back. */

import { entryName, locationAccount, parseEntryName } from '../../shared/domain/accounts.ts';
import { onHandOf, stockTotalsOf } from '../../shared/domain/books.ts';
import { type Counts, variancesOf } from '../../shared/domain/counts.ts';
import type { Instant, LocationRegistration } from '../../shared/domain/events.ts';
import { dependencyOn, rejected } from '../../shared/domain/outcome.ts';
import { addAmounts, negateAmounts } from '../../shared/domain/quantity.ts';
import { refuseByUse } from '../../shared/domain/stock.ts';
import { type Book, BookIndex, documentKey } from '../../shared/ledger/book.ts';
import { latest } from '../../shared/ledger/chain.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { type BookEnd, emptyBookEnd, LocationBook } from '../../shared/ledger/location-book.ts';
import { countsOfBook } from '../../shared/ledger/recount.ts';
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
  readonly end: BookEnd;
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
  if (location === undefined) return { stored, location, end: emptyBookEnd, entries: [] };
  const account = locationAccount(location.kind, locationId, orderId);
  const book = await journal.books.get('stock', account);
  const seq = firstSeqOf(document, book);
  const entries =
    seq === undefined ? [] : await journal.chains.entriesOfEvent('stock', account, seq, eventKey(header));
  return { stored, location, end: book, entries };
}

function firstSeqOf(document: DocumentPlace['document'], book: Book): number | undefined {
  if (document === undefined) return undefined;
  if (typeof document === 'string') return parseEntryName(document).seq;
  return book.documents.get(documentKey(document.type, document.reference))?.seq;
}

/** The book as the void finds it; its entries happened when those that they take back did. */
function bookToReverse(
  { header, by }: Voiding,
  { location, stored, end, entries }: Booked,
  now: Instant,
  ...tails: readonly (Entry | undefined)[]
): LocationBook | undefined {
  const orderId = entries[0]?.orderId;
  if (location === undefined || orderId === undefined) return undefined;
  const recordedAt = latest(
    now,
    stored.versions.at(-1)?.at,
    end.tail?.at,
    ...tails.map((other) => other?.at),
  );
  return new LocationBook(location, end, { orderId, event: by, occurredAt: header.time, recordedAt });
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

interface BookedCount extends Booked {
  /** All of the book's, for a voided count joins two stretches. */
  readonly all: readonly Entry[];
}

const countReversal = reversal<Counted, BookedCount, HandlerContext>({
  async load(voiding, context) {
    const { countId: reference, ...place } = voiding.event;
    const document = { type: 'count-variance', reference } as const;
    const booked = await loadBooked(voiding, { ...place, document }, context);
    const [entry] = booked.entries;
    if (entry === undefined) return { ...booked, all: [] };
    const all = await context.journal.chains.entriesFrom('stock', entry.account, 1);
    const book = new BookIndex(entry.account).extend(all);
    return { ...booked, end: book, all };
  },
  decide: reverseCount,
  unblocks: ({ locationId, orderId }) => [dependencyOn.stock(locationId, orderId)],
});

/** A voided count is as if it had never been made, so the stretches before and after it are one. */
function reverseCount(voiding: Voiding<Counted>, booked: BookedCount, now: Instant): Verdict {
  const book = bookToReverse(voiding, booked, now);
  const [entry] = booked.entries;
  const { countId } = voiding.event;
  if (book === undefined || entry === undefined) return rejected('not-voidable', { reference: countId });
  const before = book.counts;
  const counts = countsOfBook(booked.all, before, { without: entry.seq });
  const units = booked.stored.order?.units ?? new Map();
  const needed = addAmounts(variancesOf(before), negateAmounts(variancesOf(counts)));
  const onHand = (commodity: string) => onHandOf(stockTotalsOf(book.tally, commodity));
  const byUse = refuseByUse(needed, units, onHand) ?? refuseByStretch(voiding.event, booked, counts);
  if (byUse !== undefined) return byUse;
  book.recount(
    {
      type: 'void',
      reference: countId,
      digest: '',
      counterparty: entry.counterparty,
      reverses: entryName(entry.account, entry.seq),
      reason: voiding.reason,
    },
    counts,
  );
  return { status: 'posted', writes: book.writes };
}

/** What went out since the count before must have been there without it. */
function refuseByStretch(
  { lines }: Counted,
  { stored }: BookedCount,
  counts: Counts,
): ReturnType<typeof refuseByUse> {
  const units = stored.order?.units ?? new Map();
  for (const { commodity } of lines) {
    const short = counts.get(commodity)?.find(({ expected }) => expected < 0n);
    if (short === undefined) continue;
    const facts = { count: short.countId };
    return refuseByUse(new Map([[commodity, -short.expected]]), units, () => 0n, facts);
  }
  return undefined;
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
      bookToReverse(voiding, from, now, to.end.tail),
      bookToReverse(voiding, to, now, from.end.tail),
    ];
    const [leftEntry] = from.entries;
    const [joinedEntry] = to.entries;
    if (left === undefined || joined === undefined || leftEntry === undefined || joinedEntry === undefined)
      return rejected('not-voidable', { reference: voiding.event.transferId });
    const units = to.stored.order?.units ?? new Map();
    const byUse = refuseByUse(goodsTakenBack(to.entries), units, (each) => joined.availableOf(each), {
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
