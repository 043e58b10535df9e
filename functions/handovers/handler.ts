import { queueFunction } from '../../shared/runtime/queue-function.ts';

/** All events of this queue are sheets, whose rows are posted in batches. */
export const handler = queueFunction('handovers', {});
