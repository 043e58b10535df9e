import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { policyOrderEvents } from './events.ts';

export const handler = queueFunction('policy-orders', policyOrderEvents);
