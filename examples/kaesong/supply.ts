/** How goods reach the centres: on waybills to the station, shared out there by need, confirmed at each centre. */
import { allocate } from '../../shared/domain/allocation.ts';
import type { LossCause } from '../../shared/domain/events.ts';
import {
  type Amounts,
  addAmounts,
  amountOf,
  isCountUnit,
  negateAmounts,
  noAmounts,
  quantityIn,
  type Unit,
} from '../../shared/domain/quantity.ts';

export type UnitOf = (commodity: string) => Unit;

export interface Line {
  readonly commodity: string;
  readonly quantity: number;
  readonly unit: Unit;
}

/** A document's lines; what there is nothing of is left out. */
export const linesOf = (amounts: Amounts, unitOf: UnitOf): Line[] =>
  [...amounts]
    .filter(([, base]) => base > 0n)
    .map(([commodity, base]) => {
      const unit = unitOf(commodity);
      return { commodity, quantity: quantityIn(base, unit), unit };
    });

/** Units: base units. */
export interface Loss {
  readonly commodity: string;
  readonly quantity: bigint;
  readonly cause: LossCause;
}

/** What a waybill said and what came of it; the rest is missing. Units: base units. */
export interface Waybill {
  readonly shipmentId: string;
  readonly to: string;
  readonly dispatched: Amounts;
  /** In good order. */
  readonly received: Amounts;
  readonly losses: readonly Loss[];
  readonly missing: Amounts;
}

interface Mishaps {
  readonly losses?: readonly Loss[];
  readonly missing?: Amounts;
}

export function waybillOf(
  shipmentId: string,
  to: string,
  dispatched: Amounts,
  { losses = [], missing = noAmounts }: Mishaps = {},
): Waybill {
  const lost = losses.map(({ commodity, quantity }) => new Map([[commodity, quantity]]));
  const received = addAmounts(dispatched, negateAmounts(addAmounts(...lost, missing)));
  return { shipmentId, to, dispatched, received, losses, missing };
}

/** The lines of a waybill's arrival, with what was lost of each on the way. */
export const arrivalLines = ({ received, losses }: Waybill, unitOf: UnitOf) =>
  linesOf(received, unitOf).map((line) => {
    const lost = losses.filter(({ commodity }) => commodity === line.commodity);
    return {
      ...line,
      ...(lost.length > 0 && {
        losses: lost.map(({ quantity, cause }) => ({ quantity: quantityIn(quantity, line.unit), cause })),
      }),
    };
  });

/** A per-mille part of an amount, whole kilograms of mass and whole items, at least one, and never more than there is. */
export function smallPart(amounts: Amounts, commodity: string, perMille: bigint, unit: Unit): bigint {
  const step = isCountUnit(unit) ? 1n : 1_000n;
  const amount = amountOf(amounts, commodity);
  const part = (amount * perMille) / 1_000n;
  const whole = part - (part % step);
  if (whole > 0n) return whole;
  return step < amount ? step : amount;
}

/** What a centre's households are owed, what came there in good order, and what set out and is not there. */
export interface CentreSupply {
  readonly centreId: string;
  readonly planned: Amounts;
  readonly came: Amounts;
  readonly underway: Amounts;
}

/**
 * The waybills of the centres' shares of what came to the station, by the published rule.
 *
 * `mishapsOf` says what becomes of a share between the station and its centre.
 */
export function shareOut(
  train: Waybill,
  centres: readonly CentreSupply[],
  mishapsOf: (share: Amounts, centreId: string) => Mishaps = () => ({}),
): readonly Waybill[] {
  const needs = centres.map(({ centreId, planned, came, underway }) => ({
    centreId,
    need: addAmounts(planned, negateAmounts(came), negateAmounts(underway)),
  }));
  return allocate(train.received, needs).map(({ centreId, lines }) =>
    waybillOf(`${train.shipmentId}/${centreId}`, centreId, lines, mishapsOf(lines, centreId)),
  );
}

/** The centres once their shares have come. */
export const confirmed = (
  centres: readonly CentreSupply[],
  shares: readonly Waybill[],
): readonly CentreSupply[] =>
  centres.map((centre) => {
    const share = shares.find(({ to }) => to === centre.centreId);
    if (share === undefined) return centre;
    return {
      ...centre,
      came: addAmounts(centre.came, share.received),
      underway: addAmounts(centre.underway, share.missing),
    };
  });
