/** A commodity keeps the unit family of its first use under an order. */
import { orderAccount } from '../domain/accounts.ts';
import type { Order } from '../domain/order.ts';
import type { QuantityLine, Unit } from '../domain/quantity.ts';
import { orderRevisionItem, type Write } from './writes.ts';

/** The order's units, and those of a document's commodities that are new to it. */
export function unitsWith(order: Order, lines: readonly QuantityLine[]): ReadonlyMap<string, Unit> {
  const units = new Map(order.units);
  for (const { commodity, unit } of lines) {
    if (!units.has(commodity)) units.set(commodity, unit);
  }
  return units;
}

/**
 * The writes that fix the units of commodities new to an order.
 *
 * Guarantees: they fail when another use, or a step of the order, was first.
 */
export function fixUnits(
  order: Order,
  orderSteps: number,
  units: ReadonlyMap<string, Unit>,
): readonly Write[] {
  const added = [...units].filter(([commodity]) => !order.units.has(commodity));
  if (added.length === 0) return [];
  const subject = orderAccount(order.orderId);
  return [
    { kind: 'guard', place: { table: 'ledgers', subject, item: orderRevisionItem(orderSteps + 1) } },
    ...added.map(
      ([commodity, unit]): Write => ({
        kind: 'append',
        place: { table: 'ledgers', subject, item: `unit/${commodity}` },
        record: { commodity, unit },
      }),
    ),
  ];
}
