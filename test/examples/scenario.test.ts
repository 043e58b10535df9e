import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CloudEvent, districtOptions, kaesongScenario } from '../../examples/kaesong/scenario.ts';
import { scenarioFiles, villageOptions } from '../../examples/kaesong/write.ts';
import { baseQuantity, thousandthsOf, type Unit } from '../../shared/domain/quantity.ts';
import { readMessage } from '../../shared/messages/message.ts';
import { deduplicationIdOf, groupOf, queueOf } from '../../tools/cli/routing.ts';

const scenario = kaesongScenario(districtOptions);
const steps = scenario.days.flatMap((day) => day.steps);
const eventsOf = (name: string): CloudEvent[] => [
  ...(steps.find((step) => step.name === name)?.events() ?? []),
];
const allEvents = steps.flatMap((step) => [...step.events()]);

interface Line {
  readonly commodity: string;
  readonly quantity: number;
  readonly unit: Unit;
}
const base = ({ quantity, unit }: Pick<Line, 'quantity' | 'unit'>): bigint =>
  baseQuantity(thousandthsOf(String(quantity)) ?? -1n, unit) ?? -1n;

const sum = (lines: readonly Line[]): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const line of lines) sums.set(line.commodity, (sums.get(line.commodity) ?? 0n) + base(line));
  return sums;
};

describe('the Kaesong scenario', () => {
  it('is one district of 2,000 households over four centres', () => {
    expect(scenario.centres).toHaveLength(4);
    expect(scenario.households).toBe(2_000);
    expect(scenario.population).toBe(8_180);
  });

  it('takes part of all 27 dong and 2 ri for the whole city', () => {
    const names = kaesongScenario({ population: 308_440 }).centres.map(({ name }) => name);
    expect(names.filter((name) => name.endsWith('-ri'))).toHaveLength(2);
    expect(names).toHaveLength(29);
  });

  it('sends each event once, on a queue that takes it, under a group', () => {
    const ids = allEvents.map((event) => deduplicationIdOf(event, JSON.stringify(event)));
    expect(new Set(ids).size).toBe(ids.length);
    expect(allEvents.every((event) => queueOf(event) !== undefined && groupOf(event) !== 'unreadable')).toBe(
      true,
    );
  });

  it('sends nothing that the message check refuses, row by row', () => {
    for (const event of allEvents) {
      const reading = readMessage(JSON.stringify(event));
      expect(reading).toMatchObject({ ok: true });
      if (!reading.ok) continue;
      const rows =
        'receipts' in reading.event
          ? reading.event.receipts
          : 'payments' in reading.event
            ? reading.event.payments
            : [];
      expect(rows.filter((row) => !row.ok)).toEqual([]);
    }
  });

  it('brings the rice in full and a limited amount of the rest', () => {
    const waybills = eventsOf('waybills').flatMap(({ data }) => data['lines'] as Line[]);
    const brought = sum(waybills);
    expect(brought.get('rice')).toBe(8_180n * 5_000n);
    expect(brought.get('corn')).toBe((8_180n * 10_000n * 40n) / 100n);
    for (const line of waybills) expect(base(line)).toBeGreaterThan(0n);
  });

  it('loses corn and oil on the way at one centre, and leaves one waybill short', () => {
    const arrivals = eventsOf('arrivals');
    const losses = arrivals.flatMap(({ data }) =>
      (data['lines'] as { losses?: unknown[] }[]).map((line) => line.losses),
    );
    expect(losses.filter((loss) => loss !== undefined)).toHaveLength(2);
    const dispatched = eventsOf('waybills').at(-1)?.data['lines'] as Line[];
    const arrived = arrivals.at(-1)?.data['lines'] as Line[];
    expect(dispatched.map((line, index) => base(line) > base(arrived[index] as Line))).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('never hands over more at a centre than arrived there', () => {
    for (const { locationId } of scenario.centres) {
      const arrived = sum(
        eventsOf('arrivals').flatMap(({ data }) =>
          data['at'] === locationId ? (data['lines'] as Line[]) : [],
        ),
      );
      const handed = sum(
        [
          ...eventsOf('early-receipt'),
          ...eventsOf('handovers-08-08'),
          ...eventsOf('handovers-08-09'),
        ].flatMap(({ data }) =>
          (data['centreId'] === locationId ? (data['receipts'] as { lines: Line[] }[]) : []).flatMap(
            ({ lines }) => lines,
          ),
        ),
      );
      for (const [commodity, quantity] of handed) {
        expect(quantity).toBeLessThanOrEqual(arrived.get(commodity) ?? 0n);
        expect(quantity).toBeGreaterThan(0n);
      }
    }
  });

  it('expects exactly what its sheets and payments add up to', () => {
    const settlement = steps.find((step) => step.name === 'handovers-08-09')?.settlement;
    const receipts = [
      ...eventsOf('early-receipt'),
      ...eventsOf('handovers-08-08'),
      ...eventsOf('handovers-08-09'),
    ].flatMap(({ data }) => data['receipts'] as { householdId: string; lines: Line[] }[]);
    expect(settlement).toEqual({
      kind: 'handovers',
      households: new Set(receipts.map(({ householdId }) => householdId)).size,
      handedOver: sum(receipts.flatMap(({ lines }) => lines)),
    });
    const payments = ['08', '09', '10'].flatMap((day) =>
      eventsOf(`payments-08-${day}`).flatMap(({ data }) => data['payments'] as { amount: number }[]),
    );
    expect(steps.find((step) => step.name === 'payments-08-10')?.settlement).toEqual({
      kind: 'payments',
      payments: payments.length,
      paid: payments.reduce((total, { amount }) => total + amount, 0),
    });
  });

  it('never pays a household more than it is due', () => {
    const due = new Map(
      [...scenario.registry()].map(({ householdId, adults }) => [householdId, adults * 8_000]),
    );
    for (const day of [8, 9, 10] as const) {
      for (const [, { householdId, amount }] of scenario.payments(day)) {
        due.set(householdId, (due.get(householdId) ?? 0) - amount);
      }
    }
    expect(Math.min(...due.values())).toBe(0);
  });

  it('fills sheets of at most 98 rows, which fit one transaction', () => {
    const sizes = [...eventsOf('handovers-08-08'), ...eventsOf('payments-08-08')].map(
      ({ data }) => ((data['receipts'] ?? data['payments']) as unknown[]).length,
    );
    expect(Math.max(...sizes)).toBe(98);
  });
});

describe('the village files in the repository', () => {
  const folder = new URL('../../examples/kaesong/village/', import.meta.url);
  const files = scenarioFiles(villageOptions);

  it.each([...files.keys()])('%s is what the scenario writes', (name) => {
    expect(readFileSync(new URL(name, folder), 'utf8')).toBe([...(files.get(name)?.() ?? [])].join(''));
  });

  it('are no more than the scenario writes', () => {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(found).toHaveLength(files.size);
  });
});
