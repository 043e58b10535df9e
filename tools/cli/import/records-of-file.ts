/** Reads a whole file before anything of it is sent: every row, checked cell by cell. */
import { isDeepStrictEqual } from 'node:util';
import { nameOf } from '../input.ts';
import type { Encoding } from './encoding.ts';
import { type Header, readHeader } from './header.ts';
import { type Fields, type ImportDefaults, type ImportKind, kindsOfFiles } from './kinds.ts';
import { placeOf, problemText, type RecordContext, readRecord } from './record.ts';
import { type FileForm, type Row, readTableFile } from './rows.ts';

/** A row that can be read. */
export interface FileRecord {
  readonly row: Row;
  readonly fields: Fields;
  readonly time: string;
  readonly isDatedNow: boolean;
}

/** A row that is not sent, or was sent and refused. */
export interface RefusedRow {
  readonly row: Row;
  /** Each as `file:line:column field: expected …`. */
  readonly errors: readonly string[];
  /** The exception that the row, once it is put right, corrects. */
  readonly corrects?: string;
}

export interface FileRecords {
  readonly header: Header;
  readonly form: FileForm;
  readonly context: RecordContext;
  readonly records: readonly FileRecord[];
  readonly refused: readonly RefusedRow[];
}

export interface FileReading extends Pick<RecordContext, 'zone' | 'decimal' | 'now'> {
  readonly kind: ImportKind;
  readonly file: string;
  readonly defaults: ImportDefaults;
  readonly encoding?: Encoding | undefined;
}

/**
 * Reads a file. Errors: a `CliError` if the file or its header cannot be read.
 *
 * Guarantees: a bad row holds up no other, but for the other lines of its own document.
 */
export async function readRecords({ file, encoding, ...reading }: FileReading): Promise<FileRecords> {
  const name = nameOf(file);
  const { form, rows } = await readTableFile(file, encoding);
  const header = readHeader(reading.kind, rows, reading.defaults, name);
  const context: RecordContext = { ...reading, header, file: name };
  const repetitions = new Repetitions(context);
  const records: FileRecord[] = [];
  const refused: RefusedRow[] = [];
  for (const row of rows.slice(rows.indexOf(header.row) + 1)) {
    const read = readRecord(row, context);
    if (!read.ok) {
      refused.push({ row, errors: read.errors });
      continue;
    }
    const { fields, time, isDatedNow } = read;
    const verdict = repetitions.judge(fields, time, row);
    if (verdict === 'first') records.push({ row, fields, time, isDatedNow });
    else if (verdict !== 'again') refused.push({ row, errors: [verdict] });
  }
  return { header, form, context, ...wholeDocuments(records, refused, context) };
}

/** Finds rows that contradict an earlier row about the same document or household. */
class Repetitions {
  readonly #context: RecordContext;
  readonly #seen = new Map<string, { readonly line: number; readonly content: unknown }>();

  constructor(context: RecordContext) {
    this.#context = context;
  }

  /** `again` is a row that repeats an earlier one; a text says what is wrong. */
  judge(fields: Fields, time: string, row: Row): 'first' | 'again' | string {
    const { kind, header, file } = this.#context;
    const { key, shared, isDocument } = kindsOfFiles[kind];
    // Parts of one waybill may arrive at several places and times; lines of one document may repeat each other.
    if (kind === 'arrivals') return 'first';
    const heads = isDocument ? [key] : [key, ...shared];
    const name = JSON.stringify(heads.map((field) => fields[field]));
    const content = isDocument ? [shared.map((field) => fields[field]), time] : [fields, time];
    const before = this.#seen.get(name);
    if (before === undefined) {
      this.#seen.set(name, { line: row.line, content });
      return 'first';
    }
    if (isDeepStrictEqual(before.content, content)) return isDocument ? 'first' : 'again';
    const expected = isDocument
      ? `what line ${before.line} says of the same document`
      : `the same as in line ${before.line}`;
    return problemText(file, placeOf(header, row, key), key, expected, String(fields[key]));
  }
}

/** A document of which one line cannot be read is not sent at all: half a waybill would be another waybill. */
function wholeDocuments(
  records: readonly FileRecord[],
  refused: readonly RefusedRow[],
  { kind, header, file }: RecordContext,
): Pick<FileRecords, 'records' | 'refused'> {
  const { key, isDocument } = kindsOfFiles[kind];
  if (!isDocument || refused.length === 0) return { records, refused };
  const column = header.columns.find(({ field }) => field === key);
  const broken = new Map(refused.map(({ row }) => [column && row.cells[column.at]?.text, row.line]));
  const isBroken = ({ fields }: FileRecord): boolean => broken.has(String(fields[key]));
  const held = records.filter(isBroken).map(({ row, fields }) => ({
    row,
    errors: [
      problemText(
        file,
        { line: row.line, column: 1 },
        'row',
        `line ${broken.get(String(fields[key]))} of the same document to be right`,
      ),
    ],
  }));
  return { records: records.filter((record) => !isBroken(record)), refused: [...refused, ...held] };
}
