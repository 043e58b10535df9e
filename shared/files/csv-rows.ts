/** Rows of a CSV text, each cell with the line and column where it begins. */
import { CsvError, type Info, type Options, parse } from 'csv-parse/sync';

import { type Delimiter, delimiters, unguarded } from './csv.ts';
import { type FileError, fileFault } from './fault.ts';
import type { Row } from './rows.ts';

/** Longer than any real row, so that a quote that is never closed fails here and not at the end of a city's file. */
const maxRowCharacters = 262_144;

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

/** As Excel takes and some programs write it, before anything else: which character separates the cells. */
const separatorLine = /^\s*"?sep=([,;\t])"?[,;\t]*[ \t]*(?:\r\n|\n|\r|$)/i;

const linesExamined = 20;

/**
 * What separates the cells: in many countries spreadsheets write semicolons. A title may stand above the header, so
 * the line with most cells decides.
 */
function delimiterIn(text: string): Delimiter {
  const lines = text.slice(0, maxRowCharacters).split(/[\r\n]+/, linesExamined);
  const cellsBy = (delimiter: Delimiter): number =>
    Math.max(...lines.map((line) => line.split(delimiter).length));
  const counts = delimiters.map(cellsBy);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

export interface CsvRows {
  readonly delimiter: Delimiter;
  readonly rows: readonly Row[];
}

/** Rows that are not empty. Errors: a {@link FileError} with the line, if the text is not CSV. */
export function csvRows(whole: string): CsvRows {
  const [announcement = '', announced] = separatorLine.exec(whole) ?? [];
  const delimiter = delimiters.find((one) => one === announced) ?? delimiterIn(whole);
  // Blanked and not cut off, so that the lines keep their numbers.
  const text = announcement.replaceAll(/[^\r\n]/g, '') + whole.slice(announcement.length);
  try {
    // biome-ignore lint/nursery/noUnsafeTypeAssertion: With `info` and `raw` the library gives this; its types do not say so.
    const records = parse(text, parserOptions(delimiter)) as unknown as RawRecord[];
    return { delimiter, rows: records.map((record) => rowOf(record, delimiter)) };
  } catch (cause) {
    if (cause instanceof CsvError) throw csvError(cause);
    throw cause;
  }
}

interface RawRecord {
  readonly record: string[];
  readonly raw: string;
  readonly info: Info;
}

function rowOf({ record, raw, info }: RawRecord, delimiter: Delimiter): Row {
  const text = raw.replace(/^[\r\n]+/, '').replace(/[\r\n]+$/, '');
  const line = info.lines - (text.match(lineEnds)?.length ?? 0);
  const places = cellPlaces(text, line, delimiter);
  const cells = record.map((cell, index) => ({
    text: unguarded(cell, delimiter),
    ...(places[index] ?? { line, column: 1 }),
  }));
  return { line, cells };
}

const parserOptions = (delimiter: Delimiter): Options => ({
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

function csvError(cause: CsvError & { lines?: unknown }): FileError {
  const { code, message, lines } = cause;
  const opened = / at line (\d+)/.exec(message)?.[1];
  const at = (line: unknown, expected: string): FileError =>
    fileFault({ line: Number(line ?? 1), column: 1, field: 'row', expected }, { cause });
  if (code === 'CSV_QUOTE_NOT_CLOSED') return at(opened ?? lines, 'a closing quote');
  if (code === 'CSV_MAX_RECORD_SIZE')
    return at(lines, `at most ${maxRowCharacters.toLocaleString('en')} characters; is a quote never closed?`);
  return at(lines, `CSV: ${message}`);
}
