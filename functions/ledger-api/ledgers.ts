/** Ledgers: a household's entries, a location's stock card, a payer's cash book; newest first. */

import type { EntryAnswer } from '../../shared/contract/answers.ts';
import {
  householdGoodsAccount,
  householdStipendAccount,
  locationAccount,
  payerAccount,
} from '../../shared/domain/accounts.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { Instant } from '../../shared/domain/events.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { type CsvTable, csvTable } from './csv.ts';
import { knownHousehold } from './households.ts';
import { notFound, Problem } from './problem.ts';
import {
  type ItemPage,
  moneyIn,
  type PageRequest,
  quantityLines,
  type Reading,
  type Units,
} from './reading.ts';

/** Where a ledger goes on: for each of its chains that has more, the entry to read next. */
export type LedgerPosition = ReadonlyMap<string, number>;

export const ledgerPosition = (value: JsonValue): LedgerPosition | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const seqs = Object.entries(value);
  const sound = seqs.every(([, seq]) => typeof seq === 'number' && Number.isSafeInteger(seq) && seq > 0);
  return sound ? new Map(seqs as [string, number][]) : undefined;
};

export interface LedgerFilter {
  readonly orderId: string | undefined;
  readonly asOf: Instant | undefined;
}

type LedgerPage = Promise<ItemPage<EntryAnswer> | Problem>;

export async function answerHouseholdLedger(
  householdId: string,
  filter: LedgerFilter,
  page: PageRequest<LedgerPosition>,
  reading: Reading,
): LedgerPage {
  const [household, orderIds] = await Promise.all([
    knownHousehold(householdId, filter.asOf, reading),
    ordersOf(filter, reading),
  ]);
  if (household === undefined) return notFound('household', householdId, filter.asOf);
  if (orderIds instanceof Problem) return orderIds;
  const chains = orderIds.flatMap((orderId): Chain[] => [
    { name: `${orderId}/goods`, table: 'ledgers', account: householdGoodsAccount(householdId, orderId) },
    { name: `${orderId}/stipend`, table: 'ledgers', account: householdStipendAccount(householdId, orderId) },
  ]);
  return newestFirst(chains, filter.asOf, page, reading);
}

export async function answerLocationLedger(
  locationId: string,
  filter: LedgerFilter,
  page: PageRequest<LedgerPosition>,
  reading: Reading,
): LedgerPage {
  const [location, orderIds] = await Promise.all([
    reading.journal.locations.get(locationId),
    ordersOf(filter, reading),
  ]);
  if (location === undefined) return notFound('location', locationId);
  if (orderIds instanceof Problem) return orderIds;
  const chains = orderIds.map((orderId): Chain => {
    return { name: orderId, table: 'stock', account: locationAccount(location.kind, locationId, orderId) };
  });
  return newestFirst(chains, filter.asOf, page, reading);
}

/** L13: a payer is registered nowhere; it is known by its books. */
export async function answerPayerLedger(
  payerId: string,
  filter: LedgerFilter,
  page: PageRequest<LedgerPosition>,
  reading: Reading,
): LedgerPage {
  const orderIds = await ordersOf(filter, reading);
  if (orderIds instanceof Problem) return orderIds;
  const chains = orderIds.map((orderId): Chain => {
    return { name: orderId, table: 'ledgers', account: payerAccount(payerId, orderId) };
  });
  const answer = await newestFirst(chains, filter.asOf, page, reading);
  if (answer.items.length > 0 || (await hasBook(payerId, reading))) return answer;
  return notFound('payer', payerId);
}

async function hasBook(payerId: string, { journal }: Reading): Promise<boolean> {
  const orderIds = await journal.orders.ids();
  const tails = await Promise.all(
    orderIds.map((orderId) => journal.chains.tail('ledgers', payerAccount(payerId, orderId))),
  );
  return tails.some((tail) => tail !== undefined);
}

async function ordersOf(
  { orderId, asOf }: LedgerFilter,
  { journal }: Reading,
): Promise<readonly string[] | Problem> {
  if (orderId === undefined) return journal.orders.ids();
  return (await journal.orders.asOf(orderId, asOf)) === undefined
    ? notFound('order', orderId, asOf)
    : [orderId];
}

interface Chain {
  /** Its name in a cursor. */
  readonly name: string;
  readonly table: 'stock' | 'ledgers';
  readonly account: string;
}

