import { describe, expect, it } from 'vitest';
import { countPlan, headcount, plannedAmounts, plannedStipend } from '../../shared/domain/plan.ts';
import { termsWith, won } from '../support/orders.ts';

const plan = countPlan([
  { adults: 2, children: 2, priority: 0 },
  { adults: 1, children: 0, priority: 3 },
  { adults: 3, children: 1, priority: 0 },
  { adults: 2, children: 2, priority: 0 },
]);

describe('a plan', () => {
  it('counts those alike together, the first served first', () => {
    expect(plan).toEqual([
      { priority: 3, persons: 1, adults: 1, households: 1 },
      { priority: 0, persons: 4, adults: 2, households: 2 },
      { priority: 0, persons: 4, adults: 3, households: 1 },
    ]);
  });

  it('has the households, persons and adults of all its classes', () => {
    expect(headcount(plan)).toEqual({ households: 4, persons: 13, adults: 8 });
  });

  it('is owed the ration of each household, a fraction of a bottle left out for each', () => {
    expect(plannedAmounts(plan, termsWith())).toEqual(
      new Map([
        ['rice', 65_000n],
        ['oil', 6n],
      ]),
    );
  });

  it('is due the stipend of every adult, and nothing where there is none', () => {
    expect(plannedStipend(plan, { stipend: won })).toBe(6_400_000n);
    expect(plannedStipend(plan, {})).toBe(0n);
  });
});
