/** What the handlers of whole events work with. */
import type { EventContext } from '../posting/event-handler.ts';
import type { Store } from '../store/store.ts';

export type HandlerContext = EventContext<Store>;
