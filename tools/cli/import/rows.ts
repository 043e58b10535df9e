/** Rows of the offices' files, CSV or Excel workbook, and the form that the file came in. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Delimiter } from '../../../functions/ledger-api/csv.ts';
import { CliError, exitCodes } from '../cli-error.ts';
import { fileSentence, nameOf, standardInput } from '../input.ts';
import { csvRows } from './csv-rows.ts';
import { decoded, type Encoding, encodingOf } from './encoding.ts';
import { workbookRows } from './workbook-rows.ts';

export interface Cell {
  readonly text: string;
  /** Both from 1; a column counts characters, in a workbook cells. */
  readonly line: number;
  readonly column: number;
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

const workbookMark = 'PK\x03\x04';
const oldWorkbookMark = '\xd0\xcf\x11\xe0';

/** Errors: a `CliError` for a file that cannot be read, or is neither CSV nor a workbook. */
export async function readTableFile(file: string, named?: Encoding): Promise<TableFile> {
  const name = nameOf(file);
  const bytes = await bytesOf(file);
  const mark = bytes.subarray(0, 4).toString('latin1');
  if (mark === workbookMark) return { form: { kind: 'workbook' }, rows: await workbookRows(bytes, name) };
  if (mark === oldWorkbookMark) {
    throw new CliError(`${name} is a workbook of an old Excel (.xls); save it as .xlsx or as "CSV UTF-8"`, 2);
  }
  const encoding = encodingOf(bytes, named);
  const text = decoded(bytes, encoding);
  checkDecoded(text, encoding, name);
  const { delimiter, rows } = csvRows(text, name);
  return { form: { kind: 'csv', encoding, delimiter }, rows };
}

/** Refused whole: a rejects file of it would hold destroyed names. */
function checkDecoded(text: string, encoding: Encoding, file: string): void {
  const at = text.search(/[\0\ufffd]/);
  if (at < 0) return;
  const before = text.slice(0, at).split(/\r\n|\n|\r/);
  const place = `${file}:${before.length}:${[...(before.at(-1) ?? '')].length + 1}`;
  const instead = encoding === 'utf-8' ? ', or say --encoding cp949 if it is in that encoding' : '';
  throw new CliError(
    `${place} expected ${encoding.toUpperCase()}; save the file as "CSV UTF-8"${instead}`,
    exitCodes.badInput,
  );
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return file === standardInput ? await buffer(process.stdin) : await readFile(file);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && typeof cause.code === 'string')) throw cause;
    throw new CliError(fileSentence(file, cause.code), exitCodes.badInput, { cause });
  }
}
