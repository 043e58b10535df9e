/** The sources that events ever came from: whoever knows only an event's id finds it by them. */
import { sourceKey, sourcesSubject } from '../ledger/keys.ts';
import { RecordFields, readStored, type StoredRecord } from '../ledger/record-fields.ts';
import type { Write } from '../ledger/writes.ts';
import type { Commit } from '../posting/ports.ts';
import type { Tables } from './tables.ts';

/** Sources remembered at most. */
const maxKnown = 10_000;

export class Sources {
  readonly #tables: Tables;
  readonly #commit: (writes: readonly Write[]) => Promise<Commit>;
  readonly #known = new Set<string>();

  constructor(tables: Tables, commit: (writes: readonly Write[]) => Promise<Commit>) {
    this.#tables = tables;
    this.#commit = commit;
  }

  /** L31: records a source, unless it is recorded: one read by each worker that meets it, and one write by the first. */
  async meet(source: string): Promise<void> {
    if (this.#known.has(source)) return;
    const key = sourceKey(source);
    if ((await this.#tables.get(key)) === undefined)
      await this.#commit([{ kind: 'append', key, record: { source } }]);
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.add(source);
  }

  /** L31: all of the sources, in no order. */
  async all(): Promise<readonly string[]> {
    return (await this.#tables.all('ledgers', sourcesSubject)).map(sourceOf);
  }

  /** L31: so many of the sources. */
  async some(limit: number): Promise<{ readonly sources: readonly string[]; readonly more: boolean }> {
    const { items, next } = await this.#tables.page('ledgers', sourcesSubject, { limit });
    return { sources: items.map(sourceOf), more: next !== undefined };
  }
}

const sourceOf = (stored: StoredRecord): string =>
  readStored(stored, (record) => new RecordFields(record).text('source'));
