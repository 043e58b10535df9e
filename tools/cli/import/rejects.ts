/** What was refused of a file, in the form it came in: to be put right there and imported as it is. */
import { writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { csvLine, type Cell as TableCell } from '../../../functions/ledger-api/csv.ts';
import { workbookOf } from '../../../functions/ledger-api/workbook.ts';
import { standardInput } from '../input.ts';
import { encoded } from './encoding.ts';
import { errorColumn } from './header.ts';
import { kindsOfFiles } from './kinds.ts';
import type { FileRecords, RefusedRow } from './records-of-file.ts';
import type { Cell, Row } from './rows.ts';

const correctsColumn = 'corrects';

/** The rejects of `a/handovers.csv` go to `a/handovers.rejects.csv`. */
export const rejectsFileOf = (file: string): string =>
  file === standardInput
    ? 'standard-input.rejects.csv'
    : join(dirname(file), `${basename(file, extname(file))}.rejects${extname(file) || '.csv'}`);

const isCalled = (name: string, { text }: Cell): boolean => text.toLowerCase() === name;

/** The columns of the file, whatever they are called, then what it corrects, where that is needed, and why. */
function tableOf({ header, context }: FileRecords, refused: readonly RefusedRow[]) {
  const { cells } = header.row;
  const mayCorrect = correctsColumn in kindsOfFiles[context.kind].columns;
  const needsCorrects = mayCorrect && refused.some(({ corrects }) => corrects !== undefined);
  const isKept = (cell: Cell): boolean =>
    !isCalled(errorColumn, cell) && !(needsCorrects && isCalled(correctsColumn, cell));
  const kept = cells.flatMap((cell, at) => (isKept(cell) ? [at] : []));
  const corrected = cells.findIndex((cell) => isCalled(correctsColumn, cell));
  const contentOf = ({ cells: own }: Row, at: number): TableCell => {
    const cell = own[at];
    return cell?.isNumber ? Number(cell.text) : (cell?.text ?? '');
  };
  return {
    columns: [
      ...kept.map((at) => cells[at]?.text ?? ''),
      ...(needsCorrects ? [correctsColumn] : []),
      errorColumn,
    ],
    rows: refused.map(({ row, errors, corrects }): TableCell[] => [
      ...kept.map((at) => contentOf(row, at)),
      ...(needsCorrects ? [corrects ?? contentOf(row, corrected)] : []),
      errors.join('; '),
    ]),
  };
}

/** Writes the refused rows of a file, in its encoding, or as a workbook if it was one. */
export async function writeRejects(
  path: string,
  records: FileRecords,
  refused: readonly RefusedRow[],
): Promise<void> {
  const sorted = refused.toSorted((one, other) => one.row.line - other.row.line);
  const table = tableOf(records, sorted);
  const { form } = records;
  if (form.kind === 'workbook') return writeFile(path, await workbookOf(table));
  const lines = [table.columns, ...table.rows].map((cells) => csvLine(cells, form.delimiter));
  return writeFile(path, encoded(lines.join(''), form.encoding));
}
