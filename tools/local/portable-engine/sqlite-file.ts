/** The SQLite file of the portable engine: its schema, its statements, its transactions, and tidying up. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { tokenMs } from './writes.ts';

/** Marks a file as this engine's: SQLite's `application_id`. */
export const applicationId = 0x52_4c_44_42;

/** As long as DynamoDB keeps a stream's records. */
const streamMs = 24 * 60 * 60_000;
/** A database at rest is tidied up this long after a write. */
const tidyAfterMs = 1_000;

/**
 * Texts are compared by the bytes of UTF-8, as DynamoDB sorts. An index holds places, not items, so what it gives is
 * what the table holds; items are kept as the protocol writes them, so that a read does not take them apart.
 */
const schema = `
  CREATE TABLE IF NOT EXISTS tables (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS items (
    id INTEGER PRIMARY KEY, table_id INTEGER NOT NULL, partition TEXT NOT NULL, sort TEXT NOT NULL,
    bytes INTEGER NOT NULL, item TEXT NOT NULL, UNIQUE (table_id, partition, sort));
  CREATE TABLE IF NOT EXISTS listings (
    table_id INTEGER NOT NULL, index_name TEXT NOT NULL, partition TEXT NOT NULL, sort TEXT NOT NULL,
    item_partition TEXT NOT NULL, item_sort TEXT NOT NULL,
    PRIMARY KEY (table_id, index_name, partition, sort, item_partition, item_sort)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS records (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, table_id INTEGER NOT NULL, at_ms INTEGER NOT NULL,
    partition TEXT NOT NULL, sort TEXT NOT NULL, before TEXT NOT NULL, after TEXT);
  CREATE INDEX IF NOT EXISTS records_of_table ON records (table_id, sequence);
  CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, request TEXT NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;
`;

export class SqliteFile {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #tidying: NodeJS.Timeout | undefined;

  /** `path` may be `:memory:`. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: 5_000 });
    // A commit outlives a power cut, because the queue has forgotten its message by then; what is deleted is overwritten.
    this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
      PRAGMA cache_size = -65536; PRAGMA application_id = ${applicationId};`);
    this.#database.exec(schema);
    this.#tidy();
  }

  close(): void {
    clearTimeout(this.#tidying);
    this.#tidy();
    this.#database.close();
  }

  /** Each statement is prepared once. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  run(sql: string, values: readonly (string | number | null)[]): ReturnType<StatementSync['run']> {
    return this.statement(sql).run(...values);
  }

  /** Runs all of the work as one transaction. */
  atOnce<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      this.#tidyLater();
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #tidyLater(): void {
    this.#tidying ??= setTimeout(() => {
      this.#tidying = undefined;
      this.#tidy();
    }, tidyAfterMs).unref();
  }

  /** Deletes what is too old, and leaves nothing of it, nor of what was deleted, in the write-ahead log. */
  #tidy(): void {
    const nowMs = Date.now();
    this.run('DELETE FROM tokens WHERE at_ms < ?', [nowMs - tokenMs]);
    this.run('DELETE FROM records WHERE at_ms < ?', [nowMs - streamMs]);
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}
