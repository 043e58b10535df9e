/** What the handlers of whole events work with. */
import type { EventContext } from '../posting/event-handler.ts';
import type { Store } from '../store/store.ts';

export interface HandlerContext extends EventContext<Store> {
  /** Households for which a further part of a centre's directory is written; tests of small towns take fewer. */
  readonly householdsOfPart?: number;
}
