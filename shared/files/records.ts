/** Reads a whole file before anything of it is sent: every row, checked cell by cell. */
import type { Encoding } from './encoding.ts';
import { type CellFault, faultAt, type RowFault } from './fault.ts';
import { type Header, readHeader } from './header.ts';
import { type Fields, kindsOfFiles } from './kinds.ts';
import { placeOf, type RecordContext, readRecord } from './record.ts';
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
  readonly faults: readonly RowFault[];
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

export interface FileReading extends Omit<RecordContext, 'header'> {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of a CSV file without a byte order mark. */
  readonly encoding?: Encoding | undefined;
}

/**
 * Reads a file. Errors: a {@link FileError} if the file or its header cannot be read.
 *
 * Guarantees: a bad row holds up no other, but for the other lines of its own document.
 */
export async function readRecords({ bytes, encoding, ...reading }: FileReading): Promise<FileRecords> {
  const { kind, defaults, options } = reading;
  const { form, rows } = await readTableFile(bytes, encoding, options.cp949);
  const header = readHeader(kind, rows, defaults, options);
  const context: RecordContext = { ...reading, header };
  const repetitions = new Repetitions(context);
  const records: FileRecord[] = [];
  const refused: RefusedRow[] = [];
  for (const row of rows.slice(rows.indexOf(header.row) + 1)) {
    const read = readRecord(row, context);
    if (!read.ok) {
      refused.push({ row, faults: read.faults });
      continue;
    }
    const { fields, time, isDatedNow } = read;
    const verdict = repetitions.judge(fields, time, row);
    if (verdict === 'first') records.push({ row, fields, time, isDatedNow });
    else if (verdict !== 'again') refused.push({ row, faults: [verdict] });
  }
  return { header, form, context, ...wholeDocuments(records, refused, context) };
}

/** Finds rows that contradict an earlier row about the same document or household. */
class Repetitions {
  readonly #context: RecordContext;
  readonly #seen = new Map<string, { readonly line: number; readonly content: string }>();

  constructor(context: RecordContext) {
    this.#context = context;
  }

  /** `again` is a row that repeats an earlier one. */
  judge(fields: Fields, time: string, row: Row): 'first' | 'again' | CellFault {
    const { kind, header } = this.#context;
    const { key, shared, isDocument } = kindsOfFiles[kind];
    // Parts of one waybill may arrive at several places and times; lines of one document may repeat each other.
    if (kind === 'arrivals') return 'first';
    const heads = isDocument ? [key] : [key, ...shared];
    const name = JSON.stringify(heads.map((field) => fields[field]));
    // The fields of all rows come in one order, that of the header.
    const content = JSON.stringify(
      isDocument ? [shared.map((field) => fields[field]), time] : [fields, time],
    );
    const before = this.#seen.get(name);
    if (before === undefined) {
      this.#seen.set(name, { line: row.line, content });
      return 'first';
    }
    if (before.content === content) return isDocument ? 'first' : 'again';
    const expected = isDocument
      ? `what line ${before.line} says of the same document`
      : `the same as in line ${before.line}`;
    return faultAt(placeOf(header, row, key), key, expected, String(fields[key]));
  }
}

/** A document of which one line cannot be read is not sent at all: half a waybill would be another waybill. */
function wholeDocuments(
  records: readonly FileRecord[],
  refused: readonly RefusedRow[],
  { kind, header }: RecordContext,
): Pick<FileRecords, 'records' | 'refused'> {
  const { key, isDocument } = kindsOfFiles[kind];
  if (!isDocument || refused.length === 0) return { records, refused };
  const column = header.columns.find(({ field }) => field === key);
  const broken = new Map(refused.map(({ row }) => [column && row.cells[column.at]?.text, row.line]));
  const isBroken = ({ fields }: FileRecord): boolean => broken.has(String(fields[key]));
  const held = records.filter(isBroken).map(({ row, fields }) => {
    const expected = `line ${broken.get(String(fields[key]))} of the same document to be right`;
    return { row, faults: [faultAt({ line: row.line, column: 1 }, 'row', expected)] };
  });
  return { records: records.filter((record) => !isBroken(record)), refused: [...refused, ...held] };
}
