/** A commodity keeps the unit family of its first use under an order. */
import { orderAccount } from '../domain/accounts.ts';
import type { Order } from '../domain/order.ts';
import type { QuantityLine, Unit } from '../domain/quantity.ts';
import { orderRevisionItem, type Write } from './writes.ts';

/**
 * The writes that fix the units of commodities new to an order. Guarantees: they fail when another use, or a
 * step of the order, was first.
 */
export function fixUnits(order: Order, orderSteps: number, lines: readonly QuantityLine[]): readonly Write[] {
  const units = new Map<string, Unit>();
  for (const { commodity, unit } of lines) {
    if (!order.units.has(commodity) && !units.has(commodity)) units.set(commodity, unit);
  }
  if (units.size === 0) return [];
  const subject = orderAccount(order.orderId);
  return [
    { kind: 'guard', place: { table: 'ledgers', subject, item: orderRevisionItem(orderSteps + 1) } },
    ...[...units].map(
      ([commodity, unit]): Write => ({
        kind: 'append',
        place: { table: 'ledgers', subject, item: `unit/${commodity}` },
        record: { commodity, unit },
      }),
    ),
  ];
}
