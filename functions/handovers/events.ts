import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import { voids } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';

/** The other events of this queue are sheets, whose rows are posted in batches; what is posted of one is undone row by row. */
export const handoverEvents: HandlerTable<'handovers', HandlerContext> = {
  'relief.event.voided.v1': voids({}),
};
