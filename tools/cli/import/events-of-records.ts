/** Turns checked rows into events: cut into chunks, validated as the system will validate them, safe to repeat. */
import { createHash } from 'node:crypto';
import { readMessage } from '../../../shared/contract/read-message.ts';
import type { Problem } from '../../../shared/domain/events.ts';
import { type Fields, type ImportKind, kindsOfFiles } from './kinds.ts';
import { placeOf, problemText, type RecordContext } from './record.ts';
import type { FileRecord, RefusedRow } from './records-of-file.ts';

export interface ImportedEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: Fields;
}

export interface EventOfRecords {
  readonly event: ImportedEvent;
  /** The records behind the rows of its data, in their order. */
  readonly records: readonly FileRecord[];
}

export const importSource = 'urn:relief:import';

/** Less than one SQS message may hold on any account, envelope included. */
const chunkBytes = 200_000;

interface Chunk {
  readonly records: FileRecord[];
  bytes: number;
}

/** Records that share an event: what their rows share is equal, and they happened at one instant. */
function chunksOf(kind: ImportKind, records: readonly FileRecord[]): readonly FileRecord[][] {
  const { sharedOf, rowOf, rows, isDocument } = kindsOfFiles[kind];
  const open = new Map<string, Chunk>();
  const full: FileRecord[][] = [];
  for (const record of records) {
    const key = JSON.stringify([sharedOf(record.fields), Date.parse(record.time)]);
    const bytes = Buffer.byteLength(JSON.stringify(rowOf(record.fields)));
    let chunk = open.get(key);
    const isFull = chunk !== undefined && (chunk.bytes + bytes > chunkBytes || chunk.records.length === rows);
    if (chunk !== undefined && isFull && !isDocument) {
      full.push(chunk.records);
      chunk = undefined;
    }
    chunk ??= { records: [], bytes: 0 };
    chunk.records.push(record);
    chunk.bytes += bytes;
    open.set(key, chunk);
  }
  return [...full, ...[...open.values()].map(({ records: last }) => last)];
}

/**
 * The id of an event is a digest of what it says and when that happened. So the same file sent again is a copy, and
 * the same rows with another time are another event. A registration happens when it is sent: one that restores an
 * earlier composition is an event of its own.
 */
function eventOf(kind: ImportKind, records: readonly FileRecord[]): ImportedEvent {
  const { type, list, sharedOf, rowOf } = kindsOfFiles[kind];
  const { fields = {}, time = '' } = records[0] ?? {};
  const data = { ...sharedOf(fields), [list]: records.map((record) => rowOf(record.fields)) };
  const digest = createHash('sha256')
    .update(JSON.stringify([type, new Date(time).toISOString(), data]))
    .digest('hex');
  return {
    specversion: '1.0',
    id: `${kind}-${digest.slice(0, 32)}`,
    source: importSource,
    type,
    time,
    data,
  };
}

/**
 * Makes the events of a file's records, and refuses records that the system would refuse as no message.
 *
 * Guarantees: the events and their ids depend on nothing but the records.
 */
export function eventsOf(
  records: readonly FileRecord[],
  context: RecordContext,
): { readonly events: readonly EventOfRecords[]; readonly refused: readonly RefusedRow[] } {
  const { kind } = context;
  const events: EventOfRecords[] = [];
  const refused: RefusedRow[] = [];
  for (const chunk of chunksOf(kind, records)) {
    let left: readonly FileRecord[] = chunk;
    while (left.length > 0) {
      const event = eventOf(kind, left);
      const problems = problemsIn(event, kindsOfFiles[kind].list);
      if (problems.size === 0) {
        events.push({ event, records: left });
        break;
      }
      const whole =
        problems.get(undefined) ?? (kindsOfFiles[kind].isDocument ? [...problems.values()][0] : undefined);
      const faulty = left.flatMap((record, at) => {
        const problem = problems.get(at) ?? whole;
        return problem === undefined ? [] : [{ record, problem }];
      });
      refused.push(...faulty.map(({ record, problem }) => refusalOf(record, problem, context)));
      const out = new Set(faulty.map(({ record }) => record));
      left = left.filter((record) => !out.has(record));
    }
  }
  return { events, refused };
}

/** What the system would find wrong, by the place of the row; under `undefined` what is wrong with all of it. */
function problemsIn(event: ImportedEvent, list: string): ReadonlyMap<number | undefined, Problem> {
  const reading = readMessage(JSON.stringify(event));
  if (!reading.ok) return new Map([[rowIn(reading.problem, list), reading.problem]]);
  const rows: unknown = (reading.event as unknown as Record<string, unknown>)[list];
  if (!Array.isArray(rows)) return new Map();
  return new Map(
    rows.flatMap((row: { readonly ok?: boolean; readonly problem?: Problem }, at) =>
      row.ok === false && row.problem !== undefined ? [[at, row.problem] as const] : [],
    ),
  );
}

function rowIn({ path }: Problem, list: string): number | undefined {
  const [, place] = new RegExp(`^data\\.${list}\\[(\\d+)\\]`).exec(path) ?? [];
  return place === undefined ? undefined : Number(place);
}

function refusalOf(
  { row, fields }: FileRecord,
  { path, expected }: Problem,
  { header, file }: RecordContext,
): RefusedRow {
  const [, inLines] = /\.lines\[(\d+)\]\.\w+$/.exec(path) ?? [];
  const lines = fields['lines'] as
    | readonly { readonly commodity: string; readonly unit: string }[]
    | undefined;
  const line = inLines === undefined ? undefined : lines?.[Number(inLines)];
  const last = /(\w+)(?:\[\d+\])*$/.exec(path)?.[1] ?? 'row';
  const field = line === undefined ? last : `${line.commodity} (${line.unit})`;
  return { row, errors: [problemText(file, placeOf(header, row, field), field, expected)] };
}
