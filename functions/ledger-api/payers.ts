/** A payer, and what its cash books hold. */

import type { PayerAnswer } from '../../shared/contract/answers.ts';
import { payerAccount } from '../../shared/domain/accounts.ts';
import { emptyPayerTally, payerBalance } from '../../shared/domain/books.ts';
import { notFound, type Problem } from './problem.ts';
import { moneyIn, type Reading } from './reading.ts';

/** L13: a payer is registered nowhere; it is known by its books. */
export async function answerPayer(payerId: string, { journal }: Reading): Promise<PayerAnswer | Problem> {
  const orderIds = await journal.orders.ids();
  const balances = await Promise.all(
    orderIds.map(async (orderId): Promise<PayerAnswer['balances']> => {
      const tail = await journal.chains.tail('ledgers', payerAccount(payerId, orderId));
      const { payer = emptyPayerTally, currency } = tail ?? {};
      if (currency === undefined) return [];
      const { funded, paid, payments, householdsPaid } = payer;
      return [
        {
          orderId,
          currency,
          funded: moneyIn(funded, currency),
          paid: moneyIn(paid, currency),
          balance: moneyIn(payerBalance(payer), currency),
          payments,
          householdsPaid,
        },
      ];
    }),
  );
  return balances.some((one) => one.length > 0)
    ? { payerId, balances: balances.flat() }
    : notFound('payer', payerId);
}
