import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { districtOptions, kaesongScenario } from '../../examples/kaesong/scenario.ts';
import { settingOf } from '../../examples/kaesong/setting.ts';
import type { CloudEvent } from '../../examples/kaesong/steps.ts';
import { scenarioFiles, villageOptions } from '../../examples/kaesong/write.ts';
import { readMessage } from '../../shared/contract/read-message.ts';
import { deduplicationIdOf, groupOf, queueOf } from '../../shared/contract/routing.ts';
import { voidType } from '../../shared/domain/events.ts';
import { baseQuantity, thousandthsOf, type Unit } from '../../shared/domain/quantity.ts';

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
    // Its centres are named before anybody is drawn who lives there: that would be 70,000 households.
    const names = settingOf({ population: 308_440 }).centres.map(({ name }) => name);
    expect(names.filter((name) => name.endsWith('-ri'))).toHaveLength(2);
    expect(names).toHaveLength(29);
  });

  it('sends each event once, on a queue that takes it, under a group', () => {
    const ids = allEvents.map((event) => deduplicationIdOf(JSON.stringify(event)));
    expect(new Set(ids).size).toBe(ids.length);
    const routed = steps.flatMap(({ events, voided }) =>
      [...events()].map((event) => (event.type === voidType ? (voided ?? event) : event)),
    );
    expect(routed.every((event) => queueOf(event) !== undefined && groupOf(event) !== 'unreadable')).toBe(
      true,
    );
  });

  it('takes back an arrival of ten times too much, and sends it anew', () => {
    const wrong = eventsOf('coal-and-light-industry').find(({ id }) => id === 'arrival-coal-2020-08-09');
    const [taking, anew] = eventsOf('coal-put-right');
    expect(taking).toMatchObject({ type: voidType, data: { source: wrong?.source, id: wrong?.id } });
    expect([wrong, anew].map((arrival) => sum(arrival?.data['lines'] as Line[]).get('coal'))).toEqual([
      600_000_000n,
      60_000_000n,
    ]);
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

  const linesOf = (name: string): Line[] => eventsOf(name).flatMap(({ data }) => data['lines'] as Line[]);

  it('brings the rice in full and a limited amount of the rest', () => {
    const brought = sum(linesOf('train-leaves'));
    expect(brought.get('rice')).toBe(8_180n * 5_000n);
    expect(brought.get('corn')).toBe((8_180n * 10_000n * 40n) / 100n);
    expect([...brought.values()].every((quantity) => quantity > 0n)).toBe(true);
  });

  it('loses corn and oil on the way to the station, and corn is short', () => {
    const dispatched = sum(linesOf('train-leaves'));
    const arrived = linesOf('train-arrives') as (Line & { losses?: Omit<Line, 'commodity'>[] })[];
    const missing = arrived.map((line) => {
      const lost = (line.losses ?? []).reduce(
        (total, loss) => total + base({ ...loss, unit: line.unit }),
        0n,
      );
      return [line.commodity, (dispatched.get(line.commodity) ?? 0n) - base(line) - lost];
    });
    expect(arrived.filter(({ losses }) => losses).map(({ commodity }) => commodity)).toEqual(['corn', 'oil']);
    expect(missing).toEqual([
      ['rice', 0n],
      ['corn', 327_000n],
      ['soybeans', 0n],
      ['oil', 0n],
    ]);
  });

  it.each([
    ['train-arrives', 'train-confirmed', [51_000n]],
    ['second-train-arrives', 'second-train-confirmed', []],
  ])('confirms in %s what the station shared out, but for what the story says', (hub, centres, short) => {
    const came = sum(linesOf(hub));
    const confirmations = eventsOf(centres);
    const confirmed = sum(linesOf(centres));
    const lost = confirmations.flatMap(({ data }) =>
      (data['lines'] as (Line & { losses?: Omit<Line, 'commodity'>[] })[]).flatMap(
        ({ commodity, unit, losses = [] }) => losses.map((loss) => ({ ...loss, commodity, unit })),
      ),
    );
    const missing = [...came].map(
      ([commodity, quantity]) =>
        quantity - (confirmed.get(commodity) ?? 0n) - (sum(lost).get(commodity) ?? 0n),
    );
    expect(missing.filter((quantity) => quantity !== 0n)).toEqual(short);
    expect(confirmations.map(({ data }) => data['at'])).toEqual(
      scenario.centres.map(({ locationId }) => locationId),
    );
  });

  it('sends rice with the second train for the household that was missed, and no more', () => {
    const rice = linesOf('second-train-confirmed').filter(({ commodity }) => commodity === 'rice');
    expect(rice).toEqual([{ commodity: 'rice', quantity: 15, unit: 'kg' }]);
  });

  const handoverSteps = [
    'early-receipt',
    'handovers-08-08',
    'handovers-08-09',
    'missed-household-served',
    'written-ahead',
    'handovers-08-13',
    'handovers-08-14',
    'late-sheet',
  ];

  const reversedBy = (name: string, rows: string): unknown => {
    const undone = eventsOf(name)[0]?.data[rows] as readonly { readonly reverses: string }[] | undefined;
    return undone?.[0]?.reverses;
  };
  const wrongReceipt = reversedBy('wrong-bag', 'receipts');

  it('never hands over more at a centre than arrived there, nor to a household than it is owed', () => {
    const persons = new Map(
      [...scenario.registry()].map(({ householdId, adults, children }) => [householdId, adults + children]),
    );
    const owed = new Map<string, bigint>();
    const handedAt = new Map<string, Line[]>();
    for (const event of [...handoverSteps.flatMap(eventsOf), ...eventsOf('wrong-bag').slice(1)]) {
      const centreId = String(event.data['centreId']);
      const rows = event.data['receipts'] as { receiptId: string; householdId: string; lines: Line[] }[];
      for (const { receiptId, householdId, lines } of rows) {
        if (receiptId === wrongReceipt) continue;
        handedAt.set(centreId, [...(handedAt.get(centreId) ?? []), ...lines]);
        const rice = sum(lines).get('rice') ?? 0n;
        owed.set(
          householdId,
          (owed.get(householdId) ?? BigInt(persons.get(householdId) ?? 3) * 5_000n) - rice,
        );
      }
    }
    expect([...owed.values()].every((rice) => rice >= 0n)).toBe(true);
    for (const { locationId } of scenario.centres) {
      const arrived = sum(
        [...eventsOf('train-confirmed'), ...eventsOf('second-train-confirmed')].flatMap(({ data }) =>
          data['at'] === locationId ? (data['lines'] as Line[]) : [],
        ),
      );
      for (const [commodity, quantity] of sum(handedAt.get(locationId) ?? [])) {
        expect(quantity).toBeLessThanOrEqual(arrived.get(commodity) ?? 0n);
        expect(quantity).toBeGreaterThan(0n);
      }
    }
  });

  it('counts 4 kg of corn too few at the second centre, its late sheet included, and elsewhere what the books say', () => {
    const onHand = (centreId: string): Map<string, bigint> => {
      const books = new Map<string, bigint>();
      const add = (lines: readonly Line[], sign: bigint) => {
        for (const [name, quantity] of sum(lines)) books.set(name, (books.get(name) ?? 0n) + sign * quantity);
      };
      for (const { data } of [...eventsOf('train-confirmed'), ...eventsOf('second-train-confirmed')]) {
        if (data['at'] === centreId) add(data['lines'] as Line[], 1n);
      }
      const sheets = [
        ...handoverSteps.flatMap(eventsOf),
        ...eventsOf('wrong-bag').slice(1),
        ...eventsOf('forged-receipts'),
        ...eventsOf('bag-too-many'),
      ];
      for (const { data } of sheets.filter((event) => event.data['centreId'] === centreId)) {
        for (const { receiptId, lines } of data['receipts'] as { receiptId: string; lines: Line[] }[]) {
          if (receiptId !== wrongReceipt) add(lines, -1n);
        }
      }
      return books;
    };
    const differences = eventsOf('counts').flatMap(({ data }) => {
      const books = onHand(String(data['locationId']));
      return (data['lines'] as Line[])
        .map((line) => [data['locationId'], line.commodity, base(line) - (books.get(line.commodity) ?? 0n)])
        .filter(([, , difference]) => difference !== 0n);
    });
    expect(differences).toEqual([['KS-D02', 'corn', -4_000n]]);
  });

  it('books shares for households that no desk ever saw', () => {
    const rowsOf = (name: string) =>
      eventsOf(name).flatMap(({ data }) => data['receipts'] as { householdId: string; lines: Line[] }[]);
    const forged = rowsOf('forged-receipts');
    const seen = new Set(handoverSteps.flatMap(rowsOf).map(({ householdId }) => householdId));
    expect(forged).toHaveLength(27);
    expect(forged.filter(({ householdId }) => seen.has(householdId))).toEqual([]);
    expect(forged.every(({ lines }) => lines.length > 0)).toBe(true);
  });

  it('hands one household 5 kg of rice beyond its ration, and says why', () => {
    const receipts = eventsOf('bag-too-many').flatMap(({ data }) => data['receipts'] as object[]);
    expect(receipts).toMatchObject([
      { overIssue: {}, lines: [{ commodity: 'rice', quantity: 5, unit: 'kg' }] },
    ]);
  });

  it('finds a sheet that happened before the count which it explains', () => {
    const [sheet] = eventsOf('late-sheet');
    const [count] = eventsOf('counts');
    expect(sheet?.data['centreId']).toBe('KS-D02');
    expect(sheet?.data['receipts']).toHaveLength(6);
    expect(Date.parse(sheet?.time ?? '')).toBeLessThan(Date.parse(count?.time ?? ''));
  });

  it('sends a household that moved back to the centre that serves it under the order', () => {
    const [registration] = eventsOf('household-moves');
    const [moved] = (registration?.data['households'] ?? []) as { householdId: string }[];
    const [refused] = eventsOf('moved-household-asks');
    expect([registration?.data['centreId'], refused?.data['centreId']]).toEqual(['KS-D02', 'KS-D02']);
    const served = eventsOf('handovers-08-14').filter(({ data }) =>
      (data['receipts'] as { householdId: string }[]).some(
        ({ householdId }) => householdId === moved?.householdId,
      ),
    );
    expect(served.map(({ data }) => data['centreId'])).toEqual(['KS-D01']);
  });

  it('puts under another order what the station has left of the soap', () => {
    const [order] = eventsOf('nursery-order');
    const [transfer] = eventsOf('soap-transferred');
    expect(transfer?.data).toMatchObject({
      fromOrderId: scenario.orderId,
      toOrderId: order?.data['orderId'],
      lines: [{ commodity: 'soap', quantity: 200, unit: 'bar' }],
    });
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
    const reversed = reversedBy('payment-reversed', 'payments');
    const payments = ['08', '09', '10']
      .flatMap((day) =>
        eventsOf(`payments-08-${day}`).flatMap(
          ({ data }) => data['payments'] as { paymentId: string; amount: number }[],
        ),
      )
      .filter(({ paymentId }) => paymentId !== reversed);
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

  it('fills sheets of at most 96 rows, which fit one transaction', () => {
    const sizes = [...eventsOf('handovers-08-08'), ...eventsOf('payments-08-08')].map(
      ({ data }) => ((data['receipts'] ?? data['payments']) as unknown[]).length,
    );
    expect(Math.max(...sizes)).toBe(96);
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
