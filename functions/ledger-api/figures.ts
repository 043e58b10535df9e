/** Figures as answers give them: quantities in the unit of the order's line, money in its currency. */
import { decimalsOf } from '../../shared/contract/currencies.ts';
import { amountIn } from '../../shared/domain/money.ts';
import { type Amounts, quantityIn, type Unit } from '../../shared/domain/quantity.ts';

export type Units = ReadonlyMap<string, Unit>;

/** The JSON number of a quantity; a commodity without a unit has no goods yet. */
export const inUnit = (base: bigint, unit: Unit | undefined): number =>
  unit === undefined ? Number(base) : quantityIn(base, unit);

/** A commodity with its unit, and the figures that are made with its `quantity`. */
export function commodityRow<F extends object>(
  commodity: string,
  units: Units,
  figures: (quantity: (base: bigint) => number) => F,
): { commodity: string; unit?: Unit } & F {
  const unit = units.get(commodity);
  return { commodity, ...(unit !== undefined && { unit }), ...figures((base) => inUnit(base, unit)) };
}

export const quantityLines = (
  amounts: Amounts,
  units: Units,
): { commodity: string; unit: Unit; quantity: number }[] =>
  [...amounts].map(([commodity, base]) => {
    const unit = units.get(commodity) ?? 'piece';
    return { commodity, unit, quantity: quantityIn(base, unit) };
  });

export const moneyIn = (amountMinor: bigint, currency: string): number =>
  amountIn(amountMinor, decimalsOf(currency));

/** What a figure lacks of another. */
export const lacking = (whole: bigint, has: bigint): bigint => (has < whole ? whole - has : 0n);
