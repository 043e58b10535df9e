import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import { voids } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { funding } from './funding.ts';
import { fundingReversal } from './funding-reversal.ts';

export const paymentEvents: HandlerTable<'payments', HandlerContext> = {
  'relief.payer.funded.v1': funding,
  'relief.event.voided.v1': voids({ 'relief.payer.funded.v1': fundingReversal }),
};
