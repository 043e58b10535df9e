/** Rows of a CSV file, each cell with the place in the file where it begins. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CsvError, type Info, type Options, parse } from 'csv-parse';
import { CliError } from './failure.ts';

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

/** Longer than any row of the three files can be; a quote that is never closed ends here, not at the end of a city. */
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

/** What stands between the cells of the first line that holds any: spreadsheets of many countries write semicolons. */
function delimiterIn(header: string): Delimiter {
  const line = header.split(/[\r\n]+/).find((text) => text.trim() !== '') ?? '';
  const counts = delimiters.map((delimiter) => line.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

async function readHeader(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxHeaderBytes), 0, maxHeaderBytes, 0);
    const start = buffer.subarray(0, Math.min(bytesRead, 2)).toString('latin1');
    if (start === '\xff\xfe' || start === '\xfe\xff') {
      throw new CliError(`${file}:1:1 expected UTF-8, found UTF-16; save it as "CSV UTF-8"`, 2);
    }
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}

/** Errors: a `CliError` where the file cannot be read, or is no CSV, with line. */
export async function* csvRows(file: string): AsyncGenerator<Row> {
  try {
    const delimiter = delimiterIn(await readHeader(file));
    const options: Options = {
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
    };
    const parser = parse(options);
    const source = createReadStream(file);
    source.on('error', (error) => parser.destroy(error));
    source.pipe(parser);
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
    throw readingFailure(file, cause) ?? cause;
  }
}

function readingFailure(file: string, cause: unknown): CliError | undefined {
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

/** Why a file that was named cannot be read. */
export function fileSentence(file: string, code: string): string {
  switch (code) {
    case 'ENOENT':
      return `There is no file ${file}`;
    case 'EISDIR':
      return `${file} is a folder, not a file`;
    case 'EACCES':
      return `The file ${file} may not be read`;
    default:
      return `The file ${file} cannot be read (${code})`;
  }
}
