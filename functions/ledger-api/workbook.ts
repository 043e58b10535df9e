/** Tables as Excel workbooks. */
import type { CsvTable } from '../../shared/files/csv.ts';
import { sheetOf } from '../../shared/files/sheet.ts';

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The bytes of a workbook with one sheet. */
export async function workbookOf(table: CsvTable): Promise<Buffer> {
  // Imported only when it is asked for, so that no other answer waits for it.
  const { default: writeExcelFile } = await import('write-excel-file/node');
  const { rows, options } = sheetOf(table);
  return writeExcelFile(rows, options).toBuffer();
}
