/** Character-separated values that a spreadsheet opens as they are, by a double click too. Source: RFC 4180. */

export type Cell = string | number | boolean | undefined;

export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

/** Without it, Excel reads UTF-8 as the code page of the country. */
export const byteOrderMark = '\ufeff';

/** Where a spreadsheet begins a cell: at the start of a text, and wherever it may split the text by another separator. */
const cellStarts: { readonly [D in Delimiter]: string } = {
  ',': ';\\t\\r\\n',
  ';': ',\\t\\r\\n',
  '\t': ',;\\r\\n',
};

/** What a spreadsheet would run as a formula. Source: OWASP, CSV injection. */
const formulaSigns = '=+\\-@\\t\\r＝＋－＠';

const patterns = (before: string): ReadonlyMap<Delimiter, RegExp> =>
  new Map(
    delimiters.map((delimiter) => [
      delimiter,
      new RegExp(`(^|[${cellStarts[delimiter]}])${before}(?='*[${formulaSigns}])`, 'gu'),
    ]),
  );
const formulas = patterns('');
const guards = patterns("'");
const nothing = /$^/g;

/** The text with an apostrophe before what a spreadsheet would run: it is shown instead. */
const guarded = (text: string, delimiter: Delimiter): string =>
  text.replaceAll(formulas.get(delimiter) ?? nothing, "$1'");

/** The text as it was before it was written to a file. Law: undoes what {@link csvLine} does to a text. */
export const unguarded = (text: string, delimiter: Delimiter): string =>
  text.replaceAll(guards.get(delimiter) ?? nothing, '$1');

function field(cell: Cell, delimiter: Delimiter): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = guarded(cell, delimiter);
  return /[",;\t\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line; every separator that some spreadsheet knows is quoted, whichever the file uses. */
export const csvLine = (cells: readonly Cell[], delimiter: Delimiter = ','): string =>
  `${cells.map((cell) => field(cell, delimiter)).join(delimiter)}\r\n`;

export const csvText = ({ columns, rows }: CsvTable): string =>
  `${byteOrderMark}${[columns, ...rows].map((row) => csvLine(row)).join('')}`;

/** A table whose columns are read off each row, in their order. */
export const csvTable = <T>(
  rows: readonly T[],
  columns: { readonly [name: string]: (row: T) => Cell },
): CsvTable => ({
  columns: Object.keys(columns),
  rows: rows.map((row) => Object.values(columns).map((cellOf) => cellOf(row))),
});
