import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { stockPosting } from './stock.ts';

export const handler = queueFunction(stockPosting);
