import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToTally, emptyLocationTally } from '../../shared/domain/books.ts';
import {
  availableAt,
  type CountDocument,
  type Counts,
  firstCountBy,
  type Movement,
  moveAt,
  noCounts,
  recount,
  varianceOf,
  variancesOf,
} from '../../shared/domain/counts.ts';
import { addAmounts, amountOf, negateAmounts, noAmounts } from '../../shared/domain/quantity.ts';
import { lawful } from '../support/lawful.ts';

const at = (hour: number): string => `2020-08-08T${hour.toString().padStart(2, '0')}:00:00.000Z`;
const rice = (grams: bigint) => new Map([['rice', grams]]);
const counted = (countId: string, hour: number, grams: bigint): CountDocument => ({
  countId,
  at: at(hour),
  counted: rice(grams),
});
const moved = (hour: number, grams: bigint): Movement => ({ at: at(hour), lines: rice(grams) });
const countOf = (counts: Counts, countId: string) =>
  [...counts.values()].flat().find((count) => count.countId === countId);

/** What a place holds: whatever moved, and what its counts found beyond that. */
const onHand = (movements: readonly Movement[], counts: Counts): bigint =>
  amountOf(addAmounts(...movements.map(({ lines }) => lines), variancesOf(counts)), 'rice');

describe('a count', () => {
  it('is held against all that happened by its time, and nothing that happened since', () => {
    const movements = [moved(8, 30n), moved(12, -5n), moved(13, -20n)];
    const counts = recount([counted('N-1', 12, 10n)], movements, noCounts);
    expect(countOf(counts, 'N-1')).toMatchObject({ counted: 10n, expected: 25n });
    expect(onHand(movements, counts)).toBe(-10n);
  });

  it('begins a stretch: the next is held against what it found, and what happened in between', () => {
    const movements = [moved(8, 30n), moved(13, -4n)];
    const counts = recount([counted('N-1', 12, 28n), counted('N-2', 18, 24n)], movements, noCounts);
    expect([...(counts.get('rice') ?? [])].map(varianceOf)).toEqual([-2n, 0n]);
  });

  it('made for an instant that has one already stands in its place', () => {
    const counts = recount([counted('N-1', 12, 5n), counted('N-2', 12, 6n)], [moved(8, 7n)], noCounts);
    expect(counts.get('rice')).toEqual([
      { countId: 'N-2', at: at(12), counted: 6n, expected: 7n, firstVariance: -1n },
    ]);
  });

  it('leaves what it did not name alone', () => {
    const counts = recount([counted('N-1', 12, 5n)], [moved(8, 7n)], noCounts);
    const oil = { at: at(8), lines: new Map([['oil', -1n]]) };
    expect(moveAt(counts, oil.at, oil.lines)).toEqual({ counts, variance: noAmounts });
  });

  it('keeps the variance that it had first, whatever is recorded later', () => {
    const first = recount([counted('N-1', 12, 10n)], [moved(8, 30n)], noCounts);
    const { counts } = moveAt(first, at(11), rice(-20n));
    expect(countOf(counts, 'N-1')).toEqual({
      countId: 'N-1',
      at: at(12),
      counted: 10n,
      expected: 10n,
      firstVariance: -20n,
    });
  });
});

describe('what is recorded after a count', () => {
  const counts = recount([counted('N-1', 12, 20n)], [], noCounts);

  it('and happened by it changes its variance by as much the other way', () => {
    expect(moveAt(counts, at(8), rice(20n)).variance).toEqual(rice(-20n));
    expect(moveAt(counts, at(12), rice(-3n)).variance).toEqual(rice(3n));
  });

  it('and happened since changes no variance', () => {
    expect(moveAt(counts, at(13), rice(-3n))).toEqual({ counts, variance: noAmounts });
  });
});

