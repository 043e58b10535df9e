/** Ledgers: a household's entries, a location's stock card, a payer's cash book; newest first. */

import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import {
  householdGoodsAccount,
  householdStipendAccount,
  locationAccount,
  payerAccount,
} from '../../shared/domain/accounts.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { Instant } from '../../shared/domain/events.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import type { Store } from '../../shared/store/store.ts';
import { type DateRange, earliestRecording, isWithin, refuseRange } from './date-range.ts';
import { moneyIn, quantityLines, type Units } from './figures.ts';
import { knownHousehold } from './households.ts';
import { notFound, QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

/** For each chain of a ledger that has more entries, the entry to read next. */
export type LedgerPosition = ReadonlyMap<string, number>;

export const ledgerPosition = (value: JsonValue): LedgerPosition | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const seqs = new Map<string, number>();
  for (const [name, seq] of Object.entries(value)) {
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return undefined;
    seqs.set(name, seq);
  }
  return seqs;
};

/** Entries of the days of a range, by when they happened. */
export interface LedgerFilter extends DateRange {
  readonly orderId: string | undefined;
  readonly asOf: Instant | undefined;
}

type LedgerPage = Promise<ItemPage<EntryAnswer> | QueryProblem>;

export async function answerHouseholdLedger(
  householdId: string,
  filter: LedgerFilter,
  page: PageRequest<LedgerPosition>,
  context: QueryContext,
): LedgerPage {
  const [household, orderIds] = await Promise.all([
    knownHousehold(householdId, filter.asOf, context),
    ordersOf(filter, context),
  ]);
  if (household === undefined) return notFound('Household', householdId, filter.asOf);
  if (orderIds instanceof QueryProblem) return orderIds;
  const chains = orderIds.flatMap((orderId): Chain[] => [
    { name: `${orderId}/goods`, table: 'ledgers', account: householdGoodsAccount(householdId, orderId) },
    { name: `${orderId}/stipend`, table: 'ledgers', account: householdStipendAccount(householdId, orderId) },
  ]);
  return newestFirst(chains, filter, page, context);
}

export async function answerLocationLedger(
  locationId: string,
  filter: LedgerFilter,
  page: PageRequest<LedgerPosition>,
  context: QueryContext,
): LedgerPage {
  const [location, orderIds] = await Promise.all([
    context.journal.locations.get(locationId),
    ordersOf(filter, context),
  ]);
  if (location === undefined) return notFound('Location', locationId);
  if (orderIds instanceof QueryProblem) return orderIds;
  const chains = orderIds.map((orderId): Chain => {
    return { name: orderId, table: 'stock', account: locationAccount(location.kind, locationId, orderId) };
  });
  return newestFirst(chains, filter, page, context);
}

/** L13: payers are registered nowhere; a payer is known by its books. */
export async function answerPayerLedger(
  payerId: string,
  filter: LedgerFilter,
  page: PageRequest<LedgerPosition>,
  context: QueryContext,
): LedgerPage {
  const orderIds = await ordersOf(filter, context);
  if (orderIds instanceof QueryProblem) return orderIds;
  const chains = orderIds.map((orderId): Chain => {
    return { name: orderId, table: 'ledgers', account: payerAccount(payerId, orderId) };
  });
  const answer = await newestFirst(chains, filter, page, context);
  if (answer.items.length > 0 || (await hasBook(payerId, context))) return answer;
  return notFound('Payer', payerId);
}

async function hasBook(payerId: string, context: QueryContext): Promise<boolean> {
  const { journal } = context;
  const orderIds = await context.orderIds();
  const tails = await Promise.all(
    orderIds.map((orderId) => journal.chains.tail('ledgers', payerAccount(payerId, orderId))),
  );
  return tails.some((tail) => tail !== undefined);
}

async function ordersOf(
  { orderId, asOf, ...range }: LedgerFilter,
  context: QueryContext,
): Promise<readonly string[] | QueryProblem> {
  const refusal = refuseRange(range);
  if (refusal !== undefined) return refusal;
  if (orderId === undefined) return context.orderIds();
  return (await context.journal.orders.asOf(orderId, asOf)) === undefined
    ? notFound('Order', orderId, asOf)
    : [orderId];
}

interface Chain {
  /** Its name in a cursor. */
  readonly name: string;
  readonly table: 'stock' | 'ledgers';
  readonly account: string;
}

