import { queueFunction } from '../../shared/runtime/queue-function.ts';
import { shipmentEvents } from './events.ts';

export const handler = queueFunction('shipment-arrivals', shipmentEvents);
