import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { stockEvents } from './events.ts';

export const handler = queueFunction('stock-counts', stockEvents);
