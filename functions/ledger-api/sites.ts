/** The locations of an order as its reports see them: their books, whom they serve, and what those got. */
import { locationAccount } from '../../shared/domain/accounts.ts';
import { emptyLocationTally } from '../../shared/domain/books.ts';
import { coverageByCentre, noCoverage } from '../../shared/domain/coverage.ts';
import type { Instant, LocationKind } from '../../shared/domain/events.ts';
import type { Order } from '../../shared/domain/order.ts';
import type { Site } from '../../shared/domain/reconciliation.ts';
import type { BookTail } from '../../shared/store/books.ts';
import type { EarlierBooks } from '../../shared/store/coverages.ts';
import { earlierBooks } from '../../shared/store/earlier-coverage.ts';
import type { StoredPlan } from '../../shared/store/plans.ts';
import type { QueryContext } from './query-context.ts';

type BookedSite = Omit<Site, 'plan' | 'coverage'>;
type PlannedSite = Omit<Site, 'coverage'>;

export async function booksOfLocations(
  accounts: readonly string[],
  asOf: Instant | undefined,
  { journal }: QueryContext,
): Promise<readonly BookedSite[]> {
  return sitesOf(await journal.books.tails('stock', accounts, asOf));
}

export const sitesOf = (tails: ReadonlyMap<string, BookTail>): readonly BookedSite[] =>
  [...tails.values()].flatMap(({ account, stock = emptyLocationTally }) => {
    const { kind, id } = bookOwner(account);
    return isLocationKind(kind) ? [{ locationId: id, kind, tally: stock }] : [];
  });

/** Source: `locationAccount` and `payerAccount`; shipment and inbound accounts have no line in the report. */
export function bookOwner(account: string): { readonly kind: string; readonly id: string } {
  const colon = account.indexOf(':');
  return { kind: account.slice(0, colon), id: account.slice(colon + 1, account.indexOf('/')) };
}

const isLocationKind = (kind: string): kind is LocationKind => ['hub', 'centre', 'store'].includes(kind);

/** Every location with a book, and every centre with a plan, by id. */
export function withPlans(
  booked: readonly BookedSite[],
  plans: readonly StoredPlan[],
): readonly PlannedSite[] {
  const sites = new Map<string, PlannedSite>(booked.map((site) => [site.locationId, { ...site, plan: [] }]));
  for (const { centreId, plan } of plans) {
    const site = sites.get(centreId) ?? {
      locationId: centreId,
      kind: 'centre',
      tally: emptyLocationTally,
    };
    sites.set(centreId, { ...site, plan });
  }
  return [...sites.values()].sort((one, other) => (one.locationId < other.locationId ? -1 : 1));
}

/** Every location with what the households that it serves got. */
export function covered(
  { orderId, revision }: Order,
  sites: readonly PlannedSite[],
  earlier: EarlierBooks,
): readonly Site[] {
  const books = sites.map(({ locationId, kind, tally }) => ({
    locationId,
    earlier: earlier.get(locationAccount(kind, locationId, orderId))?.byCentre,
    since: tally.coverage,
  }));
  const coverage = coverageByCentre(revision, books);
  return sites.map((site) => ({ ...site, coverage: coverage.get(site.locationId) ?? noCoverage }));
}

/** One location among all that have a book: what its households got may stand in any. */
export async function siteOf(
  order: Order,
  { locationId, kind }: Pick<Site, 'locationId' | 'kind'>,
  asOf: Instant | undefined,
  context: QueryContext,
): Promise<Site> {
  const { journal } = context;
  const { orderId, revision } = order;
  const [plan, earlier, books] = await Promise.all([
    journal.plans.get(orderId, revision, locationId),
    earlierBooks(journal, order),
    booksOfLocations(await journal.books.ofOrder('stock', orderId), asOf, context),
  ]);
  const own = books.find((book) => book.locationId === locationId);
  const planned = { locationId, kind, plan, tally: own?.tally ?? emptyLocationTally };
  const others = books.filter((book) => book !== own).map((book) => ({ ...book, plan: [] }));
  const [site] = covered(order, [planned, ...others], earlier);
  return site ?? { ...planned, coverage: noCoverage };
}
