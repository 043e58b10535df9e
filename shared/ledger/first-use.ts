/** A commodity keeps the unit family of its first use under an order, and money its first currency. */
import { orderAccount } from '../domain/accounts.ts';
import type { OrderTerms } from '../domain/events.ts';
import { type Order, unitsOfTerms } from '../domain/order.ts';
import { hasCurrency } from '../domain/payment.ts';
import type { QuantityLine, Unit } from '../domain/quantity.ts';
import { type ItemKey, orderRevisionItem, type Write } from './writes.ts';

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
  orderVersions: number,
  units: ReadonlyMap<string, Unit>,
): readonly Write[] {
  const added = [...units].filter(([commodity]) => !order.units.has(commodity));
  if (added.length === 0) return [];
  return [
    noFurtherStep(order, orderVersions),
    ...added.map(([commodity, unit]) => fixUnit(order, commodity, unit)),
  ];
}

/**
 * The writes that fix the currency of money given under an order that has none yet.
 *
 * Guarantees: they fail when other money, or a step of the order, was first.
 */
export function fixCurrency(order: Order, orderVersions: number, currency: string): readonly Write[] {
  if (hasCurrency(order)) return [];
  return [noFurtherStep(order, orderVersions), fixMoney(order, currency)];
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

const fixUnit = (order: Order, commodity: string, unit: Unit): Write => ({
  kind: 'append',
  key: placeOf(order, unitItem(commodity)),
  record: { commodity, unit },
});

const fixMoney = (order: Order, currency: string): Write => ({
  kind: 'append',
  key: placeOf(order, fundingCurrencyItem),
  record: { currency },
});

const unitPrefix = 'unit/';
const unitItem = (commodity: string): string => `${unitPrefix}${commodity}`;

export const isFirstUse = (item: string): boolean => item.startsWith(unitPrefix);

/** Beside the order's steps and units: L1 reads them together. */
export const fundingCurrencyItem = 'stipend/currency';

const placeOf = ({ orderId }: Order, item: string): ItemKey => ({
  table: 'ledgers',
  subject: orderAccount(orderId),
  item,
});

const noFurtherStep = (order: Order, orderVersions: number): Write => ({
  kind: 'precondition',
  key: placeOf(order, orderRevisionItem(orderVersions + 1)),
});
