/** Tables as Excel workbooks: numbers as numbers, and every text as text, an id with leading zeros too. */
import type { Cell, CsvTable } from '../../shared/files/csv.ts';

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Most characters in one cell. Source: Excel's own limit. */
const maxCellCharacters = 32_767;
const maxColumnWidth = 60;

const cellOf = (cell: Cell) => {
  if (cell === undefined) return null;
  if (typeof cell === 'number') return { value: cell, type: Number };
  if (typeof cell === 'boolean') return { value: cell, type: Boolean };
  return { value: cell.slice(0, maxCellCharacters), type: String, format: '@' };
};

const widthOf = (cells: readonly Cell[]): number =>
  Math.min(maxColumnWidth, 2 + Math.max(...cells.map((cell) => String(cell ?? '').length)));

/** The bytes of a workbook with one sheet. */
export async function workbookOf({ columns, rows }: CsvTable): Promise<Buffer> {
  // Imported only when it is asked for, so that no other answer waits for it.
  const { default: writeExcelFile } = await import('write-excel-file/node');
  const header = columns.map((name) => ({ value: name, type: String, fontWeight: 'bold' as const }));
  return writeExcelFile([header, ...rows.map((row) => row.map(cellOf))], {
    columns: columns.map((name, at) => ({
      width: widthOf([name, ...rows.slice(0, 500).map((row) => row[at])]),
    })),
    stickyRowsCount: 1,
  }).toBuffer();
}
