import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { arrival } from './arrival.ts';
import { dispatch } from './dispatch.ts';

export const shipmentEvents: HandlerTable<'shipment-arrivals', HandlerContext> = {
  'relief.shipment.dispatched.v1': dispatch,
  'relief.shipment.arrived.v1': arrival,
};
