/** The record of what does not fit an event's first transaction: items to append, and rows of the function's own. */
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import { listOf, objectOf, RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

export type Append = Extract<Write, { kind: 'append' }>;

export interface DeferredWrites {
  /** Items that depend on nothing. */
  readonly later: readonly Append[];
  /** The function's own; empty when there is nothing else to do. */
  readonly rows: readonly JsonValue[];
}

export const deferredRecord = ({ later, rows }: DeferredWrites): JsonObject => ({
  rows: [later.map(({ key, record }) => ({ place: { ...key }, record })), rows],
});

/** Reads what {@link deferredRecord} wrote. Errors: `DamagedRecordError` naming the field. */
export function readDeferred(record: JsonObject): DeferredWrites {
  const [later, rows] = listOf(record['rows'], 'rows');
  return { later: listOf(later, 'rows').map(readAppend), rows: listOf(rows, 'rows') };
}

function readAppend(kept: JsonValue): Append {
  const { place, record } = objectOf(kept, 'rows');
  const fields = new RecordFields(objectOf(place, 'rows'));
  const table = fields.name('table', ['stock', 'ledgers']);
  const key = { table, subject: fields.text('subject'), item: fields.text('item') };
  return { kind: 'append', key, record: objectOf(record, 'rows') };
}
