/** The handlers of all queues, for workers in process. */

import { assuranceEvents } from '../../functions/assurance/events.ts';
import { handoverEvents } from '../../functions/handovers/events.ts';
import { paymentEvents } from '../../functions/payments/events.ts';
import { policyOrderEvents } from '../../functions/policy-orders/events.ts';
import { registrationEvents } from '../../functions/registrations/events.ts';
import { shipmentEvents } from '../../functions/shipment-arrivals/events.ts';
import { stockEvents } from '../../functions/stock-counts/events.ts';
import type { QueueName } from '../../shared/domain/events.ts';
import { type FindWork, workByTable } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';

const handlerTables = {
  registrations: registrationEvents,
  'policy-orders': policyOrderEvents,
  'shipment-arrivals': shipmentEvents,
  handovers: handoverEvents,
  payments: paymentEvents,
  'stock-counts': stockEvents,
  assurance: assuranceEvents,
} as const;

/** What a queue's function does with its whole events. */
export function findWorkOf(queue: QueueName, context: HandlerContext): FindWork {
  return workByTable(handlerTables[queue], context);
}
