/** What a household says of a receipt or payment in its name: kept beside the books, and counted. It moves nothing. */

import {
  counterpartyId,
  householdGoodsAccount,
  householdStipendAccount,
} from '../../shared/domain/accounts.ts';
import { countStatement, emptyAssuranceTally } from '../../shared/domain/assurance-tally.ts';
import type { EventOf, Instant } from '../../shared/domain/events.ts';
import { unknownHousehold } from '../../shared/domain/handover.ts';
import { type Order, unknownOrder } from '../../shared/domain/order.ts';
import { dependencyOn, held, type Rejected, rejected } from '../../shared/domain/outcome.ts';
import { amountsOfLines, unitFamily } from '../../shared/domain/quantity.ts';
import { isSaidOf, type Missing, missingOf, newestStatement } from '../../shared/domain/statements.ts';
import { type Anomaly, listAnomaly } from '../../shared/ledger/anomalies.ts';
import { type RecordedTally, recordTally } from '../../shared/ledger/assurance-tally.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { type Household, isRegistered } from '../../shared/ledger/household-item.ts';
import { entryKey } from '../../shared/ledger/keys.ts';
import { listNote } from '../../shared/ledger/missed.ts';
import { recordStatement, type Statement, statementKey } from '../../shared/ledger/statements.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { listText } from './free-text.ts';

type Confirmed = EventOf<'relief.receipt.confirmed.v1'>;

interface StatementFacts {
  readonly order: Order | undefined;
  readonly household: Household | undefined;
  /** The household's accounts under the order, of goods and of money. */
  readonly goods: readonly Entry[];
  readonly stipend: readonly Entry[];
  /** What was said before of the receipt and of the payment of this number. */
  readonly said: readonly Statement[];
  readonly tally: RecordedTally | undefined;
}

export const statement = eventHandler<Confirmed, StatementFacts, HandlerContext>({
  load: loadStatement,
  decide: decideStatement,
  async complete(attempt, _outcome, context) {
    const { householdId, note } = attempt.event;
    if (note !== undefined) await listText(attempt, householdId, context);
    return [];
  },
});

const accountsOf = ({ householdId, orderId }: Confirmed) => ({
  goods: householdGoodsAccount(householdId, orderId),
  stipend: householdStipendAccount(householdId, orderId),
});

async function loadStatement(
  { event }: EventAttempt<Confirmed>,
  { journal }: HandlerContext,
): Promise<StatementFacts> {
  const { orderId, householdId, reference } = event;
  const { goods, stipend } = accountsOf(event);
  const [order, households, accounts, said, tally] = await Promise.all([
    journal.orders.asOf(orderId),
    journal.households.get([householdId]),
    journal.chains.entries('ledgers', [goods, stipend]),
    journal.statements.of(orderId, householdId, reference),
    journal.assuranceTallies.last(orderId),
  ]);
  return {
    order,
    household: households.get(householdId),
    goods: accounts.get(goods) ?? [],
    stipend: accounts.get(stipend) ?? [],
    said,
    tally,
  };
}

function decideStatement(
  { header, event }: EventAttempt<Confirmed>,
  facts: StatementFacts,
  now: Instant,
): Verdict {
  const { orderId, householdId, reference, lines, money, note } = event;
  const { order, household, tally } = facts;
  if (order === undefined) return unknownOrder(orderId);
  if (!isRegistered(household)) return unknownHousehold(householdId);
  const booked = documentOf(event, facts);
  if (booked === undefined) return unknownDocument(event, facts);
  const refusal = refuseUnit(event, booked, order);
  if (refusal !== undefined) return refusal;
  const of = booked.money === undefined ? 'goods' : 'money';
  const said = facts.said.filter(isSaidOf(of));
  const next: Statement = {
    orderId,
    householdId,
    reference,
    of,
    statement: event.statement,
    ...(lines !== undefined && { lines: amountsOfLines(lines) }),
    ...(money !== undefined && { amountMinor: money.amountMinor }),
    channel: event.channel,
    ...(note !== undefined && { note }),
    event: eventKey(header),
    time: header.time,
    recordedAt: now,
  };
  const before = newestStatement(said);
  const counts = newestStatement([...said, next]) === next;
  const totals = tally?.tally ?? emptyAssuranceTally;
  const counted = counts ? countStatement(totals, before?.statement, next.statement) : totals;
  return {
    status: 'posted',
    writes: [
      recordStatement(next),
      ...(counts && before?.statement !== next.statement ? [recordTally(orderId, tally, counted, now)] : []),
      ...(counts ? disputed(next, booked, order, now) : []),
      ...(note === undefined ? [] : [listNote(householdId, statementKey(next))]),
    ],
  };
}

