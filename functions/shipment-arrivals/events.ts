import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import { voids } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { arrival } from './arrival.ts';
import { arrivalReversal } from './arrival-reversal.ts';
import { closing } from './closing.ts';
import { dispatch } from './dispatch.ts';
import { dispatchReversal } from './dispatch-reversal.ts';

export const shipmentEvents: HandlerTable<'shipment-arrivals', HandlerContext> = {
  'relief.shipment.dispatched.v1': dispatch,
  'relief.shipment.arrived.v1': arrival,
  'relief.shipment.closed.v1': closing,
  'relief.event.voided.v1': voids({
    'relief.shipment.dispatched.v1': dispatchReversal,
    'relief.shipment.arrived.v1': arrivalReversal,
  }),
};
