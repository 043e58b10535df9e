import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { shipmentPosting } from './shipments.ts';

export const handler = queueFunction(shipmentPosting);
