import { describe, expect, it } from 'vitest';
import { billOfNaive, billOfRound, countryDay, flatnessOf } from '../../tools/bench/cost.ts';
import type { RoundCost } from '../../tools/bench/round-cost.ts';

/** A million write units are 0.625, a million read units 0.125, a million queue requests 0.5 dollars. */
const round = (households: number, unitsOfHousehold: number): RoundCost => ({
  households,
  order: { writeUnits: 124, readUnits: 60 },
  round: { writeUnits: households * unitsOfHousehold, readUnits: households },
  messages: households / 50,
  reconciliationCpuMs: 10,
});

describe('the bill of a round', () => {
  it('is units times prices, at the scale asked for', () => {
    const bill = billOfRound(round(1_000, 8), 1_000_000);
    expect(bill.writes).toBeCloseTo(8 * 0.625, 6);
    // One read unit of the round, and four of the desk's look at the household.
    expect(bill.reads).toBeCloseTo(5 * 0.125, 6);
    // 20,000 messages: one request to send each, one to receive it, and one to delete five.
    expect(bill.queues).toBeCloseTo((20_000 * 2 + 4_000) * 0.5e-6, 6);
    expect(bill.total).toBeCloseTo(bill.writes + bill.reads + bill.queues + bill.functions + bill.queries, 9);
  });

  it('is several times that of grouped postings for the naive pattern', () => {
    // 3 to register, 14 to hand over, 8 to pay, 1 entitlement: 26 write units a household.
    expect(billOfNaive(1_000_000).writes).toBeCloseTo(26 * 0.625, 6);
  });
});

describe('flatness', () => {
  it('is one where a household costs the same at every scale, and the ratio where it does not', () => {
    expect(flatnessOf([round(1_000, 8), round(77_000, 8)])).toBeCloseTo(1, 9);
    expect(flatnessOf([round(1_000, 16), round(77_000, 8)])).toBeGreaterThan(1.5);
  });
});

describe('the day of a country', () => {
  it('sends every sheet once, and no key of it is written more than the book of one centre', () => {
    const day = countryDay(26_000, 4, 98);
    const [book, notices, household] = day.keys.map(({ writeUnitsOfSecond }) => writeUnitsOfSecond);
    // Ten centres of 2,600 households: 27 sheets each.
    expect(day.groups).toBe(270);
    expect([book, household]).toEqual([2 * (notices ?? 0), 2]);
    expect(notices).toBeLessThanOrEqual(2 * day.busiestGroupsOfSecond);
  });

  it('is the same at every run', () => {
    expect(countryDay(260_000, 2, 98)).toEqual(countryDay(260_000, 2, 98));
  });
});
