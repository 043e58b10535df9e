/** What was refused of a file, in the form it came in: to be put right there and imported as it is. */
import { type CsvTable, csvLine, type Cell as TableCell } from './csv.ts';
import { encoded } from './encoding.ts';
import type { RowFault } from './fault.ts';
import { errorColumn, type Header } from './header.ts';
import { type ImportKind, kindsOfFiles } from './kinds.ts';
import type { RefusedRow } from './records.ts';
import type { Cell, FileForm, Row } from './rows.ts';

const correctsColumn = 'corrects';

/** The file that rows were refused of. */
export interface RejectedFile {
  readonly kind: ImportKind;
  readonly header: Pick<Header, 'row'>;
  readonly form: FileForm;
}

/** The rejects of `handovers.csv` are `handovers.rejects.csv`. */
export function rejectsNameOf(name: string): string {
  const [, stem = name, extension = ''] = /^(.+?)(\.[^.]*)?$/.exec(name) ?? [];
  return `${stem}.rejects${extension || '.csv'}`;
}

const isCalled = (name: string, { text }: Cell): boolean => text.toLowerCase() === name;

/**
 * The refused rows in their order, with the columns of the file, whatever they are called, then what each corrects, where that
 * is needed, and why.
 */
export function rejectsTable(
  { kind, header }: RejectedFile,
  refused: readonly RefusedRow[],
  textOf: (fault: RowFault) => string,
): CsvTable {
  const { cells } = header.row;
  const mayCorrect = correctsColumn in kindsOfFiles[kind].columns;
  const needsCorrects = mayCorrect && refused.some(({ corrects }) => corrects !== undefined);
  const isKept = (cell: Cell): boolean =>
    !isCalled(errorColumn, cell) && !(needsCorrects && isCalled(correctsColumn, cell));
  const kept = cells.flatMap((cell, at) => (isKept(cell) ? [at] : []));
  const corrected = cells.findIndex((cell) => isCalled(correctsColumn, cell));
  const contentOf = ({ cells: own }: Row, at: number): TableCell => {
    const cell = own[at];
    return cell?.isNumber ? Number(cell.text) : (cell?.text ?? '');
  };
  const sorted = refused.toSorted((one, other) => one.row.line - other.row.line);
  return {
    columns: [
      ...kept.map((at) => cells[at]?.text ?? ''),
      ...(needsCorrects ? [correctsColumn] : []),
      errorColumn,
    ],
    rows: sorted.map(({ row, faults, corrects }): TableCell[] => [
      ...kept.map((at) => contentOf(row, at)),
      ...(needsCorrects ? [corrects ?? contentOf(row, corrected)] : []),
      faults.map(textOf).join('; '),
    ]),
  };
}

/** The bytes of a rejects file; `workbookOf` makes those of a workbook. */
export async function rejectsFile(
  { form }: RejectedFile,
  table: CsvTable,
  workbookOf: (table: CsvTable) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (form.kind === 'workbook') return workbookOf(table);
  const lines = [table.columns, ...table.rows].map((cells) => csvLine(cells, form.delimiter));
  return encoded(lines.join(''), form.encoding);
}
