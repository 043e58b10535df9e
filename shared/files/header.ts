/** The header of a file: which column holds what. Offices add columns of their own, which are left alone. */
import { type Unit, unitNames } from '../domain/quantity.ts';
import { quantityIn, type ReadCell } from './cells.ts';
import { type CellPlace, fileFault } from './fault.ts';
import { type Column, columnNames, type ImportKind, kindsOfFiles } from './kinds.ts';
import type { ImportDefaults, OptionNames } from './options.ts';
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

function columnOf(kind: ImportKind, cell: Cell, at: number): HeaderColumn | undefined {
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
  throw headerFault(
    cell,
    `goods with their unit such as "rice (kg)", the unit one of ${unitNames.join(', ')}`,
    JSON.stringify(cell.text),
  );
}

const headerFault = ({ line, column }: CellPlace, expected: string, found?: string) =>
  fileFault({ line, column, field: 'header', expected, ...(found !== undefined && { found }) });

/** Errors: a {@link FileError} that names the first thing wrong with the header, and where it is. */
export function readHeader(
  kind: ImportKind,
  rows: readonly Row[],
  defaults: ImportDefaults,
  options: OptionNames,
): Header {
  const row = headerRow(kind, rows);
  if (row === undefined)
    throw headerFault({ line: 1, column: 1 }, `${columnNames(kind).join(', ')}; the file is empty`);
  const columns: HeaderColumn[] = [];
  const others: Cell[] = [];
  for (const [at, cell] of row.cells.entries()) {
    if (cell.text === '' || plainName(cell.text) === errorColumn) continue;
    const column = columnOf(kind, cell, at);
    if (column === undefined) others.push(cell);
    else columns.push(column);
  }
  checkColumns(kind, { row, columns, others }, defaults, options);
  return { row, columns, others };
}

function checkColumns(
  kind: ImportKind,
  { row, columns, others }: Header,
  defaults: ImportDefaults,
  options: OptionNames,
): void {
  const repeated = columns.find(({ field }, at) => columns.findIndex((other) => other.field === field) < at);
  if (repeated !== undefined) {
    const cell = row.cells[repeated.at];
    throw headerFault(
      { line: row.line, column: cell?.column ?? 1 },
      'each column once',
      `${JSON.stringify(cell?.text)} again`,
    );
  }
  const start = { line: row.line, column: 1 };
  const found = others.length === 0 ? '' : `; not read: ${others.map(({ text }) => text).join(', ')}`;
  for (const [field, { need }] of Object.entries(kindsOfFiles[kind].columns)) {
    if (need === 'optional' || columns.some((column) => column.field === field)) continue;
    const isGiven = need !== 'required' && defaults[need] !== undefined;
    if (isGiven) continue;
    const instead = need === 'required' ? '' : `, or the option ${options[need]}`;
    throw headerFault(start, `a column ${field}${instead}${found}`);
  }
  if (kindsOfFiles[kind].hasGoodsColumns && !columns.some(({ goods }) => goods))
    throw headerFault(start, `a column of goods such as "rice (kg)"${found}`);
}
