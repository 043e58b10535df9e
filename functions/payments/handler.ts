import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { paymentEvents } from './events.ts';

export const handler = queueFunction('payments', paymentEvents);
