/** Where a browser keeps the files that were sent from it, over reloads and lost connections. */
import { openDatabase } from './database.ts';
import type { FileEvent, FileHead } from './sent-file.ts';

export interface FileStore {
  heads(): Promise<readonly FileHead[]>;
  /** In the order that they have in their files. */
  events(): Promise<readonly FileEvent[]>;
  /** Keeps a file whole, or not at all. */
  keep(head: FileHead, events: readonly FileEvent[]): Promise<void>;
  keepEvents(events: readonly FileEvent[]): Promise<void>;
  drop(head: FileHead, events: readonly FileEvent[]): Promise<void>;
}

/** The browser's database; a browser that keeps nothing, by its owner's choice, holds it until the page is left. */
export async function openFileStore(): Promise<FileStore> {
  try {
    const database = await openDatabase();
    const both = ['files', 'file-events'] as const;
    return {
      heads: () => database.getAll('files'),
      events: () => database.getAll('file-events'),
      async keep(head, events) {
        const work = database.transaction(both, 'readwrite');
        void work.objectStore('files').put(head);
        for (const event of events) void work.objectStore('file-events').put(event);
        await work.done;
      },
      async keepEvents(events) {
        const work = database.transaction('file-events', 'readwrite');
        for (const event of events) void work.store.put(event);
        await work.done;
      },
      async drop({ key }, events) {
        const work = database.transaction(both, 'readwrite');
        void work.objectStore('files').delete(key);
        for (const event of events) void work.objectStore('file-events').delete(event.key);
        await work.done;
      },
    };
  } catch {
    return memoryStore();
  }
}

function memoryStore(): FileStore {
  const kept = new Map<string, FileHead>();
  const keptEvents = new Map<string, FileEvent>();
  const keepEvents = (events: readonly FileEvent[]): void => {
    for (const event of events) keptEvents.set(event.key, event);
  };
  return {
    heads: async () => [...kept.values()],
    events: async () => [...keptEvents.values()],
    async keep(head, events) {
      kept.set(head.key, head);
      keepEvents(events);
    },
    keepEvents: async (events) => keepEvents(events),
    async drop({ key }, events) {
      kept.delete(key);
      for (const event of events) keptEvents.delete(event.key);
    },
  };
}
