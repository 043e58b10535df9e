import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { funding } from './funding.ts';

export const paymentEvents: HandlerTable<'payments', HandlerContext> = {
  'relief.payer.funded.v1': funding,
};
