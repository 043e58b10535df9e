/** Every question of the contract: its path, what it may be asked with, and who answers it. */
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { Readers } from './access.ts';
import { answerActivity } from './activity.ts';
import { anomaliesTable, anomalyPosition, answerAnomalies } from './anomalies.ts';
import type { CsvTable } from './csv.ts';
import { answerDistributionList, distributionTable } from './distribution-list.ts';
import { answerExceptions, exceptionPosition, exceptionsTable } from './exceptions.ts';
import { answerHousehold } from './households.ts';
import {
  answerHouseholdLedger,
  answerLocationLedger,
  answerPayerLedger,
  ledgerPosition,
  ledgerTable,
} from './ledgers.ts';
import { answerLocation, answerLocations, locationsTable } from './locations.ts';
import { answerMe } from './me.ts';
import { answerOrder, answerOrders, ordersTable } from './orders.ts';
import {
  allParameters,
  defaultLimit,
  type Given,
  type ParameterTable,
  path,
  query,
  readPosition,
  textPosition,
} from './parameters.ts';
import { answerPayer } from './payers.ts';
import { Problem } from './problem.ts';
import type { Asking, ItemPage, PageRequest } from './reading.ts';
import { answerLocationReport, answerReconciliation, reconciliationTable } from './reconciliation.ts';
import { answerSeal, answerSeals, sealsTable } from './seals.ts';
import { answerLocationShipments, answerShipment, answerShipments, shipmentsTable } from './shipments.ts';

/** What a route answers, in each of its forms. */
export interface Answered {
  readonly body: unknown;
  /** `undefined` where there is no table to make of it. */
  readonly table: (() => CsvTable) | undefined;
  /** Where a list goes on. */
  readonly next?: JsonValue;
}

/** Names of answers as they are published; see answers.ts. */
type SchemaName =
  | 'Order'
  | 'Reader'
  | 'Reconciliation'
  | 'LocationReport'
  | 'Household'
  | 'Entry'
  | 'Location'
  | 'LocationWithBalances'
  | 'Payer'
  | 'Shipment'
  | 'Activity'
  | 'DistributionListItem'
  | 'Exception'
  | 'Anomaly'
  | 'Seal';

export interface Route {
  readonly path: string;
  readonly summary: string;
  readonly readers: Readers;
  readonly parameters: ParameterTable;
  /** Of the answer, or of each item of a list. */
  readonly schema: SchemaName;
  readonly isList: boolean;
  readonly hasCsv: boolean;
  /** `given` is what {@link readParameters} read with `parameters`; `question` binds its cursors. */
  readonly answer: (
    given: Readonly<Record<string, unknown>>,
    question: string,
    reading: Asking,
  ) => Promise<Answered | Problem>;
}

interface RouteText {
  readonly path: string;
  readonly summary: string;
  readonly readers: Readers;
  readonly schema: SchemaName;
}

function single<P extends ParameterTable, T>({
  parameters,
  answer,
  table,
  ...text
}: RouteText & {
  readonly parameters: P;
  readonly answer: (given: Given<P>, reading: Asking) => Promise<T | Problem>;
  readonly table?: (answer: T) => CsvTable;
}): Route {
  return {
    ...text,
    parameters: allParameters(parameters, false),
    isList: false,
    hasCsv: table !== undefined,
    async answer(given, _question, reading) {
      const body = await answer(given as Given<P>, reading);
      if (body instanceof Problem) return body;
      return { body, table: table && (() => table(body)) };
    },
  };
}

function list<P extends ParameterTable, T, C>({
  parameters,
  position,
  answer,
  table,
  ...text
}: RouteText & {
  readonly parameters: P;
  readonly position: (value: JsonValue) => C | undefined;
  readonly answer: (given: Given<P>, page: PageRequest<C>, reading: Asking) => Promise<ItemPage<T> | Problem>;
  readonly table: (items: readonly T[]) => CsvTable;
}): Route {
  return {
    ...text,
    parameters: allParameters(parameters, true),
    isList: true,
    hasCsv: true,
    async answer(given, question, reading) {
      const { limit = defaultLimit, cursor } = given as { readonly limit?: number; readonly cursor?: string };
      const after = readPosition(question, cursor, position);
      if (after instanceof Problem) return after;
      for (let most = limit; ; ) {
        const page = await answer(given as Given<P>, { limit: most, after }, reading);
        if (page instanceof Problem) return page;
        const { items, next } = page;
        if (items.length <= 1 || fitsAnswer(items))
          return { body: { items }, table: () => table(items), ...(next !== undefined && { next }) };
        most = Math.ceil(items.length / 2);
      }
    },
  };
}

