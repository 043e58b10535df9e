/** Sheets of households that were missed, put together again: their rows stand alone, posted or not. */

import { eventDigest } from '../../../shared/contract/digest.ts';
import type { JsonObject, JsonValue } from '../../../shared/domain/canonical.ts';
import { readMissedRecord } from '../../../shared/ledger/missed.ts';
import { isMissedSubject } from '../../../shared/ledger/missed-keys.ts';
import type { StoredItem } from '../../../shared/store/item-form.ts';
import type { RecordedEvent } from './recorded-event.ts';

export const missedType = 'relief.handovers.missed.v1';

interface MissedRow {
  readonly index: number;
  readonly row: JsonValue;
  readonly centreId: string;
  readonly orderId: string;
  readonly time: string;
  readonly recordedAt: string;
}

/** A row that was not posted, as its exception keeps it. */
export interface KeptMissedRow extends Omit<MissedRow, 'row'> {
  readonly original: string;
}

export class MissedSheets {
  readonly #rows = new Map<string, MissedRow[]>();

  /** Takes a row that was posted; other items are left alone. */
  take({ subject, record }: StoredItem): void {
    if (!isMissedSubject(subject)) return;
    const [orderId = '', centreId = ''] = subject.slice(subject.indexOf(':') + 1).split('/');
    const { householdId, reason, note, event, ...placed } = readMissedRecord(record);
    const row: JsonObject = { householdId, reason, ...(note !== undefined && { note }) };
    this.#add(event, { ...placed, row, centreId, orderId });
  }

  takeException(event: string, { original, ...placed }: KeptMissedRow): void {
    this.#add(event, { ...placed, row: JSON.parse(original) });
  }

  /** The sheets, by the key of their event; `digests` are those that the events came with. */
  events(digests: ReadonlyMap<string, string>): readonly RecordedEvent[] {
    return [...this.#rows].map(([key, rows]) => sheetOf(key, rows, digests.get(key)));
  }

  /** A row that was held first stands in both places, and is one. */
  #add(event: string, row: MissedRow): void {
    const rows = this.#rows.get(event) ?? [];
    const known = rows.findIndex(({ index }) => index === row.index);
    if (known < 0) rows.push(row);
    else if ((rows[known]?.recordedAt ?? '') > row.recordedAt) rows[known] = row;
    this.#rows.set(event, rows);
  }
}

function sheetOf(key: string, rows: readonly MissedRow[], digest: string | undefined): RecordedEvent {
  const sorted = rows.toSorted((one, other) => one.index - other.index);
  const { centreId = '', orderId = '', time = '' } = sorted[0] ?? {};
  const data = { centreId, orderId, households: sorted.map(({ row }) => row) };
  const at = key.lastIndexOf('#');
  const id = key
    .slice(at + 1)
    .replaceAll('%23', '#')
    .replaceAll('%25', '%');
  return {
    queue: 'handovers',
    recordedAt: rows.map(({ recordedAt }) => recordedAt).sort()[0] ?? '',
    form: eventDigest(missedType, time, data) === digest ? 'original' : 'rebuilt',
    event: { specversion: '1.0', id, source: key.slice(0, at), type: missedType, time, data },
  };
}
