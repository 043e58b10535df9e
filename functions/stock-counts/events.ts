import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import { voids } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { count } from './count.ts';
import { loss } from './loss.ts';
import { stockReversals } from './stock-reversals.ts';
import { transfer } from './transfer.ts';

export const stockEvents: HandlerTable<'stock-counts', HandlerContext> = {
  'relief.stock.counted.v1': count,
  'relief.stock.lost.v1': loss,
  'relief.stock.transferred.v1': transfer,
  'relief.event.voided.v1': voids(stockReversals),
};
