/** A file on its way into the system: read, held against the system, and turned into events, before any is sent. */

import { type Books, type Orders, ordersIn } from '../../../shared/files/books.ts';
import { rowsInDoubt } from '../../../shared/files/doubts.ts';
import { type EventOfRecords, eventsOf } from '../../../shared/files/events-of-records.ts';
import { ordersNamed } from '../../../shared/files/order-days.ts';
import type { FileRecord, FileRecords, RefusedRow } from '../../../shared/files/records.ts';
import { unregistered } from '../../../shared/files/registered.ts';
import { type Warning, warningsOf } from '../../../shared/files/warnings.ts';
import { CliError } from '../cli-error.ts';
import { sending } from '../words/sending.ts';
import { type OfficeFileReading, readOfficeFile } from './office-file.ts';

export interface ReadImport {
  readonly records: FileRecords;
  readonly events: readonly EventOfRecords[];
  readonly refused: readonly RefusedRow[];
  /** Rows that say what the registry says already. */
  readonly unchanged: number;
  /** What is nearly certainly wrong, though it could be sent. */
  readonly warnings: readonly Warning[];
  /** What whoever sends it should know. */
  readonly notes: readonly string[];
}

/** Reads a file; with `anyway` its doubtful rows are taken as they stand, and a system that does not answer is not asked. */
export async function readImport(
  reading: OfficeFileReading,
  books: Books,
  anyway: boolean,
): Promise<ReadImport> {
  const { kind } = reading;
  const records = await readOfficeFile(reading);
  const checked = await checkedRecords(records, books, anyway);
  const made = await eventsOf(checked.records, records.context);
  const warnings =
    checked.orders === undefined
      ? []
      : await warningsOf(kind, made.events, checked.orders, books).catch(unlessAnyway(anyway, []));
  return {
    records,
    events: made.events,
    refused: [...records.refused, ...checked.refused, ...made.refused],
    unchanged: checked.unchanged,
    warnings,
    notes: [...notesOf(records, checked.records, reading.zone), ...checked.notes],
  };
}

const unlessAnyway =
  <T>(anyway: boolean, instead: T) =>
  (cause: unknown): T => {
    if (anyway) return instead;
    if (!(cause instanceof CliError)) throw cause;
    throw new CliError(sending('import.cannotCompare', { why: cause.message }), cause.exitCode, { cause });
  };

interface Checked {
  readonly records: readonly FileRecord[];
  readonly refused: readonly RefusedRow[];
  readonly unchanged: number;
  readonly notes: readonly string[];
  readonly orders: Orders | undefined;
}

async function checkedRecords(file: FileRecords, books: Books, anyway: boolean): Promise<Checked> {
  const unchecked: Checked = {
    records: file.records,
    refused: [],
    unchanged: 0,
    notes: [sending('import.uncompared')],
    orders: undefined,
  };
  const check = async (): Promise<Checked> => {
    const orders = await ordersIn(books, ordersNamed(file.records));
    const { clear, refused } = anyway
      ? { clear: file.records, refused: [] }
      : await rowsInDoubt(file.records, file.context, orders, books);
    const records = await unregistered(file.context.kind, clear, books);
    const unknown = [...orders].filter(([, order]) => order === undefined).map(([orderId]) => orderId);
    const notes = unknown.map((order) => sending('import.unknownOrder', { order }));
    return { records, refused, unchanged: clear.length - records.length, notes, orders };
  };
  return check().catch(unlessAnyway(anyway, unchecked));
}

function notesOf({ header, context }: FileRecords, records: readonly FileRecord[], zone: string): string[] {
  const { kind, now } = context;
  const others = header.others.map(({ text }) => JSON.stringify(text));
  const isRegistration = kind === 'households' || kind === 'locations';
  const datedNow = isRegistration ? 0 : records.filter(({ isDatedNow }) => isDatedNow).length;
  return [
    ...(others.length === 0 ? [] : [sending('import.notRead', { columns: others.join(', ') })]),
    ...(datedNow === 0
      ? []
      : [sending('import.datedNow', { count: datedNow, now: now.slice(0, 16).replace('T', ' '), zone })]),
  ];
}
