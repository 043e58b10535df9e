/** A centre's distribution list for people: as text, as a table, and as a sheet to write handovers in. */
import { createHash } from 'node:crypto';
import type { DistributionListItem } from '../../shared/contract/answers/households.ts';
import type { CsvTable } from '../../shared/files/csv.ts';
import { unitOf } from './reconciliation.ts';
import { textTable } from './report.ts';
import { named, unitName } from './words/names.ts';
import { reading } from './words/reading.ts';

export const isServed = ({ commodities }: DistributionListItem): boolean =>
  commodities.some(({ received }) => received > 0);

const columnOf = (row: DistributionListItem['commodities'][number]): string =>
  `${row.commodity} (${unitOf(row)})`;

/** What is rationed, each by the name of its column. */
const goodsOf = (
  rows: readonly DistributionListItem[],
): ReadonlyMap<string, DistributionListItem['commodities'][number]> =>
  new Map(rows.flatMap(({ commodities }) => commodities.map((row) => [columnOf(row), row] as const)));

const columnsOf = (rows: readonly DistributionListItem[]): string[] => [...goodsOf(rows).keys()];

const inColumn = (
  { commodities }: DistributionListItem,
  column: string,
): DistributionListItem['commodities'][number] | undefined =>
  commodities.find((row) => columnOf(row) === column);

/** Due now by commodity, with room to sign. */
export function listText(rows: readonly DistributionListItem[]): string {
  const goods = goodsOf(rows);
  const columns = [...goods.keys()];
  return textTable(
    [
      reading('column.household'),
      reading('column.name'),
      reading('column.neighbourhood'),
      reading('column.persons'),
      reading('column.served'),
      ...[...goods.values()].map((row) => `${named('commodity', row.commodity)} (${unitName(unitOf(row))})`),
      reading('column.signature'),
    ],
    rows.map((row) => [
      row.householdId,
      row.name ?? '',
      row.neighbourhood ?? '',
      row.persons,
      reading(isServed(row) ? 'list.yes' : 'list.no'),
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
  return reading('list.summary', {
    centre: centreId,
    order: orderId,
    households: rows.length,
    served,
    left: rows.length - served,
  });
}

export function listTable(rows: readonly DistributionListItem[]): CsvTable {
  const columns = columnsOf(rows);
  return {
    columns: [
      'householdId',
      'name',
      'neighbourhood',
      'persons',
      'served',
      ...columns.map((column) => `due now ${column}`),
    ],
    rows: rows.map((row) => [
      row.householdId,
      row.name,
      row.neighbourhood,
      row.persons,
      isServed(row) ? 'yes' : 'no',
      ...columns.map((column) => inColumn(row, column)?.dueNow ?? 0),
    ]),
  };
}

export const isDueSomething = ({ commodities }: DistributionListItem): boolean =>
  commodities.some(({ dueNow }) => dueNow > 0);

const maxIdLength = 128;

/**
 * The number of a household's next receipt: it counts on from what its account holds and from numbers that stand in
 * receipts not posted. So a second sheet of a day has other numbers, and one printed twice has the same.
 */
export function nextReceiptId(householdId: string, entries: number, taken: ReadonlySet<string>): string {
  const longest = maxIdLength - 'R--999999'.length;
  const named =
    householdId.length <= longest
      ? householdId
      : createHash('sha256').update(householdId).digest('hex').slice(0, 32);
  for (let number = entries + 1; ; number += 1) {
    const receiptId = `R-${named}-${number}`;
    if (!taken.has(receiptId)) return receiptId;
  }
}

/** A handovers file for `relief import`: a receipt for each household that is due something. */
export function sheetTable(
  rows: readonly DistributionListItem[],
  {
    centreId,
    orderId,
    receiptIdOf,
  }: {
    readonly centreId: string;
    readonly orderId: string;
    readonly receiptIdOf: (householdId: string) => string;
  },
): CsvTable {
  const columns = columnsOf(rows);
  return {
    columns: ['receiptId', 'householdId', 'centreId', 'orderId', 'date', 'collectedBy', ...columns],
    rows: rows
      .filter(isDueSomething)
      .map((row) => [
        receiptIdOf(row.householdId),
        row.householdId,
        centreId,
        orderId,
        undefined,
        undefined,
        ...columns.map((column) => inColumn(row, column)?.dueNow || undefined),
      ]),
  };
}
