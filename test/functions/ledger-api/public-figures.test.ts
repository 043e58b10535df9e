import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  leastHouseholds,
  mostOfFew,
  type PublicLocation,
  publicFigures,
} from '../../../functions/ledger-api/public-figures.ts';
import { countPlan } from '../../../shared/domain/plan.ts';

/** Kilograms a person of rice, and a child of milk: milk is of some households only. */
const rations = [
  { commodity: 'rice', base: 'g', family: 'mass', unit: 'kg', perPersonThousandths: 2_000_000n },
  { commodity: 'milk', base: 'g', family: 'mass', unit: 'kg', perChildThousandths: 1_000_000n },
] as const;
const commodities = ['rice', 'milk'] as const;

interface Home {
  readonly at: number;
  readonly adults: number;
  readonly children: number;
  /** Tenths of what it is entitled to that it has of each; more than ten are an over-issue. */
  readonly got: readonly [number, number];
}

const homes: fc.Arbitrary<readonly Home[]> = fc.array(
  fc.record({
    at: fc.nat({ max: 4 }),
    adults: fc.integer({ min: 1, max: 4 }),
    children: fc.integer({ min: 0, max: 5 }),
    got: fc.tuple(fc.constantFrom(0, 5, 10, 10, 10, 13), fc.constantFrom(0, 0, 5, 10, 10)),
  }),
  { maxLength: 90 },
);

const entitled = ({ adults, children }: Home, commodity: string): number =>
  commodity === 'rice' ? 2 * (adults + children) : children;
const gotOf = (home: Home, commodity: (typeof commodities)[number]): number =>
  (entitled(home, commodity) * (home.got[commodities.indexOf(commodity)] ?? 0)) / 10;

const rowOf = (commodity: (typeof commodities)[number], some: readonly Home[]) => {
  const grams = (of: (home: Home) => number): number =>
    some.reduce((sum, home) => sum + Math.round(1_000 * of(home)), 0) / 1_000;
  const handedOver = grams((home) => gotOf(home, commodity));
  const overIssued = grams((home) => Math.max(0, gotOf(home, commodity) - entitled(home, commodity)));
  return {
    commodity,
    unit: 'kg' as const,
    received: 10_000,
    handedOver,
    onHand: 10_000 - handedOver,
    overIssued,
  };
};

const locationOf = (at: number, all: readonly Home[]): PublicLocation => {
  const own = all.filter((home) => home.at === at);
  return {
    locationId: `C-${at}`,
    householdsServed: own.filter(({ got }) => got.some((tenths) => tenths > 0)).length,
    commodities: commodities.map((commodity) => rowOf(commodity, own)),
  };
};

const figuresOf = (all: readonly Home[]) => {
  const locations = [0, 1, 2, 3, 4].map((at) => locationOf(at, all));
  const plan = countPlan(all.map(({ adults, children }) => ({ adults, children, priority: 0 })));
  const report = { commodities: commodities.map((commodity) => rowOf(commodity, all)), locations };
  return publicFigures(report, mostOfFew([plan], { rations } as never));
};

/** Households that have some of a commodity, at the locations that a figure is of. */
const having = (
  all: readonly Home[],
  commodity: (typeof commodities)[number],
  at: ReadonlySet<number>,
): number => all.filter((home) => at.has(home.at) && gotOf(home, commodity) > 0).length;

const isNoneOrMany = (households: number): boolean => households === 0 || households >= leastHouseholds;

describe('what anybody may see of an order', () => {
  it('tells of no commodity that few households have, by a figure or by what is left of the total', () => {
    fc.assert(
      fc.property(homes, (all) => {
        const { commodities: totals, locations } = figuresOf(all);
        const everywhere = new Set([0, 1, 2, 3, 4]);
        const named = new Set(
          locations.flatMap(({ locationId }) =>
            locationId === undefined ? [] : Number(locationId.slice(2)),
          ),
        );
        const together = new Set([...everywhere].filter((at) => !named.has(at)));
        for (const commodity of commodities) {
          const left = new Set(everywhere);
          for (const { locationId, commodities: rows } of locations) {
            const row = rows.find((one) => one.commodity === commodity);
            if (row?.handedOver === undefined) continue;
            expect(row.onHand).toBeDefined();
            const at = locationId === undefined ? together : new Set([Number(locationId.slice(2))]);
            expect(isNoneOrMany(having(all, commodity, at))).toBe(true);
            for (const one of at) left.delete(one);
          }
          const total = totals.find((row) => row.commodity === commodity);
          if (total?.handedOver === undefined) continue;
          expect(isNoneOrMany(having(all, commodity, everywhere))).toBe(true);
          expect(isNoneOrMany(having(all, commodity, left))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('tells of what many households have, and not of the milk that one has beside them', () => {
    const many = Array.from(
      { length: 40 },
      (_, index): Home => ({ at: index % 2, adults: 2, children: 0, got: [10, 0] }),
    );
    const { commodities: totals, locations } = figuresOf([
      ...many,
      { at: 0, adults: 1, children: 1, got: [10, 10] },
    ]);
    expect(totals).toEqual([
      { commodity: 'rice', unit: 'kg', received: 10_000, handedOver: 164, onHand: 9_836 },
      { commodity: 'milk', unit: 'kg', received: 10_000 },
    ]);
    const at = (locationId: string) => locations.find((one) => one.locationId === locationId)?.commodities;
    expect(at('C-0')).toMatchObject([{ commodity: 'rice', handedOver: 84 }, { commodity: 'milk' }]);
    expect(at('C-0')?.[1]).not.toHaveProperty('onHand');
    expect(at('C-1')).toMatchObject([{ handedOver: 80 }, { commodity: 'milk', handedOver: 0 }]);
  });
});
