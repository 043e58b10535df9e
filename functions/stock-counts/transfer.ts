/** What is left under one order is put under another, where it lies. */

import { locationAccount } from '../../shared/domain/accounts.ts';
import type { EventOf, Instant, LocationRegistration } from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import {
  dateOfEvent,
  type Order,
  orderStatus,
  refuseByUnit,
  unknownOrder,
} from '../../shared/domain/order.ts';
import { dependencyOn, type Refusal, rejected } from '../../shared/domain/outcome.ts';
import { amountsOfLines, negateAmounts } from '../../shared/domain/quantity.ts';
import { refuseByStock } from '../../shared/domain/stock.ts';
import { unplannedGoods } from '../../shared/domain/unplanned.ts';
import { listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import { type Book, documentKey } from '../../shared/ledger/book.ts';
import { latest } from '../../shared/ledger/chain.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { fixUnits, unitsWith } from '../../shared/ledger/first-use.ts';
import { entryKey, type ItemKey, locationKey, orderVersionKey } from '../../shared/ledger/keys.ts';
import { type BookEnd, emptyBookEnd, LocationBook } from '../../shared/ledger/location-book.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { postWithDeferred, unitsFirst } from '../../shared/posting/deferred-writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';
import { completeStock } from './stock-facts.ts';

export type Transferred = EventOf<'relief.stock.transferred.v1'>;

interface TransferFacts {
  readonly from: StoredOrder;
  readonly to: StoredOrder;
  readonly location: LocationRegistration | undefined;
  /** The book that the goods leave; `undefined` where the location is not known. */
  readonly book: Book | undefined;
  /** The end of the book that they come into. */
  readonly toEnd: BookEnd;
}

export const transfer = eventHandler<Transferred, TransferFacts, HandlerContext>({
  load: loadTransfer,
  decide: decideTransfer,
  complete: completeStock,
  unblocks: ({ locationId, toOrderId }) => [dependencyOn.stock(locationId, toOrderId)],
});

async function loadTransfer(
  { event: { locationId, fromOrderId, toOrderId } }: EventAttempt<Transferred>,
  { journal }: HandlerContext,
): Promise<TransferFacts> {
  const [from, to, location] = await Promise.all([
    journal.orders.get(fromOrderId),
    journal.orders.get(toOrderId),
    journal.locations.get(locationId),
  ]);
  if (location === undefined) return { from, to, location, book: undefined, toEnd: emptyBookEnd };
  const [book, toEnd] = await Promise.all([
    journal.books.get('stock', locationAccount(location.kind, locationId, fromOrderId)),
    journal.chains.bookEnd(locationAccount(location.kind, locationId, toOrderId)),
  ]);
  return { from, to, location, book, toEnd };
}

function decideTransfer(attempt: EventAttempt<Transferred>, facts: TransferFacts, now: Instant): Verdict {
  const { header, event } = attempt;
  const { transferId, locationId, fromOrderId, toOrderId, reason } = event;
  const { digest, time } = header;
  const { from, to, location, book: known, toEnd } = facts;
  const booked = known?.documents.get(documentKey('transfer', transferId));
  if (booked !== undefined) {
    return booked.digest === digest
      ? { status: 'duplicate' }
      : rejected('conflicting-duplicate', { reference: transferId });
  }
  if (from.order === undefined)
    return untilEndOf(to, toOrderId, unknownOrder(fromOrderId), [orderVersionKey(fromOrderId, 1)]);
  if (to.order === undefined) return untilEndOf(to, toOrderId, unknownOrder(toOrderId), []);
  const byOrder = refuseByStatus(to.order, time);
  if (byOrder !== undefined) return byOrder;
  if (location === undefined)
    return untilEndOf(to, toOrderId, unknownLocation(locationId), [locationKey(locationId, 1)]);
  const account = locationAccount(location.kind, locationId, fromOrderId);
  const preconditions = [entryKey('stock', account, (known?.tail?.seq ?? 0) + 1)];
  const byUnit = refuseByUnit(from.order.units, event.lines) ?? refuseByUnit(to.order.units, event.lines);
  if (byUnit !== undefined) return { ...byUnit, preconditions };

  const key = eventKey(header);
  const recordedAt = latest(
    now,
    from.versions.at(-1)?.at,
    to.versions.at(-1)?.at,
    known?.tail?.at,
    toEnd.tail?.at,
  );
  const common = { event: key, occurredAt: time, recordedAt };
  const left = new LocationBook(location, known ?? emptyBookEnd, { ...common, orderId: fromOrderId });
  const of = { locationId, orderId: fromOrderId, units: from.order.units };
  const byStock = refuseByStock(event.lines, of, (each) => left.availableOf(each));
  if (byStock !== undefined) return untilEndOf(to, toOrderId, byStock, preconditions);

  const lines = amountsOfLines(event.lines);
  const joined = new LocationBook(location, toEnd, { ...common, orderId: toOrderId });
  const document = { type: 'transfer', reference: transferId, digest, reason } as const;
  const [leftEntry, joinedEntry] = [left.nextEntry, joined.nextEntry];
  left.append(
    {
      ...document,
      counterparty: joined.account,
      counterpartyEntry: joinedEntry,
      lines: negateAmounts(lines),
    },
    { transferredOut: lines },
  );
  joined.append(
    { ...document, counterparty: left.account, counterpartyEntry: leftEntry, lines },
    { transferredIn: lines },
  );
  const units = unitsWith(to.order, event.lines);
  const fixed = fixUnits(to.order, to.versions.length, units);
  const movements = [...left.writes, ...joined.writes, ...stillOpen(toOrderId, to, fixed)];
  const anomalies = listGoodsAnomalies(
    'unplanned-goods',
    unplannedGoods(to.order.terms, lines),
    { orderId: toOrderId, locationId, references: [transferId], events: [key], units },
    key,
    recordedAt,
  );
  return unitsFirst(movements, fixed) ?? postWithDeferred(key, movements, { later: anomalies, rows: [] });
}

/** Nothing is put under an order that is over. */
function refuseByStatus(order: Order, time: string): Refusal | undefined {
  const { orderId, terms } = order;
  switch (orderStatus(order, time)) {
    case 'cancelled':
      return rejected('order-cancelled', { orderId });
    case 'ended':
      return rejected('order-ended', { orderId, endsOn: terms.endsOn, happenedOn: dateOfEvent(order, time) });
    case 'active':
      return undefined;
  }
}

/** What is held becomes rejected when the order that it would come under ends, though it may wait for the first one. */
const untilEndOf = (
  { versions }: StoredOrder,
  orderId: string,
  refusal: Refusal,
  preconditions: readonly ItemKey[],
): Verdict => ({
  ...refusal,
  preconditions: [...preconditions, orderVersionKey(orderId, versions.length + 1)],
  endsWith: orderId,
});

/** The units of the second order, or else the condition alone, hold that no further version of it was recorded. */
const stillOpen = (orderId: string, { versions }: StoredOrder, fixed: readonly Write[]): readonly Write[] =>
  fixed.length > 0 ? fixed : [{ kind: 'precondition', key: orderVersionKey(orderId, versions.length + 1) }];
