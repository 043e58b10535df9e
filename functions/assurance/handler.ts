import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { assuranceEvents } from './events.ts';

export const handler = queueFunction('assurance', assuranceEvents);
