/** A table as the sheet of a workbook: numbers as numbers, and every text as text, an id with leading zeros too. */
import type { Cell, CsvTable } from './csv.ts';

/** Most characters in one cell. Source: Excel's own limit. */
const maxCellCharacters = 32_767;
const maxColumnWidth = 60;
/** Rows that the widths of the columns are taken from. */
const measuredRows = 500;

const cellOf = (cell: Cell) => {
  if (cell === undefined) return null;
  if (typeof cell === 'number') return { value: cell, type: Number };
  if (typeof cell === 'boolean') return { value: cell, type: Boolean };
  return { value: cell.slice(0, maxCellCharacters), type: String, format: '@' };
};

const widthOf = (cells: readonly Cell[]): number =>
  Math.min(maxColumnWidth, 2 + Math.max(...cells.map((cell) => String(cell ?? '').length)));

/** The cells, with the header above them, and how they are laid out. */
export function sheetOf({ columns, rows }: CsvTable) {
  const header = columns.map((name) => ({ value: name, type: String, fontWeight: 'bold' as const }));
  const widths = columns.map((name, at) => ({
    width: widthOf([name, ...rows.slice(0, measuredRows).map((row) => row[at])]),
  }));
  return {
    rows: [header, ...rows.map((row) => row.map(cellOf))],
    options: { columns: widths, stickyRowsCount: 1 },
  };
}
