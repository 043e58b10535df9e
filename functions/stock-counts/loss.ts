/** Goods found lost where they lie, by cause. */
import type { Instant } from '../../shared/domain/events.ts';
import { negateAmounts } from '../../shared/domain/quantity.ts';
import { lossesByCause, refuseByStock, unexplainedLosses } from '../../shared/domain/stock.ts';
import { listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import {
  bookableStock,
  completeStock,
  type Lost,
  loadStock,
  postStock,
  type StockFacts,
} from './stock-facts.ts';

export const loss = eventHandler<Lost, StockFacts, HandlerContext>({
  load: loadStock,
  decide: decideLoss,
  complete: completeStock,
});

function decideLoss(attempt: EventAttempt<Lost>, facts: StockFacts, now: Instant): Verdict {
  const { event } = attempt;
  const bookable = bookableStock(attempt, facts, { type: 'loss', reference: event.lossId }, now);
  if ('status' in bookable) return bookable;
  const { book, document, of, recordedAt, preconditions } = bookable;
  const byStock = refuseByStock(event.lines, of, (commodity) => book.availableOf(commodity));
  if (byStock !== undefined) return { ...byStock, preconditions };
  for (const { cause, lost } of lossesByCause(event.lines)) {
    book.append({ ...document, counterparty: `loss:${cause}`, lines: negateAmounts(lost) }, { lost });
  }
  const unexplained = unexplainedLosses(event.lines);
  const anomalies = listGoodsAnomalies('unexplained-loss', unexplained, of, bookable.event, recordedAt);
  return postStock(bookable, facts.stored, anomalies);
}
