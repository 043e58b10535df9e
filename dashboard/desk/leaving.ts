/** Whoever signs out leaves no names behind, and nothing that is unsent. */
import { openDatabase } from '../writing/outbox/database.ts';
import { isUnsent, stateOf } from './model/records.ts';
import { DeskStore } from './store/desk-store.ts';

/** Drops what a desk keeps on this device. Returns how many records are unsent; while there are any, nothing is dropped. */
export async function clearDesk(): Promise<number> {
  const database = await openDatabase().catch(() => undefined);
  if (database === undefined) return 0;
  const store = new DeskStore(database);
  try {
    const [lists, records, sheets] = await Promise.all([
      store.lists(),
      store.records(),
      store.sheets.sendings(),
    ]);
    const sheetOf = new Map(sheets.map((sheet) => [sheet.key, sheet]));
    const unsent = records.filter((record) => isUnsent(stateOf(record, sheetOf.get(record.sheet ?? ''))));
    if (unsent.length > 0) return unsent.length;
    for (const { key } of lists) await store.dropList(key);
    await store.drop(() => true);
    return 0;
  } finally {
    store.close();
  }
}
