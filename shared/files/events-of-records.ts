/** Turns checked rows into events: cut into chunks, validated as the system will validate them, safe to repeat. */
import { memberOf } from '../contract/json.ts';
import { faultsOf } from '../contract/problem.ts';
import { dataSchemas, envelopeSchema } from '../contract/schemas.ts';
import type { EventType, Fault } from '../domain/events.ts';
import { type CellFault, faultAt } from './fault.ts';
import { type Fields, type ImportKind, kindsOfFiles } from './kinds.ts';
import { placeOf, type RecordContext } from './record.ts';
import type { FileRecord, RefusedRow } from './records.ts';

export interface ImportedEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: EventType;
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

const utf8 = new TextEncoder();

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
    const bytes = utf8.encode(JSON.stringify(rowOf(record.fields))).length;
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

const inHex = (byte: number): string => byte.toString(16).padStart(2, '0');

/**
 * The id of an event is a digest of what it says and when that happened. So the same file sent again is a copy, and
 * the same rows with another time are another event. A registration happens when it is sent: one that restores an
 * earlier composition is an event of its own.
 */
async function eventOf(kind: ImportKind, records: readonly FileRecord[]): Promise<ImportedEvent> {
  const { type, list, sharedOf, rowOf } = kindsOfFiles[kind];
  const { fields = {}, time = '' } = records[0] ?? {};
  const data = { ...sharedOf(fields), [list]: records.map((record) => rowOf(record.fields)) };
  const content = JSON.stringify([type, new Date(time).toISOString(), data]);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(content)));
  return {
    specversion: '1.0',
    id: `${kind}-${[...digest.slice(0, 16)].map(inHex).join('')}`,
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
export async function eventsOf(
  records: readonly FileRecord[],
  context: RecordContext,
): Promise<{ readonly events: readonly EventOfRecords[]; readonly refused: readonly RefusedRow[] }> {
  const { kind } = context;
  const events: EventOfRecords[] = [];
  const refused: RefusedRow[] = [];
  for (const chunk of chunksOf(kind, records)) {
    let left: readonly FileRecord[] = chunk;
    while (left.length > 0) {
      const event = await eventOf(kind, left);
      const faults = faultsIn(event, kindsOfFiles[kind].list);
      if (faults.size === 0) {
        events.push({ event, records: left });
        break;
      }
      const whole =
        faults.get(undefined) ?? (kindsOfFiles[kind].isDocument ? [...faults.values()][0] : undefined);
      const faulty = left.flatMap((record, at) => {
        const fault = faults.get(at) ?? whole;
        return fault === undefined ? [] : [{ record, fault }];
      });
      refused.push(...faulty.map(({ record, fault }) => refusalOf(record, fault, context)));
      const out = new Set(faulty.map(({ record }) => record));
      left = left.filter((record) => !out.has(record));
    }
  }
  return { events, refused };
}

/** What the system would find wrong, by the place of the row; under `undefined` what is wrong with all of it. */
function faultsIn(event: ImportedEvent, list: string): ReadonlyMap<number | undefined, Fault> {
  const found = new Map<number | undefined, Fault>();
  const envelope = envelopeSchema.safeParse(event);
  const data = dataSchemas[event.type].safeParse(event.data);
  const faults = [
    ...(envelope.success ? [] : faultsOf(envelope.error, event, [])),
    ...(data.success ? [] : faultsOf(data.error, event.data, ['data'])),
  ];
  for (const fault of faults) {
    const row = rowIn(fault, list);
    if (!found.has(row)) found.set(row, fault);
  }
  return found;
}

function rowIn({ path }: Fault, list: string): number | undefined {
  const [, place] = new RegExp(`^data\\.${list}\\[(\\d+)\\]`).exec(path) ?? [];
  return place === undefined ? undefined : Number(place);
}

function refusalOf(
  { row, fields }: FileRecord,
  { path, expected, found }: Fault,
  { header }: RecordContext,
): RefusedRow {
  const [, inLines] = /\.lines\[(\d+)\]\.\w+$/.exec(path) ?? [];
  const line = inLines === undefined ? undefined : memberOf(fields, ['lines', Number(inLines)]);
  const last = /(\w+)(?:\[\d+\])*$/.exec(path)?.[1] ?? 'row';
  const field = line === undefined ? last : `${memberOf(line, ['commodity'])} (${memberOf(line, ['unit'])})`;
  const fault: CellFault = {
    ...faultAt(placeOf(header, row, field), field, expected),
    ...(found !== undefined && { found }),
  };
  return { row, faults: [fault] };
}
