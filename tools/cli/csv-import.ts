/** Turns the offices' CSV files into events: checked cell by cell, cut into chunks, safe to repeat. */
import { createHash } from 'node:crypto';
import { maxRowsOfBatch } from '../../shared/posting/batch.ts';
import { CliError } from './cli-error.ts';
import {
  columnNames,
  type HeaderColumn,
  type ImportDefaults,
  type ImportKind,
  readHeader,
} from './csv-columns.ts';
import { problemText, readRecord } from './csv-record.ts';
import { csvRows, type Row } from './csv-rows.ts';
import { nameOf } from './input.ts';

interface ImportedEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Imported =
  | {
      readonly kind: 'event';
      readonly event: ImportedEvent;
      readonly rows: number;
      readonly bytesRead: number;
    }
  | {
      readonly kind: 'rejected';
      readonly header: readonly string[];
      readonly cells: readonly string[];
      /** Each as `file:line:column field: expected …`. */
      readonly errors: readonly string[];
    };

/** How rows of a kind become events: which fields they share, how many fit, and where they go in the data. */
const shapes: Readonly<
  Record<
    ImportKind,
    {
      readonly type: string;
      readonly shared: readonly string[];
      readonly list: string;
      readonly rows: number;
      /** The field that identifies a row; two rows must not say different things about it. */
      readonly key: string;
    }
  >
> = {
  households: {
    type: 'relief.households.registered.v1',
    shared: ['centreId', 'effectiveFrom'],
    list: 'households',
    rows: 500,
    key: 'householdId',
  },
  handovers: {
    type: 'relief.handovers.made.v1',
    shared: ['centreId', 'orderId'],
    list: 'receipts',
    rows: maxRowsOfBatch.receipts,
    key: 'receiptId',
  },
  payments: {
    type: 'relief.payments.made.v1',
    shared: ['payerId', 'orderId'],
    list: 'payments',
    rows: maxRowsOfBatch.payments,
    key: 'paymentId',
  },
};

/** Less than one SQS message may hold on any account, envelope included. */
const chunkBytes = 200_000;

interface Chunk {
  /** What its rows share, and when they happened if the file says so: one event has one of each. */
  readonly shared: Readonly<Record<string, unknown>>;
  readonly time: string | undefined;
  readonly position: number;
  readonly rows: Readonly<Record<string, unknown>>[];
  bytes: number;
}

/** Collects the rows of a file into events. */
class Chunks {
  readonly #kind: ImportKind;
  readonly #open = new Map<string, Chunk>();
  readonly #positions = new Map<string, number>();
  readonly #time: string;

  constructor(kind: ImportKind, time: string) {
    this.#kind = kind;
    this.#time = time;
  }

  /** Adds a row; yields the event that it no longer fitted into, and the event that it filled. */
  *add({ time, ...fields }: Readonly<Record<string, unknown>>): Generator<EventOfRows> {
    const shape = shapes[this.#kind];
    const isShared = ([field]: [string, unknown]): boolean => shape.shared.includes(field);
    const shared = Object.fromEntries(shape.shared.map((field) => [field, fields[field]]));
    const row = Object.fromEntries(Object.entries(fields).filter((entry) => !isShared(entry)));
    const happened = typeof time === 'string' ? time : undefined;
    const key = JSON.stringify(happened === undefined ? shared : { ...shared, time: happened });
    const bytes = Buffer.byteLength(JSON.stringify(row));
    const before = this.#open.get(key);
    if (before !== undefined && before.bytes + bytes > chunkBytes) yield this.#close(key, before);
    const chunk = this.#open.get(key) ?? {
      shared,
      time: happened,
      position: this.#positions.get(key) ?? 1,
      rows: [],
      bytes: 0,
    };
    this.#open.set(key, chunk);
    chunk.rows.push(row);
    chunk.bytes += bytes;
    if (chunk.rows.length === shape.rows) yield this.#close(key, chunk);
  }

