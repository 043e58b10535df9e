/**
 * Tells anew, by the terms of an amendment, what each book had done for households before it.
 *
 * A handover never pays for it: whoever amends reads the accounts of those who were served, and writes one record a book.
 */
import {
  householdGoodsAccount,
  householdStipendAccount,
  parseAccount,
  parseEntryName,
} from '../domain/accounts.ts';
import type { JsonObject } from '../domain/canonical.ts';
import {
  addCoverage,
  type Coverage,
  coverageOfMove,
  noCoverage,
  notServed,
  paidWithin,
} from '../domain/coverage.ts';
import type { Composition } from '../domain/household.ts';
import { coveredComposition, type Order, stipendDue } from '../domain/order.ts';
import { noAmounts } from '../domain/quantity.ts';
import type { BookIndex } from '../ledger/book.ts';
import {
  type EarlierBook,
  earlierCoverageRecord,
  lessSince,
  nothingEarlier,
} from '../ledger/earlier-coverage.ts';
import type { Entry } from '../ledger/entry.ts';
import { earlierCoverageKey, earlierToldKey, type ItemKey } from '../ledger/keys.ts';
import { appendDeferred } from '../posting/deferred-writes.ts';
import type { Clock } from '../posting/ports.ts';
import type { EarlierBooks } from './coverages.ts';
import type { Store } from './store.ts';

/** Books worked on side by side: each holds the accounts of one part of its households in memory. */
const booksAtOnce = 8;
/** Households whose accounts are read at once. */
const householdsAtOnce = 200;

/**
 * Guarantees: called once the order's revision is made, whatever a book booked by then counts as before or as since, never
 * both or neither. Safe to call again: what is told is not told anew.
 */
export async function tellEarlierCoverage(
  { journal, clock }: { readonly journal: Store; readonly clock: Clock },
  order: Order,
  accounts?: readonly string[],
): Promise<void> {
  const { orderId, revision } = order;
  if (revision === 1) return;
  const books = accounts ?? (await booksOfHouseholds(journal, orderId));
  const told = await journal.coverages.ofBooks(orderId, revision, books);
  const untold = books.filter((account) => !told.has(account));
  const write = (key: ItemKey, record: JsonObject) =>
    appendDeferred(journal, clock, [{ kind: 'append', key, record }]);
  await ofEachBook(untold, async (account) => {
    const earlier = await earlierOf(journal, order, account);
    await write(earlierCoverageKey(orderId, revision, account), earlierCoverageRecord(revision, earlier));
  });
  if (accounts === undefined) await write(earlierToldKey(orderId, revision), {});
}

/**
 * What each book of an order had done for households before its revision.
 *
 * Guarantees: whole from the moment the revision is made. What has not been told yet is counted here, by whoever asks.
 */
export async function earlierBooks(journal: Store, order: Order): Promise<EarlierBooks> {
  const { orderId, revision } = order;
  const told = await journal.coverages.ofRevision(orderId, revision);
  if (told.isWhole) return told.books;
  const books = new Map(told.books);
  const untold = (await booksOfHouseholds(journal, orderId)).filter((account) => !books.has(account));
  await ofEachBook(untold, async (account) => {
    books.set(account, await earlierOf(journal, order, account));
  });
  return books;
}

async function ofEachBook(
  accounts: readonly string[],
  act: (account: string) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < accounts.length; start += booksAtOnce)
    await Promise.all(accounts.slice(start, start + booksAtOnce).map(act));
}

async function booksOfHouseholds(journal: Store, orderId: string): Promise<readonly string[]> {
  const [stock, money] = await Promise.all([
    journal.books.ofOrder('stock', orderId),
    journal.books.ofOrder('ledgers', orderId),
  ]);
  return [...stock, ...money].filter((account) => tableOf(account) !== undefined);
}

/** Of the books that hand out; `undefined` for any other account. */
function tableOf(account: string): ItemKey['table'] | undefined {
  switch (parseAccount(account)?.kind) {
    case 'centre':
      return 'stock';
    case 'payer':
      return 'ledgers';
    default:
      return undefined;
  }
}

async function earlierOf(journal: Store, order: Order, account: string): Promise<EarlierBook> {
  const isGoods = tableOf(account) === 'stock';
  const book = await journal.books.get(isGoods ? 'stock' : 'ledgers', account);
  const { tail } = book;
  const households = [...book.households];
  let all = nothingEarlier;
  for (let start = 0; start < households.length; start += householdsAtOnce) {
    const part = households.slice(start, start + householdsAtOnce);
    all = isGoods
      ? await addGoods(journal, order, tail, part, all)
      : await addMoney(journal, order, tail, part, all);
  }
  const { coverage } = tail?.stock ?? {};
  const { within } = tail?.payer ?? {};
  return {
    byCentre:
      coverage?.revision === order.revision ? lessSince(all.byCentre, coverage.byCentre) : all.byCentre,
    within: all.within - (within?.revision === order.revision ? within.amount : 0n),
  };
}

/** Adds what a book's entries up to its tail did for some households. */
async function addGoods(
  journal: Store,
  order: Order,
  tail: BookIndex['tail'],
  householdIds: readonly string[],
  before: EarlierBook,
): Promise<EarlierBook> {
  const byCentre = new Map<string, Coverage>(before.byCentre);
  const accountOf = (householdId: string) => householdGoodsAccount(householdId, order.orderId);
  for (const { composition, entries } of await movesOf(journal, order, householdIds, accountOf)) {
    const centreId = composition?.centreId ?? notServed;
    for (const [index, entry] of entries.entries()) {
      if (!isOf(tail, entry)) continue;
      const had = entries[index - 1]?.balance ?? noAmounts;
      const change = coverageOfMove(order, composition, had, entry.balance);
      byCentre.set(centreId, addCoverage(byCentre.get(centreId) ?? noCoverage, change));
    }
  }
  return { ...before, byCentre };
}

async function addMoney(
  journal: Store,
  order: Order,
  tail: BookIndex['tail'],
  householdIds: readonly string[],
  before: EarlierBook,
): Promise<EarlierBook> {
  let { within } = before;
  const accountOf = (householdId: string) => householdStipendAccount(householdId, order.orderId);
  for (const { composition, entries } of await movesOf(journal, order, householdIds, accountOf)) {
    const due = composition === undefined ? 0n : stipendDue(order, composition);
    for (const [index, entry] of entries.entries()) {
      if (!isOf(tail, entry)) continue;
      within += paidWithin(due, entries[index - 1]?.moneyBalance ?? 0n, entry.moneyBalance ?? 0n);
    }
  }
  return { ...before, within };
}

interface HouseholdMoves {
  readonly composition: Composition | undefined;
  readonly entries: readonly Entry[];
}

async function movesOf(
  journal: Store,
  order: Order,
  householdIds: readonly string[],
  accountOf: (householdId: string) => string,
): Promise<readonly HouseholdMoves[]> {
  const [households, accounts] = await Promise.all([
    journal.households.get(householdIds),
    journal.chains.entries('ledgers', householdIds.map(accountOf)),
  ]);
  return householdIds.map((householdId) => {
    const history = households.get(householdId)?.history ?? [];
    const entries = accounts.get(accountOf(householdId)) ?? [];
    return { composition: coveredComposition(order, history), entries };
  });
}

/** Whether a household's entry is of the book, and not of what it booked after its tail was read. */
function isOf(tail: BookIndex['tail'], { counterpartyEntry = '' }: Entry): boolean {
  const { account, seq } = parseEntryName(counterpartyEntry);
  return tail !== undefined && account === tail.account && seq <= tail.seq;
}
