/** The rows that a group refuses, event by event, so that they are found by their event. */
import { listRefusedRows, type RefusedRow } from '../ledger/event-records.ts';
import type { Write } from '../ledger/writes.ts';
import type { BatchRow } from './batch.ts';

export class RefusedRows {
  readonly #rows = new Map<string, RefusedRow[]>();

  add({ event, index }: BatchRow, exceptionId: string): void {
    const rows = this.#rows.get(event.key) ?? [];
    rows.push({ index, exceptionId });
    this.#rows.set(event.key, rows);
  }

  /** How many items {@link writes} will hold: one an event. */
  get items(): number {
    return this.#rows.size;
  }

  get writes(): readonly Write[] {
    return [...this.#rows].map(([event, rows]) => listRefusedRows(event, rows));
  }
}
