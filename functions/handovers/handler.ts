import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { handoverEvents } from './events.ts';

export const handler = queueFunction('handovers', handoverEvents);
