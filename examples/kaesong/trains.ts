/** The two trains: what they carried, what came of it at the station, and the centres' shares. */
import { countPlan, type Plan, plannedAmounts } from '../../shared/domain/plan.ts';
import { type Amounts, addAmounts, amountOf, isCountUnit, noAmounts } from '../../shared/domain/quantity.ts';
import type { Household } from './registry.ts';
import type { Setting } from './setting.ts';
import {
  type CentreSupply,
  confirmed,
  type Loss,
  shareOut,
  smallPart,
  type UnitOf,
  type Waybill,
  waybillOf,
} from './supply.ts';

/** What each train carried of each commodity, in percent of what the order grants; of the rice, the first all. */
const firstTrainPercent: Readonly<Record<string, bigint>> = {
  rice: 100n,
  corn: 40n,
  soybeans: 50n,
  oil: 60n,
};
const secondTrainPercent: Readonly<Record<string, bigint>> = { corn: 35n, soybeans: 40n, oil: 35n };

/** Part of every amount, down to whole kilograms of mass and whole items. */
export const percentOf = (
  amounts: Amounts,
  percent: (commodity: string) => bigint,
  unitOf: UnitOf,
): Amounts =>
  new Map(
    [...amounts].map(([commodity, base]) => {
      const part = (base * percent(commodity)) / 100n;
      return [commodity, isCountUnit(unitOf(commodity)) ? part : part - (part % 1_000n)];
    }),
  );

/** The households owed something, by centre. */
export type Plans = ReadonlyMap<string, Plan>;

const planOf = (households: Iterable<Household>): Plan =>
  countPlan([...households].map((household) => ({ ...household, priority: 0 })));

export interface Train {
  readonly waybill: Waybill;
  /** The waybills from the station to the centres. */
  readonly shares: readonly Waybill[];
  /** What the centres have once they confirmed their shares. */
  readonly supplies: readonly CentreSupply[];
}

export interface Trains {
  /** What is owed at each centre as the order was accepted, and as it was amended. */
  readonly plans: Plans;
  readonly amendedPlans: Plans;
  readonly first: Train;
  readonly second: Train;
}

function firstTrain(setting: Setting, plans: Plans): Train {
  const { centres, hubId, rations, unitOf, lastCentreId } = setting;
  const plannedAt = (centreId: string): Amounts => plannedAmounts(plans.get(centreId) ?? [], { rations });
  const planned = addAmounts(...centres.map(({ locationId }) => plannedAt(locationId)));
  const load = percentOf(planned, (commodity) => firstTrainPercent[commodity] ?? 0n, unitOf);
  const lossesOf = (goods: Amounts, oilPerMille: bigint): readonly Loss[] => [
    { commodity: 'corn', quantity: smallPart(goods, 'corn', 2n, 'kg'), cause: 'spilled' },
    { commodity: 'oil', quantity: smallPart(goods, 'oil', oilPerMille, 'bottle'), cause: 'damaged' },
  ];
  const missingOf = (goods: Amounts): Amounts => new Map([['corn', smallPart(goods, 'corn', 10n, 'kg')]]);
  const waybill = waybillOf('train-2020-08-07', hubId, load, {
    losses: lossesOf(load, 2n),
    missing: missingOf(load),
  });
  const suppliesBefore: readonly CentreSupply[] = centres.map(({ locationId }) => ({
    centreId: locationId,
    planned: plannedAt(locationId),
    came: noAmounts,
    underway: noAmounts,
  }));
  const careless = new Set(centres.filter((_, index) => index % 5 === 0).map(({ locationId }) => locationId));
  const shares = shareOut(waybill, suppliesBefore, (share, centreId) => ({
    losses: careless.has(centreId) ? lossesOf(share, 5n) : [],
    missing: centreId === lastCentreId ? missingOf(share) : noAmounts,
  }));
  return { waybill, shares, supplies: confirmed(suppliesBefore, shares) };
}

function secondTrain(setting: Setting, { plans, amendedPlans, first }: Omit<Trains, 'second'>): Train {
  const { centres, hubId, rations, unitOf, late } = setting;
  const planned = addAmounts(
    ...centres.map(({ locationId }) => plannedAmounts(plans.get(locationId) ?? [], { rations })),
  );
  const load = new Map([
    ...percentOf(planned, (commodity) => secondTrainPercent[commodity] ?? 0n, unitOf),
    // The rice of the household that was missed, and no more.
    ['rice', amountOf(plannedAmounts(planOf([late]), { rations }), 'rice')],
  ]);
  const waybill = waybillOf('train-2020-08-12', hubId, load, {
    losses: [
      { commodity: 'soybeans', quantity: smallPart(load, 'soybeans', 3n, 'kg'), cause: 'unexplained' },
    ],
  });
  const suppliesBefore = first.supplies.map((supply) => ({
    ...supply,
    planned: plannedAmounts(amendedPlans.get(supply.centreId) ?? [], { rations }),
  }));
  const shares = shareOut(waybill, suppliesBefore);
  return { waybill, shares, supplies: confirmed(suppliesBefore, shares) };
}

export function trainsOf(setting: Setting): Trains {
  const { centres, householdsAt, neighbours, late, firstCentreId } = setting;
  const plans: Plans = new Map(centres.map((centre) => [centre.locationId, planOf(householdsAt(centre))]));
  const amendedPlans: Plans = new Map([...plans, [firstCentreId, planOf([...neighbours, late])]]);
  const first = firstTrain(setting, plans);
  return { plans, amendedPlans, first, second: secondTrain(setting, { plans, amendedPlans, first }) };
}
