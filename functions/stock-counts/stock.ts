/** Goods where they lie: counted, or found lost. */
import { locationAccount } from '../../shared/domain/accounts.ts';
import type { EventOf, Instant } from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { refuseByUnit, unknownOrder } from '../../shared/domain/order.ts';
import { dependencyOn, rejected } from '../../shared/domain/outcome.ts';
import { negateAmounts } from '../../shared/domain/quantity.ts';
import {
  countVariances,
  lossesByCause,
  refuseByStock,
  unexplainedLosses,
} from '../../shared/domain/stock.ts';
import { listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import { documentKey } from '../../shared/ledger/book.ts';
import { latest } from '../../shared/ledger/chain.ts';
import { fixUnits, unitsWith } from '../../shared/ledger/first-use.ts';
import { LocationBook } from '../../shared/ledger/location-book.ts';
import { entryKey } from '../../shared/posting/decide-batch.ts';
import {
  appendDeferred,
  deferredWritesOf,
  firstTransaction,
  unitsFixedBefore,
} from '../../shared/posting/deferred-writes.ts';
import { type EventAttempt, eventKey, postEvent, type Verdict } from '../../shared/posting/post-event.ts';
import type { EventPosting, QueueWorkerDependencies } from '../../shared/posting/queue-worker.ts';

type Counted = EventOf<'relief.stock.counted.v1'>;
type Lost = EventOf<'relief.stock.lost.v1'>;
type Parts = Pick<QueueWorkerDependencies, 'journal' | 'clock'>;

export const stockPosting = (parts: Parts): EventPosting => ({
  async post(attempt) {
    const { header, event } = attempt;
    if (event.type !== 'relief.stock.counted.v1' && event.type !== 'relief.stock.lost.v1') {
      throw new Error(`${event.type} is no count and no loss`);
    }
    const outcome = await postEvent(attempt, parts.journal, parts.clock, (now) =>
      decide(parts, { ...attempt, event }, now),
    );
    if (outcome.status === 'duplicate') await finish(parts, eventKey(header));
    const counted = event.type === 'relief.stock.counted.v1';
    const mayHaveGrown = counted && (outcome.status === 'posted' || outcome.status === 'duplicate');
    return { outcome, arrivals: mayHaveGrown ? [dependencyOn.stock(event.locationId, event.orderId)] : [] };
  },
});

/** Goods are counted and missed whatever has become of the order, for they are there or are not. */
async function decide(parts: Parts, attempt: EventAttempt<Counted | Lost>, now: Instant): Promise<Verdict> {
  const { journal } = parts;
  const { header, event } = attempt;
  const { locationId, orderId } = event;
  const { digest } = header;
  const key = eventKey(header);
  const [{ order, steps }, location] = await Promise.all([
    journal.order(orderId),
    journal.location(locationId),
  ]);
  const account = location && locationAccount(location.kind, locationId, orderId);
  const stored = account === undefined ? undefined : await journal.book('stock', account);
  const [type, reference] =
    event.type === 'relief.stock.counted.v1'
      ? (['count-variance', event.countId] as const)
      : (['loss', event.lossId] as const);
  const booked = stored?.documents.get(documentKey(type, reference));
  if (booked !== undefined) {
    if (booked.digest !== digest) return rejected('conflicting-duplicate', { reference });
    await finish(parts, key);
    return { status: 'duplicate' };
  }
  if (order === undefined) return unknownOrder(orderId);
  if (location === undefined) return unknownLocation(locationId);
  // Of two contents of one id that come at once, the second is refused for that, and not for what it holds.
  const bookAccount = locationAccount(location.kind, locationId, orderId);
  const preconditions = [entryKey('stock', bookAccount, (stored?.tail?.seq ?? 0) + 1)];
  const byUnit = refuseByUnit(order.units, event.lines);
  if (byUnit !== undefined) return { ...byUnit, preconditions };

  const units = unitsWith(order, event.lines);
  const recordedAt = latest(now, steps.at(-1)?.at, stored?.tail?.at);
  const provenance = { orderId, event: key, occurredAt: header.time, recordedAt };
  const book = new LocationBook(location, stored?.tail, provenance);
  const of = { orderId, locationId, references: [reference], units };
  const anomalies = [];
  if (event.type === 'relief.stock.counted.v1') {
    const variance = countVariances(book.tally, event.lines);
    book.append(
      { type, reference, digest, counterparty: `count:${reference}`, lines: variance },
      { variance },
    );
    anomalies.push(...listGoodsAnomalies('count-variance', variance, of, key, recordedAt));
  } else {
    const byStock = refuseByStock(event.lines, of, book.tally);
    if (byStock !== undefined) return { ...byStock, preconditions };
    for (const { cause, lost } of lossesByCause(event.lines)) {
      const lines = negateAmounts(lost);
      book.append({ type, reference, digest, counterparty: `loss:${cause}`, lines }, { lost });
    }
    anomalies.push(
      ...listGoodsAnomalies('unexplained-loss', unexplainedLosses(event.lines), of, key, recordedAt),
    );
  }

  const fixed = fixUnits(order, steps.length, units);
  const movements = [...book.writes, ...fixed];
  if (await unitsFixedBefore(journal, movements, fixed)) return decide(parts, attempt, now);
  const { writes, isWhole } = firstTransaction(key, movements, { later: anomalies, rows: [] });
  return isWhole
    ? { status: 'posted', writes }
    : { status: 'posted', writes, finish: () => finish(parts, key) };
}

/** Lists the anomalies that did not fit the event's first transaction, and are not listed yet. */
async function finish({ journal, clock }: Parts, key: string): Promise<void> {
  const remainder = await deferredWritesOf(journal, key);
  if (remainder !== undefined) await appendDeferred(journal, clock, remainder.later);
}
