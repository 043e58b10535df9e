/** A physical count: its difference from the book is booked, and listed. */
import type { Instant } from '../../shared/domain/events.ts';
import { dependencyOn } from '../../shared/domain/outcome.ts';
import { countVariances } from '../../shared/domain/stock.ts';
import { listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import {
  bookableStock,
  type Counted,
  completeStock,
  loadStock,
  postStock,
  type StockFacts,
} from './stock-facts.ts';

export const count = eventHandler<Counted, StockFacts, HandlerContext>({
  load: loadStock,
  decide: decideCount,
  complete: completeStock,
  unblocks: ({ locationId, orderId }) => [dependencyOn.stock(locationId, orderId)],
});

function decideCount(attempt: EventAttempt<Counted>, facts: StockFacts, now: Instant): Verdict {
  const { event } = attempt;
  const bookable = bookableStock(attempt, facts, { type: 'count-variance', reference: event.countId }, now);
  if ('status' in bookable) return bookable;
  const { book, document, of, recordedAt } = bookable;
  const variance = countVariances(book.tally, event.lines);
  book.append({ ...document, counterparty: `count:${event.countId}`, lines: variance }, { variance });
  const anomalies = listGoodsAnomalies('count-variance', variance, of, bookable.event, recordedAt);
  return postStock(bookable, facts.stored, anomalies);
}
