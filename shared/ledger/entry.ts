/** Entries of the journal's accounts, and the record form in which they are hashed and stored. */
import {
  type LocationTally,
  type PaidWithin,
  type PayerTally,
  type StockTotals,
  stockTotalNames,
  stockTotals,
} from '../domain/books.ts';
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import type { Counts, Movement } from '../domain/counts.ts';
import { type EntryType, entryTypes } from '../domain/entry-types.ts';
import { type Instant, type Remainder, remainders } from '../domain/events.ts';
import type { Amounts } from '../domain/quantity.ts';
import { type Link, type LinkRecord, nextLink, readLink } from './chain.ts';
import {
  countsOf,
  countsRecord,
  coverageRecord,
  holdersOf,
  movementsOf,
  movementsRecord,
  readCoverage,
} from './entry-parts.ts';
import {
  amountsRecord,
  countOf,
  damaged,
  integerOf,
  listOf,
  RecordFields,
  textOf,
  textPairsOf,
} from './record-fields.ts';

/** One receipt or payment of a book entry that stands for several. */
export interface GroupMember {
  readonly reference: string;
  readonly householdId: string;
}

/** An event whose receipts or payments a book entry holds, with the digest of its content. */
export interface PostedEvent {
  readonly key: string;
  readonly digest: string;
}

/**
 * Units: `lines` and `balance` in base units, `money` and `moneyBalance` in minor units; what leaves the
 * account is negative.
 */
export interface EntryBody {
  readonly type: EntryType;
  readonly orderId: string;
  /** receiptId, paymentId, fundingId, shipmentId, countId, lossId or transferId. */
  readonly reference: string;
  /** The event it came with, `source#id`. */
  readonly event: string;
  /** When it happened, as its sender wrote it. */
  readonly occurredAt: string;
  /** Digest of the document it stands for; empty on an entry that stands for a group. */
  readonly digest: string;
  readonly counterparty: string;
  /** The book entry on the other side, as `account@seq`. */
  readonly counterpartyEntry?: string;
  readonly lines: Amounts;
  readonly balance: Amounts;
  readonly money?: bigint;
  readonly moneyBalance?: bigint;
  readonly currency?: string;
  /** The receipt or payment this one undoes; of a void, the entry that it takes back, as `account@seq`. */
  readonly reverses?: string;
  readonly reason?: string;
  readonly collectedBy?: string;
  /** Why a receipt happened that should not have. */
  readonly overIssue?: string;
  /** On a waybill's dispatch: the location it goes to. */
  readonly to?: string;
  readonly carrier?: string;
  /** On a waybill's closing: what became of what was in transit. */
  readonly remainder?: Remainder['is'];
  /** On a waybill's arrival: where its receiver says it came from. */
  readonly from?: string;
  /** On a waybill's arrival: the part of its lines that was lost; positive. */
  readonly lost?: Amounts;
  /** In a location's book, of what happened by a count and was recorded after it: what it changes of the variance. */
  readonly variance?: Amounts;
  /** On a count: what was found. */
  readonly counted?: Amounts;
  /** On an entry that stands for what happened at several times: what goods moved at each, none of a payer's. */
  readonly movements?: readonly Movement[];
  /** The counts of the book, where the entry changes them. */
  readonly counts?: Counts;
  /** The last entry of the book that holds its counts, by its number; left out where there are none. */
  readonly countsAt?: number;
  readonly group?: readonly GroupMember[];
  /** `groupHashOf` the household entries that {@link EntryBody.group} names. */
  readonly groupHash?: string;
  /** On a group of handovers: how many members got some of each commodity that not all of them got. */
  readonly holders?: ReadonlyMap<string, number>;
  /** On a handover or payment: what the members of its group before it got together, by commodity or currency. */
  readonly ahead?: Amounts;
  readonly events?: readonly PostedEvent[];
  readonly stock?: LocationTally;
  readonly payer?: PayerTally;
}

export interface Entry extends EntryBody, Link {}

/** Records of the first version do not say theirs: what is hashed cannot be given a field afterwards. */
const firstVersion = 1;

function bodyRecord(body: EntryBody): JsonObject {
  const { lines, balance, lost, variance, counted, movements, counts, holders, ahead, ...others } = body;
  const { money, moneyBalance, group, events, stock, payer, ...plain } = others;
  const record: { [name: string]: JsonValue } = { ...plain };
  if (lines.size > 0) record['lines'] = amountsRecord(lines);
  if (balance.size > 0) record['balance'] = amountsRecord(balance);
  if (lost && lost.size > 0) record['lost'] = amountsRecord(lost);
  if (variance && variance.size > 0) record['variance'] = amountsRecord(variance);
  if (counted) record['counted'] = amountsRecord(counted);
  if (holders && holders.size > 0) record['holders'] = [...holders];
  if (ahead && ahead.size > 0) record['ahead'] = amountsRecord(ahead);
  if (movements) record['movements'] = movementsRecord(movements);
  if (counts) record['counts'] = countsRecord(counts);
  if (money !== undefined) record['money'] = money.toString();
  if (moneyBalance !== undefined) record['moneyBalance'] = moneyBalance.toString();
  if (group) record['group'] = group.map((member) => [member.reference, member.householdId]);
  if (events) record['events'] = events.map((event) => [event.key, event.digest]);
  if (stock) Object.assign(record, stockRecord(stock));
  if (payer) Object.assign(record, payerRecord(payer));
  return record;
}

const stockRecord = ({ stock, householdsServed, receipts, coverage }: LocationTally): JsonObject => ({
  stock: [...stock].map(([commodity, totals]) => [
    commodity,
    ...stockTotalNames.map((name) => totals[name].toString()),
  ]),
  householdsServed,
  ...(receipts > 0 && { receipts }),
  ...(coverage && { coverage: coverageRecord(coverage) }),
});

