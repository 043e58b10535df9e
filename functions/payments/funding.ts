/** Money given to a payer for an order. */
import { payerAccount } from '../../shared/domain/accounts.ts';
import { emptyPayerTally, payerBalance } from '../../shared/domain/books.ts';
import type { EventOf, Instant } from '../../shared/domain/events.ts';
import { unknownOrder } from '../../shared/domain/order.ts';
import { rejected } from '../../shared/domain/outcome.ts';
import { refuseByCurrency } from '../../shared/domain/payment.ts';
import { noAmounts } from '../../shared/domain/quantity.ts';
import { type Book, documentKey } from '../../shared/ledger/book.ts';
import { latest } from '../../shared/ledger/chain.ts';
import { appendEntry } from '../../shared/ledger/entry.ts';
import { fixCurrency } from '../../shared/ledger/first-use.ts';
import { bookListing, entryKey } from '../../shared/posting/decide-batch.ts';
import { type EventAttempt, eventKey, postEvent, type Verdict } from '../../shared/posting/post-event.ts';
import {
  type EventPosting,
  moreFunds,
  type QueueWorkerDependencies,
} from '../../shared/posting/queue-worker.ts';
import type { StoredOrder } from '../../shared/store/journal-store.ts';

type Funding = EventOf<'relief.payer.funded.v1'>;

export const fundingPosting = ({
  journal,
  clock,
}: Pick<QueueWorkerDependencies, 'journal' | 'clock'>): EventPosting => ({
  async post(attempt) {
    const { event } = attempt;
    if (event.type !== 'relief.payer.funded.v1') throw new Error(`${event.type} funds no payer`);
    const { orderId, payerId } = event;
    const outcome = await postEvent(attempt, journal, clock, async (now) => {
      const [{ order, steps }, book] = await Promise.all([
        journal.order(orderId),
        journal.book('ledgers', payerAccount(payerId, orderId)),
      ]);
      return decideFunding({ ...attempt, event }, { order, steps }, book, now);
    });
    const moved = outcome.status === 'posted' || outcome.status === 'duplicate';
    return { outcome, arrivals: moved ? [moreFunds(payerId, orderId)] : [] };
  },
});

function decideFunding(
  { header, event }: EventAttempt<Funding>,
  { order, steps }: StoredOrder,
  book: Book,
  now: Instant,
): Verdict {
  const { orderId, payerId, fundingId, amountMinor, currency } = event;
  const booked = book.documents.get(documentKey('funding', fundingId));
  if (booked !== undefined) {
    return booked.digest === header.digest
      ? { status: 'duplicate' }
      : rejected('conflicting-duplicate', { reference: fundingId });
  }
  if (order === undefined) return unknownOrder(orderId);
  const account = payerAccount(payerId, orderId);
  const byCurrency = refuseByCurrency(order, currency);
  // Of two contents of one id that come at once, the second is refused for that, and not for what it holds.
  if (byCurrency !== undefined)
    return { ...byCurrency, preconditions: [entryKey('ledgers', account, (book.tail?.seq ?? 0) + 1)] };

  const before = book.tail?.payer ?? emptyPayerTally;
  const payer = { ...before, funded: before.funded + amountMinor };
  const { entry, record } = appendEntry(account, book.tail, latest(now, steps.at(-1)?.at), {
    type: 'funding',
    orderId,
    reference: fundingId,
    event: eventKey(header),
    occurredAt: header.time,
    digest: header.digest,
    counterparty: `funding:${header.source}`,
    lines: noAmounts,
    balance: noAmounts,
    money: amountMinor,
    moneyBalance: payerBalance(payer),
    currency,
    payer,
  });
  return {
    status: 'posted',
    writes: [
      { kind: 'append', key: entryKey('ledgers', account, entry.seq), record },
      ...(book.tail === undefined ? [bookListing('ledgers', account, orderId)] : []),
      ...fixCurrency(order, steps.length, currency),
    ],
  };
}
