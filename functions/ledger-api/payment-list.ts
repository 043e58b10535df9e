/** The payment list: what every household that a centre serves under an order is due, and was paid. */
import type { PaymentListItem } from '../../shared/contract/answers/households.ts';
import { householdStipendAccount } from '../../shared/domain/accounts.ts';
import { stipendDue } from '../../shared/domain/order.ts';
import { orderCurrency } from '../../shared/domain/payment.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import { lacking, moneyIn } from './figures.ts';
import { QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';
import { type ListQuestion, listed, namesOf, pageOfServed, servedHouseholds } from './served-households.ts';

/** Empty under an order that never had a stipend. */
export async function answerPaymentList(
  question: ListQuestion,
  { limit, after }: PageRequest<string>,
  context: QueryContext,
): Promise<ItemPage<PaymentListItem> | QueryProblem> {
  const list = await servedHouseholds(question, 'a payment list', context);
  if (list instanceof QueryProblem) return list;
  const { order, served } = list;
  const currency = orderCurrency(order)?.code;
  if (currency === undefined) return { items: [] };
  const pageOf = pageOfServed(served, limit, after);
  const { page } = pageOf;
  const accountOf = (householdId: string): string => householdStipendAccount(householdId, order.orderId);
  const [nameOf, accounts] = await Promise.all([
    namesOf(page, context),
    context.journal.chains.entries(
      'ledgers',
      page.map(([householdId]) => accountOf(householdId)),
    ),
  ]);
  const items = page.map(([householdId, composition]): PaymentListItem => {
    const due = stipendDue(order, composition);
    const paid = accounts.get(accountOf(householdId))?.at(-1)?.moneyBalance ?? 0n;
    return {
      householdId,
      ...nameOf(householdId),
      adults: composition.adults,
      currency,
      due: moneyIn(due, currency),
      paid: moneyIn(paid, currency),
      outstanding: moneyIn(lacking(due, paid), currency),
      overpaid: moneyIn(lacking(paid, due), currency),
    };
  });
  return listed(items, pageOf);
}

/** One row for each household, to be printed and signed. */
export const paymentTable = (items: readonly PaymentListItem[]): CsvTable =>
  csvTable(items, {
    householdId: (item) => item.householdId,
    name: (item) => item.name,
    neighbourhood: (item) => item.neighbourhood,
    adults: (item) => item.adults,
    currency: (item) => item.currency,
    due: (item) => item.due,
    paid: (item) => item.paid,
    outstanding: (item) => item.outstanding,
    overpaid: (item) => item.overpaid,
  });
