/** The distribution report of an order. */

import type {
  LocationReportAnswer,
  ReconciliationAnswer,
} from '../../shared/contract/answers/reconciliation.ts';
import { payerAccount } from '../../shared/domain/accounts.ts';
import {
  type AssuranceTally,
  complaintFigures,
  emptyAssuranceTally,
} from '../../shared/domain/assurance-tally.ts';
import { emptyPayerTally } from '../../shared/domain/books.ts';
import type { CalendarDate, Instant } from '../../shared/domain/events.ts';
import { type Order, orderStatus } from '../../shared/domain/order.ts';
import { orderCurrency } from '../../shared/domain/payment.ts';
import {
  type OrderFigures,
  orderFigures,
  type PayerAccount,
  type Site,
  type SiteReport,
  siteReport,
  stipendFigures,
} from '../../shared/domain/reconciliation.ts';
import { dateIn } from '../../shared/domain/zoned-date.ts';
import type { Cell, CsvTable } from '../../shared/files/csv.ts';
import type { EarlierBooks } from '../../shared/store/coverages.ts';
import { earlierBooks } from '../../shared/store/earlier-coverage.ts';
import type { StoredLocation } from '../../shared/store/locations.ts';
import type { StoredPlan } from '../../shared/store/plans.ts';
import { countOf } from '../../shared/store/tallies.ts';
import { commodityRow, moneyIn, type Units } from './figures.ts';
import { missingOrder, notFound, type QueryProblem } from './problem.ts';
import type { QueryContext } from './query-context.ts';
import { bookOwner, booksOfLocations, covered, siteOf, sitesOf, withPlans } from './sites.ts';

/** Reads in two rounds: the order with what it lists, then its plans and the tail of each book. */
export async function answerReconciliation(
  orderId: string,
  asOf: Instant | undefined,
  context: QueryContext,
): Promise<ReconciliationAnswer | QueryProblem> {
  const { journal, now } = context;
  const [order, stockBooks, payerBooks, locations, exceptions, said] = await Promise.all([
    journal.orders.asOf(orderId, asOf),
    journal.books.ofOrder('stock', orderId),
    journal.books.ofOrder('ledgers', orderId),
    journal.locations.all(asOf),
    countExceptions(orderId, asOf, context),
    journal.assuranceTallies.last(orderId, asOf),
  ]);
  if (order === undefined) return notFound('Order', orderId, asOf);
  const [plans, earlier, sites, payers] = await Promise.all([
    journal.plans.ofRevision(orderId, order.revision),
    earlierBooks(journal, order),
    booksOfLocations(stockBooks, asOf, context),
    booksOfPayers(payerBooks, orderId, asOf, context),
  ]);
  const at = asOf ?? now;
  return {
    orderId,
    status: orderStatus(order, at),
    asOf: at,
    ...goodsReport(order, covered(order, withPlans(sites, plans), earlier), locations),
    ...stipendReport(order, plans, withEarlier(order, payers, earlier)),
    exceptions,
    ...saidReport(said?.tally ?? emptyAssuranceTally, documentsOf(sites, payers), dateIn(journal.zone, at)),
  };
}

/** Receipts and payments that were ever posted. */
const documentsOf = (
  sites: readonly Pick<Site, 'tally'>[],
  payers: readonly Pick<BookedPayer, 'tally'>[],
): number =>
  sites.reduce((sum, { tally }) => sum + tally.receipts, 0) +
  payers.reduce((sum, { tally }) => sum + tally.paymentsMade, 0);

function saidReport(
  tally: AssuranceTally,
  documents: number,
  today: CalendarDate,
): Pick<ReconciliationAnswer, 'confirmations' | 'complaints'> {
  const { received, less, 'not-received': notReceived } = tally.statements;
  return {
    confirmations: { received, less, notReceived, unheard: documents - received - less - notReceived },
    complaints: complaintFigures(tally, today),
  };
}

