/** Saves files from the page: rejects and templates, as CSV or as workbooks. */
import { type CsvTable, csvText } from '../../../shared/files/csv.ts';
import { faultText } from '../../../shared/files/fault.ts';
import type { RefusedRow } from '../../../shared/files/records.ts';
import {
  type RejectedFile,
  rejectsFile,
  rejectsNameOf,
  rejectsTable,
} from '../../../shared/files/rejects.ts';
import { sheetOf } from '../../../shared/files/sheet.ts';
import { templateTable } from '../../../shared/files/template.ts';

function save(name: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content]));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}

async function workbookOf(table: CsvTable): Promise<Uint8Array<ArrayBuffer>> {
  const { default: writeExcelFile } = await import('write-excel-file/universal');
  const { rows, options } = sheetOf(table);
  return new Uint8Array(await (await writeExcelFile(rows, options).toBlob()).arrayBuffer());
}

/** What of a file was refused, in the form and the encoding that it came in. */
export async function saveRejects(
  name: string,
  file: RejectedFile,
  refused: readonly RefusedRow[],
): Promise<void> {
  const table = rejectsTable(file, refused, (fault) => faultText(name, fault));
  save(rejectsNameOf(name), await rejectsFile(file, table, workbookOf));
}

export async function saveTemplate(kind: string, text: string, form: 'csv' | 'xlsx'): Promise<void> {
  const table = templateTable(text);
  save(`${kind}.${form}`, form === 'csv' ? csvText(table) : await workbookOf(table));
}