/** Lambda hands on 6 MB, in which the answer is a JSON text itself; the rest is for headers and for what CSV adds. */
const maxAnswerBytes = 4_500_000;

/** Whether items that senders made large can be one answer; else a shorter page is. */
function fitsAnswer(items: readonly unknown[]): boolean {
  const text = JSON.stringify(items);
  // No UTF-16 unit of a JSON text is more than three bytes, as UTF-8 or escaped once more.
  return text.length * 3 <= maxAnswerBytes || Buffer.byteLength(JSON.stringify(text)) <= maxAnswerBytes;
}

export const routes: readonly Route[] = [
  single({
    path: '/me',
    readers: 'every role',
    summary: 'Who asks: their roles, and the locations and payers that these are bound to.',
    schema: 'Reader',
    parameters: {},
    answer: (_, reading) => answerMe(reading),
  }),
  list({
    path: '/orders',
    readers: 'every role',
    summary: 'Every order as amended, by id.',
    schema: 'Order',
    parameters: {},
    position: textPosition,
    answer: (_, page, reading) => answerOrders(page, reading),
    table: ordersTable,
  }),
  single({
    path: '/orders/{orderId}',
    readers: 'every role',
    summary: 'An order as amended, its status and its revisions.',
    schema: 'Order',
    parameters: { orderId: path.orderId },
    answer: ({ orderId }, reading) => answerOrder(orderId, reading),
  }),
  single({
    path: '/orders/{orderId}/reconciliation',
    readers: 'overseers',
    summary: 'The distribution report: what was planned, came and went where, to the gram.',
    schema: 'Reconciliation',
    parameters: { orderId: path.orderId, asOf: query.asOf },
    answer: ({ orderId, asOf }, reading) => answerReconciliation(orderId, asOf, reading),
    table: reconciliationTable,
  }),
  list({
    path: '/orders/{orderId}/shipments',
    readers: 'overseers',
    summary: 'The waybills under an order, by number.',
    schema: 'Shipment',
    parameters: { orderId: path.orderId },
    position: textPosition,
    answer: ({ orderId }, page, reading) => answerShipments(orderId, page, reading),
    table: shipmentsTable,
  }),
  single({
    path: '/orders/{orderId}/activity',
    readers: 'overseers',
    summary: 'What was handed over and paid under an order, day by day.',
    schema: 'Activity',
    parameters: { orderId: path.orderId },
    answer: ({ orderId }, reading) => answerActivity(orderId, reading),
  }),
  single({
    path: '/households/{householdId}',
    readers: 'staff of the household',
    summary: 'A household, and for each order what it is due and has received.',
    schema: 'Household',
    parameters: { householdId: path.householdId, asOf: query.asOf },
    answer: ({ householdId, asOf }, reading) => answerHousehold(householdId, asOf, reading),
  }),
  list({
    path: '/households/{householdId}/ledger',
    readers: 'staff of the household',
    summary: 'A household’s entries, newest first.',
    schema: 'Entry',
    parameters: { householdId: path.householdId, orderId: query.orderId, asOf: query.asOf },
    position: ledgerPosition,
    answer: ({ householdId, orderId, asOf }, page, reading) =>
      answerHouseholdLedger(householdId, { orderId, asOf }, page, reading),
    table: ledgerTable,
  }),
  list({
    path: '/locations',
    readers: 'overseers',
    summary: 'Every hub, centre and store, by id.',
    schema: 'Location',
    parameters: {},
    position: textPosition,
    answer: (_, page, reading) => answerLocations(page, reading),
    table: locationsTable,
  }),
  single({
    path: '/locations/{locationId}',
    readers: 'staff of the location',
    summary: 'A location with its balances under each order.',
    schema: 'LocationWithBalances',
    parameters: { locationId: path.locationId },
    answer: ({ locationId }, reading) => answerLocation(locationId, reading),
  }),
  single({
    path: '/locations/{locationId}/reconciliation',
    readers: 'staff of the location',
    summary: 'A location’s part of the distribution report of an order.',
    schema: 'LocationReport',
    parameters: { locationId: path.locationId, orderId: query.orderId, asOf: query.asOf },
    answer: (question, reading) => answerLocationReport(question, reading),
  }),
  list({
    path: '/locations/{locationId}/shipments',
    readers: 'staff of the location',
    summary: 'The waybills that were sent to a location under an order, by number.',
    schema: 'Shipment',
    parameters: { locationId: path.locationId, orderId: query.orderId },
    position: textPosition,
    answer: (question, page, reading) => answerLocationShipments(question, page, reading),
    table: shipmentsTable,
  }),
  list({
    path: '/locations/{locationId}/ledger',
    readers: 'staff of the location',
    summary: 'A location’s stock card: every movement with the running balance, newest first.',
    schema: 'Entry',
    parameters: { locationId: path.locationId, orderId: query.orderId, asOf: query.asOf },
    position: ledgerPosition,
    answer: ({ locationId, orderId, asOf }, page, reading) =>
      answerLocationLedger(locationId, { orderId, asOf }, page, reading),
    table: ledgerTable,
  }),
  list({
    path: '/locations/{locationId}/distribution-list',
    readers: 'staff of the location',
    summary: 'Every household that a centre serves under an order, with what it may draw now.',
    schema: 'DistributionListItem',
    parameters: { locationId: path.centreId, orderId: query.orderId },
    position: textPosition,
    answer: ({ locationId, orderId }, page, reading) =>
      answerDistributionList(locationId, orderId, page, reading),
    table: distributionTable,
  }),
  single({
    path: '/shipments/{shipmentId+}',
    readers: 'staff at either end',
    summary: 'A waybill: dispatched, received, lost, short and beyond.',
    schema: 'Shipment',
    parameters: { shipmentId: path.shipmentId },
    answer: ({ shipmentId }, reading) => answerShipment(shipmentId, reading),
  }),
  single({
    path: '/payers/{payerId}',
    readers: 'the payer',
    summary: 'A payer with its balance under each order.',
    schema: 'Payer',
    parameters: { payerId: path.payerId },
    answer: ({ payerId }, reading) => answerPayer(payerId, reading),
  }),
  list({
    path: '/payers/{payerId}/ledger',
    readers: 'the payer',
    summary: 'A payer’s cash book, newest first.',
    schema: 'Entry',
    parameters: { payerId: path.payerId, orderId: query.orderId, asOf: query.asOf },
    position: ledgerPosition,
    answer: ({ payerId, orderId, asOf }, page, reading) =>
      answerPayerLedger(payerId, { orderId, asOf }, page, reading),
    table: ledgerTable,
  }),
  list({
    path: '/exceptions',
    readers: 'whom it concerns',
    summary: 'What was not posted, why, and the original.',
    schema: 'Exception',
    parameters: {
      status: query.status,
      orderId: query.orderId,
      locationId: query.locationId,
      payerId: query.payerId,
      reason: query.reason,
    },
    position: exceptionPosition,
    answer: (filter, page, reading) => answerExceptions(filter, page, reading),
    table: exceptionsTable,
  }),
  list({
    path: '/anomalies',
    readers: 'overseers',
    summary: 'What looks like siphoning.',
    schema: 'Anomaly',
    parameters: { orderId: query.orderId, kind: query.kind },
    position: anomalyPosition,
    answer: (filter, page, reading) => answerAnomalies(filter, page, reading),
    table: anomaliesTable,
  }),
  list({
    path: '/seals',
    readers: 'overseers',
    summary: 'Daily digests over every chain, the last day first.',
    schema: 'Seal',
    parameters: {},
    position: textPosition,
    answer: (_, page, reading) => answerSeals(page, reading),
    table: sealsTable,
  }),
  single({
    path: '/seals/{date}',
    readers: 'overseers',
    summary: 'The digest of one day.',
    schema: 'Seal',
    parameters: { date: path.date },
    answer: ({ date }, reading) => answerSeal(date, reading),
  }),
];
