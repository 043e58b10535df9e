/** A household: its composition, and for each order what it is due and has received. */
import {
  householdGoodsAccount,
  householdStipendAccount,
  locationAccount,
} from '../../shared/domain/accounts.ts';
import { emptyLocationTally } from '../../shared/domain/books.ts';
import type { Instant } from '../../shared/domain/events.ts';
import { releasedAmounts } from '../../shared/domain/handover.ts';
import { type Composition, compositionInForce, personsOf } from '../../shared/domain/household.ts';
import {
  coveredComposition,
  entitlementOf,
  type Order,
  orderStatus,
  stipendDue,
} from '../../shared/domain/order.ts';
import { orderCurrency } from '../../shared/domain/payment.ts';
import { amountOf, noAmounts } from '../../shared/domain/quantity.ts';
import { orderedCommodities } from '../../shared/domain/reconciliation.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { type Household, isRegistered } from '../../shared/store/household-item.ts';
import type { HouseholdAnswer } from './answers.ts';
import { notFound, type Problem } from './problem.ts';
import { commodityRow, dateOf, moneyIn, type Reading } from './reading.ts';

type OrderBlock = HouseholdAnswer['orders'][number];

/** Three rounds of reads: the household and the list of orders; their chains; plans and books of those that cover it. */
export async function answerHousehold(
  householdId: string,
  asOf: Instant | undefined,
  reading: Reading,
): Promise<HouseholdAnswer | Problem> {
  const { queries, journal, now } = reading;
  const [household, orderIds] = await Promise.all([
    knownHousehold(householdId, asOf, reading),
    journal.orderIds(),
  ]);
  const at = asOf ?? now;
  const history = household?.history ?? [];
  const composition = compositionInForce(history, dateOf(at)) ?? firstInForce(history);
  if (household === undefined || composition === undefined) return notFound('household', householdId, asOf);
  const [orders, accounts] = await Promise.all([
    Promise.all(orderIds.map((orderId) => queries.order(orderId, asOf))),
    journal.accounts(
      'ledgers',
      orderIds.flatMap((orderId) => [
        householdGoodsAccount(householdId, orderId),
        householdStipendAccount(householdId, orderId),
      ]),
    ),
  ]);
  const tailOf = (account: string): Entry | undefined =>
    accounts.get(account)?.findLast((entry) => entry.at <= at || asOf === undefined);
  const blocks = await Promise.all(
    orders.map((order) =>
      order === undefined
        ? undefined
        : orderBlock(
            order,
            history,
            {
              goods: tailOf(householdGoodsAccount(householdId, order.orderId)),
              stipend: tailOf(householdStipendAccount(householdId, order.orderId)),
            },
            asOf,
            reading,
          ),
    ),
  );
  const { name, neighbourhood } = household;
  const { adults, children, effectiveFrom, centreId } = composition;
  return {
    householdId,
    centreId,
    ...(name !== undefined && { name }),
    ...(neighbourhood !== undefined && { neighbourhood }),
    composition: { adults, children, persons: personsOf(composition), effectiveFrom },
    orders: blocks.flatMap((block) => block ?? []),
  };
}

/** A household with what was recorded of it by an instant; `undefined` when nothing was. */
export async function knownHousehold(
  householdId: string,
  asOf: Instant | undefined,
  { journal }: Reading,
): Promise<Household | undefined> {
  const household = (await journal.households([householdId])).get(householdId);
  if (!isRegistered(household)) return undefined;
  const history = household.history.filter(({ recordedAt }) => asOf === undefined || recordedAt <= asOf);
  return history.length === 0 ? undefined : { ...household, history };
}

/** The composition that will be in force first; of several from one day, the one recorded last. */
function firstInForce<C extends Composition>(history: readonly C[]): C | undefined {
  const [first] = history.map(({ effectiveFrom }) => effectiveFrom).sort();
  return first === undefined ? undefined : compositionInForce(history, first);
}

/** `undefined` for an order that neither covers the household nor ever gave it anything. */
async function orderBlock(
  order: Order,
  history: readonly Composition[],
  tails: { readonly goods: Entry | undefined; readonly stipend: Entry | undefined },
  asOf: Instant | undefined,
  { queries, journal, now }: Reading,
): Promise<OrderBlock | undefined> {
  const { orderId, terms, units } = order;
  const composition = coveredComposition(order, history);
  if (composition === undefined && tails.goods === undefined && tails.stipend === undefined) return undefined;
  const received = tails.goods?.balance ?? noAmounts;
  const entitled = composition === undefined ? noAmounts : entitlementOf(order, composition);
  let released = noAmounts;
  if (composition !== undefined) {
    const { centreId } = composition;
    const firstCome = terms.release === 'first-come';
    const [plan, book] = await Promise.all([
      firstCome ? [] : journal.plan(orderId, order.revision, centreId),
      firstCome ? undefined : queries.tail('stock', locationAccount('centre', centreId, orderId), asOf),
    ]);
    released = releasedAmounts(order, plan, book?.stock ?? emptyLocationTally, composition);
  }
  return {
    orderId,
    status: orderStatus(order, dateOf(asOf ?? now)),
    persons: composition === undefined ? 0 : personsOf(composition),
    adults: composition?.adults ?? 0,
    entitlements: orderedCommodities({ rations: terms.rations, pledges: [] }, received.keys()).map(
      (commodity) =>
        commodityRow(commodity, units, {
          entitled: amountOf(entitled, commodity),
          released: amountOf(released, commodity),
          received: amountOf(received, commodity),
          outstanding: amountOf(entitled, commodity) - amountOf(received, commodity),
        }),
    ),
    ...stipendBlock(order, composition, tails.stipend?.moneyBalance ?? 0n),
  };
}

function stipendBlock(
  order: Order,
  composition: Composition | undefined,
  paid: bigint,
): Pick<OrderBlock, 'stipend'> {
  const currency = orderCurrency(order)?.code;
  if (currency === undefined || (order.terms.stipend === undefined && paid === 0n)) return {};
  const due = composition === undefined ? 0n : stipendDue(order, composition);
  return {
    stipend: {
      currency,
      due: moneyIn(due, currency),
      paid: moneyIn(paid, currency),
      outstanding: moneyIn(due - paid, currency),
    },
  };
}
