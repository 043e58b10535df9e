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
import { eventKey } from '../../shared/ledger/event-key.ts';
import { fixCurrency } from '../../shared/ledger/first-use.ts';
import { entryKey } from '../../shared/ledger/keys.ts';
import { bookListing } from '../../shared/ledger/writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import { fundsOf } from '../../shared/posting/unblocked.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';

type Funding = EventOf<'relief.payer.funded.v1'>;

interface FundingFacts {
  readonly stored: StoredOrder;
  readonly book: Book;
}

export const funding = eventHandler<Funding, FundingFacts, HandlerContext>({
  async load({ event: { orderId, payerId } }, { journal }) {
    const [stored, book] = await Promise.all([
      journal.orders.get(orderId),
      journal.books.get('ledgers', payerAccount(payerId, orderId)),
    ]);
    return { stored, book };
  },
  decide: decideFunding,
  unblocks: ({ payerId, orderId }) => [fundsOf(payerId, orderId)],
});

function decideFunding(
  { header, event }: EventAttempt<Funding>,
  { stored: { order, versions }, book }: FundingFacts,
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
  const { entry, record } = appendEntry(account, book.tail, latest(now, versions.at(-1)?.at), {
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
    isWhole: true,
    writes: [
      { kind: 'append', key: entryKey('ledgers', account, entry.seq), record },
      ...(book.tail === undefined ? [bookListing('ledgers', account, orderId)] : []),
      ...fixCurrency(order, versions.length, currency),
    ],
  };
}