/** Merges chains by time; each is read no further back than the page can need. */
async function newestFirst(
  chains: readonly Chain[],
  asOf: Instant | undefined,
  { limit, after }: PageRequest<LedgerPosition>,
  reading: Reading,
): Promise<ItemPage<EntryAnswer>> {
  const loaded = await Promise.all(
    chains.map(async (chain) => {
      const entries = await chainBack(chain, asOf, limit, after, reading);
      return entries.map((entry) => ({ chain, entry }));
    }),
  );
  const merged = loaded.flat().sort(
    (one, other) =>
      compare(other.entry.at, one.entry.at) ||
      // Of one instant, as in one transaction, the chains take turns whole.
      compare(one.chain.name, other.chain.name) ||
      other.entry.seq - one.entry.seq,
  );
  const taken = merged.slice(0, limit);
  const units = await unitsOf(
    taken.map(({ entry }) => entry.orderId),
    asOf,
    reading,
  );
  const next = new Map<string, number>();
  for (const entries of loaded) {
    const [first] = entries;
    if (first === undefined) continue;
    const last = taken.findLast(({ chain }) => chain === first.chain);
    const seq = last === undefined ? first.entry.seq : last.entry.seq - 1;
    if (seq > 0) next.set(first.chain.name, seq);
  }
  return {
    items: taken.map(({ entry }) => entryAnswerOf(entry, units.get(entry.orderId) ?? new Map())),
    ...(next.size > 0 && { next: Object.fromEntries(next) }),
  };
}

async function chainBack(
  { name, table, account }: Chain,
  asOf: Instant | undefined,
  limit: number,
  after: LedgerPosition | undefined,
  { journal }: Reading,
): Promise<readonly Entry[]> {
  if (after !== undefined) {
    const seq = after.get(name);
    return seq === undefined ? [] : journal.chains.entriesBack(table, account, limit, seq);
  }
  if (asOf === undefined) return journal.chains.entriesBack(table, account, limit);
  const last = await journal.chains.tail(table, account, asOf);
  return last === undefined ? [] : journal.chains.entriesBack(table, account, limit, last.seq);
}

async function unitsOf(
  orderIds: readonly string[],
  asOf: Instant | undefined,
  { journal }: Reading,
): Promise<ReadonlyMap<string, Units>> {
  const units = await Promise.all(
    [...new Set(orderIds)].map(async (orderId): Promise<readonly [string, Units]> => {
      return [orderId, (await journal.orders.asOf(orderId, asOf))?.units ?? new Map()];
    }),
  );
  return new Map(units);
}

function entryAnswerOf(entry: Entry, units: Units): EntryAnswer {
  const { account, seq, at, occurredAt, type, orderId, reference, event, counterparty } = entry;
  const { counterpartyEntry, reverses, reason, collectedBy, group, previousHash, hash } = entry;
  return {
    account,
    seq,
    at,
    occurredAt,
    type,
    orderId,
    reference,
    event,
    counterparty,
    ...(counterpartyEntry !== undefined && { counterpartyEntry }),
    ...(reverses !== undefined && { reverses }),
    ...(reason !== undefined && { reason }),
    ...(collectedBy !== undefined && { collectedBy }),
    lines: quantityLines(entry.lines, units),
    balance: quantityLines(entry.balance, units),
    ...moneyOf(entry),
    ...(group !== undefined && group.length > 1 && { group: group.map((member) => ({ ...member })) }),
    previousHash,
    hash,
  };
}

function moneyOf({ money, moneyBalance, currency }: Entry): Pick<EntryAnswer, 'money' | 'moneyBalance'> {
  if (money === undefined || currency === undefined) return { money: null };
  return {
    money: { amount: moneyIn(money, currency), currency },
    moneyBalance: { amount: moneyIn(moneyBalance ?? 0n, currency), currency },
  };
}

/** A row a line of goods; an entry of money has one row. */
export function ledgerTable(entries: readonly EntryAnswer[]): CsvTable {
  const rows = entries.flatMap((entry) =>
    (entry.lines.length === 0 ? [undefined] : entry.lines).map((line) => ({ entry, line })),
  );
  const balanceOf = ({ entry, line }: (typeof rows)[number]): number | undefined =>
    entry.balance.find(({ commodity }) => commodity === line?.commodity)?.quantity;
  return csvTable(rows, {
    account: ({ entry }) => entry.account,
    seq: ({ entry }) => entry.seq,
    at: ({ entry }) => entry.at,
    occurredAt: ({ entry }) => entry.occurredAt,
    type: ({ entry }) => entry.type,
    orderId: ({ entry }) => entry.orderId,
    reference: ({ entry }) => entry.reference,
    counterparty: ({ entry }) => entry.counterparty,
    counterpartyEntry: ({ entry }) => entry.counterpartyEntry,
    reverses: ({ entry }) => entry.reverses,
    reason: ({ entry }) => entry.reason,
    collectedBy: ({ entry }) => entry.collectedBy,
    commodity: ({ line }) => line?.commodity,
    unit: ({ line }) => line?.unit,
    quantity: ({ line }) => line?.quantity,
    balance: balanceOf,
    amount: ({ entry }) => entry.money?.amount,
    currency: ({ entry }) => entry.money?.currency,
    moneyBalance: ({ entry }) => entry.moneyBalance?.amount,
    group: ({ entry }) =>
      entry.group?.map(({ reference, householdId }) => `${reference} ${householdId}`).join('; '),
    hash: ({ entry }) => entry.hash,
  });
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
