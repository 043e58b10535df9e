/** The distribution report as the API returns it, and whether its books balance. */
import { z } from 'zod';
import { baseThousandths, quantityIn, type Unit, unitNames } from '../../shared/domain/quantity.ts';
import { CliError } from './failure.ts';

const commodityFields = {
  commodity: z.string(),
  /** A pledge without a unit has no goods yet, and zero is zero in any unit. */
  unit: z.enum(unitNames).default('piece'),
  planned: z.number().default(0),
  received: z.number(),
  lost: z.number(),
  countVariance: z.number(),
  handedOver: z.number(),
  onHand: z.number(),
  outstanding: z.number().default(0),
};

export const reconciliationSchema = z.object({
  orderId: z.string(),
  status: z.string(),
  asOf: z.string().optional(),
  commodities: z.array(
    z.object({ ...commodityFields, pledged: z.number().optional(), inTransit: z.number().default(0) }),
  ),
  locations: z.array(
    z.object({
      locationId: z.string(),
      kind: z.string(),
      households: z.number().default(0),
      persons: z.number().default(0),
      adults: z.number().default(0),
      householdsServed: z.number().default(0),
      commodities: z.array(z.object({ ...commodityFields, dispatched: z.number().default(0) })),
    }),
  ),
  stipend: z
    .object({
      currency: z.string(),
      due: z.number(),
      paid: z.number(),
      outstanding: z.number(),
      householdsPaid: z.number(),
      payers: z.array(z.object({ payerId: z.string(), paid: z.number(), payments: z.number() })),
    })
    .nullish(),
  exceptions: z.object({ held: z.number(), rejected: z.number() }),
});
export type Reconciliation = z.infer<typeof reconciliationSchema>;

/** The exact base units behind a JSON number in a unit. Errors: a number with more decimals than the unit has base units. */
export function baseUnits(value: number, unit: Unit): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value));
  if (!match) throw new CliError(`${value} ${unit} is not a quantity`);
  const [, sign = '', whole = '', fraction = ''] = match;
  const scaled = BigInt(whole + fraction) * baseThousandths(1n, unit);
  const divisor = 10n ** BigInt(fraction.length);
  if (scaled % divisor !== 0n) throw new CliError(`${value} ${unit} is not a whole number of base units`);
  return (BigInt(`${sign}1`) * scaled) / divisor;
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

type CommodityRow =
  | Reconciliation['commodities'][number]
  | Reconciliation['locations'][number]['commodities'][number];

function imbalanceOf(where: string, row: CommodityRow, movedOn: number): Imbalance[] {
  const base = (value: number): bigint => baseUnits(value, row.unit);
  const accountedFor =
    base(row.handedOver) + base(row.lost) + base(row.onHand) + base(movedOn) - base(row.countVariance);
  const difference = base(row.received) - accountedFor;
  if (difference === 0n) return [];
  const { commodity, unit, received } = row;
  return [{ where, commodity, unit, received, accountedFor: quantityIn(accountedFor, unit), difference }];
}

/**
 * Every commodity whose received ≠ handed over + lost + on hand + in transit − count variance, in all and at
 * each location (there with what it dispatched instead of what is in transit).
 *
 * Guarantees: exact to the gram; an empty list means in balance.
 */
export const imbalancesOf = (report: Reconciliation): Imbalance[] => [
  ...report.commodities.flatMap((row) => imbalanceOf('overall', row, row.inTransit)),
  ...report.locations.flatMap(({ locationId, commodities }) =>
    commodities.flatMap((row) => imbalanceOf(locationId, row, row.dispatched)),
  ),
];
