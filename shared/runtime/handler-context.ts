/** What the handlers of whole events work with. */
import type { EventContext } from '../posting/event-handler.ts';
import type { JournalStore } from '../store/journal-store.ts';
import type { LedgerQueries } from '../store/ledger-queries.ts';

export interface HandlerContext extends EventContext<JournalStore> {
  readonly lists: LedgerQueries;
}
