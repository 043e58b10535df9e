/** What was handed over and paid under an order, day by day. */

import type { ActivityAnswer } from '../../shared/contract/answers/orders.ts';
import { orderCurrency } from '../../shared/domain/payment.ts';
import { addAmounts } from '../../shared/domain/quantity.ts';
import { moneyIn, quantityLines } from './figures.ts';
import { notFound, type QueryProblem } from './problem.ts';
import type { QueryContext } from './query-context.ts';

/** Guarantees: summed over the days, every figure is that of the reconciliation. */
export async function answerActivity(
  orderId: string,
  { journal }: QueryContext,
): Promise<ActivityAnswer | QueryProblem> {
  const [order, stockBooks, payerBooks] = await Promise.all([
    journal.orders.asOf(orderId),
    journal.books.ofOrder('stock', orderId),
    journal.books.ofOrder('ledgers', orderId),
  ]);
  if (order === undefined) return notFound('Order', orderId);
  const [given, paid] = await Promise.all([
    journal.books.days('stock', stockBooks),
    journal.books.days('ledgers', payerBooks),
  ]);
  const books = [...given, ...paid];
  const dates = [...new Set(books.flatMap((days) => [...days.keys()]))].sort();
  const currency = orderCurrency(order)?.code;
  return {
    orderId,
    ...(currency !== undefined && { currency }),
    days: dates.map((date) => {
      const here = books.flatMap((days) => days.get(date) ?? []);
      const sum = (figure: 'householdsServed' | 'receipts' | 'householdsPaid' | 'payments'): number =>
        here.reduce((total, day) => total + day[figure], 0);
      const money = here.reduce((total, day) => total + day.paid, 0n);
      return {
        date,
        householdsServed: sum('householdsServed'),
        receipts: sum('receipts'),
        handedOver: quantityLines(addAmounts(...here.map(({ handedOver }) => handedOver)), order.units),
        householdsPaid: sum('householdsPaid'),
        payments: sum('payments'),
        paid: currency === undefined ? 0 : moneyIn(money, currency),
      };
    }),
  };
}
