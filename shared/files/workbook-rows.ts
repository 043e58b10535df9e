/** Rows of the first sheet of an Excel workbook; its numbers are numbers and its dates are dates in every country. */
import { type CellValue, readSheet } from 'read-excel-file/universal';
import { FileError } from './fault.ts';
import type { Cell, Row } from './rows.ts';

/** Excel counts in doubles and shows 15 digits: the sixteenth is an error of counting. */
const shownDigits = 15;

/** The clock of a workbook has no zone: what its cells show stands in the fields of UTC. */
function dateText(value: Date): string {
  const shown = new Date(Math.round(value.getTime() / 1_000) * 1_000).toISOString();
  const [date = '', time = ''] = [shown.slice(0, 10), shown.slice(11, 19)];
  // A time of day alone counts from the last day before 1900.
  if (date < '1900-01-02') return time;
  return time === '00:00:00' ? date : `${date} ${time}`;
}

function cellOf(value: CellValue | null | undefined, line: number, column: number): Cell {
  if (typeof value === 'number') {
    return { text: String(Number(value.toPrecision(shownDigits))), isNumber: true, line, column };
  }
  const text = value instanceof Date ? dateText(value) : String(value ?? '').trim();
  return { text, line, column };
}

/** Rows that are not empty; a column counts cells. Errors: a {@link FileError} for bytes that are no workbook. */
export async function workbookRows(bytes: Uint8Array<ArrayBuffer>): Promise<readonly Row[]> {
  const sheet = await readSheet(new Blob([bytes])).catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new FileError({ is: 'broken-workbook', said }, { cause });
  });
  return sheet
    .map((values, index) => ({
      line: index + 1,
      cells: values.map((value, at) => cellOf(value, index + 1, at + 1)),
    }))
    .filter(({ cells }) => cells.some(({ text }) => text !== ''));
}
