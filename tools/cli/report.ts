/** The reconciliation for people: tables in plain text. */
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import type { Unit } from '../../shared/domain/quantity.ts';
import type { Findings } from './findings.ts';
import { baseUnits, imbalancesOf, unitOf } from './reconciliation.ts';
import { withRests } from './rests.ts';

type Cell = string | number;

const numberFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });
export const grouped = (value: number): string => numberFormat.format(value);

const isNumeric = (cell: Cell | undefined): boolean =>
  typeof cell === 'number' || (cell !== undefined && /\d %$/.test(cell));

/** A table with aligned columns: numbers and percentages to the right, text to the left. */
export function textTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? grouped(cell) : cell)));
  // Row by row: a call of Math.max with every cell fails on a hundred thousand of them.
  const widths = header.map((title, column) =>
    cells.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length),
  );
  const toTheRight = header.map((_, column) => rows.some((row) => isNumeric(row[column])));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        toTheRight[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join('\n');
}

/** Percent with one decimal, rounded down so that 100 % means all; a dash if nothing is planned. */
export function coverage(handedOver: bigint, planned: bigint): string {
  if (planned === 0n) return '–';
  const tenths = (handedOver * 1_000n) / planned;
  return `${tenths / 10n}.${tenths % 10n} %`;
}

const goodsColumns = [
  ['planned', 'Planned'],
  ['received', 'Received'],
  ['transferredIn', 'Transferred in'],
  ['lost', 'Lost'],
  ['handedOver', 'Handed over'],
  ['onHand', 'On hand'],
  ['inTransit', 'In transit'],
  ['transferredOut', 'Transferred out'],
  ['countVariance', 'Variance'],
  ['outstanding', 'Outstanding'],
  ['overIssued', 'Over-issued'],
] as const;

/** Left out where all of them are zero. */
const rareColumns: readonly string[] = ['transferredIn', 'transferredOut', 'overIssued'];

function commoditiesTable({ commodities }: ReconciliationAnswer): string {
  const columns = goodsColumns.filter(
    ([name]) => !rareColumns.includes(name) || commodities.some((row) => row[name] !== 0),
  );
  return textTable(
    ['Commodity', 'Unit', ...columns.map(([, title]) => title)],
    commodities.map((row) => [row.commodity, unitOf(row), ...columns.map(([name]) => row[name])]),
  );
}

const inUnit = (quantity: number, unit: Unit): string => `${grouped(quantity)} ${unit}`;

function pledgesTable({ commodities }: ReconciliationAnswer, pledges: OrderAnswer['pledges']): string {
  if (pledges.length === 0) return '';
  return textTable(
    ['Pledged', 'Promised', 'Received', 'On hand', 'Responsible'],
    pledges.map(({ commodity, quantity, unit, responsible }) => {
      const row = commodities.find((candidate) => candidate.commodity === commodity);
      const came = row !== undefined && row.received > 0;
      return [
        commodity,
        quantity === undefined || unit === undefined ? 'promised, no quantity given' : inUnit(quantity, unit),
        came ? inUnit(row.received, unitOf(row)) : 'nothing yet',
        came ? inUnit(row.onHand, unitOf(row)) : '',
        responsible,
      ];
    }),
  );
}

/** The lines of waybills on which something is missing. */
function shortWaybillsTable(waybills: readonly ShipmentAnswer[]): string {
  if (waybills.length === 0) return '';
  const rows = waybills.flatMap(({ shipmentId, to, lines }) =>
    lines
      .filter(({ shortfall }) => shortfall > 0)
      .map((line) => [
        shipmentId,
        to,
        line.commodity,
        line.unit ?? '',
        line.dispatched,
        line.received,
        line.lost,
        line.shortfall,
      ]),
  );
  return [
    'Waybills with a shortfall',
    textTable(['Waybill', 'To', 'Commodity', 'Unit', 'Dispatched', 'Received', 'Lost', 'Short'], rows),
  ].join('\n\n');
}

function anomaliesTable(anomalies: readonly AnomalyAnswer[]): string {
  if (anomalies.length === 0) return 'Anomalies: none';
  const counts = Map.groupBy(anomalies, ({ kind }) => kind);
  const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  const isExplained = anomalies.some(({ explained }) => explained !== undefined);
  return [
    `Anomalies: ${sorted.map(([kind, found]) => `${grouped(found.length)} ${kind}`).join(', ')}`,
    textTable(
      [
        'Anomaly',
        'Location',
        'Commodity',
        'Quantity',
        ...(isExplained ? ['Explained'] : []),
        'Unit',
        'References',
      ],
      sorted
        .flatMap(([, found]) => found)
        .map(
          ({
            kind,
            locationId = '',
            commodity = '',
            quantity = '',
            explained = '',
            unit = '',
            references,
          }) => [
            kind,
            locationId,
            commodity,
            quantity,
            ...(isExplained ? [explained] : []),
            unit,
            references.join(', '),
          ],
        ),
    ),
  ].join('\n\n');
}

