/** Parts of an entry that are lists of their own, and the record forms in which they are hashed and stored. */
import type { JsonValue } from '../domain/canonical.ts';
import type { Count, Counts, Movement } from '../domain/counts.ts';
import type { BookCoverage, Coverage } from '../domain/coverage.ts';
import { amountsOf, amountsRecord, countOf, integerOf, listOf, textOf } from './record-fields.ts';

export const countsRecord = (counts: Counts): JsonValue =>
  [...counts].map(([commodity, all]) => [commodity, all.map(countRecord)]);

const countRecord = ({ countId, at, counted, expected, firstVariance }: Count): JsonValue => [
  countId,
  at,
  counted.toString(),
  expected.toString(),
  firstVariance.toString(),
];

/** Reads what {@link countsRecord} wrote. Errors of all readers here: `DamagedRecordError` naming the field. */
export const countsOf = (rows: JsonValue): Counts =>
  new Map(
    listOf(rows, 'counts').map((row) => {
      const [commodity, all] = listOf(row, 'counts');
      return [textOf(commodity, 'counts'), listOf(all, 'counts').map(countIn)];
    }),
  );

function countIn(row: JsonValue): Count {
  const [countId, at, counted, expected, firstVariance] = listOf(row, 'counts');
  return {
    countId: textOf(countId, 'counts'),
    at: textOf(at, 'counts'),
    counted: integerOf(counted, 'counts'),
    expected: integerOf(expected, 'counts'),
    firstVariance: integerOf(firstVariance, 'counts'),
  };
}

export const movementsRecord = (movements: readonly Movement[]): JsonValue =>
  movements.map(({ at, lines }) => [at, amountsRecord(lines)]);

/** Reads what {@link movementsRecord} wrote. */
export const movementsOf = (rows: JsonValue): readonly Movement[] =>
  listOf(rows, 'movements').map((row) => {
    const [at, lines] = listOf(row, 'movements');
    return { at: textOf(at, 'movements'), lines: amountsOf(lines, 'movements') };
  });

/** Reads how many members of a group got some of each commodity, as a list of pairs. */
export const holdersOf = (rows: JsonValue): ReadonlyMap<string, number> =>
  new Map(
    listOf(rows, 'holders').map((row) => {
      const [commodity, members] = listOf(row, 'holders');
      return [textOf(commodity, 'holders'), countOf(members, 'holders')];
    }),
  );

export const coverageRecord = ({ revision, byCentre }: BookCoverage): JsonValue => [
  revision,
  [...byCentre].map(([centreId, { served, complete, met, got }]) => [
    centreId,
    served,
    complete,
    amountsRecord(met),
    amountsRecord(got),
  ]),
];

/** Reads what {@link coverageRecord} wrote. */
export function readCoverage(record: JsonValue): BookCoverage {
  const [revision, rows] = listOf(record, 'coverage');
  return {
    revision: countOf(revision, 'coverage'),
    byCentre: new Map(
      listOf(rows, 'coverage').map((row): readonly [string, Coverage] => {
        const [centreId, served, complete, met, got] = listOf(row, 'coverage');
        return [
          textOf(centreId, 'coverage'),
          {
            served: countOf(served, 'coverage'),
            complete: countOf(complete, 'coverage'),
            met: amountsOf(met, 'coverage'),
            got: amountsOf(got, 'coverage'),
          },
        ];
      }),
    ),
  };
}
