/** A commodity keeps the unit family of its first use under an order, and money its first currency. */
import type { JsonObject } from '../domain/canonical.ts';
import type { OrderTerms } from '../domain/events.ts';
import { type Order, unitsOfTerms } from '../domain/order.ts';
import { hasCurrency } from '../domain/payment.ts';
import { type QuantityLine, type Unit, unitNames } from '../domain/quantity.ts';
import { currencyKey, orderVersionKey, unitKey } from './keys.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

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
 * Guarantees: they fail when another use, or another version of the order, was first.
 */
export function fixUnits(
  order: Order,
  orderVersions: number,
  units: ReadonlyMap<string, Unit>,
): readonly Write[] {
  const added = [...units].filter(([commodity]) => !order.units.has(commodity));
  if (added.length === 0) return [];
  return [
    noFurtherVersion(order, orderVersions),
    ...added.map(([commodity, unit]) => fixUnit(order, commodity, unit)),
  ];
}

/**
 * The writes that fix the currency of money given under an order that has none yet.
 *
 * Guarantees: they fail when other money, or another version of the order, was first.
 */
export function fixCurrency(order: Order, orderVersions: number, currency: string): readonly Write[] {
  if (hasCurrency(order)) return [];
  return [noFurtherVersion(order, orderVersions), fixMoney(order, currency)];
}

/**
 * The writes that fix what an amendment's terms name first.
 *
 * Guarantees: they fail when a document has used it meanwhile.
 */
export function firstNamedBy(order: Order, terms: OrderTerms): readonly Write[] {
  const units = [...unitsOfTerms(terms)].filter(([commodity]) => !order.units.has(commodity));
  const { stipend } = terms;
  return [
    ...units.map(([commodity, unit]) => fixUnit(order, commodity, unit)),
    ...(stipend === undefined || hasCurrency(order) ? [] : [fixMoney(order, stipend.currency.code)]),
  ];
}

const fixUnit = ({ orderId }: Order, commodity: string, unit: Unit): Write => ({
  kind: 'append',
  key: unitKey(orderId, commodity),
  record: { commodity, unit },
});

const fixMoney = ({ orderId }: Order, currency: string): Write => ({
  kind: 'append',
  key: currencyKey(orderId),
  record: { currency },
});

const noFurtherVersion = ({ orderId }: Order, orderVersions: number): Write => ({
  kind: 'precondition',
  key: orderVersionKey(orderId, orderVersions + 1),
});

/** Reads the unit that a commodity was first used in. Errors: `DamagedRecordError` naming the field. */
export function readFirstUse(record: JsonObject): readonly [commodity: string, unit: Unit] {
  const fields = new RecordFields(record);
  return [fields.text('commodity'), fields.name('unit', unitNames)];
}

/** Reads the currency of money given before the terms named one. Errors: `DamagedRecordError` naming the field. */
export const readFirstCurrency = (record: JsonObject): string => new RecordFields(record).text('currency');
