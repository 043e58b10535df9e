/** What a desk keeps on its device. Each step is one transaction, so that whatever is interrupted left nothing half done. */

import type { DeviceDatabase } from '../../writing/outbox/database.ts';
import type { DeviceStore } from '../../writing/outbox/device-store.ts';
import type { DeskList } from '../model/list.ts';
import { type DeskRecord, isUnsent, stateOf } from '../model/records.ts';
import type { Sheet } from '../model/sheets.ts';

export class DeskStore {
  readonly #database: DeviceDatabase;

  constructor(database: DeviceDatabase) {
    this.#database = database;
  }

  /** The sheets, as an outbox sends them. A desk drafts nothing. */
  readonly sheets: DeviceStore = {
    isLasting: true,
    draft: async () => undefined,
    keepDraft: async () => undefined,
    dropDraft: async () => undefined,
    sendings: () => this.#database.getAll('desk-sheets'),
    keepSending: async (sheet) => void (await this.#database.put('desk-sheets', sheet)),
    dropSending: (key) => this.#database.delete('desk-sheets', key),
    record: async (sheet) => void (await this.#database.put('desk-sheets', sheet)),
    reopen: (_, key) => this.#database.delete('desk-sheets', key),
  };

  lists = (): Promise<readonly DeskList[]> => this.#database.getAll('desk-lists');

  records = (): Promise<readonly DeskRecord[]> => this.#database.getAll('desk-records');

  keepList = async (list: DeskList): Promise<void> => void (await this.#database.put('desk-lists', list));

  /** Writes another last day into a list, as it stands by then: it may have been taken anew meanwhile. */
  async keepLastDay(key: string, endsOn: string | undefined): Promise<void> {
    const writing = this.#database.transaction('desk-lists', 'readwrite');
    const { endsOn: _, ...list } = (await writing.store.get(key)) ?? {};
    if ('key' in list) void writing.store.put({ ...list, ...(endsOn !== undefined && { endsOn }) });
    await writing.done;
  }

  dropList = (key: string): Promise<void> => this.#database.delete('desk-lists', key);

  /** Keeps a record for good before it returns. Errors: rejects where it could not be kept, such as on a full disk. */
  async keepRecord(record: DeskRecord): Promise<void> {
    const writing = this.#database.transaction('desk-records', 'readwrite', { durability: 'strict' });
    await Promise.all([writing.store.put(record), writing.done]);
  }

  /** Takes a record back, unless it has a sheet; whether it did. */
  async undo(key: string): Promise<boolean> {
    const writing = this.#database.transaction('desk-records', 'readwrite', { durability: 'strict' });
    const record = await writing.store.get(key);
    const isLoose = record !== undefined && record.sheet === undefined;
    if (isLoose) await writing.store.delete(key);
    await writing.done;
    return isLoose;
  }

  /** Makes sheets of the records of a source that have none; two tabs that do so make each record's sheet once. */
  async makeSheets(
    source: string,
    make: (loose: readonly DeskRecord[]) => readonly Sheet[],
  ): Promise<number> {
    const writing = this.#database.transaction(['desk-records', 'desk-sheets'], 'readwrite', {
      durability: 'strict',
    });
    const records = writing.objectStore('desk-records');
    const loose = (await records.getAll()).filter((record) => record.source === source && !record.sheet);
    const byKey = new Map(loose.map((record) => [record.key, record]));
    const sheets = make(loose);
    for (const { sending, keys } of sheets) {
      void writing.objectStore('desk-sheets').put(sending);
      for (const key of keys) {
        const record = byKey.get(key);
        if (record !== undefined) void records.put({ ...record, sheet: sending.key });
      }
    }
    await writing.done;
    return sheets.length;
  }

  /** Drops records whose story is over, and the sheets of which no record is left. */
  async drop(isOver: (record: DeskRecord) => boolean): Promise<void> {
    const writing = this.#database.transaction(['desk-records', 'desk-sheets'], 'readwrite');
    const records = writing.objectStore('desk-records');
    const sheets = writing.objectStore('desk-sheets');
    const all = await records.getAll();
    const left = new Set(all.filter((record) => !isOver(record)).map(({ sheet }) => sheet));
    for (const record of all) if (isOver(record)) void records.delete(record.key);
    for (const key of await sheets.getAllKeys()) if (!left.has(key)) void sheets.delete(key);
    await writing.done;
  }

  /** Drops everything, unless something is unsent; returns how many records are. */
  async clear(): Promise<number> {
    const all = ['desk-lists', 'desk-records', 'desk-sheets'] as const;
    const writing = this.#database.transaction(all, 'readwrite');
    const [records, sheets] = await Promise.all([
      writing.objectStore('desk-records').getAll(),
      writing.objectStore('desk-sheets').getAll(),
    ]);
    const sheetOf = new Map(sheets.map((sheet) => [sheet.key, sheet]));
    const unsent = records.filter((record) => isUnsent(stateOf(record, sheetOf.get(record.sheet ?? ''))));
    if (unsent.length === 0) for (const name of all) void writing.objectStore(name).clear();
    await writing.done;
    return unsent.length;
  }

  close(): void {
    this.#database.close();
  }
}
