import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { fundingPosting } from './funding.ts';

export const handler = queueFunction(fundingPosting);
