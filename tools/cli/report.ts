/** The reconciliation for people: tables in plain text. */
import type { LedgerException } from './ledger-api.ts';
import { baseUnits, imbalancesOf, type Reconciliation } from './reconciliation.ts';

type Cell = string | number;

const numberFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });
export const grouped = (value: number): string => numberFormat.format(value);

const isNumeric = (cell: Cell | undefined): boolean =>
  typeof cell === 'number' || (cell !== undefined && /\d %$/.test(cell));

/** A table with aligned columns: numbers and percentages to the right, text to the left. */
export function textTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? grouped(cell) : cell)));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
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

/** Percent with one decimal, rounded down so that 100 % means all; a dash where nothing is planned. */
export function coverage(handedOver: bigint, planned: bigint): string {
  if (planned === 0n) return '–';
  const tenths = (handedOver * 1_000n) / planned;
  return `${tenths / 10n}.${tenths % 10n} %`;
}

function commoditiesTable({ commodities }: Reconciliation): string {
  return textTable(
    [
      'Commodity',
      'Unit',
      'Planned',
      'Received',
      'Lost',
      'Handed over',
      'On hand',
      'In transit',
      'Outstanding',
    ],
    commodities.map((row) => [
      row.commodity,
      row.unit,
      row.planned,
      row.received,
      row.lost,
      row.handedOver,
      row.onHand,
      row.inTransit,
      row.outstanding,
    ]),
  );
}

function pledgesTable({ commodities }: Reconciliation): string {
  const pledged = commodities.filter((row) => row.pledged !== undefined && row.pledged > 0);
  if (pledged.length === 0) return '';
  return textTable(
    ['Pledged', 'Unit', 'Promised', 'Received'],
    pledged.map((row) => [row.commodity, row.unit, row.pledged ?? 0, row.received]),
  );
}

function locationsTable({ locations, commodities }: Reconciliation): string {
  const rationed = commodities.filter(({ planned }) => planned > 0).map(({ commodity }) => commodity);
  return textTable(
    ['Location', 'Kind', 'Households', 'Persons', 'Served', ...rationed],
    locations.map((location) => [
      location.locationId,
      location.kind,
      location.households,
      location.persons,
      location.householdsServed,
      ...rationed.map((commodity) => {
        const row = location.commodities.find((candidate) => candidate.commodity === commodity);
        return row ? coverage(baseUnits(row.handedOver, row.unit), baseUnits(row.planned, row.unit)) : '–';
      }),
    ]),
  );
}

function stipendTable({ stipend }: Reconciliation): string {
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

/** What was not posted, and why. */
export function exceptionsTable(exceptions: readonly LedgerException[]): string {
  return textTable(
    ['Status', 'Reason', 'Reference', 'Household', 'Location or payer', 'Detail'],
    exceptions.map(({ status, reason, reference, householdId, locationId, payerId, detail }) => [
      status,
      reason,
      reference ?? '',
      householdId ?? '',
      locationId ?? payerId ?? '',
      detail === undefined ? '' : JSON.stringify(detail),
    ]),
  );
}

/** "In balance", or one line for each commodity and place that differs. */
export function balanceLines(report: Reconciliation): string {
  const imbalances = imbalancesOf(report);
  if (imbalances.length === 0) {
    return 'In balance: received = handed over + lost + on hand + in transit − count variance, for every commodity, overall and at every location.';
  }
  return imbalances
    .map(
      ({ where, commodity, unit, received, accountedFor }) =>
        `OUT OF BALANCE ${where}: ${commodity} received ${grouped(received)} ${unit}, accounted for ${grouped(accountedFor)} ${unit}`,
    )
    .join('\n');
}

/** The whole report, ending with the balance. */
export function reportText(report: Reconciliation, exceptions: readonly LedgerException[]): string {
  const { held, rejected } = report.exceptions;
  return [
    `Reconciliation of ${report.orderId} (${report.status}${report.asOf === undefined ? '' : `, as of ${report.asOf}`})`,
    commoditiesTable(report),
    pledgesTable(report),
    `Households served by location, and how much of what they are owed they have had`,
    locationsTable(report),
    stipendTable(report),
    `Not posted: ${grouped(held)} held, ${grouped(rejected)} rejected`,
    exceptions.length > 0 ? exceptionsTable(exceptions) : '',
    balanceLines(report),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
