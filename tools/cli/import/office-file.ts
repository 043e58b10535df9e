/** The offices' files where the command line finds them: read from a path or standard input, their rejects written beside. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { workbookOf } from '../../../functions/ledger-api/workbook.ts';
import { FileError, faultText as faultInEnglish } from '../../../shared/files/fault.ts';
import type { OptionNames } from '../../../shared/files/options.ts';
import {
  type FileReading,
  type FileRecords,
  type RefusedRow,
  readRecords,
} from '../../../shared/files/records.ts';
import { rejectsFile, rejectsNameOf, rejectsTable } from '../../../shared/files/rejects.ts';
import { CliError, exitCodes } from '../cli-error.ts';
import { fileSentence, nameInEnglish, nameOf, standardInput } from '../input.ts';
import { faultText, problemText } from '../words/faults.ts';

export const optionNames: OptionNames = {
  orderId: '--order',
  centreId: '--centre',
  locationId: '--location',
  payerId: '--payer',
  auditId: '--audit',
  effectiveFrom: '--effective-from',
  currency: '--currency',
  time: '--time',
  date: '--date',
  cp949: '--encoding cp949',
  decimal: '--decimal point or --decimal comma',
};

export interface OfficeFileReading extends Omit<FileReading, 'bytes' | 'options'> {
  readonly file: string;
}

/** Errors: a `CliError` if the file or its header cannot be read. */
export async function readOfficeFile({ file, ...reading }: OfficeFileReading): Promise<FileRecords> {
  const bytes = await bytesOf(file);
  try {
    return await readRecords({ ...reading, bytes, options: optionNames });
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    throw new CliError(problemText(nameOf(file), cause.problem), exitCodes.badInput, { cause });
  }
}

async function bytesOf(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(file === standardInput ? await buffer(process.stdin) : await readFile(file));
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && typeof cause.code === 'string')) throw cause;
    throw new CliError(fileSentence(file, cause.code), exitCodes.badInput, { cause });
  }
}

/** What is wrong with rows, each as `file:line:column field: expected …`. */
export const errorsOf = (file: string, refused: readonly RefusedRow[]): readonly string[] =>
  refused.flatMap(({ faults }) => faults.map((fault) => faultText(nameOf(file), fault)));

/** The same for programs. */
export const errorsInEnglish = (file: string, refused: readonly RefusedRow[]): readonly string[] =>
  refused.flatMap(({ faults }) => faults.map((fault) => faultInEnglish(nameInEnglish(file), fault)));

/** The rejects of `a/handovers.csv` go to `a/handovers.rejects.csv`. */
export const rejectsFileOf = (file: string): string =>
  file === standardInput
    ? rejectsNameOf('standard-input')
    : join(dirname(file), rejectsNameOf(basename(file)));

/** Writes the refused rows of a file, in its encoding, or as a workbook if it was one. */
export async function writeRejects(
  path: string,
  file: string,
  { header, form, context }: FileRecords,
  refused: readonly RefusedRow[],
): Promise<void> {
  const rejected = { kind: context.kind, header, form };
  const table = rejectsTable(rejected, refused, (fault) => faultText(nameOf(file), fault));
  await writeFile(
    path,
    await rejectsFile(rejected, table, async (of) => new Uint8Array(await workbookOf(of))),
  );
}
