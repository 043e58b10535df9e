/** Notes of what people found out about an exception or an anomaly: a chain of records beside the books, which move nothing. */
import type { JsonObject } from '../domain/canonical.ts';
import { type FindingState, findingStates, type Instant } from '../domain/events.ts';
import { type ItemKey, seqItem } from './keys.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

// L25: notes, under the id of what they are about, in the order of their recording.

const findingPrefix = 'finding:';

export const findingSubject = (id: string): string => `${findingPrefix}${id}`;

export const isFindingSubject = (subject: string): boolean => subject.startsWith(findingPrefix);

/** What the notes under a subject are about. */
export const findingIdOfSubject = (subject: string): string => subject.slice(findingPrefix.length);

/** Where the note `seq` stands, from 1 on. */
export const findingKey = (id: string, seq: number): ItemKey => ({
  table: 'ledgers',
  subject: findingSubject(id),
  item: seqItem(seq),
});

/** One note; of an erased household its text is forgotten. */
export interface FindingNote {
  readonly note?: string;
  readonly state?: FindingState;
  readonly owner?: string;
  /** `source#id`. */
  readonly event: string;
  /** As its sender wrote it. */
  readonly time: string;
  readonly recordedAt: Instant;
}

/** Fails where another note was recorded first. */
export const recordFinding = (
  id: string,
  seq: number,
  { note, state, owner, event, time, recordedAt }: FindingNote,
): Write => ({
  kind: 'append',
  key: findingKey(id, seq),
  record: {
    ...(note !== undefined && { note }),
    ...(state !== undefined && { state }),
    ...(owner !== undefined && { owner }),
    event,
    time,
    recordedAt,
  },
});

/** Reads what {@link recordFinding} wrote. Errors: `DamagedRecordError` naming the field. */
export function readFinding(record: JsonObject): FindingNote {
  const fields = new RecordFields(record);
  const note = fields.optionalText('note');
  const state = fields.optionalName('state', findingStates);
  const owner = fields.optionalText('owner');
  return {
    ...(note !== undefined && { note }),
    ...(state !== undefined && { state }),
    ...(owner !== undefined && { owner }),
    event: fields.text('event'),
    time: fields.text('time'),
    recordedAt: fields.text('recordedAt'),
  };
}

/** What the notes come to: the newest that says something of it counts. */
export const notedState = (notes: readonly FindingNote[]): FindingState =>
  notes.findLast(({ state }) => state !== undefined)?.state ?? 'open';

export const ownerOf = (notes: readonly FindingNote[]): string | undefined =>
  notes.findLast(({ owner }) => owner !== undefined)?.owner;