/** Entries of one chain that a page may hold, newest first. */
interface ReadBack {
  readonly chain: Chain;
  readonly entries: readonly Entry[];
  /** The entry to read next when all of these were in a page; 0 at the end of the chain. */
  readonly next: number;
  /** When the last that was looked at was recorded, where older ones may still belong to the page. */
  readonly stoppedAt?: Instant;
}

/** Merges chains by the time of recording; each is read only as far back as the page can need. */
async function newestFirst(
  chains: readonly Chain[],
  filter: LedgerFilter,
  { limit, after }: PageRequest<LedgerPosition>,
  context: QueryContext,
): Promise<ItemPage<EntryAnswer>> {
  const loaded = await Promise.all(chains.map((chain) => chainBack(chain, filter, limit, after, context)));
  // What one chain has not been searched for yet may be newer than what another one has found.
  const searchedTo = loaded.flatMap(({ stoppedAt }) => stoppedAt ?? []).reduce(later, '');
  const taken = loaded
    .flatMap(({ chain, entries }) => entries.map((entry) => ({ chain, entry })))
    .filter(({ entry }) => entry.at >= searchedTo)
    .sort(
      (one, other) =>
        compare(other.entry.at, one.entry.at) ||
        // Entries of one instant, such as those of one transaction, stay together chain by chain.
        compare(one.chain.name, other.chain.name) ||
        other.entry.seq - one.entry.seq,
    )
    .slice(0, limit);
  const units = await unitsOf(
    taken.map(({ entry }) => entry.orderId),
    filter.asOf,
    context,
  );
  const isTaken = new Set(taken.map(({ entry }) => entry));
  const next = loaded.flatMap(({ chain, entries, next }): [string, number][] => {
    const seq = entries.find((entry) => !isTaken.has(entry))?.seq ?? next;
    return seq > 0 ? [[chain.name, seq]] : [];
  });
  return {
    items: taken.map(({ entry }) => entryAnswerOf(entry, units.get(entry.orderId) ?? new Map())),
    ...(next.length > 0 && { next: Object.fromEntries(next) }),
  };
}

/** Entries of one chain that are looked at for one page: a narrow range gives short pages, not slow ones. */
const maxExamined = 2_000;

async function chainBack(
  chain: Chain,
  filter: LedgerFilter,
  limit: number,
  after: LedgerPosition | undefined,
  { journal }: QueryContext,
): Promise<ReadBack> {
  const { name, table, account } = chain;
  const isAsked = isWithin(filter, journal.zone);
  const earliest = earliestRecording(filter);
  const entries: Entry[] = [];
  let from = after === undefined ? await lastSeq(chain, filter.asOf, journal) : (after.get(name) ?? 0);
  for (let examined = 0; from === undefined || from > 0; ) {
    const read = await journal.chains.entriesBack(table, account, limit, from);
    examined += read.length;
    for (const entry of read) {
      if (entry.at < earliest) return { chain, entries, next: 0 };
      if (isAsked(entry)) entries.push(entry);
      if (entries.length === limit) return { chain, entries, next: entry.seq - 1 };
    }
    const last = read.at(-1);
    from = (last?.seq ?? 1) - 1;
    if (last !== undefined && from > 0 && examined >= maxExamined)
      return { chain, entries, next: from, stoppedAt: last.at };
  }
  return { chain, entries, next: 0 };
}

/** Where to begin; `undefined` begins at the end of the chain, which costs no read. */
async function lastSeq(
  { table, account }: Chain,
  asOf: Instant | undefined,
  journal: Store,
): Promise<number | undefined> {
  return asOf === undefined ? undefined : ((await journal.chains.tail(table, account, asOf))?.seq ?? 0);
}

async function unitsOf(
  orderIds: readonly string[],
  asOf: Instant | undefined,
  { journal }: QueryContext,
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
  const { counterpartyEntry, reverses, reason, collectedBy, overIssue, group, previousHash, hash } = entry;
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
    ...(entry.variance !== undefined && { countVariance: quantityLines(entry.variance, units) }),
    ...(overIssue !== undefined && { overIssue: { reason: overIssue } }),
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

/** One row for each line of goods; an entry of money has one row. */
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

const later = (one: string, other: string): string => (one > other ? one : other);
