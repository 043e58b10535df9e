/** Whether a stipend payment may be booked: the contract's checks in the contract's order. */
import { type PayerTally, payerBalance } from './books.ts';
import type { Payment } from './events.ts';
import { householdWithdrawn, notCovered, unknownHousehold } from './handover.ts';
import { type Composition, withdrawalOf } from './household.ts';
import { amountIn, type Currency } from './money.ts';
import { coveredComposition, type Order, refuseByOrder, stipendDue } from './order.ts';
import { dependencyOn, held, type Refusal, rejected } from './outcome.ts';

export interface PaymentContext {
  readonly orderId: string;
  readonly time: string;
  readonly order: Order | undefined;
  readonly history: readonly Composition[] | undefined;
  /** What the household holds of the stipend, reversals taken off. Units: minor units. */
  readonly paid: bigint;
  readonly tally: PayerTally;
}

export function refusePayment(payment: Payment, context: PaymentContext): Refusal | undefined {
  const { order, orderId, paid, tally } = context;
  const byOrder = refuseByOrder(order, orderId, context.time);
  if (byOrder !== undefined || order === undefined) return byOrder;
  if (context.history === undefined) return unknownHousehold(payment.householdId);
  const withdrawal = withdrawalOf(context.history);
  if (withdrawal !== undefined) return householdWithdrawn(payment.householdId, withdrawal);
  const composition = coveredComposition(order, context.history);
  if (composition === undefined) return notCovered(payment.householdId, order);

  const byCurrency = refuseByCurrency(order, payment.currency);
  if (byCurrency !== undefined) return byCurrency;
  const { stipend } = order.terms;
  const inMoney = (amountMinor: bigint): number => amountIn(amountMinor, orderCurrency(order)?.decimals ?? 2);

  const due = stipendDue(order, composition);
  if (paid + payment.amountMinor > due) {
    return rejected('exceeds-due', {
      currency: payment.currency,
      due: inMoney(due),
      paid: inMoney(paid),
      asked: inMoney(payment.amountMinor),
    });
  }
  if (stipend?.funding === 'float' && payment.amountMinor > payerBalance(tally)) {
    return held('insufficient-funds', dependencyOn.funds(orderId), {
      currency: payment.currency,
      balance: inMoney(payerBalance(tally)),
      asked: inMoney(payment.amountMinor),
    });
  }
  return undefined;
}

/** The currency that an order's terms first named: it outlives an amendment, as a commodity's unit family does. */
export const orderCurrency = (order: Order): Currency | undefined =>
  order.revisions.find((revision) => revision.terms.stipend !== undefined)?.terms.stipend?.currency;

/** Whether the currency of an order's money is fixed, by its terms or by money given. */
export const hasCurrency = (order: Order): boolean =>
  orderCurrency(order) !== undefined || order.fundedIn !== undefined;

/** Refuses money of another currency than the order's first, whether its terms named it or money was given in it. */
export function refuseByCurrency(order: Order, currency: string): Refusal | undefined {
  const expected = orderCurrency(order)?.code ?? order.fundedIn;
  return expected === undefined || expected === currency
    ? undefined
    : rejected('wrong-unit', { expected, found: currency });
}
