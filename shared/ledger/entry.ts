/** Entries of the journal's accounts, and the record form in which they are hashed and stored. */

import {
  emptyLocationTally,
  emptyPayerTally,
  type LocationTally,
  type PayerTally,
  type StockTotals,
  stockTotalNames,
} from '../domain/books.ts';
import type { JsonValue } from '../domain/canonical.ts';
import { type EntryType, entryTypes } from '../domain/entry-types.ts';
import type { Instant } from '../domain/events.ts';
import { type Amounts, noAmounts } from '../domain/quantity.ts';
import { type JsonObject, type Link, type LinkRecord, nextLink } from './chain.ts';

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
  /** receiptId, paymentId, fundingId, shipmentId, countId or lossId. */
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
  /** The receipt or payment this one undoes. */
  readonly reverses?: string;
  readonly reason?: string;
  readonly collectedBy?: string;
  /** On a waybill's dispatch: the location it goes to. */
  readonly to?: string;
  readonly carrier?: string;
  /** On a waybill's arrival: where its receiver says it came from. */
  readonly from?: string;
  /** On a waybill's arrival: the part of its lines that was lost; positive. */
  readonly lost?: Amounts;
  readonly group?: readonly GroupMember[];
  /** `groupHashOf` the household entries that {@link EntryBody.group} names. */
  readonly groupHash?: string;
  readonly events?: readonly PostedEvent[];
  readonly stock?: LocationTally;
  readonly payer?: PayerTally;
}

export interface Entry extends EntryBody, Link {}

/** Records of the first version do not say theirs: what is hashed cannot be given a field afterwards. */
const firstVersion = 1;

const amountsRecord = (amounts: Amounts): JsonValue =>
  [...amounts].map(([commodity, quantity]) => [commodity, quantity.toString()]);

function bodyRecord(body: EntryBody): JsonObject {
  const { lines, balance, lost, money, moneyBalance, group, events, stock, payer, ...plain } = body;
  return {
    ...plain,
    ...(lines.size > 0 && { lines: amountsRecord(lines) }),
    ...(balance.size > 0 && { balance: amountsRecord(balance) }),
    ...(lost && lost.size > 0 && { lost: amountsRecord(lost) }),
    ...(money !== undefined && { money: money.toString() }),
    ...(moneyBalance !== undefined && { moneyBalance: moneyBalance.toString() }),
    ...(group && { group: group.map((member) => [member.reference, member.householdId]) }),
    ...(events && { events: events.map((event) => [event.key, event.digest]) }),
    ...(stock && {
      stock: [...stock.stock].map(([commodity, totals]) => [
        commodity,
        ...stockTotalNames.map((name) => totals[name].toString()),
      ]),
      householdsServed: stock.householdsServed,
    }),
    ...(payer && {
      payer: [payer.paid.toString(), payer.funded.toString(), payer.payments, payer.householdsPaid],
    }),
  };
}

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

/** A stored record that is not what this program writes: the books were touched from outside. */
export class DamagedRecordError extends Error {
  override readonly name = 'DamagedRecordError';
}

/**
 * Reads an entry back from its record; of one that a later version wrote, what this version knows.
 *
 * Guarantees: later versions add fields and change none (docs/upgrading.md), so balances and limits hold across them.
 * Errors: {@link DamagedRecordError} naming the entry and the field.
 */
export function readEntry(record: LinkRecord): Entry {
  const where = `${record.account}@${record.seq}`;
  const fail = (field: string): never => {
    throw new DamagedRecordError(`${where}: field ${field} is not as it was written`);
  };
  const text = (field: string): string => {
    const value = record[field];
    return typeof value === 'string' ? value : fail(field);
  };
  const optionalText = (field: string): string | undefined =>
    record[field] === undefined ? undefined : text(field);
  const list = (field: string): readonly JsonValue[] => {
    const value = record[field];
    return Array.isArray(value) ? value : fail(field);
  };
  const integer = (value: JsonValue | undefined, field: string): bigint =>
    typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : fail(field);
  const count = (value: JsonValue | undefined, field: string): number =>
    typeof value === 'number' && Number.isSafeInteger(value) ? value : fail(field);
  const pairs = (field: string): readonly (readonly [string, JsonValue])[] =>
    list(field).map((pair) =>
      Array.isArray(pair) && typeof pair[0] === 'string' ? [pair[0], pair[1] ?? null] : fail(field),
    );
  const textPairs = (field: string): readonly (readonly [string, string])[] =>
    pairs(field).map(([first, second]) => [first, typeof second === 'string' ? second : fail(field)]);
  const amounts = (field: string): Amounts =>
    record[field] === undefined
      ? noAmounts
      : new Map(pairs(field).map(([commodity, quantity]) => [commodity, integer(quantity, field)]));
  const optional = <T>(name: string, value: T | undefined) => (value === undefined ? {} : { [name]: value });

  const stock = (): LocationTally => ({
    ...emptyLocationTally,
    householdsServed: count(record['householdsServed'], 'householdsServed'),
    stock: new Map(
      list('stock').map((row) => {
        if (!Array.isArray(row) || typeof row[0] !== 'string') return fail('stock');
        const totals = stockTotalNames.map((name, index) => [name, integer(row[index + 1], 'stock')]);
        return [row[0], Object.fromEntries(totals) as StockTotals];
      }),
    ),
  });
  const payer = (): PayerTally => {
    const [paid, funded, payments, householdsPaid] = list('payer');
    return {
      ...emptyPayerTally,
      paid: integer(paid, 'payer'),
      funded: integer(funded, 'payer'),
      payments: count(payments, 'payer'),
      householdsPaid: count(householdsPaid, 'payer'),
    };
  };
  if (record['version'] !== undefined && count(record['version'], 'version') <= firstVersion) fail('version');
  const type = entryTypes.find((name) => name === record['type']) ?? fail('type');
  return {
    account: text('account'),
    seq: count(record.seq, 'seq'),
    at: text('at'),
    previousHash: text('previousHash'),
    hash: text('hash'),
    type,
    orderId: text('orderId'),
    reference: text('reference'),
    event: text('event'),
    occurredAt: text('occurredAt'),
    digest: text('digest'),
    counterparty: text('counterparty'),
    lines: amounts('lines'),
    balance: amounts('balance'),
    ...optional('counterpartyEntry', optionalText('counterpartyEntry')),
    ...optional('currency', optionalText('currency')),
    ...optional('reverses', optionalText('reverses')),
    ...optional('reason', optionalText('reason')),
    ...optional('collectedBy', optionalText('collectedBy')),
    ...optional('to', optionalText('to')),
    ...optional('carrier', optionalText('carrier')),
    ...optional('from', optionalText('from')),
    ...optional('groupHash', optionalText('groupHash')),
    ...(record['lost'] !== undefined && { lost: amounts('lost') }),
    ...(record['money'] !== undefined && { money: integer(record['money'], 'money') }),
    ...(record['moneyBalance'] !== undefined && {
      moneyBalance: integer(record['moneyBalance'], 'moneyBalance'),
    }),
    ...(record['group'] !== undefined && {
      group: textPairs('group').map(([reference, householdId]) => ({ reference, householdId })),
    }),
    ...(record['events'] !== undefined && {
      events: textPairs('events').map(([key, digest]) => ({ key, digest })),
    }),
    ...(record['stock'] !== undefined && { stock: stock() }),
    ...(record['payer'] !== undefined && { payer: payer() }),
  };
}
