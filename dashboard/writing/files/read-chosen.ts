/** A file that was chosen: read, checked cell by cell, held against the registry, and turned into events. */
// First of all: schemas look for it as they are made.
import '../model/without-eval.ts';
import type { ReaderAnswer } from '../../../shared/contract/answers/readers.ts';
import { momentIn } from '../../../shared/domain/moments.ts';
import { type Books, type Orders, ordersIn } from '../../../shared/files/books.ts';
import type { DecimalMark } from '../../../shared/files/decimals.ts';
import { readDefault } from '../../../shared/files/defaults.ts';
import { rowsInDoubt } from '../../../shared/files/doubts.ts';
import type { encodings } from '../../../shared/files/encoding.ts';
import { type EventOfRecords, eventsOf } from '../../../shared/files/events-of-records.ts';
import { FileError, type FileProblem } from '../../../shared/files/fault.ts';
import type { ImportKind } from '../../../shared/files/kinds.ts';
import type { ImportDefaults, OptionNames } from '../../../shared/files/options.ts';
import { ordersNamed } from '../../../shared/files/order-days.ts';
import {
  type FileRecord,
  type FileRecords,
  type RefusedRow,
  readRecords,
} from '../../../shared/files/records.ts';
import { unregistered } from '../../../shared/files/registered.ts';
import { type Warning, warningsOf } from '../../../shared/files/warnings.ts';
import { AnswerError } from '../../api/answer-client.ts';
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
  /** Whether the books are being asked, were asked, or could not be asked. */
  readonly comparison: 'asking' | 'done' | 'failed';
  /** What is nearly certainly wrong, though it could be sent. */
  readonly warnings: readonly Warning[];
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
  readonly books: Books;
}

/** Reads a file; `showFirst` is given what it holds while the books are still being asked, which takes long for many rows. */
export async function readChosen(
  { bytes }: ChosenFile,
  { kind, encoding, decimal, beside }: Settings,
  { zone, reader, options, books }: ReadingPlace,
  showFirst: (read: ReadFile) => void,
): Promise<Reading> {
  const context = { zone, options, decimal };
  const { defaults, faults } = defaultsOf(kind, beside, context);
  if (faults.size > 0) return { is: 'beside', faults };
  try {
    const now = momentIn(zone, new Date());
    const records = await readRecords({ ...context, kind, encoding, defaults, now, bytes });
    const { own, refused } = ownRows(records, reader);
    const unchecked: Checked = { left: own, refused: [], unchanged: 0, orders: new Map() };
    const readWith = async (checked: Checked, comparison: ReadFile['comparison']): Promise<ReadFile> => {
      const { events, refused: unsendable } = await eventsOf(checked.left, records.context);
      return {
        is: 'read',
        records,
        events,
        refused: [...records.refused, ...refused, ...checked.refused, ...unsendable].toSorted(
          (one, other) => one.row.line - other.row.line,
        ),
        unchanged: checked.unchanged,
        comparison,
        warnings: [],
        unknownOrders: [...checked.orders].flatMap(([orderId, order]) => (order ? [] : [orderId])),
      };
    };
    showFirst(await readWith(unchecked, 'asking'));
    try {
      const checked = await heldAgainst(books, own, records);
      const read = await readWith(checked, 'done');
      return { ...read, warnings: await warningsOf(kind, read.events, checked.orders, books) };
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      return await readWith(unchecked, 'failed');
    }
  } catch (error) {
    if (error instanceof FileError) return { is: 'unreadable', problem: error.problem };
    throw error;
  }
}

/** What is said beside a file, read as its cells are. */
function defaultsOf(
  kind: ImportKind,
  beside: Settings['beside'],
  context: Parameters<typeof readDefault>[2],
): { readonly defaults: ImportDefaults; readonly faults: BesideFaults } {
  const defaults: Partial<Record<keyof ImportDefaults, string>> = {};
  const faults = new Map<keyof ImportDefaults, string>();
  for (const name of besideOf(kind)) {
    const text = beside[name]?.trim() ?? '';
    if (text === '') continue;
    const read = readDefault(name, text, context);
    if ('expected' in read) faults.set(name, read.expected);
    else defaults[name] = read.value;
  }
  return { defaults, faults };
}

interface Checked {
  readonly left: readonly FileRecord[];
  readonly refused: readonly RefusedRow[];
  readonly unchanged: number;
  readonly orders: Orders;
}

/** Rows in doubt are refused, and those that the registry has already are left out. */
async function heldAgainst(
  books: Books,
  own: readonly FileRecord[],
  { context }: FileRecords,
): Promise<Checked> {
  const orders = await ordersIn(books, ordersNamed(own));
  const { clear, refused } = await rowsInDoubt(own, context, orders, books);
  const left = await unregistered(context.kind, clear, books);
  return { left, refused, unchanged: clear.length - left.length, orders };
}
