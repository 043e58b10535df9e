/** What a search looks through: as much as its reader may read, and as one request can. */
import type { SearchItem } from '../../shared/contract/answers/search.ts';
import type { LocationRegistration } from '../../shared/domain/events.ts';
import { type Order, orderStatus } from '../../shared/domain/order.ts';
import type { Reader } from '../../shared/http/reader.ts';
import { searchable } from '../../shared/store/directories.ts';
import { isOverseer } from './access.ts';
import type { QueryContext } from './query-context.ts';

/** Centres whose directories one search reads, and locations of one reader. */
export const maxCentres = 100;
/** Orders whose titles one search reads; of more it knows the ids. */
const maxTitles = 50;
/** Orders whose receipts and payments are looked for where none is named: those that began last. */
const maxOrdersOfDocuments = 2;

export interface SearchScope {
  readonly isOverseer: boolean;
  /** The locations that the reader may read, narrowed to those asked for. */
  readonly locations: readonly LocationRegistration[];
  readonly centreIds: readonly string[];
  /** Payers by id; all of them for overseers. */
  readonly payerIds: 'all' | readonly string[];
  readonly orders: readonly { readonly orderId: string; readonly title?: string }[];
  /** Whose receipts and payments are looked for. */
  readonly documentsOf: readonly string[];
  /** Whether documents of other orders are left out. */
  readonly leavesOrders: boolean;
}

interface Narrowed {
  readonly locationId: string | undefined;
  readonly orderId: string | undefined;
}

export async function scopeOf(
  reader: Reader,
  { locationId, orderId }: Narrowed,
  context: QueryContext,
): Promise<SearchScope> {
  const [readable, orderIds] = await Promise.all([locationsOf(reader, context), context.orderIds()]);
  const locations =
    locationId === undefined
      ? readable
      : readable.filter((one) => one.locationId === locationId || one.suppliedBy === locationId);
  const orders = await titled(orderIds, context);
  const documentsOf =
    orderId === undefined ? latestOf(orders, context) : orderIds.filter((id) => id === orderId);
  const all = isOverseer(reader);
  const own = reader.roles.has('payer') ? [...reader.payerIds] : [];
  return {
    isOverseer: all,
    locations,
    centreIds: locations.flatMap((one) => (one.kind === 'centre' ? [one.locationId] : [])),
    payerIds: locationId !== undefined ? [] : all ? 'all' : own,
    orders: orderIds.map((id) => {
      const title = orders.find((order) => order.orderId === id)?.terms.title;
      return { orderId: id, ...(title !== undefined && { title }) };
    }),
    documentsOf,
    leavesOrders: orderId === undefined && documentsOf.length < orderIds.length,
  };
}

/** S1, S2: the locations that are open to a reader. */
async function locationsOf(
  reader: Reader,
  { journal }: QueryContext,
): Promise<readonly LocationRegistration[]> {
  if (isOverseer(reader)) return journal.locations.all();
  if (!reader.roles.has('centre-staff')) return [];
  const ids = [...reader.locationIds].sort();
  if (ids.length > maxCentres)
    return (await journal.locations.all()).filter((one) => reader.locationIds.has(one.locationId));
  const found = await Promise.all(ids.map((id) => journal.locations.get(id)));
  return found.flatMap((one) => one ?? []);
}

/** L1: orders with their titles. */
async function titled(orderIds: readonly string[], { journal }: QueryContext): Promise<readonly Order[]> {
  const found = await Promise.all(orderIds.slice(-maxTitles).map((id) => journal.orders.asOf(id)));
  return found.flatMap((order) => order ?? []);
}

/** Those in force, and of them those that began last. */
function latestOf(orders: readonly Order[], { now }: QueryContext): readonly string[] {
  const active = orders.filter((order) => orderStatus(order, now) === 'active');
  return [...(active.length > 0 ? active : orders)]
    .sort((one, other) => (one.terms.startsOn > other.terms.startsOn ? -1 : 1))
    .slice(0, maxOrdersOfDocuments)
    .map(({ orderId }) => orderId);
}

/** The words of a text, each of which is to be found. */
export const wordsOf = (text: string): readonly string[] => searchable(text).split(/\s+/);

/** Whether all words stand in texts. */
export const holds = (words: readonly string[], ...texts: readonly (string | undefined)[]): boolean => {
  const text = searchable(texts.join('\n'));
  return words.every((word) => text.includes(word));
};

/** How near what was found is to what was sought: the number itself, its end or beginning, the beginning of the name, a part. */
export function nearness({ id, name = '' }: Pick<SearchItem, 'id' | 'name'>, sought: string): number {
  const number = searchable(id);
  if (number === sought) return 0;
  if (number.endsWith(sought) || number.startsWith(sought)) return 1;
  const named = searchable(name);
  if (named.startsWith(sought)) return 2;
  if (number.includes(sought)) return 3;
  return named.includes(sought) ? 4 : 5;
}
