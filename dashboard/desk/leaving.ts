/** Whoever signs out leaves no names behind, and nothing that is unsent. */
import { openDatabase } from '../writing/outbox/database.ts';
import { DeskStore } from './store/desk-store.ts';

/** Drops what a desk keeps on this device. Returns how many records are unsent; while there are any, nothing is dropped. */
export async function clearDesk(): Promise<number> {
  const database = await openDatabase().catch(() => undefined);
  if (database === undefined) return 0;
  const store = new DeskStore(database);
  try {
    return await store.clear();
  } finally {
    store.close();
  }
}
