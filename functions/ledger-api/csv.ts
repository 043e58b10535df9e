/** Comma-separated values that a spreadsheet opens as they are. Source: RFC 4180. */

export type Cell = string | number | boolean | undefined;

export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Text that a spreadsheet would run as a formula: it is shown instead, behind an apostrophe. Source: OWASP, CSV injection. */
const formula = /^[=+\-@\t\r＝＋－＠]/u;

function field(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvText = ({ columns, rows }: CsvTable): string =>
  [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');

/** A table whose columns are read off each row, in their order. */
export const csvTable = <T>(
  rows: readonly T[],
  columns: { readonly [name: string]: (row: T) => Cell },
): CsvTable => ({
  columns: Object.keys(columns),
  rows: rows.map((row) => Object.values(columns).map((cellOf) => cellOf(row))),
});
