/** Rows of a CSV file, each cell with the place in the file where it begins. */
import { createReadStream } from 'node:fs';
import { CsvError, type Info, type Options, parse } from 'csv-parse';
import { CliFailure } from './failure.ts';

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

/** Where each cell of a record begins, found by walking its text as RFC 4180 quotes it. */
function cellPlaces(raw: string, firstLine: number): { readonly line: number; readonly column: number }[] {
  let line = firstLine;
  let column = 1;
  let quoted = false;
  const places = [{ line, column }];
  for (let at = 0; at < raw.length; at += 1) {
    const character = raw[at];
    column += 1;
    if (character === '"') quoted = !quoted;
    else if (character === '\n' || (character === '\r' && raw[at + 1] !== '\n')) {
      line += 1;
      column = 1;
    } else if (character === ',' && !quoted) places.push({ line, column });
  }
  return places;
}

const lineEnds = /\r\n|\n|\r/g;

/** Errors: a `CliFailure` where the file cannot be read, or is no CSV, with line. */
export async function* csvRows(file: string): AsyncGenerator<Row> {
  const options: Options = {
    bom: true,
    info: true,
    raw: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  };
  const parser = parse(options);
  const source = createReadStream(file);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, raw, info } of parser as AsyncIterable<{
      record: string[];
      raw: string;
      info: Info;
    }>) {
      const text = raw.replace(/^[\r\n\ufeff]+/, '').replace(/[\r\n]+$/, '');
      const line = info.lines - (text.match(lineEnds)?.length ?? 0);
      const places = cellPlaces(text, line);
      yield {
        line,
        bytesRead: info.bytes,
        cells: record.map((cell, index) => ({ text: cell, ...(places[index] ?? { line, column: 1 }) })),
      };
    }
  } catch (cause) {
    if (cause instanceof CsvError) {
      throw new CliFailure(`${file}:${String(cause['lines'] ?? 1)}: expected CSV: ${cause.message}`, 2, {
        cause,
      });
    }
    if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') {
      throw new CliFailure(
        cause.code === 'ENOENT'
          ? `There is no file ${file}`
          : `The file ${file} cannot be read (${cause.code})`,
        2,
        { cause },
      );
    }
    throw cause;
  }
}
