import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { registrationEvents } from './events.ts';

export const handler = queueFunction('registrations', registrationEvents);