/**
 * What is spoken of. A number may name a receipt and a payment, which centres and payers give independently: what is told of
 * it decides then, else what nobody has spoken of yet.
 */
function documentOf(
  { reference, lines, money }: Confirmed,
  { goods, stipend, said }: StatementFacts,
): Entry | undefined {
  const receipt = goods.find((entry) => entry.reference === reference && entry.type === 'handover');
  const paid = stipend.find((entry) => entry.reference === reference && entry.type === 'payment');
  if (receipt === undefined || paid === undefined) return receipt ?? paid;
  if (money !== undefined || lines !== undefined) return money === undefined ? receipt : paid;
  return said.some(isSaidOf('goods')) && !said.some(isSaidOf('money')) ? paid : receipt;
}

/** The receipt or payment may come: what is held is so on the condition that the household's accounts have not grown. */
function unknownDocument(event: Confirmed, { goods, stipend }: StatementFacts): Verdict {
  const { orderId, householdId, reference } = event;
  const accounts = accountsOf(event);
  return {
    ...held('unknown-reference', dependencyOn.document(orderId), { reference, householdId }),
    preconditions: [
      entryKey('ledgers', accounts.goods, goods.length + 1),
      entryKey('ledgers', accounts.stipend, stipend.length + 1),
    ],
  };
}

/** What a household got is told in the units that the books keep it in. */
function refuseUnit(
  { lines = [], money }: Confirmed,
  { currency }: Entry,
  { units }: Order,
): Rejected | undefined {
  if (money !== undefined && money.currency !== currency)
    return rejected('wrong-unit', { currency: money.currency, expected: currency ?? 'lines' });
  for (const { commodity, unit } of lines) {
    const own = units.get(commodity);
    if (own === undefined || unitFamily(own) !== unitFamily(unit))
      return rejected('wrong-unit', { commodity, unit, expected: own });
  }
  return undefined;
}

/** Lists what is missing of a receipt or payment, for people to look into. */
function disputed(said: Statement, booked: Entry, order: Order, now: Instant): readonly Write[] {
  const { orderId, householdId, reference, event } = said;
  const anomalyOf = (missing: Missing): Anomaly => ({
    kind: 'disputed-receipt',
    orderId,
    ...(booked.money === undefined && { locationId: counterpartyId(booked.counterparty) }),
    ...unitOf(missing, booked, order),
    ...(missing.quantity !== undefined && { quantity: missing.quantity }),
    references: [reference],
    householdId,
    events: [event],
  });
  const { lines, money } = booked;
  const got = money === undefined ? { lines } : { lines, money };
  return missingOf(said, got).map((missing) =>
    listAnomaly(anomalyOf(missing), `${reference}/${householdId}`, now),
  );
}

function unitOf(
  missing: Missing,
  { currency }: Entry,
  { units }: Order,
): Pick<Anomaly, 'commodity' | 'unit' | 'currency'> {
  if (missing.of === 'money') return currency === undefined ? {} : { currency };
  const { commodity } = missing;
  const unit = units.get(commodity);
  return { commodity, ...(unit !== undefined && { unit }) };
}
