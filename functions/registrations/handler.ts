import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { registrationPosting } from './registrations.ts';

export const handler = queueFunction(registrationPosting);
