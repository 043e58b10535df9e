/** Rows of the offices' files, CSV or Excel workbook, and the form that the file came in. */
import type { Delimiter } from './csv.ts';
import { csvRows } from './csv-rows.ts';
import { decoded, type Encoding, encodingOf } from './encoding.ts';
import { type CellPlace, FileError, fileFault } from './fault.ts';
import { workbookRows } from './workbook-rows.ts';

export interface Cell extends CellPlace {
  readonly text: string;
  /** A number of a workbook, which reads alike in every country. */
  readonly isNumber?: true;
}

export interface Row {
  readonly line: number;
  readonly cells: readonly Cell[];
}

/** The form of a file, in which what was refused of it goes back. */
export type FileForm =
  | { readonly kind: 'csv'; readonly encoding: Encoding; readonly delimiter: Delimiter }
  | { readonly kind: 'workbook' };

export interface TableFile {
  readonly form: FileForm;
  readonly rows: readonly Row[];
}

/** The first four bytes of a file. */
const workbookMark = 'PK\x03\x04';
const oldWorkbookMark = '\xd0\xcf\x11\xe0';

/**
 * Reads the bytes of a file; `named` is the encoding of a CSV file without a byte order mark, and `cp949` how whoever reads it
 * names that encoding.
 *
 * Errors: a {@link FileError} for a file that is neither CSV nor a workbook.
 */
export async function readTableFile(
  bytes: Uint8Array<ArrayBuffer>,
  named: Encoding | undefined,
  cp949: string,
): Promise<TableFile> {
  const mark = String.fromCharCode(...bytes.subarray(0, 4));
  if (mark === workbookMark) return { form: { kind: 'workbook' }, rows: await workbookRows(bytes) };
  if (mark === oldWorkbookMark) throw new FileError({ is: 'old-workbook' });
  const encoding = encodingOf(bytes, named);
  const text = decoded(bytes, encoding);
  checkDecoded(text, encoding, cp949);
  const { delimiter, rows } = csvRows(text);
  return { form: { kind: 'csv', encoding, delimiter }, rows };
}

/** Refused whole: a rejects file of it would hold destroyed names. */
function checkDecoded(text: string, encoding: Encoding, cp949: string): void {
  const at = text.search(/[\0\ufffd]/);
  if (at < 0) return;
  const before = text.slice(0, at).split(/\r\n|\n|\r/);
  const instead = encoding === 'utf-8' ? `, or say ${cp949} if it is in that encoding` : '';
  throw fileFault({
    line: before.length,
    column: [...(before.at(-1) ?? '')].length + 1,
    expected: `${encoding.toUpperCase()}; save the file as "CSV UTF-8"${instead}`,
  });
}
