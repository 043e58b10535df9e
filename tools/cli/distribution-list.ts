/** A centre's distribution list for people: as a table, as CSV, and as a sheet to write handovers in. */
import type { DistributionListItem } from '../../shared/contract/answers/households.ts';
import { csvLine } from './csv-import.ts';
import { unitOf } from './reconciliation.ts';
import { grouped, textTable } from './report.ts';

export const isServed = ({ commodities }: DistributionListItem): boolean =>
  commodities.some(({ received }) => received > 0);

const columnsOf = (rows: readonly DistributionListItem[]): string[] => [
  ...new Set(
    rows.flatMap(({ commodities }) => commodities.map((row) => `${row.commodity} (${unitOf(row)})`)),
  ),
];

const inColumn = (
  { commodities }: DistributionListItem,
  column: string,
): DistributionListItem['commodities'][number] | undefined =>
  commodities.find((row) => `${row.commodity} (${unitOf(row)})` === column);

/** Due now by commodity, with room to sign. */
export function listText(rows: readonly DistributionListItem[]): string {
  const columns = columnsOf(rows);
  return textTable(
    ['Household', 'Name', 'Neighbourhood', 'Persons', 'Served', ...columns, 'Signature'],
    rows.map((row) => [
      row.householdId,
      row.name ?? '',
      row.neighbourhood ?? '',
      row.persons,
      isServed(row) ? 'yes' : 'no',
      ...columns.map((column) => inColumn(row, column)?.dueNow ?? 0),
      '',
    ]),
  );
}

export function summaryText(
  centreId: string,
  orderId: string,
  rows: readonly DistributionListItem[],
): string {
  const served = rows.filter(isServed).length;
  return `${centreId} under ${orderId}: ${grouped(rows.length)} households, ${grouped(served)} served, ${grouped(rows.length - served)} not served; quantities are what is due now`;
}

export function listCsv(rows: readonly DistributionListItem[]): string {
  const columns = columnsOf(rows);
  const header = [
    'householdId',
    'name',
    'neighbourhood',
    'persons',
    'served',
    ...columns.map((column) => `due now ${column}`),
  ];
  const lines = rows.map((row) => [
    row.householdId,
    row.name ?? '',
    row.neighbourhood ?? '',
    String(row.persons),
    isServed(row) ? 'yes' : 'no',
    ...columns.map((column) => String(inColumn(row, column)?.dueNow ?? 0)),
  ]);
  return [header, ...lines].map(csvLine).join('');
}

/** A handovers file for `relief import`: a receipt for each household that is due something. */
export function sheetCsv(
  rows: readonly DistributionListItem[],
  { centreId, orderId, date }: { readonly centreId: string; readonly orderId: string; readonly date: string },
): string {
  const columns = columnsOf(rows);
  const due = rows.filter(({ commodities }) => commodities.some(({ dueNow }) => dueNow > 0));
  const lines = due.map((row) => [
    `R-${row.householdId}-${date}`,
    row.householdId,
    centreId,
    orderId,
    '',
    ...columns.map((column) => String(inColumn(row, column)?.dueNow || '')),
  ]);
  return [['receiptId', 'householdId', 'centreId', 'orderId', 'collectedBy', ...columns], ...lines]
    .map(csvLine)
    .join('');
}
