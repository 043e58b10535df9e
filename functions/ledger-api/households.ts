/** A household: its composition, and what it is due and has received under each order. */

import type { HouseholdAnswer } from '../../shared/contract/answers/households.ts';
import {
  householdGoodsAccount,
  householdStipendAccount,
  locationAccount,
} from '../../shared/domain/accounts.ts';
import { emptyLocationTally } from '../../shared/domain/books.ts';
import type { Instant } from '../../shared/domain/events.ts';
import { releasedAmounts } from '../../shared/domain/handover.ts';
import {
  type Composition,
  compositionInForce,
  personsOf,
  registrationsOf,
  withdrawalOf,
} from '../../shared/domain/household.ts';
import {
  coveredComposition,
  entitlementOf,
  type Order,
  orderStatus,
  stipendDue,
} from '../../shared/domain/order.ts';
import { orderCurrency } from '../../shared/domain/payment.ts';
import { type Amounts, amountOf, noAmounts } from '../../shared/domain/quantity.ts';
import { orderedCommodities } from '../../shared/domain/reconciliation.ts';
import { dateIn, instantOf } from '../../shared/domain/zoned-date.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { type Household, isRegistered } from '../../shared/ledger/household-item.ts';
import type { ForeseenPlans } from '../../shared/store/plans.ts';
import type { Store } from '../../shared/store/store.ts';
import { commodityRow, lacking, moneyIn } from './figures.ts';
import { notFound, type QueryProblem } from './problem.ts';
import type { QueryContext } from './query-context.ts';

type OrderBlock = HouseholdAnswer['orders'][number];

/**
 * Reads in two rounds: the household and the list of orders; then each order, the last entries of the household's
 * accounts under it and of the centre's book, and the centre's plan.
 *
 * Which centre serves the household under an order, and which revision's plan counts, is known only with the order.
 * So the books of all its centres are read beside it, and the plans that {@link ForeseenPlans} holds.
 * `asOf` takes a round or two more for a book that has grown since (S12).
 */