/** Now the tallies tell; of then, what is listed is counted. */
async function countExceptions(
  orderId: string,
  asOf: Instant | undefined,
  { journal }: QueryContext,
): Promise<ReconciliationAnswer['exceptions']> {
  if (asOf === undefined) {
    const cells = await journal.tallies.ofOrder(orderId);
    return { held: countOf(cells, { status: 'held' }), rejected: countOf(cells, { status: 'rejected' }) };
  }
  const [held, rejected] = await Promise.all([
    journal.exceptionLists.countHeld(orderId, asOf),
    journal.exceptionLists.count('rejected', orderId, asOf),
  ]);
  return { held, rejected };
}

/** The figures of an order over all its locations, by name of the commodity, and when its books were last written. */
export async function figuresOfOrder(
  order: Order,
  { journal }: QueryContext,
): Promise<{ readonly figures: readonly OrderFigures[]; readonly recordedAt: Instant }> {
  const { orderId, revision, terms, acceptedAt } = order;
  const [accounts, plans, earlier] = await Promise.all([
    journal.books.ofOrder('stock', orderId),
    journal.plans.ofRevision(orderId, revision),
    earlierBooks(journal, order),
  ]);
  const tails = await journal.books.tails('stock', accounts);
  const sites = covered(order, withPlans(sitesOf(tails), plans), earlier);
  const reports = sites.map((site) => siteReport(site, terms));
  const figures = orderFigures(order, sites, reports);
  return {
    figures: figures.toSorted((one, other) => (one.commodity < other.commodity ? -1 : 1)),
    recordedAt: [...tails.values()].reduce((last, { at }) => (at > last ? at : last), acceptedAt),
  };
}

interface LocationReportQuestion {
  readonly locationId: string;
  readonly orderId: string | undefined;
  readonly asOf: Instant | undefined;
}

type BookedPayer = Omit<PayerAccount, 'within'>;

async function booksOfPayers(
  accounts: readonly string[],
  orderId: string,
  asOf: Instant | undefined,
  { journal }: QueryContext,
): Promise<readonly BookedPayer[]> {
  const tails = await journal.books.tails('ledgers', accounts, asOf);
  return [...tails.values()].flatMap(({ account, payer = emptyPayerTally }) => {
    const { id } = bookOwner(account);
    return account === payerAccount(id, orderId) ? [{ payerId: id, tally: payer }] : [];
  });
}

const withEarlier = (
  { orderId, revision }: Order,
  payers: readonly BookedPayer[],
  earlier: EarlierBooks,
): readonly PayerAccount[] =>
  payers.map(({ payerId, tally }) => {
    const before = earlier.get(payerAccount(payerId, orderId))?.within ?? 0n;
    const since = tally.within?.revision === revision ? tally.within.amount : 0n;
    return { payerId, tally, within: before + since };
  });

function goodsReport(
  order: Order,
  sites: readonly Site[],
  locations: readonly StoredLocation[],
): Pick<ReconciliationAnswer, 'commodities' | 'locations'> {
  const { units, terms } = order;
  const names = new Map(locations.map(({ locationId, name }) => [locationId, name]));
  const reports = sites.map((site) => siteReport(site, terms));
  return {
    commodities: orderFigures(order, sites, reports).map((figures) =>
      commodityRow(figures.commodity, units, (quantity) => ({
        planned: quantity(figures.planned),
        pledged: quantity(figures.pledged),
        inTransit: quantity(figures.inTransit),
        received: quantity(figures.received),
        transferredIn: quantity(figures.transferredIn),
        transferredOut: quantity(figures.transferredOut),
        lost: quantity(figures.lost),
        countVariance: quantity(figures.countVariance),
        handedOver: quantity(figures.handedOver),
        onHand: quantity(figures.onHand),
        outstanding: quantity(figures.outstanding),
        overIssued: quantity(figures.overIssued),
      })),
    ),
    locations: reports.map((report) => locationReport(report, names.get(report.site.locationId), units)),
  };
}

