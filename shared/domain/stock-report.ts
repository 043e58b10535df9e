/** A location's stock over some days: what it opened with, what came and went, and what it closed with. */
import type { StockTotals } from './books.ts';
import { type Counts, varianceOf } from './counts.ts';
import type { Instant } from './events.ts';
import { type Amounts, amountOf } from './quantity.ts';

/** The totals that a movement adds to; variances stand with the counts. */
export const movedColumns = [
  'received',
  'dispatched',
  'handedOver',
  'lost',
  'transferredIn',
  'transferredOut',
] as const satisfies readonly (keyof StockTotals)[];

export type MovedColumn = (typeof movedColumns)[number];

/** What one total gained when something happened; negative where it was taken back. Units: base units. */
export interface StockMove {
  readonly at: Instant;
  readonly column: MovedColumn;
  readonly amounts: Amounts;
}

/**
 * Figures of one commodity. Units: base units.
 *
 * Law: opening + received + transferredIn + countVariance - dispatched - handedOver - lost - transferredOut = closing.
 */
export interface StockReportFigures extends Readonly<Record<MovedColumn, bigint>> {
  readonly commodity: string;
  readonly opening: bigint;
  /** Negative when goods were missing. */
  readonly countVariance: bigint;
  readonly closing: bigint;
}

/** Where an instant lies to the days of a report. */
export type PlaceInTime = 'before' | 'within' | 'after';

/** Whatever happened counts at its time, however late it was recorded; a variance counts at the time of its count. */
export function stockReport(
  commodities: Iterable<string>,
  moves: readonly StockMove[],
  counts: Counts,
  placeOf: (at: Instant) => PlaceInTime,
): readonly StockReportFigures[] {
  const before = sums(moves.filter(({ at }) => placeOf(at) === 'before'));
  const within = sums(moves.filter(({ at }) => placeOf(at) === 'within'));
  const varianceIn = (commodity: string, place: PlaceInTime): bigint =>
    (counts.get(commodity) ?? [])
      .filter(({ at }) => placeOf(at) === place)
      .reduce((sum, count) => sum + varianceOf(count), 0n);
  return [...commodities].map((commodity) => {
    const opening = changeOf(before(commodity)) + varianceIn(commodity, 'before');
    const moved = within(commodity);
    const countVariance = varianceIn(commodity, 'within');
    const closing = opening + changeOf(moved) + countVariance;
    return { commodity, opening, ...moved, countVariance, closing };
  });
}

type Moved = Record<MovedColumn, bigint>;

const sums =
  (moves: readonly StockMove[]) =>
  (commodity: string): Readonly<Moved> => {
    const sum: Moved = {
      received: 0n,
      dispatched: 0n,
      handedOver: 0n,
      lost: 0n,
      transferredIn: 0n,
      transferredOut: 0n,
    };
    for (const { column, amounts } of moves) sum[column] += amountOf(amounts, commodity);
    return sum;
  };

const changeOf = (moved: Readonly<Moved>): bigint =>
  moved.received +
  moved.transferredIn -
  moved.dispatched -
  moved.handedOver -
  moved.lost -
  moved.transferredOut;