export async function answerHousehold(
  householdId: string,
  asOf: Instant | undefined,
  context: QueryContext,
): Promise<HouseholdAnswer | QueryProblem> {
  const { journal, now } = context;
  const [household, orderIds] = await Promise.all([
    knownHousehold(householdId, asOf, context),
    context.orderIds(),
  ]);
  const history = household?.history ?? [];
  const registered = registrationsOf(history);
  const composition =
    compositionInForce(registered, dateIn(journal.zone, asOf ?? now)) ?? firstInForce(registered);
  if (household === undefined || composition === undefined) return notFound('Household', householdId, asOf);
  const centreIds = [...new Set(history.map(({ centreId }) => centreId))];
  const [accounts, plans] = await Promise.all([
    Promise.all(orderIds.map((orderId) => orderAccounts(orderId, householdId, centreIds, asOf, context))),
    journal.plans.foresee(orderIds, centreIds),
  ]);
  const blocks = await Promise.all(
    accounts.map((of) =>
      of.order === undefined ? undefined : orderBlock(of.order, history, of, plans, asOf, context),
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
    withdrawn: withdrawnBlock(history),
    orders: blocks.flatMap((block) => block ?? []),
  };
}

/** What an order, the household's accounts under it, and the books of its centres say. */
interface OrderAccounts {
  readonly order: Order | undefined;
  readonly goods: Entry | undefined;
  readonly stipend: Entry | undefined;
  /** By centre. */
  readonly books: ReadonlyMap<string, Entry | undefined>;
  /** The latest first. */
  readonly missed: OrderBlock['missed'];
}

async function orderAccounts(
  orderId: string,
  householdId: string,
  centreIds: readonly string[],
  asOf: Instant | undefined,
  { journal }: QueryContext,
): Promise<OrderAccounts> {
  const [order, goods, stipend, books, missed] = await Promise.all([
    journal.orders.asOf(orderId, asOf),
    journal.chains.shortTail('ledgers', householdGoodsAccount(householdId, orderId), asOf),
    journal.chains.shortTail('ledgers', householdStipendAccount(householdId, orderId), asOf),
    Promise.all(
      centreIds.map(async (centreId) => {
        const tail = await journal.chains.tail('stock', locationAccount('centre', centreId, orderId), asOf);
        return [centreId, tail] as const;
      }),
    ),
    Promise.all(centreIds.map((centreId) => missedAt(orderId, centreId, householdId, asOf, journal))),
  ]);
  const latestFirst = missed.flat().sort((one, other) => compareTimes(other, one));
  return { order, goods, stipend, books: new Map(books), missed: latestFirst };
}

/** L21: why a household was missed at a centre, as it was recorded by an instant. */
async function missedAt(
  orderId: string,
  centreId: string,
  householdId: string,
  asOf: Instant | undefined,
  journal: Store,
): Promise<OrderBlock['missed']> {
  const rows = await journal.missed.between(orderId, centreId, householdId, householdId);
  return rows
    .filter(({ recordedAt }) => asOf === undefined || recordedAt <= asOf)
    .map(({ reason, note, time, recordedAt }) => ({
      reason,
      ...(note !== undefined && { note }),
      occurredAt: time,
      centreId,
      recordedAt,
    }));
}

const compareTimes = (
  one: { readonly occurredAt: string },
  other: { readonly occurredAt: string },
): number => (instantOf(one.occurredAt) < instantOf(other.occurredAt) ? -1 : 1);

function withdrawnBlock(history: readonly Composition[]): HouseholdAnswer['withdrawn'] {
  const withdrawal = withdrawalOf(history);
  if (withdrawal === undefined) return null;
  const { effectiveFrom, recordedAt, withdrawn } = withdrawal;
  return { effectiveFrom, ...withdrawn, recordedAt };
}

/** A household with what was recorded of it by an instant; `undefined` where nothing was. */
export async function knownHousehold(
  householdId: string,
  asOf: Instant | undefined,
  context: QueryContext,
): Promise<Household | undefined> {
  const household = await context.household(householdId);
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
  { goods, stipend, books, missed }: OrderAccounts,
  plans: ForeseenPlans,
  asOf: Instant | undefined,
  { now }: QueryContext,
): Promise<OrderBlock | undefined> {
  const { orderId, terms } = order;
  const composition = coveredComposition(order, history);
  const isNothing = goods === undefined && stipend === undefined && missed.length === 0;
  if (composition === undefined && isNothing) return undefined;
  const received = goods?.balance ?? noAmounts;
  const entitled = composition === undefined ? noAmounts : entitlementOf(order, composition);
  let released = noAmounts;
  if (composition !== undefined) {
    const { centreId } = composition;
    const plan = terms.release === 'first-come' ? [] : await plans.get(orderId, order.revision, centreId);
    const tally = books.get(centreId)?.stock ?? emptyLocationTally;
    released = releasedAmounts(order, plan, tally, composition);
  }
  return {
    orderId,
    status: orderStatus(order, asOf ?? now),
    ...(composition !== undefined && { centreId: composition.centreId }),
    persons: composition === undefined ? 0 : personsOf(composition),
    adults: composition?.adults ?? 0,
    entitlements: entitlementRows(order, { entitled, released, received }),
    ...stipendBlock(order, composition, stipend?.moneyBalance ?? 0n),
    missed,
  };
}

/** What a household may have, may draw and has. Units: base units. */
interface Drawn {
  readonly entitled: Amounts;
  readonly released: Amounts;
  readonly received: Amounts;
}

export const entitlementRows = (
  { terms, units }: Order,
  { entitled, released, received }: Drawn,
): OrderBlock['entitlements'] =>
  orderedCommodities({ rations: terms.rations, pledges: [] }, received.keys()).map((commodity) =>
    commodityRow(commodity, units, (quantity) => ({
      entitled: quantity(amountOf(entitled, commodity)),
      released: quantity(amountOf(released, commodity)),
      received: quantity(amountOf(received, commodity)),
      outstanding: quantity(lacking(amountOf(entitled, commodity), amountOf(received, commodity))),
      overIssued: quantity(lacking(amountOf(received, commodity), amountOf(entitled, commodity))),
    })),
  );

export function stipendBlock(
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
      outstanding: moneyIn(lacking(due, paid), currency),
      overpaid: moneyIn(lacking(paid, due), currency),
    },
  };
}
