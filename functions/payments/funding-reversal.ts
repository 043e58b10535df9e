/** Money given to a payer is taken back. */

import { decimalsOf } from '../../shared/contract/currencies.ts';
import { entryName, payerAccount } from '../../shared/domain/accounts.ts';
import { emptyPayerTally, payerBalance } from '../../shared/domain/books.ts';
import type { EventOf } from '../../shared/domain/events.ts';
import { amountIn } from '../../shared/domain/money.ts';
import { rejected } from '../../shared/domain/outcome.ts';
import { noAmounts } from '../../shared/domain/quantity.ts';
import { type Book, documentKey } from '../../shared/ledger/book.ts';
import { latest } from '../../shared/ledger/chain.ts';
import { appendEntry, type Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { entryKey, orderVersionKey } from '../../shared/ledger/keys.ts';
import { fundsOf } from '../../shared/posting/unblocked.ts';
import { reversal } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';

type Funding = EventOf<'relief.payer.funded.v1'>;

interface FundingReversalFacts {
  readonly stored: StoredOrder;
  readonly book: Book;
  /** The event's own entry; `undefined` where another event brought the document. */
  readonly entry: Entry | undefined;
}

export const fundingReversal = reversal<Funding, FundingReversalFacts, HandlerContext>({
  async load({ header, event: { fundingId, payerId, orderId } }, { journal }) {
    const account = payerAccount(payerId, orderId);
    const [stored, book] = await Promise.all([
      journal.orders.get(orderId),
      journal.books.get('ledgers', account),
    ]);
    const seq = book.documents.get(documentKey('funding', fundingId))?.seq;
    const [entry] =
      seq === undefined ? [] : await journal.chains.entriesOfEvent('ledgers', account, seq, eventKey(header));
    return { stored, book, entry };
  },
  decide({ header, event, by, reason }, { stored, book, entry }, now) {
    const { payerId, orderId, fundingId, amountMinor, currency } = event;
    const { order, versions } = stored;
    if (entry === undefined) return rejected('not-voidable', { reference: fundingId });
    const before = book.tail?.payer ?? emptyPayerTally;
    const payer = { ...before, funded: before.funded - amountMinor };
    if (order?.terms.stipend?.funding === 'float' && payerBalance(payer) < 0n) {
      const inMoney = (minor: bigint): number => amountIn(minor, decimalsOf(currency));
      return rejected('already-used', {
        currency,
        balance: inMoney(payerBalance(before)),
        needed: inMoney(amountMinor),
        payments: before.payments,
      });
    }
    const account = payerAccount(payerId, orderId);
    const { entry: taken, record } = appendEntry(account, book.tail, latest(now, versions.at(-1)?.at), {
      type: 'void',
      orderId,
      reference: fundingId,
      event: by,
      occurredAt: header.time,
      digest: '',
      counterparty: entry.counterparty,
      lines: noAmounts,
      balance: noAmounts,
      money: -amountMinor,
      moneyBalance: payerBalance(payer),
      currency,
      reverses: entryName(account, entry.seq),
      reason,
      payer,
    });
    return {
      status: 'posted',
      writes: [
        { kind: 'append', key: entryKey('ledgers', account, taken.seq), record },
        // Whether a payer may be below zero is for the order's terms to say.
        { kind: 'precondition', key: orderVersionKey(orderId, versions.length + 1) },
      ],
    };
  },
  unblocks: ({ payerId, orderId }) => [fundsOf(payerId, orderId)],
});
