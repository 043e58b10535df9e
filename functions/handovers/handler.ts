import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { sheetsOnly } from '../../shared/runtime/queue-worker.ts';

export const handler = queueFunction(sheetsOnly);
