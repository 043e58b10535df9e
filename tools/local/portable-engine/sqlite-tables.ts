/** Tables, their indexes and streams in one SQLite file. */
import type { StreamDefinition, TableDefinition } from './definitions.ts';
import type { Item } from './items.ts';
import type { QueryPlan } from './queries.ts';
import { notFound, RequestError } from './request-error.ts';
import { SqliteFile } from './sqlite-file.ts';
import { type ItemKey, indexKeyOf, type TableShape } from './table-shape.ts';
import type { Current, PlannedChange, Served } from './writes.ts';

/** An item as it is kept. */
export interface StoredRow extends ItemKey {
  /** The sort key of the index that was asked, or of the table. */
  readonly position: string;
  readonly bytes: number;
  /** The item as the protocol writes it; of an index of keys alone, none. */
  readonly item: string | null;
}

/** What a stream keeps of an item that was altered. */
export interface StreamRow extends ItemKey {
  readonly sequence: number;
  readonly at_ms: number;
  readonly before: string;
  readonly after: string | null;
}

interface KnownTable {
  readonly id: number;
  readonly definition: TableDefinition;
}

export class SqliteTables implements Current {
  readonly #file: SqliteFile;
  readonly #tables = new Map<string, KnownTable>();

  /** `path` may be `:memory:`. */
  constructor(path: string) {
    this.#file = new SqliteFile(path);
    for (const { id, name, definition } of this.#file
      .statement('SELECT id, name, definition FROM tables')
      .all()) {
      this.#tables.set(String(name), { id: Number(id), definition: JSON.parse(String(definition)) });
    }
  }

  close(): void {
    this.#file.close();
  }

  get names(): readonly string[] {
    return [...this.#tables.keys()].sort();
  }

  definition(table: string): TableDefinition {
    return this.#known(table).definition;
  }

  shape(table: string): TableShape {
    return this.#known(table).definition.shape;
  }

  /** Errors: `ResourceInUseException`. */
  create(definition: TableDefinition): void {
    const { name } = definition.shape;
    if (this.#tables.has(name))
      throw new RequestError('ResourceInUseException', `Table already exists: ${name}`);
    const { lastInsertRowid } = this.#file.run('INSERT INTO tables (name, definition) VALUES (?, ?)', [
      name,
      JSON.stringify(definition),
    ]);
    this.#tables.set(name, { id: Number(lastInsertRowid), definition });
  }

  setStream(table: string, stream: StreamDefinition | undefined): void {
    const { id, definition } = this.#known(table);
    const changed = { ...definition, stream };
    this.#file.run('UPDATE tables SET definition = ? WHERE id = ?', [JSON.stringify(changed), id]);
    this.#tables.set(table, { id, definition: changed });
  }

  remove(table: string): void {
    const { id } = this.#known(table);
    this.atOnce(() => {
      for (const from of ['items', 'listings', 'records'])
        this.#file.run(`DELETE FROM ${from} WHERE table_id = ?`, [id]);
      this.#file.run('DELETE FROM tables WHERE id = ?', [id]);
    });
    this.#tables.delete(table);
  }

  find(table: TableShape, key: ItemKey): Item | undefined {
    const row = this.row(table, key);
    return row?.item ? JSON.parse(row.item) : undefined;
  }

