/** The distribution report of an order. */

import type { LocationReportAnswer, ReconciliationAnswer } from '../../shared/contract/answers.ts';
import { locationAccount, payerAccount } from '../../shared/domain/accounts.ts';
import { emptyLocationTally, emptyPayerTally } from '../../shared/domain/books.ts';
import type { Instant, LocationKind } from '../../shared/domain/events.ts';
import { type Order, orderStatus } from '../../shared/domain/order.ts';
import { orderCurrency } from '../../shared/domain/payment.ts';
import {
  orderFigures,
  type PayerAccount,
  type Site,
  type SiteFigures,
  type SiteReport,
  siteReport,
  stipendFigures,
} from '../../shared/domain/reconciliation.ts';
import type { StoredLocation } from '../../shared/store/locations.ts';
import type { StoredPlan } from '../../shared/store/plans.ts';
import type { Cell, CsvTable } from './csv.ts';
import { missingOrder, notFound, type Problem } from './problem.ts';
import { commodityRow, dateOf, moneyIn, type Reading, type Units } from './reading.ts';

/**
 * Two rounds of reads: the order with what it lists, then its plans and the tail of each book, side by side.
 */
export async function answerReconciliation(
  orderId: string,
  asOf: Instant | undefined,
  reading: Reading,
): Promise<ReconciliationAnswer | Problem> {
  const { journal, now } = reading;
  const [order, stockBooks, payerBooks, locations, held, rejected] = await Promise.all([
    journal.orders.asOf(orderId, asOf),
    journal.books.ofOrder('stock', orderId),
    journal.books.ofOrder('ledgers', orderId),
    journal.locations.all(asOf),
    asOf === undefined
      ? journal.exceptionLists.count('held', orderId)
      : journal.exceptionLists.countHeld(orderId, asOf),
    journal.exceptionLists.count('rejected', orderId, asOf),
  ]);
  if (order === undefined) return notFound('order', orderId, asOf);
  const [plans, sites, payers] = await Promise.all([
    journal.plans.ofRevision(orderId, order.revision),
    booksOfLocations(stockBooks, asOf, reading),
    booksOfPayers(payerBooks, orderId, asOf, reading),
  ]);
  const at = asOf ?? now;
  return {
    orderId,
    status: orderStatus(order, dateOf(at)),
    asOf: at,
    ...goodsReport(order, withPlans(sites, plans), locations),
    ...stipendReport(order, plans, payers),
    exceptions: { held, rejected },
  };
}

interface LocationReportQuestion {
  readonly locationId: string;
  readonly orderId: string | undefined;
  readonly asOf: Instant | undefined;
}

type BookedSite = Omit<Site, 'plan'>;

async function booksOfLocations(
  accounts: readonly string[],
  asOf: Instant | undefined,
  { journal }: Reading,
): Promise<readonly BookedSite[]> {
  const tails = await journal.books.tails('stock', accounts, asOf);
  return [...tails.values()].flatMap(({ account, stock = emptyLocationTally }) => {
    const { kind, id } = bookOwner(account);
    return isLocationKind(kind) ? [{ locationId: id, kind, tally: stock }] : [];
  });
}

async function booksOfPayers(
  accounts: readonly string[],
  orderId: string,
  asOf: Instant | undefined,
  { journal }: Reading,
): Promise<readonly PayerAccount[]> {
  const tails = await journal.books.tails('ledgers', accounts, asOf);
  return [...tails.values()].flatMap(({ account, payer = emptyPayerTally }) => {
    const { id } = bookOwner(account);
    return account === payerAccount(id, orderId) ? [{ payerId: id, tally: payer }] : [];
  });
}

/** Source: `locationAccount` and `payerAccount`; a shipment's or an inbound account owns no report line. */
function bookOwner(account: string): { readonly kind: string; readonly id: string } {
  const colon = account.indexOf(':');
  return { kind: account.slice(0, colon), id: account.slice(colon + 1, account.indexOf('/')) };
}

const isLocationKind = (kind: string): kind is LocationKind => ['hub', 'centre', 'store'].includes(kind);

