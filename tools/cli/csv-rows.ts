/** Rows of a CSV file, each cell with the line and column where it begins. */
import { Readable } from 'node:stream';
import { CsvError, type Info, type Options, parse } from 'csv-parse';
import { CliError } from './cli-error.ts';
import { fileSentence, nameOf, streamOf } from './input.ts';

export interface Cell {
  readonly text: string;
  /** Both from 1; a column counts characters. */
  readonly line: number;
  readonly column: number;
}

export interface Row {
  readonly line: number;
  readonly cells: readonly Cell[];
  /** Bytes of the file read so far. */
  readonly bytesRead: number;
}

const delimiters = [',', ';', '\t'] as const;
type Delimiter = (typeof delimiters)[number];

/** Longer than any real row, so that a quote that is never closed fails here and not at the end of a city's file. */
const maxRowCharacters = 262_144;
const maxHeaderBytes = 65_536;

/** Where each cell of a record begins, found by walking its text as RFC 4180 quotes it. */
function cellPlaces(
  raw: string,
  firstLine: number,
  delimiter: Delimiter,
): { readonly line: number; readonly column: number }[] {
  let line = firstLine;
  let column = 1;
  let quoted = false;
  let atStart = true;
  const places = [{ line, column }];
  const characters = [...raw];
  for (const [at, character] of characters.entries()) {
    const startsCell = atStart;
    column += 1;
    atStart = false;
    if (character === '"' && (quoted || startsCell)) quoted = !quoted;
    else if (character === '"' && characters[at - 1] === '"') quoted = true;
    else if (character === '\n' || (character === '\r' && characters[at + 1] !== '\n')) {
      line += 1;
      column = 1;
    } else if (character === delimiter && !quoted) {
      places.push({ line, column });
      atStart = true;
    } else if (character === ' ' && startsCell) atStart = true;
  }
  return places;
}

const lineEnds = /\r\n|\n|\r/g;

/** What separates the cells of the first line that is not blank: in many countries spreadsheets write semicolons. */
function delimiterIn(header: string): Delimiter {
  const line = header.split(/[\r\n]+/).find((text) => text.trim() !== '') ?? '';
  const counts = delimiters.map((delimiter) => line.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** A line that is not blank, to its end. */
const wholeLine = /\S[^\r\n]*[\r\n]/;

/** The start of a stream, its header included, and the whole stream from its beginning. */
async function peek(source: Readable): Promise<{ readonly start: Buffer; readonly whole: Readable }> {
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < maxHeaderBytes && !wholeLine.test(start.toString('latin1'))) {
    const next = await chunks.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  const whole = Readable.from(
    (async function* () {
      if (start.length > 0) yield start;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    })(),
  );
  return { start, whole };
}

/** Errors: a `CliError` for a file that begins as no CSV in UTF-8 does. */
function checkEncoding(start: Buffer, file: string): void {
  const first = start.subarray(0, 4).toString('latin1');
  if (first.startsWith('\xff\xfe') || first.startsWith('\xfe\xff')) {
    throw new CliError(`${file}:1:1 expected UTF-8, found UTF-16; save it as "CSV UTF-8"`, 2);
  }
  if (first === 'PK\x03\x04') {
    throw new CliError(`${file} is an Excel workbook; save it as "CSV UTF-8" and import that file`, 2);
  }
}

/** Errors: a `CliError` with the line, if the file cannot be read or is not CSV. */
export async function* csvRows(file: string): AsyncGenerator<Row> {
  const name = nameOf(file);
  try {
    const { start, whole } = await peek(streamOf(file));
    checkEncoding(start, name);
    const delimiter = delimiterIn(start.subarray(0, maxHeaderBytes).toString('utf8'));
    const parser = parse(parserOptions(delimiter));
    whole.on('error', (error) => parser.destroy(error));
    whole.pipe(parser);
    for await (const { record, raw, info } of parser as AsyncIterable<{
      record: string[];
      raw: string;
      info: Info;
    }>) {
      const text = raw.replace(/^[\r\n\ufeff]+/, '').replace(/[\r\n]+$/, '');
      const line = info.lines - (text.match(lineEnds)?.length ?? 0);
      const places = cellPlaces(text, line, delimiter);
      yield {
        line,
        bytesRead: info.bytes,
        cells: record.map((cell, index) => ({ text: cell, ...(places[index] ?? { line, column: 1 }) })),
      };
    }
  } catch (cause) {
    throw readingError(name, cause) ?? cause;
  }
}

const parserOptions = (delimiter: Delimiter): Options => ({
  bom: true,
  delimiter,
  info: true,
  max_record_size: maxRowCharacters,
  raw: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  // A quote in the middle of a name spoils nothing.
  relax_quotes: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
  trim: true,
});

function readingError(file: string, cause: unknown): CliError | undefined {
  if (cause instanceof CsvError) return new CliError(csvSentence(file, cause), 2, { cause });
  if (!(cause instanceof Error && 'code' in cause && typeof cause.code === 'string')) return undefined;
  return new CliError(fileSentence(file, cause.code), 2, { cause });
}

function csvSentence(file: string, { code, message, lines }: CsvError & { lines?: unknown }): string {
  const opened = / at line (\d+)/.exec(message)?.[1];
  if (code === 'CSV_QUOTE_NOT_CLOSED') return `${file}:${opened ?? lines}:1 row: expected a closing quote`;
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return `${file}:${lines ?? 1}:1 row: expected at most ${maxRowCharacters.toLocaleString('en')} characters; is a quote never closed?`;
  }
  return `${file}:${lines ?? 1}:1 row: expected CSV: ${message}`;
}
