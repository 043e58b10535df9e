/** A payer, and what its cash books hold. */

import type { PayerAnswer } from '../../shared/contract/answers/payers.ts';
import { payerAccount } from '../../shared/domain/accounts.ts';
import { emptyPayerTally, payerBalance } from '../../shared/domain/books.ts';
import { moneyIn } from './figures.ts';
import { notFound, type QueryProblem } from './problem.ts';
import type { QueryContext } from './query-context.ts';

/** L13: payers are registered nowhere; a payer is known by its books. */
export async function answerPayer(
  payerId: string,
  context: QueryContext,
): Promise<PayerAnswer | QueryProblem> {
  const { journal } = context;
  const orderIds = await context.orderIds();
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
    : notFound('Payer', payerId);
}
