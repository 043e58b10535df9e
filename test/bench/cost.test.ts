import { describe, expect, it } from 'vitest';
import { billOfNaive, billOfRound, flatnessOf, hoursInUse, idleMonth } from '../../tools/bench/cost.ts';
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
    expect(bill.reads).toBeCloseTo(0.125, 6);
    // A request of CloudFront and one of the API, an invocation of 50 ms, 2,000 bytes out, and seven read units.
    const sent = (1e6 * 2_000 * 0.085) / 2 ** 30;
    expect(bill.queries).toBeCloseTo(1 + 1 + 0.2 + 1e6 * 0.05 * 0.000_013_333_4 + sent + 7 * 0.125, 6);
    // 20,000 messages: one request to send each, one to receive it, and one to delete five.
    expect(bill.queues).toBeCloseTo((20_000 * 2 + 4_000) * 0.5e-6, 6);
    const { writes, reads, queues, functions, queries, watching, total } = bill;
    expect(total).toBeCloseTo(writes + reads + queues + functions + queries + watching, 9);
  });

  it('has its logs and traces in it', () => {
    // Of a million questions the first of each second of a day and a twentieth of the rest is traced; so is every batch.
    const traced = 86_400 + 0.05 * (1_000_000 - 86_400) + 4_000;
    // Each logs 2,000 bytes, taken in once and kept for three months.
    const logged = (1_004_000 * 2_000) / 2 ** 30;
    const { watching } = billOfRound(round(1_000, 8), 1_000_000);
    expect(watching).toBeCloseTo(traced * 5e-6 + logged * (0.5 + 3 * 0.03), 6);
  });

  it('comes with what its hours cost, whatever its size: 36 metrics for 24 of 730 hours, and the tables’ keys', () => {
    expect(hoursInUse()).toBeCloseTo((36 * 0.3 * 24) / 730 + (3 * 7 * 12 * 24 * 0.03) / 10_000, 9);
  });

  it('is several times that of grouped postings for the naive pattern', () => {
    // 3 to register, 14 to hand over, 8 to pay, 1 entitlement: 26 write units a household.
    expect(billOfNaive(1_000_000).writes).toBeCloseTo(26 * 0.625, 6);
  });
});

describe('flatness', () => {
  it('is one where a household costs the same at every scale, and the ratio where it does not', () => {
    expect(flatnessOf([round(1_000, 8), round(77_000, 8)])).toBeCloseTo(1, 9);
    expect(flatnessOf([round(1_000, 24), round(77_000, 8)])).toBeGreaterThan(1.5);
  });
});

describe('an idle month', () => {
  const stack = { alarmMetrics: 50, compositeAlarms: 0, dashboards: 1, polledQueues: 6, secrets: 1 };

  it('costs for alarms, dashboard and polls whatever is stored, and more for more that is', () => {
    const [none, country] = [idleMonth(stack, 0), idleMonth(stack, 6_000_000)];
    expect([none.alarms, none.dashboard, none.secret]).toEqual([5, 3, 0.4]);
    // Six queues asked twelve times a minute, 730 hours long: 3.15 million requests.
    expect(none.polls).toBeCloseTo(6 * 12 * 60 * 730 * 0.5e-6, 9);
    expect(none.storage).toBe(0);
    // 3,000 bytes a household, at 0.25 for the tables and 0.2 for their backup.
    expect(country.storage).toBeCloseTo(((6_000_000 * 3_000) / 2 ** 30) * 0.45, 6);
    expect(country.total).toBeCloseTo(
      country.alarms +
        country.dashboard +
        country.polls +
        country.secret +
        country.storage +
        country.seal +
        country.readers,
      9,
    );
  });

  it('lets ten thousand readers in for nothing', () => {
    const readersOf = (households: number) => idleMonth(stack, households).readers;
    // Three to a centre of 2,600 households.
    expect(readersOf((10_000 / 3) * 2_600)).toBeCloseTo(0, 6);
    expect(readersOf((20_000 / 3) * 2_600)).toBeCloseTo(150, 6);
  });
});