function locationReport(report: SiteReport, name: string | undefined, units: Units): LocationReportAnswer {
  const { site, households, persons, adults, householdsServed, householdsComplete, commodities } = report;
  return {
    locationId: site.locationId,
    ...(name !== undefined && { name }),
    kind: site.kind,
    households,
    persons,
    adults,
    householdsServed,
    householdsComplete,
    commodities: commodities.map((figures) =>
      commodityRow(figures.commodity, units, (quantity) => ({
        planned: quantity(figures.planned),
        received: quantity(figures.received),
        transferredIn: quantity(figures.transferredIn),
        transferredOut: quantity(figures.transferredOut),
        dispatched: quantity(figures.dispatched),
        lost: quantity(figures.lost),
        countVariance: quantity(figures.countVariance),
        handedOver: quantity(figures.handedOver),
        onHand: quantity(figures.onHand),
        unreleased: quantity(figures.unreleased),
        receivedElsewhere: quantity(figures.receivedElsewhere),
        outstanding: quantity(figures.outstanding),
        overIssued: quantity(figures.overIssued),
      })),
    ),
  };
}

/** A location's part of the report. Guarantees: the report of the order says the same about it. */
export async function answerLocationReport(
  { locationId, orderId, asOf }: LocationReportQuestion,
  context: QueryContext,
): Promise<LocationReportAnswer | QueryProblem> {
  if (orderId === undefined) return missingOrder('a report is about one order');
  const { journal } = context;
  const [location, order] = await Promise.all([
    journal.locations.get(locationId, asOf),
    journal.orders.asOf(orderId, asOf),
  ]);
  if (location === undefined) return notFound('Location', locationId, asOf);
  if (order === undefined) return notFound('Order', orderId, asOf);
  const { kind, name } = location;
  const site = await siteOf(order, { locationId, kind }, asOf, context);
  return locationReport(siteReport(site, order.terms), name, order.units);
}

/** Left out where the order never had a stipend; a stipend that an amendment ended was still paid. */
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
      overpaid: moneyIn(figures.overpaid, currency),
      householdsPaid: figures.householdsPaid,
      payers: payers.map(({ payerId, tally }) => ({
        payerId,
        paid: moneyIn(tally.paid, currency),
        payments: tally.payments,
      })),
    },
  };
}

/** `received` tells of goods, and of receipts that households confirm; `outstanding` of goods and of money. */
const reportColumns = [
  'scope',
  'orderId',
  'asOf',
  'locationId',
  'name',
  'kind',
  'households',
  'persons',
  'adults',
  'householdsServed',
  'householdsComplete',
  'commodity',
  'unit',
  'planned',
  'pledged',
  'inTransit',
  'received',
  'transferredIn',
  'transferredOut',
  'dispatched',
  'lost',
  'countVariance',
  'handedOver',
  'onHand',
  'unreleased',
  'receivedElsewhere',
  'outstanding',
  'overIssued',
  'payerId',
  'currency',
  'due',
  'paid',
  'overpaid',
  'householdsPaid',
  'payments',
  'less',
  'notReceived',
  'unheard',
  'open',
  'overdue',
  'answered',
  'medianDays',
  'held',
  'rejected',
];

/**
 * Rows for each commodity over all locations, for each commodity of a location, for each payer, for what households
 * said, and for what was not posted; `scope` tells them apart.
 */
export function reconciliationTable(answer: ReconciliationAnswer): CsvTable {
  const row = (scope: string, cells: Readonly<Record<string, Cell>>): readonly Cell[] => {
    const all: Readonly<Record<string, Cell>> = {
      ...cells,
      scope,
      orderId: answer.orderId,
      asOf: answer.asOf,
    };
    return reportColumns.map((column) => all[column]);
  };
  const { stipend: paid } = answer;
  const { payers = [], ...total } = paid ?? {};
  return {
    columns: reportColumns,
    rows: [
      ...answer.commodities.map((commodity) => row('order', commodity)),
      ...answer.locations.flatMap(({ commodities, ...site }) =>
        // Under an order of money alone, a location has its households all the same.
        (commodities.length > 0 ? commodities : [{}]).map((commodity) =>
          row('location', { ...site, ...commodity }),
        ),
      ),
      ...(paid === undefined ? [] : [row('stipend', total)]),
      ...payers.map((payer) => row('payer', { currency: paid?.currency, ...payer })),
      row('confirmations', answer.confirmations),
      row('complaints', { ...answer.complaints, medianDays: answer.complaints.medianDays ?? undefined }),
      row('exceptions', answer.exceptions),
    ],
  };
}
