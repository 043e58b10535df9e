import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import { voids } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { amendment } from './amendment.ts';
import { cancellation } from './cancellation.ts';
import { issue } from './issue.ts';

export const policyOrderEvents: HandlerTable<'policy-orders', HandlerContext> = {
  'relief.order.issued.v1': issue,
  'relief.order.amended.v1': amendment,
  'relief.order.cancelled.v1': cancellation,
  'relief.event.voided.v1': voids({}),
};
