/** Receipts and payments by their number: what was posted in the books, and what was not by the claim on the number. */
import type { SearchItem } from '../../shared/contract/answers/search.ts';
import { counterpartyId, locationAccount, parseAccount, payerAccount } from '../../shared/domain/accounts.ts';
import { type BookIndex, documentKey } from '../../shared/ledger/book.ts';
import { readEntry } from '../../shared/ledger/entry.ts';
import { documentIdempotencyKey, exceptionIdOf } from '../../shared/ledger/id-claims.ts';
import { entryKey, type ItemKey } from '../../shared/ledger/keys.ts';
import { isId } from './parameters.ts';
import type { QueryContext } from './query-context.ts';
import type { Findings } from './search.ts';
import type { SearchScope } from './search-scope.ts';

/** Books that one search looks through. */
const maxBooks = 400;

export async function findDocuments(
  text: string,
  scope: SearchScope,
  context: QueryContext,
): Promise<Findings> {
  const { documentsOf, centreIds, payerIds, leavesOrders } = scope;
  if (!isId(text) || (centreIds.length === 0 && payerIds.length === 0)) return { items: [] };
  if (documentsOf.length * centreIds.length > maxBooks) return { items: [], narrowBy: 'locationId' };
  const cards = documentsOf.flatMap((orderId) =>
    centreIds.map((centreId) => locationAccount('centre', centreId, orderId)),
  );
  const cashBooks = await cashBooksOf(scope, context);
  const [receipts, payments, refused] = await Promise.all([
    posted('stock', cards, text, context),
    posted('ledgers', cashBooks, text, context),
    notPosted([...cards, ...cashBooks], text, context),
  ]);
  const found = new Map([...refused, ...receipts, ...payments]);
  return { items: [...found.values()], ...(leavesOrders && { narrowBy: 'orderId' as const }) };
}

/** L7: the cash books that a reader may read. */
async function cashBooksOf(
  { documentsOf, payerIds }: SearchScope,
  { journal }: QueryContext,
): Promise<readonly string[]> {
  if (payerIds !== 'all')
    return documentsOf.flatMap((orderId) => payerIds.map((payerId) => payerAccount(payerId, orderId)));
  const books = await Promise.all(documentsOf.map((orderId) => journal.books.ofOrder('ledgers', orderId)));
  return books.flat().slice(0, maxBooks);
}

type Found = readonly (readonly [book: string, SearchItem])[];

/** S3, L13: the document of this number in each of some books. */
async function posted(
  table: ItemKey['table'],
  accounts: readonly string[],
  id: string,
  { journal }: QueryContext,
): Promise<Found> {
  const books = await journal.books.all(table, accounts);
  const found = books.map(async (book) => {
    const place = placeOf(book.account);
    const document = book.documents.get(documentKey('handover', id));
    if (place === undefined || document === undefined) return [];
    const householdId = document.householdId ?? (await householdOf(table, book, document.seq, journal));
    return [[book.account, { ...place, id, status: 'posted', ...(householdId && { householdId }) }]] as const;
  });
  return (await Promise.all(found)).flat();
}

/** A document that has its own entry in the book names its household there. */
async function householdOf(
  table: ItemKey['table'],
  { account }: Pick<BookIndex, 'account'>,
  seq: number | undefined,
  journal: QueryContext['journal'],
): Promise<string | undefined> {
  const record = seq === undefined ? undefined : await journal.record(entryKey(table, account, seq));
  return record && counterpartyId(readEntry(record).counterparty);
}

/** L4: what the number is claimed by in each of some books, where that was not posted. */
async function notPosted(accounts: readonly string[], id: string, { journal }: QueryContext): Promise<Found> {
  const ids = new Map(accounts.map((book) => [book, exceptionIdOf(documentIdempotencyKey(book, id))]));
  const exceptions = await journal.exceptions.allNow([...ids.values()]);
  return [...ids].flatMap(([book, exceptionId]) => {
    const place = placeOf(book);
    const { status, householdId } = exceptions.get(exceptionId) ?? {};
    if (place === undefined || (status !== 'held' && status !== 'rejected')) return [];
    return [[book, { ...place, id, status, exceptionId, ...(householdId && { householdId }) }]] as const;
  });
}

/** What a book's documents are, and whose book it is. */
function placeOf(book: string): Pick<SearchItem, 'kind' | 'locationId' | 'payerId' | 'orderId'> | undefined {
  const account = parseAccount(book);
  if (account?.kind === 'centre')
    return { kind: 'receipt', locationId: account.locationId, orderId: account.orderId };
  if (account?.kind === 'payer')
    return { kind: 'payment', payerId: account.payerId, orderId: account.orderId };
  return undefined;
}
