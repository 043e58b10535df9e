/** The header of a file: which column holds what. Offices add columns of their own, which are left alone. */
import { type Unit, unitNames } from '../../../shared/domain/quantity.ts';
import { CliError } from '../cli-error.ts';
import { quantityIn, type ReadCell } from './cells.ts';
import { type Column, columnNames, type ImportDefaults, type ImportKind, kindsOfFiles } from './kinds.ts';
import type { Cell, Row } from './rows.ts';

/** Added to rejects files, and ignored when they are imported. */
export const errorColumn = 'error';

/** A column that is read. */
export interface HeaderColumn {
  readonly field: string;
  readonly at: number;
  readonly read: ReadCell;
  readonly need: Column['need'];
  /** Set on columns of goods. */
  readonly goods?: { readonly commodity: string; readonly unit: Unit };
}

export interface Header {
  readonly row: Row;
  readonly columns: readonly HeaderColumn[];
  /** Columns with a name that nobody reads. */
  readonly others: readonly Cell[];
}

/** The option that stands in for a column. */
export const optionOf: { readonly [N in keyof ImportDefaults]-?: string } = {
  orderId: '--order',
  centreId: '--centre',
  locationId: '--location',
  payerId: '--payer',
  auditId: '--audit',
  effectiveFrom: '--effective-from',
  currency: '--currency',
  time: '--time',
  date: '--date',
};

/** `Household ID` and `household_id` are `householdId`. */
const plainName = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '');

const goodsColumn = /^(.+?) ?\((\w+)\)$/;
/** Goods whose unit stands in no brackets; ignored as a column of the office, they would be lost in silence. */
const barelyGoods = new RegExp(`\\s(?:${unitNames.join('|')})s?$`, 'i');

const knownColumn = (kind: ImportKind, text: string): [string, Column] | undefined =>
  Object.entries(kindsOfFiles[kind].columns).find(([name]) => plainName(name) === plainName(text));

/** The first row that names a column; a title may stand above it. */
function headerRow(kind: ImportKind, rows: readonly Row[]): Row | undefined {
  const { key } = kindsOfFiles[kind];
  const names = (row: Row, wanted: (text: string) => boolean): boolean =>
    row.cells.some(({ text }) => wanted(text));
  return (
    rows.slice(0, 20).find((row) => names(row, (text) => plainName(text) === plainName(key))) ??
    rows.slice(0, 20).find((row) => names(row, (text) => knownColumn(kind, text) !== undefined)) ??
    rows[0]
  );
}

function columnOf(kind: ImportKind, cell: Cell, at: number, file: string): HeaderColumn | undefined {
  const found = knownColumn(kind, cell.text);
  if (found) return { field: found[0], at, ...found[1] };
  if (!kindsOfFiles[kind].hasGoodsColumns) return undefined;
  const [, commodity, named] = goodsColumn.exec(cell.text) ?? [];
  const unit = unitNames.find((name) => name === named?.toLowerCase());
  if (commodity !== undefined && unit !== undefined) {
    const field = `${commodity} (${unit})`;
    return { field, at, read: quantityIn(unit), need: 'optional', goods: { commodity, unit } };
  }
  if (commodity === undefined && !barelyGoods.test(cell.text)) return undefined;
  throw new CliError(
    `${file}:${cell.line}:${cell.column} header: expected goods with their unit such as "rice (kg)", the unit one of ${unitNames.join(', ')}, found ${JSON.stringify(cell.text)}`,
    2,
  );
}

/** Errors: a `CliError` that names the first thing wrong with the header, and where it is. */
export function readHeader(
  kind: ImportKind,
  rows: readonly Row[],
  defaults: ImportDefaults,
  file: string,
): Header {
  const row = headerRow(kind, rows);
  if (row === undefined)
    throw new CliError(`${file}:1:1 header: expected ${columnNames(kind).join(', ')}; the file is empty`, 2);
  const columns: HeaderColumn[] = [];
  const others: Cell[] = [];
  for (const [at, cell] of row.cells.entries()) {
    if (cell.text === '' || plainName(cell.text) === errorColumn) continue;
    const column = columnOf(kind, cell, at, file);
    if (column === undefined) others.push(cell);
    else columns.push(column);
  }
  checkColumns(kind, row, columns, others, defaults, file);
  return { row, columns, others };
}

function checkColumns(
  kind: ImportKind,
  row: Row,
  columns: readonly HeaderColumn[],
  others: readonly Cell[],
  defaults: ImportDefaults,
  file: string,
): void {
  const repeated = columns.find(({ field }, at) => columns.findIndex((other) => other.field === field) < at);
  if (repeated !== undefined) {
    const cell = row.cells[repeated.at];
    throw new CliError(
      `${file}:${row.line}:${cell?.column} header: expected each column once, found ${JSON.stringify(cell?.text)} again`,
      2,
    );
  }
  const found = others.length === 0 ? '' : `; not read: ${others.map(({ text }) => text).join(', ')}`;
  for (const [field, { need }] of Object.entries(kindsOfFiles[kind].columns)) {
    if (need === 'optional' || columns.some((column) => column.field === field)) continue;
    const isGiven = need !== 'required' && defaults[need] !== undefined;
    if (isGiven) continue;
    const instead = need === 'required' ? '' : `, or the option ${optionOf[need]}`;
    throw new CliError(`${file}:${row.line}:1 header: expected a column ${field}${instead}${found}`, 2);
  }
  if (kindsOfFiles[kind].hasGoodsColumns && !columns.some(({ goods }) => goods)) {
    throw new CliError(
      `${file}:${row.line}:1 header: expected a column of goods such as "rice (kg)"${found}`,
      2,
    );
  }
}
