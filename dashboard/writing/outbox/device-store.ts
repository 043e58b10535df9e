/** Where a browser keeps drafts and what was written, over reloads and lost connections. */
import { openDatabase } from './database.ts';
import type { Draft, Sending } from './sending.ts';

export interface DeviceStore {
  /** Whether what it keeps is still there after the page was closed. */
  readonly isLasting: boolean;
  draft(key: string): Promise<Draft | undefined>;
  keepDraft(draft: Draft): Promise<void>;
  dropDraft(key: string): Promise<void>;
  sendings(): Promise<readonly Sending[]>;
  keepSending(sending: Sending): Promise<void>;
  dropSending(key: string): Promise<void>;
  /** Keeps an event and drops its draft, or does neither: a draft that stayed would have the id of what was sent. */
  record(sending: Sending): Promise<void>;
  /** Drops an event and keeps its draft, or does neither. */
  reopen(draft: Draft, key: string): Promise<void>;
}

/** The browser's database; a browser that keeps nothing, by its owner's choice, holds it until the page is left. */
export async function openDeviceStore(): Promise<DeviceStore> {
  try {
    const database = await openDatabase();
    const both = ['drafts', 'sendings'] as const;
    return {
      isLasting: true,
      draft: (key) => database.get('drafts', key),
      keepDraft: async (draft) => void (await database.put('drafts', draft)),
      dropDraft: (key) => database.delete('drafts', key),
      sendings: () => database.getAll('sendings'),
      keepSending: async (sending) => void (await database.put('sendings', sending)),
      dropSending: (key) => database.delete('sendings', key),
      async record(sending) {
        const work = database.transaction(both, 'readwrite');
        void work.objectStore('sendings').put(sending);
        void work.objectStore('drafts').delete(sending.draftKey);
        await work.done;
      },
      async reopen(draft, key) {
        const work = database.transaction(both, 'readwrite');
        void work.objectStore('drafts').put(draft);
        void work.objectStore('sendings').delete(key);
        await work.done;
      },
    };
  } catch {
    return memoryStore();
  }
}

function memoryStore(): DeviceStore {
  const drafts = new Map<string, Draft>();
  const sendings = new Map<string, Sending>();
  return {
    isLasting: false,
    draft: async (key) => drafts.get(key),
    keepDraft: async (draft) => void drafts.set(draft.key, draft),
    dropDraft: async (key) => void drafts.delete(key),
    sendings: async () => [...sendings.values()],
    keepSending: async (sending) => void sendings.set(sending.key, sending),
    dropSending: async (key) => void sendings.delete(key),
    async record(sending) {
      sendings.set(sending.key, sending);
      drafts.delete(sending.draftKey);
    },
    async reopen(draft, key) {
      drafts.set(draft.key, draft);
      sendings.delete(key);
    },
  };
}
