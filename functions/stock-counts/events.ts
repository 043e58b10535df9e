import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { count } from './count.ts';
import { loss } from './loss.ts';

export const stockEvents: HandlerTable<'stock-counts', HandlerContext> = {
  'relief.stock.counted.v1': count,
  'relief.stock.lost.v1': loss,
};