function locationsTable({ locations, commodities }: ReconciliationAnswer): string {
  const rationed = commodities.filter(({ planned }) => planned > 0).map(({ commodity }) => commodity);
  return textTable(
    ['Location', 'Kind', 'Households', 'Persons', 'Served', ...rationed],
    locations
      .filter(({ kind, households }) => kind === 'centre' || households > 0)
      .map((location) => [
        location.locationId,
        location.kind,
        location.households,
        location.persons,
        location.householdsServed,
        ...rationed.map((commodity) => {
          const row = location.commodities.find((candidate) => candidate.commodity === commodity);
          if (row === undefined) return '–';
          const unit = unitOf(row);
          return coverage(baseUnits(row.handedOver, unit), baseUnits(row.planned, unit));
        }),
      ]),
  );
}

/** Goods that are or were at a location and that no household there is entitled to. */
function otherGoodsTable({ locations }: ReconciliationAnswer): string {
  const rows = locations.flatMap(({ locationId, kind, commodities }) =>
    commodities
      .filter(({ planned, received }) => planned === 0 && received > 0)
      .map((row) => [
        locationId,
        kind,
        row.commodity,
        unitOf(row),
        row.received,
        row.lost,
        row.dispatched,
        row.onHand,
      ]),
  );
  if (rows.length === 0) return '';
  return [
    'Goods at the hub and the stores, and goods outside the rations',
    textTable(['Location', 'Kind', 'Commodity', 'Unit', 'Received', 'Lost', 'Sent on', 'On hand'], rows),
  ].join('\n\n');
}

function stipendTable({ stipend }: ReconciliationAnswer): string {
  if (!stipend) return '';
  const { currency, due, paid, outstanding, householdsPaid, payers } = stipend;
  return [
    `Stipend: ${grouped(due)} ${currency} due, ${grouped(paid)} paid to ${grouped(householdsPaid)} households, ${grouped(outstanding)} outstanding`,
    textTable(
      ['Payer', 'Payments', `Paid (${currency})`],
      payers.map(({ payerId, payments, paid: paidByPayer }) => [payerId, payments, paidByPayer]),
    ),
  ].join('\n\n');
}

/** The facts of a refusal, as words. */
export const detailText = (detail: ExceptionAnswer['detail']): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** As much of an exception as its line in a table shows. */
type ListedException = Pick<ExceptionAnswer, 'detail'> & { readonly reason: string } & {
  readonly [F in 'status' | 'reference' | 'householdId' | 'locationId' | 'payerId' | 'eventId']?:
    | string
    | undefined;
} & { readonly event?: { readonly id?: string } };

/** What was not posted, and why. */
export const exceptionsTable = (exceptions: readonly ListedException[]): string =>
  withRests(
    textTable(
      ['Status', 'Reason', 'Place', 'Reference'],
      exceptions.map(({ status = '', reason, locationId, payerId, reference, event, eventId }) => [
        status,
        reason,
        locationId ?? payerId ?? '',
        reference ?? event?.id ?? eventId ?? '',
      ]),
    ),
    exceptions.map(({ householdId, detail }) => [householdId, detailText(detail)]),
  );

/** "In balance", or one line for each commodity and location that differs. */
export function balanceLines(report: ReconciliationAnswer): string {
  const imbalances = imbalancesOf(report);
  if (imbalances.length === 0) {
    const isTransferred = report.commodities.some(
      ({ transferredIn, transferredOut }) => transferredIn + transferredOut > 0,
    );
    const [cameIn, wentOut] = isTransferred ? [' + transferred in', ' + transferred out'] : ['', ''];
    return `In balance: received${cameIn} = handed over + lost + on hand + in transit${wentOut} − count variance, for every commodity, overall and at every location.`;
  }
  return imbalances
    .map(
      ({ where, commodity, unit, received, accountedFor }) =>
        `OUT OF BALANCE ${where}: ${commodity} received ${grouped(received)} ${unit}, accounted for ${grouped(accountedFor)} ${unit}`,
    )
    .join('\n');
}

/** The whole report, ending with the balance. */
export function reportText({
  reconciliation,
  pledges,
  shortWaybills,
  anomalies,
  exceptions,
}: Findings): string {
  const { held, rejected } = reconciliation.exceptions;
  const { orderId, status, asOf } = reconciliation;
  return [
    `Reconciliation of ${orderId} (${status}, as of ${asOf})`,
    commoditiesTable(reconciliation),
    pledgesTable(reconciliation, pledges),
    'Households served by location, and how much of what they are due has been handed over',
    locationsTable(reconciliation),
    otherGoodsTable(reconciliation),
    shortWaybillsTable(shortWaybills),
    anomaliesTable(anomalies),
    stipendTable(reconciliation),
    `Not posted: ${grouped(held)} held, ${grouped(rejected)} rejected`,
    exceptions.length > 0 ? exceptionsTable(exceptions) : '',
    balanceLines(reconciliation),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
