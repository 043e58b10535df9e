/** Whether the books of a distribution report balance. */
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { baseIn, quantityIn, type Unit } from '../../shared/domain/quantity.ts';
import { CliError } from './cli-error.ts';
import { system } from './words/system.ts';

/** A pledge without a unit has no goods yet, and zero is zero in any unit. */
export const unitOf = ({ unit = 'piece' }: { readonly unit?: Unit }): Unit => unit;

/** The exact base units behind a JSON number in a unit. Errors: a number with more decimals than the unit has base units. */
export function baseUnits(value: number, unit: Unit): bigint {
  const base = baseIn(value, unit);
  if (base === undefined) throw new CliError(system('figure.split', { value: String(value), unit }));
  return base;
}

/** One place in the report where goods are missing from the sum, or too many. Units: base units in `difference`. */
export interface Imbalance {
  readonly where: string;
  readonly commodity: string;
  readonly unit: Unit;
  readonly received: number;
  readonly accountedFor: number;
  readonly difference: bigint;
}

/** Where, of what is missing in all. */
export const overall = 'overall';

type CommodityRow =
  | ReconciliationAnswer['commodities'][number]
  | ReconciliationAnswer['locations'][number]['commodities'][number];

function imbalanceOf(where: string, row: CommodityRow, movedOn: number): Imbalance[] {
  const unit = unitOf(row);
  const base = (value: number): bigint => baseUnits(value, unit);
  const accountedFor =
    base(row.handedOver) +
    base(row.lost) +
    base(row.onHand) +
    base(movedOn) +
    base(row.transferredOut) -
    base(row.transferredIn) -
    base(row.countVariance);
  const difference = base(row.received) - accountedFor;
  if (difference === 0n) return [];
  const { commodity, received } = row;
  return [{ where, commodity, unit, received, accountedFor: quantityIn(accountedFor, unit), difference }];
}

/**
 * Every commodity whose received + transferred in ≠ handed over + lost + on hand + in transit + transferred out − count
 * variance, in all and at
 * each location (there with what it dispatched instead of what is in transit).
 *
 * Guarantees: exact to the gram; an empty list means in balance.
 */
export const imbalancesOf = (report: ReconciliationAnswer): Imbalance[] => [
  ...report.commodities.flatMap((row) => imbalanceOf(overall, row, row.inTransit)),
  ...report.locations.flatMap(({ locationId, commodities }) =>
    commodities.flatMap((row) => imbalanceOf(locationId, row, row.dispatched)),
  ),
];