const payerRecord = ({
  paid,
  funded,
  payments,
  householdsPaid,
  paymentsMade,
  within,
}: PayerTally): JsonObject => ({
  payer: [paid.toString(), funded.toString(), payments, householdsPaid],
  ...(paymentsMade > 0 && { paymentsMade }),
  ...(within && { within: [within.revision, within.amount.toString()] }),
});

/** A new entry at the end of a chain, with the record that is stored for it. */
export function appendEntry(
  account: string,
  tail: Link | undefined,
  now: Instant,
  body: EntryBody,
): { readonly entry: Entry; readonly record: LinkRecord } {
  const record = nextLink(account, tail, now, bodyRecord(body));
  const { seq, at, previousHash, hash } = record;
  return { entry: { ...body, account, seq, at, previousHash, hash }, record };
}

/** As {@link bodyRecord} wrote it. */
const tallyOf = (
  rows: JsonValue | undefined,
  { householdsServed, receipts }: Pick<LocationTally, 'householdsServed' | 'receipts'>,
  coverage: JsonValue | undefined,
): LocationTally => ({
  householdsServed,
  receipts,
  ...(coverage !== undefined && { coverage: readCoverage(coverage) }),
  stock: new Map(
    listOf(rows, 'stock').map((row) => {
      const [commodity, ...totals] = listOf(row, 'stock');
      return [textOf(commodity, 'stock'), totalsOf(totals)];
    }),
  ),
});

const totalsOf = (columns: readonly JsonValue[]): StockTotals =>
  stockTotals((name) => integerOf(columns[stockTotalNames.indexOf(name)], 'stock'));

function payerTallyOf(
  row: JsonValue | undefined,
  paymentsMade: number,
  within: JsonValue | undefined,
): PayerTally {
  const [paid, funded, payments, householdsPaid] = listOf(row, 'payer');
  return {
    paid: integerOf(paid, 'payer'),
    funded: integerOf(funded, 'payer'),
    payments: countOf(payments, 'payer'),
    paymentsMade,
    householdsPaid: countOf(householdsPaid, 'payer'),
    ...(within !== undefined && { within: withinOf(within) }),
  };
}

function withinOf(row: JsonValue): PaidWithin {
  const [revision, amount] = listOf(row, 'within');
  return { revision: countOf(revision, 'within'), amount: integerOf(amount, 'within') };
}

/**
 * Reads an entry back from its record; of one that a later version wrote, what this version knows.
 *
 * Guarantees: later versions add fields and change none (docs/upgrading.md), so balances and limits hold across them.
 * Errors: `DamagedRecordError` naming the field.
 */
export function readEntry(record: JsonObject): Entry {
  const fields = new RecordFields(record);
  const { version, remainder, lost, variance, counted, movements, counts, countsAt } = record;
  const { holders, ahead } = record;
  const { money, moneyBalance, group, events, stock, payer } = record;
  if (version !== undefined && countOf(version, 'version') <= firstVersion) damaged('version');
  return {
    ...readLink(record),
    type: fields.name('type', entryTypes),
    orderId: fields.text('orderId'),
    reference: fields.text('reference'),
    event: fields.text('event'),
    occurredAt: fields.text('occurredAt'),
    digest: fields.text('digest'),
    counterparty: fields.text('counterparty'),
    lines: fields.amounts('lines'),
    balance: fields.amounts('balance'),
    ...optionalTexts(fields, record),
    ...(remainder !== undefined && { remainder: fields.name('remainder', remainders) }),
    ...(lost !== undefined && { lost: fields.amounts('lost') }),
    ...(variance !== undefined && { variance: fields.amounts('variance') }),
    ...(counted !== undefined && { counted: fields.amounts('counted') }),
    ...(movements !== undefined && { movements: movementsOf(movements) }),
    ...(counts !== undefined && { counts: countsOf(counts) }),
    ...(countsAt !== undefined && { countsAt: fields.count('countsAt') }),
    ...(holders !== undefined && { holders: holdersOf(holders) }),
    ...(ahead !== undefined && { ahead: fields.amounts('ahead') }),
    ...(money !== undefined && { money: fields.integer('money') }),
    ...(moneyBalance !== undefined && { moneyBalance: fields.integer('moneyBalance') }),
    ...(group !== undefined && {
      group: textPairsOf(group, 'group').map(([reference, householdId]) => ({ reference, householdId })),
    }),
    ...(events !== undefined && {
      events: textPairsOf(events, 'events').map(([key, digest]) => ({ key, digest })),
    }),
    ...(stock !== undefined && {
      stock: tallyOf(
        stock,
        {
          householdsServed: fields.count('householdsServed'),
          receipts: fields.countFromZero('receipts'),
        },
        record['coverage'],
      ),
    }),
    ...(payer !== undefined && {
      payer: payerTallyOf(payer, fields.countFromZero('paymentsMade'), record['within']),
    }),
  };
}

const textsOfEntry = [
  'counterpartyEntry',
  'currency',
  'reverses',
  'reason',
  'collectedBy',
  'overIssue',
  'to',
  'carrier',
  'from',
  'groupHash',
] as const;

function optionalTexts(
  fields: RecordFields,
  record: JsonObject,
): { readonly [name in (typeof textsOfEntry)[number]]?: string } {
  const texts: { [name in (typeof textsOfEntry)[number]]?: string } = {};
  for (const name of textsOfEntry) {
    if (record[name] !== undefined) texts[name] = fields.text(name);
  }
  return texts;
}