/** Every location with a book, and every centre with a plan, by id. */
function withPlans(booked: readonly BookedSite[], plans: readonly StoredPlan[]): readonly Site[] {
  const sites = new Map<string, Site>(booked.map((site) => [site.locationId, { ...site, plan: [] }]));
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

function goodsReport(
  order: Order,
  sites: readonly Site[],
  locations: readonly StoredLocation[],
): Pick<ReconciliationAnswer, 'commodities' | 'locations'> {
  const { units, terms } = order;
  const names = new Map(locations.map(({ locationId, name }) => [locationId, name]));
  const reports = sites.map((site) => siteReport(site, terms));
  return {
    commodities: orderFigures(order, sites, reports).map(({ commodity, ...figures }) =>
      commodityRow(commodity, units, figures),
    ),
    locations: reports.map((report) => locationReport(report, names.get(report.site.locationId), units)),
  };
}

function locationReport(report: SiteReport, name: string | undefined, units: Units): LocationReportAnswer {
  const { site, households, persons, adults, householdsServed, commodities } = report;
  return {
    locationId: site.locationId,
    ...(name !== undefined && { name }),
    kind: site.kind,
    households,
    persons,
    adults,
    householdsServed,
    commodities: commodities.map(({ commodity, ...figures }: SiteFigures) =>
      commodityRow(commodity, units, figures),
    ),
  };
}

/** A location's part of the report. Guarantees: it is what the report of the order says of it. */
export async function answerLocationReport(
  { locationId, orderId, asOf }: LocationReportQuestion,
  { journal }: Reading,
): Promise<LocationReportAnswer | Problem> {
  if (orderId === undefined) return missingOrder('a report is of one order');
  const [location, order] = await Promise.all([
    journal.locations.get(locationId, asOf),
    journal.orders.asOf(orderId, asOf),
  ]);
  if (location === undefined) return notFound('location', locationId, asOf);
  if (order === undefined) return notFound('order', orderId, asOf);
  const { kind, name } = location;
  const [plan, tail] = await Promise.all([
    journal.plans.get(orderId, order.revision, locationId),
    journal.chains.tail('stock', locationAccount(kind, locationId, orderId), asOf),
  ]);
  const site = { locationId, kind, plan, tally: tail?.stock ?? emptyLocationTally };
  return locationReport(siteReport(site, order.terms), name, order.units);
}

/** Left out where the order never had a stipend; one that an amendment took away was still paid. */
function stipendReport(
  order: Order,
  plans: readonly StoredPlan[],
  payers: readonly PayerAccount[],
): Pick<ReconciliationAnswer, 'stipend'> {
  const currency = orderCurrency(order)?.code;
  if (currency === undefined) return {};
  const figures = stipendFigures(
    order.terms,
    plans.map(({ plan }) => plan),
    payers,
  );
  return {
    stipend: {
      currency,
      due: moneyIn(figures.due, currency),
      paid: moneyIn(figures.paid, currency),
      outstanding: moneyIn(figures.outstanding, currency),
      householdsPaid: figures.householdsPaid,
      payers: payers.map(({ payerId, tally }) => ({
        payerId,
        paid: moneyIn(tally.paid, currency),
        payments: tally.payments,
      })),
    },
  };
}

/** One row a commodity in all, one a location and commodity, and one a payer; `scope` tells them apart. */
export function reconciliationTable(answer: ReconciliationAnswer): CsvTable {
  const figures = [
    'planned',
    'pledged',
    'inTransit',
    'received',
    'dispatched',
    'lost',
    'countVariance',
    'handedOver',
    'onHand',
    'outstanding',
  ] as const;
  const place = [
    'locationId',
    'name',
    'kind',
    'households',
    'persons',
    'adults',
    'householdsServed',
  ] as const;
  const stipend = ['payerId', 'currency', 'due', 'paid', 'householdsPaid', 'payments'] as const;
  const columns = ['scope', 'orderId', 'asOf', ...place, 'commodity', 'unit', ...figures, ...stipend];
  const row = (scope: string, cells: Readonly<Record<string, unknown>>): readonly Cell[] => {
    const all: Readonly<Record<string, unknown>> = {
      ...cells,
      scope,
      orderId: answer.orderId,
      asOf: answer.asOf,
    };
    return columns.map((column) => all[column] as Cell);
  };
  const { stipend: paid } = answer;
  const { payers = [], ...total } = paid ?? {};
  return {
    columns,
    rows: [
      ...answer.commodities.map((commodity) => row('order', commodity)),
      ...answer.locations.flatMap(({ commodities, ...location }) =>
        commodities.map((commodity) => row('location', { ...location, ...commodity })),
      ),
      ...(paid === undefined ? [] : [row('stipend', total)]),
      ...payers.map((payer) => row('payer', { currency: paid?.currency, ...payer })),
    ],
  };
}
