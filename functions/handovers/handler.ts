import { batchesOnly } from '../../shared/posting/queue-worker.ts';
import { queueFunction } from '../../shared/runtime/queue-function.ts';

export const handler = queueFunction(batchesOnly);
