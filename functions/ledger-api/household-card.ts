/** What the holder of a card sees: what its household is due and got by the books, what it said, and no name. */
import type { CardAnswer } from '../../shared/contract/answers/cards.ts';
import type { StatedAnswer } from '../../shared/contract/answers/complaints.ts';
import {
  counterpartyId,
  householdGoodsAccount,
  householdStipendAccount,
} from '../../shared/domain/accounts.ts';
import type { Order } from '../../shared/domain/order.ts';
import { isSaidOf, newestStatement } from '../../shared/domain/statements.ts';
import { dateIn, instantOf } from '../../shared/domain/zoned-date.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import type { Statement } from '../../shared/ledger/statements.ts';
import { answerOf } from './complaints.ts';
import { moneyIn, quantityLines } from './figures.ts';
import { answerHousehold } from './households.ts';
import { QueryProblem } from './problem.ts';
import type { QueryContext } from './query-context.ts';

type CardOrder = CardAnswer['orders'][number];
type CardDocument = CardOrder['receipts'][number];

export async function answerCard(
  householdId: string,
  context: QueryContext,
): Promise<CardAnswer | QueryProblem> {
  const { journal, now } = context;
  const [household, found] = await Promise.all([
    answerHousehold(householdId, undefined, context),
    journal.complaints.ofHousehold(householdId),
  ]);
  if (household instanceof QueryProblem) return household;
  const { centreId, composition } = household;
  const orders = await Promise.all(
    household.orders.map(async ({ orderId, status, entitlements, stipend }): Promise<CardOrder> => {
      const [order, receipts] = await Promise.all([
        journal.orders.asOf(orderId),
        documentsOf(orderId, householdId, context),
      ]);
      return {
        orderId,
        title: order?.terms.title ?? orderId,
        status,
        entitlements,
        ...(stipend !== undefined && { stipend }),
        receipts: order === undefined ? [] : receipts.map((one) => documentAnswer(one, order)),
      };
    }),
  );
  const today = dateIn(journal.zone, now);
  const complaints = found
    .map((one) => answerOf(one, today, journal.zone, true))
    .sort((one, other) => latestFirst(one.time, other.time));
  return {
    householdId,
    centreId,
    persons: composition.persons,
    adults: composition.adults,
    orders,
    complaints: complaints.map(({ complaintId, kind, status, dueOn, orderId, reference, time, answers }) => {
      const last = answers.at(-1);
      return {
        complaintId,
        kind,
        status,
        dueOn,
        ...(orderId !== undefined && { orderId }),
        ...(reference !== undefined && { reference }),
        time,
        ...(last !== undefined && { outcome: last.outcome }),
        ...(last?.answer !== undefined && { answer: last.answer }),
      };
    }),
  };
}

const latestFirst = (one: string, other: string): number => instantOf(other).localeCompare(instantOf(one));

/** A receipt or payment that stands, and what was said of it last. */
interface Document {
  readonly entry: Entry;
  readonly said: Statement | undefined;
}

/** The latest first. */
async function documentsOf(
  orderId: string,
  householdId: string,
  { journal }: QueryContext,
): Promise<readonly Document[]> {
  const accounts = [
    householdGoodsAccount(householdId, orderId),
    householdStipendAccount(householdId, orderId),
  ];
  const [chains, said] = await Promise.all([
    journal.chains.entries('ledgers', accounts),
    journal.statements.of(orderId, householdId),
  ]);
  const entries = accounts.flatMap((account) => chains.get(account) ?? []);
  const undone = new Set(entries.flatMap(({ reverses }) => reverses ?? []));
  return entries
    .filter(({ type, reference }) => ['handover', 'payment'].includes(type) && !undone.has(reference))
    .sort((one, other) => latestFirst(one.occurredAt, other.occurredAt))
    .map((entry) => {
      const ofIt = said.filter(({ reference }) => reference === entry.reference);
      return {
        entry,
        said: newestStatement(ofIt.filter(isSaidOf(entry.money === undefined ? 'goods' : 'money'))),
      };
    });
}

function documentAnswer({ entry, said }: Document, { units }: Order): CardDocument {
  const { reference, occurredAt, counterparty, lines, money, currency } = entry;
  const saying = said && { statement: said.statement, stated: statedAnswer(said, entry, units) };
  if (money !== undefined && currency !== undefined) {
    return {
      reference,
      kind: 'payment',
      at: occurredAt,
      payerId: counterpartyId(counterparty),
      amount: moneyIn(money, currency),
      currency,
      ...saying,
    };
  }
  return {
    reference,
    kind: 'handover',
    at: occurredAt,
    locationId: counterpartyId(counterparty),
    lines: quantityLines(lines, units),
    ...saying,
  };
}

const statedAnswer = (
  { lines, amountMinor, channel, time }: Statement,
  { currency }: Entry,
  units: Order['units'],
): StatedAnswer => ({
  ...(lines !== undefined && { lines: quantityLines(lines, units) }),
  ...(amountMinor !== undefined && currency !== undefined && { amount: moneyIn(amountMinor, currency) }),
  channel,
  time,
});
