/** The browser's database of this page: what forms and the desk keep on a device. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { DeskList } from '../../desk/model/list.ts';
import type { DeskRecord } from '../../desk/model/records.ts';
import type { Draft, Sending } from './sending.ts';
import type { FileEvent, FileHead } from './sent-file.ts';

interface Schema extends DBSchema {
  drafts: { key: string; value: Draft };
  sendings: { key: string; value: Sending };
  'desk-lists': { key: string; value: DeskList };
  'desk-records': { key: string; value: DeskRecord };
  'desk-sheets': { key: string; value: Sending };
  files: { key: string; value: FileHead };
  'file-events': { key: string; value: FileEvent };
}

export type DeviceDatabase = IDBPDatabase<Schema>;

/** The stores of each version, in the order of their versions: a later one only adds. */
const stores = [
  ['drafts', 'sendings'],
  ['desk-lists', 'desk-records', 'desk-sheets'],
  ['files', 'file-events'],
] as const;

/** Errors: rejects where the browser keeps nothing, by its owner's choice. */
export const openDatabase = (name = 'relief-ledger'): Promise<DeviceDatabase> =>
  openDB<Schema>(name, stores.length, {
    upgrade(database, from) {
      for (const made of stores.slice(from).flat()) database.createObjectStore(made, { keyPath: 'key' });
    },
    // A later version of the page, open in another tab, may go on; this one writes no more.
    blocking: (_current, _blocked, event) => closing(event.target),
  });

/** The event's target is the database that is open; tests on Node have no type of it. */
const closing = (target: unknown): void => (target as { readonly close: () => void }).close();