describe('what may leave', () => {
  const tally = addToTally(emptyLocationTally, 'received', rice(9n));
  const counts = recount([counted('N-1', 12, 9n)], [moved(8, 5n)], noCounts);

  it('is what is on hand since the last count, and before it what the stretch has left', () => {
    expect(availableAt(tally, counts, 'rice', at(13))).toBe(9n);
    expect(availableAt(tally, counts, 'rice', at(12))).toBe(5n);
    expect(availableAt(tally, counts, 'oil', at(13))).toBe(0n);
  });
});

/** Things that happen at a place, in the order in which they are recorded. */
type Happening = { readonly hour: number } & (
  | { readonly kind: 'moved'; readonly grams: bigint }
  | { readonly kind: 'counted'; readonly grams: bigint }
);

const hour = fc.integer({ min: 0, max: 23 });
const happening = fc.oneof(
  fc.record({ kind: fc.constant('moved' as const), hour, grams: fc.bigInt({ min: -9n, max: 9n }) }),
  fc.record({ kind: fc.constant('counted' as const), hour, grams: fc.bigInt({ min: 0n, max: 20n }) }),
);

/** Records happenings one after another: a movement as a book does, a count made anew. */
function recorded(happenings: readonly Happening[]): { counts: Counts; movements: readonly Movement[] } {
  const movements: Movement[] = [];
  const documents: CountDocument[] = [];
  let counts: Counts = noCounts;
  for (const [index, one] of happenings.entries()) {
    if (one.kind === 'moved') {
      const movement = moved(one.hour, one.grams);
      movements.push(movement);
      counts = moveAt(counts, movement.at, movement.lines).counts;
    } else {
      documents.push(counted(`N-${index}`, one.hour, one.grams));
      counts = recount(documents, movements, counts);
    }
  }
  return { counts, movements };
}

/** Of each instant one count at most, for of two the one recorded later stands. */
const oncePerHour = (happenings: readonly Happening[]): readonly Happening[] =>
  happenings.filter(
    ({ kind, hour: time }, index) =>
      kind === 'moved' ||
      happenings.findIndex((other) => other.kind === 'counted' && other.hour === time) === index,
  );

const bare = (counts: Counts) =>
  (counts.get('rice') ?? []).map(({ at: time, counted: found, expected }) => ({ time, found, expected }));

describe('in whatever order things are recorded', () => {
  it('the counts, their variances and the shelf end the same', () => {
    lawful(
      fc.property(
        fc.array(happening, { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (all, keys) => {
          const happenings = oncePerHour(all);
          const shuffled = happenings
            .map((one, index) => ({ one, key: keys[index] ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          const straight = recorded(happenings);
          const other = recorded(shuffled);
          expect(bare(other.counts)).toEqual(bare(straight.counts));
          expect(onHand(other.movements, other.counts)).toBe(onHand(straight.movements, straight.counts));
        },
      ),
    );
  });

  it('a movement changes a variance by as much as it leaves the shelf alone', () => {
    lawful(
      fc.property(
        fc.array(happening, { maxLength: 12 }),
        hour,
        fc.bigInt({ min: -9n, max: 9n }),
        (all, time, grams) => {
          const { counts, movements } = recorded(oncePerHour(all));
          const late = moveAt(counts, at(time), rice(grams));
          const change = addAmounts(variancesOf(late.counts), negateAmounts(variancesOf(counts)));
          expect(amountOf(change, 'rice')).toBe(amountOf(late.variance, 'rice'));
          const isLate = firstCountBy(counts, 'rice', at(time)) !== undefined;
          const shelf = onHand([...movements, moved(time, grams)], late.counts) - onHand(movements, counts);
          expect(shelf).toBe(isLate ? 0n : grams);
        },
      ),
    );
  });

  it('the last count and what happened since are what is on hand', () => {
    lawful(
      fc.property(fc.array(happening, { maxLength: 12 }), (all) => {
        const { counts, movements } = recorded(oncePerHour(all));
        const last = counts.get('rice')?.at(-1);
        const since = movements.filter(({ at: time }) => last === undefined || time > last.at);
        const expected = since.reduce((sum, { lines }) => sum + amountOf(lines, 'rice'), last?.counted ?? 0n);
        expect(onHand(movements, counts)).toBe(expected);
      }),
    );
  });
});
