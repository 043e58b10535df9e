/**
 * Quantities of goods as integers of a base unit.
 *
 * Units: gram for mass, millilitre for volume, one item for each count unit. A count unit is a family
 * of its own, so it never converts into another.
 */

/** Base units in one of each unit; the factor of a count unit is 1. */
const UNITS = {
  g: { family: 'mass', factor: 1n },
  kg: { family: 'mass', factor: 1_000n },
  t: { family: 'mass', factor: 1_000_000n },
  ml: { family: 'volume', factor: 1n },
  l: { family: 'volume', factor: 1_000n },
  piece: { family: 'piece', factor: 1n },
  bottle: { family: 'bottle', factor: 1n },
  bar: { family: 'bar', factor: 1n },
  bag: { family: 'bag', factor: 1n },
  box: { family: 'box', factor: 1n },
} as const;

export type Unit = keyof typeof UNITS;
export type UnitFamily = (typeof UNITS)[Unit]['family'];

export const unitNames = ['g', 'kg', 't', 'ml', 'l', 'piece', 'bottle', 'bar', 'bag', 'box'] as const;

export const unitFamily = (unit: Unit): UnitFamily => UNITS[unit].family;

export const isCountUnit = (unit: Unit): boolean => !['mass', 'volume'].includes(UNITS[unit].family);

/** A decimal number times 1,000, from its JSON text; `undefined` when it has more than three decimals. */
export function thousandthsOf(decimalText: string): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(decimalText);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction);
  const shift = 3 + Number(exponent) - fraction.length;
  if (shift < 0) {
    const divisor = 10n ** BigInt(-shift);
    if (digits % divisor !== 0n) return undefined;
    return BigInt(`${sign}1`) * (digits / divisor);
  }
  return BigInt(`${sign}1`) * digits * 10n ** BigInt(shift);
}

/** A number times 1,000, by its shortest text, which of most numbers is a whole one. */
export const thousandthsOfNumber = (number: number): bigint | undefined =>
  Number.isSafeInteger(number) ? BigInt(number) * 1_000n : thousandthsOf(String(number));

/** Base units in `thousandths` / 1,000 of `unit`; `undefined` when that is no whole number of base units. */
export function baseQuantity(thousandths: bigint, unit: Unit): bigint | undefined {
  const scaled = thousandths * UNITS[unit].factor;
  return scaled % 1_000n === 0n ? scaled / 1_000n : undefined;
}

/** Thousandths of a base unit in `thousandths` / 1,000 of `unit`; the form a ration's scale is kept in. */
export const baseThousandths = (thousandths: bigint, unit: Unit): bigint => thousandths * UNITS[unit].factor;

/** The JSON number for a base quantity in `unit`; exact for every quantity up to 2^53 base units. */
export const quantityIn = (base: bigint, unit: Unit): number => decimal(base, UNITS[unit].factor);

/** What {@link quantityIn} was given, from what it answered; `undefined` for what is no whole number of base units. */
export function baseIn(quantity: number, unit: Unit): bigint | undefined {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(quantity)) ?? [];
  if (whole === '') return undefined;
  const scaled = BigInt(whole + fraction) * UNITS[unit].factor;
  const divisor = 10n ** BigInt(fraction.length);
  return scaled % divisor === 0n ? (BigInt(`${sign}1`) * scaled) / divisor : undefined;
}

/** `numerator` / `powerOfTen` as a JSON number, by way of its exact decimal text. */
export function decimal(numerator: bigint, powerOfTen: bigint): number {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const fraction = (magnitude % powerOfTen).toString().padStart(powerOfTen.toString().length - 1, '0');
  return Number(`${numerator < 0n ? '-' : ''}${magnitude / powerOfTen}.${fraction}`);
}

/** One line of a document. Units: `quantity` in base units of `unit`'s family. */
export interface QuantityLine {
  readonly commodity: string;
  readonly unit: Unit;
  readonly quantity: bigint;
}

/** Base quantities by commodity; a commodity that is not there stands at zero. */
export type Amounts = ReadonlyMap<string, bigint>;

export const noAmounts: Amounts = new Map();

export const amountOf = (amounts: Amounts, commodity: string): bigint => amounts.get(commodity) ?? 0n;

/** The sum by commodity; commodities whose sum is zero stay listed, so that a balance shows what it once held. */
export function addAmounts(...all: readonly Amounts[]): Amounts {
  const sum = new Map<string, bigint>();
  for (const amounts of all) addInto(sum, amounts);
  return sum;
}

/** Adds to a sum that nobody else holds. */
export function addInto(sum: Map<string, bigint>, amounts: Amounts): void {
  for (const [commodity, quantity] of amounts) sum.set(commodity, (sum.get(commodity) ?? 0n) + quantity);
}

export function negateAmounts(amounts: Amounts): Amounts {
  const negative = new Map<string, bigint>();
  for (const [commodity, quantity] of amounts) negative.set(commodity, -quantity);
  return negative;
}

export function isNothing(amounts: Amounts): boolean {
  for (const quantity of amounts.values()) if (quantity !== 0n) return false;
  return true;
}

/** Sums a document's lines by commodity. */
export function amountsOfLines(lines: readonly QuantityLine[]): Amounts {
  const sum = new Map<string, bigint>();
  for (const { commodity, quantity } of lines) sum.set(commodity, (sum.get(commodity) ?? 0n) + quantity);
  return sum;
}