  *rest(): Generator<EventOfRows> {
    for (const [key, chunk] of this.#open) yield this.#close(key, chunk);
  }

  #close(key: string, { shared, time, rows, position }: Chunk): EventOfRows {
    const shape = shapes[this.#kind];
    const data = { ...shared, [shape.list]: rows };
    const digest = createHash('sha256')
      .update(JSON.stringify([this.#kind, key, position, data]))
      .digest('hex');
    this.#open.delete(key);
    this.#positions.set(key, position + 1);
    return {
      kind: 'event',
      rows: rows.length,
      event: {
        specversion: '1.0',
        id: `${this.#kind}-${digest.slice(0, 32)}-${position}`,
        source: 'urn:relief:import',
        type: shape.type,
        time: time ?? this.#time,
        data,
      },
    };
  }
}

type EventOfRows = Omit<Extract<Imported, { kind: 'event' }>, 'bytesRead'>;

/** Finds rows that contradict an earlier row about the same document or household. */
class Repetitions {
  readonly #kind: ImportKind;
  readonly #seen = new Map<string, { readonly line: number; readonly content: string }>();

  constructor(kind: ImportKind) {
    this.#kind = kind;
  }

  /** `again` is a row that repeats an earlier one; a text says what is wrong. */
  judge(
    fields: Readonly<Record<string, unknown>>,
    header: readonly HeaderColumn[],
    row: Row,
    file: string,
  ): 'first' | 'again' | string {
    const { key, shared } = shapes[this.#kind];
    const name = JSON.stringify([key, ...shared].map((field) => fields[field]));
    const content = createHash('sha256').update(JSON.stringify(fields)).digest('base64url');
    const before = this.#seen.get(name);
    if (before === undefined) {
      this.#seen.set(name, { line: row.line, content });
      return 'first';
    }
    if (before.content === content) return 'again';
    const cell = row.cells[header.findIndex(({ field }) => field === key)] ?? { line: row.line, column: 1 };
    return problemText(file, cell, key, `the same as in line ${before.line}`, String(fields[key]));
  }
}

/**
 * Reads a file row by row and yields events as their chunks fill, and rejected rows as they come; rows happened at
 * `now` where neither the file nor an option gives a time.
 *
 * Guarantees: the same file gives the same event ids, so that importing it again changes nothing; a bad row
 * holds up no other. Errors: a `CliError` if the file or its header cannot be read.
 */
export async function* importCsv(
  kind: ImportKind,
  file: string,
  defaults: ImportDefaults,
  now: string,
): AsyncGenerator<Imported> {
  const name = nameOf(file);
  const chunks = new Chunks(kind, defaults.time ?? now);
  const repetitions = new Repetitions(kind);
  let header: readonly HeaderColumn[] | undefined;
  let bytesRead = 0;
  for await (const row of csvRows(file)) {
    bytesRead = row.bytesRead;
    if (header === undefined) {
      header = readHeader(kind, row, defaults, name);
      continue;
    }
    const reading = readRecord(kind, header, row, defaults, name);
    const verdict = reading.ok ? repetitions.judge(reading.fields, header, row, name) : 'first';
    const isRepeated = verdict !== 'first' && verdict !== 'again';
    if (!reading.ok || isRepeated) {
      const errors = reading.ok ? [verdict] : reading.errors;
      yield rejectedRow(header, row, errors);
    } else if (verdict === 'first') {
      for (const event of chunks.add(reading.fields)) yield { ...event, bytesRead };
    }
  }
  if (header === undefined)
    throw new CliError(`${name}:1:1 header: expected ${columnNames(kind).join(', ')}; the file is empty`, 2);
  for (const event of chunks.rest()) yield { ...event, bytesRead };
}

const rejectedRow = (header: readonly HeaderColumn[], row: Row, errors: readonly string[]): Imported => ({
  kind: 'rejected',
  header: header.filter(({ ignored }) => !ignored).map(({ field }) => field),
  cells: row.cells.filter((_, index) => !header[index]?.ignored).map(({ text }) => text),
  errors,
});

/** One line of CSV; cells are quoted where they must be. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
