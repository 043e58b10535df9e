/** A physical count: its difference from what the books expected at its time is booked, and listed. */

import { locationAccount } from '../../shared/domain/accounts.ts';
import { onHandOf, stockTotalsOf } from '../../shared/domain/books.ts';
import {
  type Count,
  type Counts,
  countedLines,
  maxCountedLines,
  variancesOf,
} from '../../shared/domain/counts.ts';
import type { Instant } from '../../shared/domain/events.ts';
import { dependencyOn, held, type Refusal, rejected } from '../../shared/domain/outcome.ts';
import {
  type Amounts,
  addAmounts,
  amountOf,
  amountsOfLines,
  negateAmounts,
  quantityIn,
  type Unit,
} from '../../shared/domain/quantity.ts';
import { instantOf } from '../../shared/domain/zoned-date.ts';
import { listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import { BookIndex } from '../../shared/ledger/book.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import type { LocationBook } from '../../shared/ledger/location-book.ts';
import { countsOfBook } from '../../shared/ledger/recount.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import {
  bookableStock,
  type Counted,
  completeStock,
  loadGrounds,
  postStock,
  type StockFacts,
} from './stock-facts.ts';

interface CountFacts extends StockFacts {
  /** All of the book's: a count parts what happened by its time from what happened since, and either may be recorded. */
  readonly entries: readonly Entry[];
}

export const count = eventHandler<Counted, CountFacts, HandlerContext>({
  load: loadCount,
  decide: decideCount,
  complete: completeStock,
  unblocks: ({ locationId, orderId }) => [dependencyOn.stock(locationId, orderId)],
});

async function loadCount(attempt: EventAttempt<Counted>, context: HandlerContext): Promise<CountFacts> {
  const { stored, location } = await loadGrounds(attempt, context);
  const { locationId, orderId } = attempt.event;
  if (location === undefined) return { stored, location, book: undefined, entries: [] };
  const account = locationAccount(location.kind, locationId, orderId);
  const entries = await context.journal.chains.entriesFrom('stock', account, 1);
  return { stored, location, book: new BookIndex(account).extend(entries), entries };
}

function decideCount(attempt: EventAttempt<Counted>, facts: CountFacts, now: Instant): Verdict {
  const { header, event } = attempt;
  const bookable = bookableStock(attempt, facts, { type: 'count-variance', reference: event.countId }, now);
  if ('status' in bookable) return bookable;
  const { book, document, of, recordedAt, preconditions } = bookable;
  const counted = amountsOfLines(event.lines);
  const added = { countId: event.countId, at: instantOf(header.time), counted };
  const counts = countsOfBook(facts.entries, book.counts, { added });
  const tooMany = refuseByNumber(counts);
  if (tooMany !== undefined) return tooMany;
  const byStretch = refuseByStretch(event, counts, book, of.units);
  if (byStretch !== undefined) return { ...byStretch, preconditions };
  book.recount({ ...document, counterparty: `count:${event.countId}`, counted }, counts);
  const variances = firstVariances(counts, event.countId);
  const anomalies = listGoodsAnomalies('count-variance', variances, of, bookable.event, recordedAt);
  return postStock(bookable, facts.stored, anomalies);
}

/**
 * The variances of a count by commodity, as first recorded. Those of nothing are listed too, for what is recorded later may
 * change them; whoever asks for anomalies is not told of them while they are nothing.
 */
const firstVariances = (counts: Counts, countId: string): Amounts =>
  new Map(
    [...counts].flatMap(([commodity, ofCommodity]) =>
      ofCommodity
        .filter((each: Count) => each.countId === countId)
        .map(({ firstVariance }) => [commodity, firstVariance] as const),
    ),
  );

/**
 * Holds a count that leaves less in a stretch than has gone out in it by the books: what is missing has come in, and nobody
 * has reported it yet, or the paper is wrong.
 */
function refuseByStretch(
  { locationId, orderId, lines }: Counted,
  counts: Counts,
  book: LocationBook,
  units: ReadonlyMap<string, Unit>,
): Refusal | undefined {
  const more = addAmounts(variancesOf(counts), negateAmounts(variancesOf(book.counts)));
  for (const { commodity, unit: ofLine } of lines) {
    const onHand = onHandOf(stockTotalsOf(book.tally, commodity)) + amountOf(more, commodity);
    const short = counts.get(commodity)?.find(({ expected }) => expected < 0n);
    const left = short?.expected ?? onHand;
    if (left >= 0n) continue;
    const unit = units.get(commodity) ?? ofLine;
    const by = short === undefined ? {} : { count: short.countId };
    const detail = { commodity, unit, missing: quantityIn(-left, unit), ...by };
    return held('insufficient-stock', dependencyOn.stock(locationId, orderId), detail);
  }
  return undefined;
}

function refuseByNumber(counts: Counts): Refusal | undefined {
  if (countedLines(counts) <= maxCountedLines) return undefined;
  return rejected('invalid-message', {
    path: 'data.lines',
    expected: `at most ${maxCountedLines} counted lines of one location under one order, with those counted before`,
  });
}
