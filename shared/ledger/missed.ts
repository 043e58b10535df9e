/** Why households were not served: records beside the books, which move nothing. */
import type { JsonObject } from '../domain/canonical.ts';
import { type Instant, type Missed, missedReasons } from '../domain/events.ts';
import type { ItemKey } from './keys.ts';
import { noteKey } from './missed-keys.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

/** One household that was not served at a time. */
export interface RecordedMissed extends Missed {
  /** Its number in its event. */
  readonly index: number;
  /** As its sender wrote it. */
  readonly time: string;
  /** `source#id`. */
  readonly event: string;
  readonly recordedAt: Instant;
}

export function recordMissed(
  key: ItemKey,
  { householdId, reason, note, index, time, event, recordedAt }: RecordedMissed,
): readonly Write[] {
  const noted = note !== undefined && { note };
  const record: JsonObject = { householdId, reason, ...noted, index, time, event, recordedAt };
  return [{ kind: 'append', key, record }, ...(noted === false ? [] : [listNote(householdId, key)])];
}

/** Reads what {@link recordMissed} wrote. Errors: `DamagedRecordError` naming the field. */
export function readMissedRecord(record: JsonObject): RecordedMissed {
  const fields = new RecordFields(record);
  const note = fields.optionalText('note');
  return {
    householdId: fields.text('householdId'),
    reason: fields.name('reason', missedReasons),
    ...(note !== undefined && { note }),
    index: fields.count('index'),
    time: fields.text('time'),
    event: fields.text('event'),
    recordedAt: fields.text('recordedAt'),
  };
}

/** Lists a record that holds a note about a household, so that its erasure finds it. */
export const listNote = (
  householdId: string,
  { subject, item }: ItemKey,
): Extract<Write, { kind: 'append' }> => ({
  kind: 'append',
  key: noteKey(householdId, `${subject} ${item}`),
  record: { subject, item },
});

/** The record that a listing names. Errors: `DamagedRecordError` naming the field. */
export function readNoteListing(record: JsonObject): ItemKey {
  const fields = new RecordFields(record);
  return { table: 'ledgers', subject: fields.text('subject'), item: fields.text('item') };
}

/** A record without its note. */
export function withoutNote({ note: _note, ...record }: JsonObject): JsonObject {
  return record;
}
