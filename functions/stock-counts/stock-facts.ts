/** What counts and losses have in common: the order, the place and its book, and what a document of them books. */

import { locationAccount } from '../../shared/domain/accounts.ts';
import type { EventOf, Instant, LocationRegistration } from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { type Order, refuseByUnit, unknownOrder } from '../../shared/domain/order.ts';
import { type Outcome, rejected } from '../../shared/domain/outcome.ts';
import type { Unit } from '../../shared/domain/quantity.ts';
import { type Book, documentKey } from '../../shared/ledger/book.ts';
import { latest } from '../../shared/ledger/chain.ts';
import type { Append } from '../../shared/ledger/deferred.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { fixUnits, unitsWith } from '../../shared/ledger/first-use.ts';
import { entryKey, type ItemKey } from '../../shared/ledger/keys.ts';
import { emptyBookEnd, LocationBook } from '../../shared/ledger/location-book.ts';
import {
  appendDeferred,
  deferredWritesOf,
  postWithDeferred,
  unitsFirst,
} from '../../shared/posting/deferred-writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import type { Unblocked } from '../../shared/posting/unblocked.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';

export type Counted = EventOf<'relief.stock.counted.v1'>;
export type Lost = EventOf<'relief.stock.lost.v1'>;
type Transferred = EventOf<'relief.stock.transferred.v1'>;

export interface StockFacts {
  readonly stored: StoredOrder;
  readonly location: LocationRegistration | undefined;
  /** `undefined` where the location is not known. */
  readonly book: Book | undefined;
}

/** The order and the place of a document. */
export async function loadGrounds(
  { event: { orderId, locationId } }: EventAttempt<Counted | Lost>,
  { journal }: HandlerContext,
): Promise<Omit<StockFacts, 'book'>> {
  const [stored, location] = await Promise.all([
    journal.orders.get(orderId),
    journal.locations.get(locationId),
  ]);
  return { stored, location };
}

export async function loadStock(
  attempt: EventAttempt<Counted | Lost>,
  context: HandlerContext,
): Promise<StockFacts> {
  const { journal } = context;
  const { orderId, locationId } = attempt.event;
  const { stored, location } = await loadGrounds(attempt, context);
  const account = location && locationAccount(location.kind, locationId, orderId);
  const book = account === undefined ? undefined : await journal.books.get('stock', account);
  return { stored, location, book };
}

/** A count or a loss by what tells it apart in a book. */
export interface StockDocument {
  readonly type: 'count-variance' | 'loss';
  readonly reference: string;
}

/** A document that may be booked, as far as its order, place and units go. */
export interface BookableStock {
  readonly order: Order;
  readonly book: LocationBook;
  readonly document: StockDocument & { readonly digest: string };
  /** What its anomalies are of. */
  readonly of: {
    readonly orderId: string;
    readonly locationId: string;
    readonly references: readonly string[];
    readonly events: readonly string[];
    readonly units: ReadonlyMap<string, Unit>;
  };
  readonly event: string;
  readonly recordedAt: Instant;
  /** Nothing may have followed in the book when it is refused: of two contents of one id, the second is refused for that. */
  readonly preconditions: readonly ItemKey[];
}

/** Goods are counted and missed whatever has become of the order, for they are there or are not. */
export function bookableStock(
  { header, event }: EventAttempt<Counted | Lost>,
  { stored: { order, versions }, location, book: known }: StockFacts,
  document: StockDocument,
  now: Instant,
): BookableStock | Verdict {
  const { orderId, locationId } = event;
  const { type, reference } = document;
  const booked = known?.documents.get(documentKey(type, reference));
  if (booked !== undefined) {
    return booked.digest === header.digest
      ? { status: 'duplicate' }
      : rejected('conflicting-duplicate', { reference });
  }
  if (order === undefined) return unknownOrder(orderId);
  if (location === undefined) return unknownLocation(locationId);
  const account = locationAccount(location.kind, locationId, orderId);
  const preconditions = [entryKey('stock', account, (known?.tail?.seq ?? 0) + 1)];
  const byUnit = refuseByUnit(order.units, event.lines);
  if (byUnit !== undefined) return { ...byUnit, preconditions };
  const key = eventKey(header);
  const recordedAt = latest(now, versions.at(-1)?.at, known?.tail?.at);
  return {
    order,
    book: new LocationBook(location, known ?? emptyBookEnd, {
      orderId,
      event: key,
      occurredAt: header.time,
      recordedAt,
    }),
    document: { ...document, digest: header.digest },
    of: { orderId, locationId, references: [reference], events: [key], units: unitsWith(order, event.lines) },
    event: key,
    recordedAt,
    preconditions,
  };
}

export function postStock(
  { order, book, of, event }: BookableStock,
  { versions }: StoredOrder,
  anomalies: readonly Append[],
): Verdict {
  const fixed = fixUnits(order, versions.length, of.units);
  const movements = [...book.writes, ...fixed];
  return unitsFirst(movements, fixed) ?? postWithDeferred(event, movements, { later: anomalies, rows: [] });
}

/** Lists the anomalies that did not fit the event's first transaction, and are not listed yet. */
export async function completeStock(
  { header }: EventAttempt<Counted | Lost | Transferred>,
  { status }: Outcome,
  { journal, clock }: HandlerContext,
): Promise<readonly Unblocked[]> {
  if (status !== 'posted' && status !== 'duplicate') return [];
  const deferred = await deferredWritesOf(journal, eventKey(header));
  if (deferred !== undefined) await appendDeferred(journal, clock, deferred.later);
  return [];
}
