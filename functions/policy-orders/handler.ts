import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { orderPosting } from './orders.ts';

export const handler = queueFunction(orderPosting);
