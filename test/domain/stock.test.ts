import { describe, expect, it } from 'vitest';
import { addToTally, type LocationTally, onHandOf, stockTotalsOf } from '../../shared/domain/books.ts';
import type { LossCause, LossLine } from '../../shared/domain/events.ts';
import { lossesByCause, refuseByStock, unexplainedLosses } from '../../shared/domain/stock.ts';
import { oil, rice, stockOf } from '../support/orders.ts';

const onHand = (tally: LocationTally) => (commodity: string) => onHandOf(stockTotalsOf(tally, commodity));
const tally = stockOf({ rice: 5_000n, oil: 4n });
const of = { locationId: 'C-1', orderId: 'O-1', units: new Map([['rice', 'kg']] as const) };
const lost = (line: ReturnType<typeof rice>, cause: LossCause): LossLine => ({ ...line, cause });

describe('taking from a stock', () => {
  it.each([
    ['all that is there', [rice(5_000n), oil(4n)]],
    ['nothing', []],
  ])('is allowed for %s', (_title, lines) => {
    expect(refuseByStock(lines, of, onHand(tally))).toBeUndefined();
  });

  it('waits for stock where lines of one commodity together ask for more, and says how much in its unit', () => {
    expect(refuseByStock([rice(3_000n), rice(2_001n)], of, onHand(tally))).toEqual({
      status: 'held',
      reason: 'insufficient-stock',
      dependsOn: 'stock:C-1/O-1',
      detail: { commodity: 'rice', unit: 'kg', onHand: 5, asked: 5.001 },
    });
  });

  it.each([
    ['the unit of its line where the order has none yet', [rice(1n), oil(5n)], 'oil', 'bottle', 4, 5],
    ['what is left after all that went', [rice(4_001n)], 'rice', 'kg', 4, 4.001],
  ] as const)('says %s', (_title, lines, commodity, unit, left, asked) => {
    const less = addToTally(tally, 'dispatched', new Map([['rice', 1_000n]]));
    expect(refuseByStock(lines, of, onHand(less))?.detail).toEqual({ commodity, unit, onHand: left, asked });
  });
});

describe('losses', () => {
  const lines = [
    lost(rice(1n), 'stolen'),
    lost(oil(2n), 'spoiled'),
    lost(rice(4n), 'stolen'),
    lost(rice(8n), 'short-delivered'),
    lost(rice(16n), 'unexplained'),
    lost(rice(32n), 'damaged'),
    lost(oil(64n), 'spilled'),
  ];

  it('are summed by cause, in the order of the causes', () => {
    expect(lossesByCause(lines)).toEqual([
      { cause: 'spoiled', lost: new Map([['oil', 2n]]) },
      { cause: 'damaged', lost: new Map([['rice', 32n]]) },
      { cause: 'spilled', lost: new Map([['oil', 64n]]) },
      { cause: 'stolen', lost: new Map([['rice', 5n]]) },
      { cause: 'short-delivered', lost: new Map([['rice', 8n]]) },
      { cause: 'unexplained', lost: new Map([['rice', 16n]]) },
    ]);
    expect(lossesByCause([])).toEqual([]);
  });

  it('look like siphoning where they were stolen, short-delivered or are unexplained', () => {
    expect(unexplainedLosses(lines)).toEqual(new Map([['rice', 29n]]));
    expect(unexplainedLosses([lost(rice(1n), 'spoiled')])).toEqual(new Map());
  });
});
