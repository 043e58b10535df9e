/** A file that was chosen: read, checked cell by cell, held against the registry, and turned into events. */
// First of all: schemas look for it as they are made.
import '../model/without-eval.ts';
import type { ReaderAnswer } from '../../../shared/contract/answers/readers.ts';
import { momentIn } from '../../../shared/domain/moments.ts';
import type { DecimalMark } from '../../../shared/files/decimals.ts';
import { readDefault } from '../../../shared/files/defaults.ts';
import type { encodings } from '../../../shared/files/encoding.ts';
import { type EventOfRecords, eventsOf } from '../../../shared/files/events-of-records.ts';
import { FileError, type FileProblem } from '../../../shared/files/fault.ts';
import type { ImportKind } from '../../../shared/files/kinds.ts';
import type { ImportDefaults, OptionNames } from '../../../shared/files/options.ts';
import { dayFault, type OrderDays, ordersNamed } from '../../../shared/files/order-days.ts';
import type { RecordContext } from '../../../shared/files/record.ts';
import {
  type FileRecord,
  type FileRecords,
  type RefusedRow,
  readRecords,
} from '../../../shared/files/records.ts';
import { type Registry, unregistered } from '../../../shared/files/registered.ts';
import { besideOf, ownRows } from './kinds-of-reader.ts';

export interface ChosenFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What is said beside a file. */
export interface Settings {
  readonly kind: ImportKind;
  readonly encoding: (typeof encodings)[number];
  readonly decimal: DecimalMark | undefined;
  /** As it is typed. */
  readonly beside: { readonly [N in keyof ImportDefaults]?: string };
}

export type BesideFaults = ReadonlyMap<keyof ImportDefaults, string>;

export interface ReadFile {
  readonly is: 'read';
  readonly records: FileRecords;
  readonly events: readonly EventOfRecords[];
  readonly refused: readonly RefusedRow[];
  /** Rows that say what the registry says already. */
  readonly unchanged: number;
  /** Whether the registry is being asked, was asked, or could not be asked. */
  readonly comparison: 'asking' | 'done' | 'failed';
  /** Orders that nobody issued yet: what names them waits. */
  readonly unknownOrders: readonly string[];
}

export type Reading =
  | ReadFile
  | { readonly is: 'unreadable'; readonly problem: FileProblem }
  /** Something beside the file does not fit. */
  | { readonly is: 'beside'; readonly faults: BesideFaults };

export interface ReadingPlace {
  readonly zone: string;
  readonly reader: ReaderAnswer;
  readonly options: OptionNames;
  readonly registry: Registry;
  /** Orders by their ids; undefined for one that nobody issued. */
  readonly ordersOf: (orderIds: ReadonlySet<string>) => Promise<ReadonlyMap<string, OrderDays | undefined>>;
}

/** Reads a file; `showFirst` is given what it holds while the registry is still being asked, which takes long for many rows. */
export async function readChosen(
  { bytes }: ChosenFile,
  { kind, encoding, decimal, beside }: Settings,
  { zone, reader, options, registry, ordersOf }: ReadingPlace,
  showFirst: (read: ReadFile) => void,
): Promise<Reading> {
  const context = { zone, options, decimal };
  const defaults: Partial<Record<keyof ImportDefaults, string>> = {};
  const faults = new Map<keyof ImportDefaults, string>();
  for (const name of besideOf(kind)) {
    const text = beside[name]?.trim() ?? '';
    if (text === '') continue;
    const read = readDefault(name, text, context);
    if ('expected' in read) faults.set(name, read.expected);
    else defaults[name] = read.value;
  }
  if (faults.size > 0) return { is: 'beside', faults };
  try {
    const now = momentIn(zone, new Date());
    const records = await readRecords({ ...context, kind, encoding, defaults, now, bytes });
    const { own, refused } = ownRows(records, reader);
    const orders = await ordersOf(ordersNamed(own)).catch(() => new Map<string, undefined>());
    const inForce = heldAgainst(orders, own, records.context);
    const readWith = async (
      left: readonly FileRecord[],
      comparison: ReadFile['comparison'],
    ): Promise<ReadFile> => {
      const made = await eventsOf(left, records.context);
      return {
        is: 'read',
        records,
        events: made.events,
        refused: [...records.refused, ...refused, ...inForce.refused, ...made.refused].toSorted(
          (one, other) => one.row.line - other.row.line,
        ),
        unchanged: inForce.own.length - left.length,
        comparison,
        unknownOrders: [...orders].flatMap(([orderId, order]) => (order === undefined ? [orderId] : [])),
      };
    };
    if (kind !== 'households' && kind !== 'locations') return await readWith(inForce.own, 'done');
    showFirst(await readWith(inForce.own, 'asking'));
    const left = await unregistered(kind, inForce.own, registry).catch(() => undefined);
    return await readWith(left ?? inForce.own, left === undefined ? 'failed' : 'done');
  } catch (error) {
    if (error instanceof FileError) return { is: 'unreadable', problem: error.problem };
    throw error;
  }
}

/** Records of a day on which their order is in force, and the others. */
function heldAgainst(
  orders: ReadonlyMap<string, OrderDays | undefined>,
  records: readonly FileRecord[],
  context: RecordContext,
): { readonly own: readonly FileRecord[]; readonly refused: readonly RefusedRow[] } {
  const own: FileRecord[] = [];
  const refused: RefusedRow[] = [];
  for (const record of records) {
    const fault = dayFault(record, orders, context);
    if (fault === undefined) own.push(record);
    else refused.push({ row: record.row, faults: [fault] });
  }
  return { own, refused };
}
