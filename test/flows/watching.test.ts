import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyFunction } from '../../shared/runtime/environment-names.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { startedSystem } from '../support/started-system.ts';
import { Desk } from './desk.ts';
import { arrival, count, handovers, households, locations, order, receipt } from './events.ts';

interface MetricLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/** Every line that the bundled functions of the real local system printed. */
const printed: { readonly functionName: string; readonly line: Record<string, unknown> }[] = [];

const metricLines = (functionName: string): readonly MetricLine[] =>
  printed
    .filter((one) => one.functionName === functionName && '_aws' in one.line)
    .map(({ line }) => line as unknown as MetricLine);

/** Each value that a function counted under a name. */
const counted = (functionName: string, name: string): readonly number[] =>
  metricLines(functionName).flatMap((line) => [line[name] ?? []].flat() as number[]);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('what the functions say about themselves', () => {
  let system: LocalSystem;
  let desk: Desk;

  beforeAll(async () => {
    system = await startedSystem({
      print: (functionName, line) => {
        if (line.startsWith('{')) printed.push({ functionName, line: JSON.parse(line) });
      },
    });
    desk = new Desk(system);
    await desk.send(locations);
    await desk.until('the centre', () => desk.get('/locations/C-2'), Boolean);
    const rows = ['H-1', 'H-2', 'H-3'].map((householdId) => ({ householdId, adults: 1, children: 0 }));
    await desk.send(households('C-1', rows));
    await desk.until('the household', () => desk.get('/households/H-3'), Boolean);
    await desk.send(order('O-1'));
    await desk.until('the order', () => desk.get('/orders/O-1'), Boolean);
    await desk.send(arrival('O-1', 'W-1', 'C-1', [{ commodity: 'rice', quantity: 50, unit: 'kg' }]));
    await desk.until('the waybill', () => desk.get('/shipments/W-1'), Boolean);
    await desk.send({
      ...handovers('O-1', 'C-1', [
        receipt('R-1', 'H-1', 5),
        receipt('R-2', 'H-2', 5),
        receipt('R-3', 'H-3', 6),
        receipt('R-4', 'H-9', 5),
      ]),
      source: 'urn:relief:c-1',
      id: 'sheet-1',
      time: new Date(Date.now() - 60_000).toISOString(),
    });
    await desk.exception('held', 'R-4');
    await desk.send(count('O-1', 'C-1', 'K-1', [{ commodity: 'rice', quantity: 39, unit: 'kg' }]));
    await desk.until(
      'the anomaly',
      () => desk.all('/anomalies'),
      ({ length }) => length > 0,
    );
    await desk.send(households('C-1', [{ householdId: 'H-9', adults: 1, children: 0 }]));
    await desk.exception('rejected', 'R-4');
    // What is measured is printed when an invocation has ended, a moment after its outcome can be read.
    await desk.until('the last line', async () => counted('handovers', 'HeldGrowth').includes(-1), Boolean);
  });
  afterAll(async () => {
    desk?.close();
    await system?.stop();
  });

  it('counts what became of each receipt, and of what was held', () => {
    expect(sum(counted('handovers', 'Posted'))).toBe(2);
    expect(sum(counted('handovers', 'Rejected'))).toBe(2);
    expect(sum(counted('handovers', 'Held'))).toBe(1);
    expect(counted('handovers', 'HeldGrowth')).toEqual([1, -1]);
    expect(sum(counted('stock-counts', 'Anomalies'))).toBe(1);
  });

  it('names the reason of a rejection as a dimension of its own metric', () => {
    const rejections = metricLines('handovers').filter(({ RejectedByReason }) => RejectedByReason === 1);
    expect(rejections.map(({ reason }) => reason).sort()).toEqual(['exceeds-entitlement', 'not-covered']);
    for (const { _aws } of rejections) {
      expect(_aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['service', 'reason']]);
    }
  });

  it('measures group size, the lag from the event to the books, and write units', () => {
    expect(counted('handovers', 'GroupSize')).toEqual([2]);
    const [lagMs = 0] = counted('handovers', 'Lag');
    expect(lagMs).toBeGreaterThanOrEqual(60_000);
    expect(lagMs).toBeLessThan(120_000);
    // Two household entries and one of the book, at two units each, and what was refused beside them.
    expect(sum(counted('handovers', 'WriteUnits'))).toBeGreaterThanOrEqual(6);
  });

  it('gives every metric its unit and the function as its dimension', () => {
    const units = new Set<string>();
    for (const functionName of ['registrations', 'policy-orders', 'handovers', 'stock-counts']) {
      const lines = metricLines(functionName);
      expect(lines.length, functionName).toBeGreaterThan(0);
      for (const line of lines) {
        const isOfAll = 'Anomalies' in line || 'HeldGrowth' in line;
        expect(line['service']).toBe(isOfAll ? everyFunction : functionName);
        for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
          expect(Namespace).toBe('ReliefLedger/dev');
          expect(Dimensions[0]).toContain('service');
          for (const { Name, Unit } of Metrics) units.add(`${Name} ${Unit}`);
        }
      }
    }
    expect([...units].sort()).toEqual([
      'Anomalies Count',
      'GroupSize Count',
      'Held Count',
      'HeldGrowth Count',
      'Lag Milliseconds',
      'Posted Count',
      'Rejected Count',
      'RejectedByReason Count',
      'WriteUnits Count',
    ]);
  });

  it('logs each event by the name that its entries and exceptions carry', () => {
    const lines = printed.filter(
      ({ functionName, line }) => functionName === 'handovers' && line['message'] === 'outcomes',
    );
    expect(lines.map(({ line }) => line['events'])).toContainEqual(['urn:relief:c-1#sheet-1']);
    const [{ line } = { line: {} }] = lines;
    expect(line).toMatchObject({ level: 'INFO', service: 'handovers', posted: 2 });
  });
});
