import { describe, expect, it } from 'vitest';
import {
  billOfNaive,
  billOfRound,
  costTargets,
  flatnessOf,
  hoursInUse,
  idleMonth,
  openPagesCost,
  scales,
} from '../../tools/bench/cost.ts';
import { costText, meetsCostTargets } from '../../tools/bench/cost-text.ts';
import type { RoundCost } from '../../tools/bench/round-cost.ts';

/** A million write units are 0.625, a million read units 0.125, a million queue requests 0.5 dollars. */
const round = (households: number, unitsOfHousehold: number): RoundCost => ({
  households,
  order: { writeUnits: 124, readUnits: 60 },
  round: { writeUnits: households * unitsOfHousehold, readUnits: households },
  messages: households / 50,
  reconciliationCpuMs: 10,
  pages: {
    overview: { questions: 5, readUnits: 150, bytes: 5_000, characters: 60_000 },
    centre: { questions: 3, readUnits: 12, bytes: 1_000, characters: 5_000 },
  },
});

describe('the bill of a round', () => {
  it('is units times prices, at the scale asked for', () => {
    const bill = billOfRound(round(1_000, 8), 1_000_000);
    expect(bill.writes).toBeCloseTo(8 * 0.625, 6);
    expect(bill.reads).toBeCloseTo(0.125, 6);
    // Four lists of a centre: 3 units a household, and 50 an answer of 500; and one household in twenty by itself, at 7.
    const [answers, single] = [8_000, 50_000];
    const units = 4e6 * 3 + answers * 50 + single * 7;
    const sent = ((answers * 20_000 + single * 1_000) * 0.085) / 2 ** 30;
    const calls = (answers + single) * 2.2e-6 + (answers * 0.5 + single * 0.05) * 0.000_013_333_4;
    expect(bill.queries).toBeCloseTo(calls + sent + units * 0.125e-6, 6);
    // 20,000 messages: one request to send each, one to receive it, and one to delete five.
    expect(bill.queues).toBeCloseTo((20_000 * 2 + 4_000) * 0.5e-6, 6);
    const { writes, reads, queues, functions, queries, watching, total } = bill;
    expect(total).toBeCloseTo(writes + reads + queues + functions + queries + watching, 9);
  });

  it('has its logs and traces in it', () => {
    // 4,000 batches are traced, and no question; each batch logs 2,000 bytes and each question 1,200, kept for three months.
    const logged = (4_000 * 2_000 + 58_000 * 1_200) / 2 ** 30;
    const { watching } = billOfRound(round(1_000, 8), 1_000_000);
    expect(watching).toBeCloseTo(4_000 * 5e-6 + logged * (0.5 + 3 * 0.03), 6);
  });

  it('comes with what its hours cost, whatever its size: 336 hours of metrics, and the tables’ keys', () => {
    expect(hoursInUse()).toBeCloseTo((336 * 0.3) / 730 + (3 * 7 * 12 * 24 * 0.03) / 10_000, 9);
  });

  it('of open pages is that of a minute’s rounds while somebody is at them, of ten minutes’ else, and slower for a large order', () => {
    // Kaesong has 29 centres. 10 hours of 60 rounds, 38 of 6.
    const rounds = 10 * 60 + 38 * 6;
    const question = 2.2e-6 + 0.05 * 0.000_013_333_4 + (1_200 / 2 ** 30) * (0.5 + 3 * 0.03);
    const sentByte = 0.085 / 2 ** 30;
    const overview = rounds * (5 * question + 150 * 0.125e-6 + 5_000 * sentByte);
    const centre = rounds * (3 * question + 12 * 0.125e-6 + 1_000 * sentByte);
    expect(openPagesCost(round(1_000, 8), 29 * 2_600)).toBeCloseTo(10 * overview + 29 * centre, 6);
    // A country's overview has more characters than a minute takes: it costs less than its size.
    const country = openPagesCost(round(1_000, 8), 2_900 * 2_600) - 2_900 * centre;
    expect(country).toBeLessThan(30 * 10 * overview);
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
    expect([none.alarms, none.dashboard, none.secret]).toEqual([5, 0, 0.4]);
    expect(idleMonth({ ...stack, dashboards: 4 }, 0).dashboard).toBe(3);
    // Six queues asked fifteen times a minute, 730 hours long: 3.94 million requests.
    expect(none.polls).toBeCloseTo(6 * 15 * 60 * 730 * 0.5e-6, 9);
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

describe('what was promised of a city', () => {
  const stack = { alarmMetrics: 46, compositeAlarms: 1, dashboards: 1, polledQueues: 7, secrets: 1 };

  it('is held against a round with pages and without, and a month idle', () => {
    const [withPages, without, idle] = costTargets(round(1_000, 6), stack);
    const [city] = scales;
    const sum = billOfRound(round(1_000, 6), city?.households ?? 0).total + hoursInUse();
    expect(without).toMatchObject({ figure: sum, limit: 0.75 });
    expect(withPages).toMatchObject({ limit: 1.5 });
    expect(withPages?.figure).toBeCloseTo(sum + openPagesCost(round(1_000, 6), city?.households ?? 0), 9);
    expect(idle).toMatchObject({ figure: idleMonth(stack, city?.households ?? 0).total, limit: 8 });
  });

  it('is said to be met or missed, each by itself', () => {
    expect(costText(round(1_000, 6), stack).match(/ met$/gm)).toHaveLength(3);
    expect(meetsCostTargets(round(1_000, 6), stack)).toBe(true);
    const dear = { ...stack, alarmMetrics: 48 };
    expect(costText(round(1_000, 6), dear)).toMatch(/^a month idle +8\.1\d +≤ 8\.00 +missed$/m);
    expect(meetsCostTargets(round(1_000, 6), dear)).toBe(false);
  });
});