  row({ name }: TableShape, { partition, sort }: ItemKey): StoredRow | undefined {
    return this.#file
      .statement(
        'SELECT partition, sort, sort AS position, bytes, item FROM items WHERE table_id = ? AND partition = ? AND sort = ?',
      )
      .get(this.#known(name).id, partition, sort) as StoredRow | undefined;
  }

  /** The items that a query asks for, in its order; whoever reads them may stop early. */
  rows(plan: QueryPlan): Iterable<StoredRow> {
    const { table, index, partition, range, after } = plan;
    const conditions: string[] = [];
    const values: (string | number)[] = [this.#known(table.name).id];
    if (index !== undefined) values.push(index.name);
    values.push(partition);
    const where = (condition: string, ...bound: string[]): void => {
      conditions.push(` AND ${condition}`);
      values.push(...bound);
    };
    const { from, to } = range;
    if (from !== undefined) where(`l.sort ${range.isFromIncluded ? '>=' : '>'} ?`, from);
    if (to !== undefined) where(`l.sort ${range.isToIncluded ? '<=' : '<'} ?`, to);
    const sign = plan.isBackwards ? '<' : '>';
    if (after !== undefined && index === undefined) where(`l.sort ${sign} ?`, after.sort);
    else if (after !== undefined)
      where(
        `(l.sort, l.item_partition, l.item_sort) ${sign} (?, ?, ?)`,
        after.sort,
        after.item.partition,
        after.item.sort,
      );
    const order = plan.isBackwards ? 'DESC' : 'ASC';
    const sql =
      index === undefined
        ? `SELECT l.partition, l.sort, l.sort AS position, l.bytes, l.item FROM items l
           WHERE l.table_id = ? AND l.partition = ?${conditions.join('')} ORDER BY l.sort ${order}`
        : `SELECT l.item_partition AS partition, l.item_sort AS sort, l.sort AS position, ${
            index.projects === 'all'
              ? 'i.bytes, i.item FROM listings l JOIN items i ON (i.table_id, i.partition, i.sort) = (l.table_id, l.item_partition, l.item_sort)'
              : `${keyBytes} AS bytes, NULL AS item FROM listings l`
          } WHERE l.table_id = ? AND l.index_name = ? AND l.partition = ?${conditions.join('')}
           ORDER BY l.sort ${order}, l.item_partition ${order}, l.item_sort ${order}`;
    return this.#file.statement(sql).iterate(...values) as Iterable<unknown> as Iterable<StoredRow>;
  }

  /** All items of a table after a place, in the order of their keys. */
  scan({ name }: TableShape, after: ItemKey | undefined): Iterable<StoredRow> {
    const { id } = this.#known(name);
    const select = 'SELECT partition, sort, sort AS position, bytes, item FROM items WHERE table_id = ?';
    const order = 'ORDER BY partition, sort';
    const rows =
      after === undefined
        ? this.#file.statement(`${select} ${order}`).iterate(id)
        : this.#file
            .statement(`${select} AND (partition, sort) > (?, ?) ${order}`)
            .iterate(id, after.partition, after.sort);
    return rows as Iterable<unknown> as Iterable<StoredRow>;
  }

  /** Runs all of the work as one transaction of the file. */
  atOnce<T>(work: () => T): T {
    return this.#file.atOnce(work);
  }

  apply(changes: readonly PlannedChange[], nowMs: number): void {
    for (const change of changes) this.#apply(change, nowMs);
  }

  served(token: string): Served<string> | undefined {
    const row = this.#file.statement('SELECT request, at_ms FROM tokens WHERE token = ?').get(token);
    return row && { request: String(row['request']), atMs: Number(row['at_ms']) };
  }

  rememberToken(token: string, request: string, nowMs: number): void {
    this.#file.run('INSERT OR REPLACE INTO tokens (token, request, at_ms) VALUES (?, ?, ?)', [
      token,
      request,
      nowMs,
    ]);
  }

  /** Records of a table's stream after one, in order. */
  records(table: string, after: number, limit: number): readonly StreamRow[] {
    return this.#file
      .statement(
        'SELECT sequence, at_ms, partition, sort, before, after FROM records WHERE table_id = ? AND sequence > ? ORDER BY sequence LIMIT ?',
      )
      .all(this.#known(table).id, after, limit) as unknown as StreamRow[];
  }

  /** The number of the last record of any stream. */
  lastSequence(): number {
    const row = this.#file.statement("SELECT seq FROM sqlite_sequence WHERE name = 'records'").get();
    return Number(row?.['seq'] ?? 0);
  }

  #apply({ table, partition, sort, before, after, bytes }: PlannedChange, nowMs: number): void {
    const { id, definition } = this.#known(table);
    const text = after === undefined ? undefined : JSON.stringify(after);
    if (text === undefined)
      this.#file.run('DELETE FROM items WHERE table_id = ? AND partition = ? AND sort = ?', [
        id,
        partition,
        sort,
      ]);
    else if (before === undefined)
      this.#file.run('INSERT INTO items (table_id, partition, sort, bytes, item) VALUES (?, ?, ?, ?, ?)', [
        id,
        partition,
        sort,
        bytes,
        text,
      ]);
    else
      this.#file.run(
        'UPDATE items SET bytes = ?, item = ? WHERE table_id = ? AND partition = ? AND sort = ?',
        [bytes, text, id, partition, sort],
      );
    for (const index of definition.shape.indexes) {
      const then = before && indexKeyOf(index, before);
      const now = after && indexKeyOf(index, after);
      if (then?.partition === now?.partition && then?.sort === now?.sort) continue;
      if (then !== undefined)
        this.#file.run(
          'DELETE FROM listings WHERE table_id = ? AND index_name = ? AND partition = ? AND sort = ? AND item_partition = ? AND item_sort = ?',
          [id, index.name, then.partition, then.sort, partition, sort],
        );
      if (now !== undefined)
        this.#file.run('INSERT INTO listings VALUES (?, ?, ?, ?, ?, ?)', [
          id,
          index.name,
          now.partition,
          now.sort,
          partition,
          sort,
        ]);
    }
    // Of added items no record is kept: nobody listens for them, and it would double what each write takes.
    if (definition.stream !== undefined && before !== undefined)
      this.#file.run(
        'INSERT INTO records (table_id, at_ms, partition, sort, before, after) VALUES (?, ?, ?, ?, ?, ?)',
        [id, nowMs, partition, sort, JSON.stringify(before), text ?? null],
      );
  }

  #known(table: string): KnownTable {
    const known = this.#tables.get(table);
    if (known === undefined) throw notFound(`Table: ${table}`);
    return known;
  }
}

/** What the keys that an index gives take of a page, but for their names. */
const keyBytes =
  'octet_length(l.partition) + octet_length(l.sort) + octet_length(l.item_partition) + octet_length(l.item_sort)';
