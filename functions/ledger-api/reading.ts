/** What an answer is made from, and the forms that answers share. */

import { decimalsOf } from '../../shared/contract/currencies.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { Instant } from '../../shared/domain/events.ts';
import { amountIn } from '../../shared/domain/money.ts';
import { type Amounts, quantityIn, type Unit } from '../../shared/domain/quantity.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Reader } from './access.ts';

export interface Reading {
  readonly journal: Store;
  readonly now: Instant;
}

/** A reading for whoever asks; only what is said of the reader depends on that. */
export interface Asking extends Reading {
  readonly reader: Reader;
}

/** One page of a list; `next` is the position it goes on from. */
export interface ItemPage<T> {
  readonly items: readonly T[];
  readonly next?: JsonValue;
}

export interface PageRequest<C> {
  readonly limit: number;
  readonly after: C | undefined;
}

export type Units = ReadonlyMap<string, Unit>;

/** The JSON number of a quantity; what has no unit yet is nothing yet. */
export const inUnit = (base: bigint, unit: Unit | undefined): number =>
  unit === undefined ? Number(base) : quantityIn(base, unit);

/** A commodity's figures in the unit of the order's line. */
export function commodityRow<N extends string>(
  commodity: string,
  units: Units,
  figures: Readonly<Record<N, bigint>>,
): { commodity: string; unit?: Unit } & Record<N, number> {
  const unit = units.get(commodity);
  const numbers = Object.entries<bigint>(figures).map(([name, base]) => [name, inUnit(base, unit)]);
  return {
    commodity,
    ...(unit !== undefined && { unit }),
    ...(Object.fromEntries(numbers) as Record<N, number>),
  };
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

/** The calendar date of an instant, in UTC. */
export const dateOf = (instant: Instant): string => instant.slice(0, 10);
