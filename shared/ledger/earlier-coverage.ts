/**
 * What a book had done for households before a revision of its order, told by that revision: an amendment changes what
 * households are owed, so what they got counts anew. A book's tail tells what was done since.
 */

import type { JsonObject } from '../domain/canonical.ts';
import { type BookCoverage, lessCoverage, noCoverage } from '../domain/coverage.ts';
import { coverageRecord, readCoverage } from './entry-parts.ts';
import { RecordFields } from './record-fields.ts';

/** Of a location's book by centre served; of a payer's what was paid of what was due, in minor units. */
export type EarlierCoverage = BookCoverage['byCentre'];

export interface EarlierBook {
  readonly byCentre: EarlierCoverage;
  readonly within: bigint;
}

export const nothingEarlier: EarlierBook = { byCentre: new Map(), within: 0n };

export const earlierCoverageRecord = (revision: number, { byCentre, within }: EarlierBook): JsonObject => ({
  coverage: coverageRecord({ revision, byCentre }),
  within: within.toString(),
});

/** Reads what {@link earlierCoverageRecord} wrote. Errors: `DamagedRecordError` naming the field. */
export function readEarlierCoverage(record: JsonObject): EarlierBook {
  const fields = new RecordFields(record);
  const coverage = record['coverage'];
  return {
    byCentre: coverage === undefined ? new Map() : readCoverage(coverage).byCentre,
    within: fields.integer('within'),
  };
}

/** What was done before, of all that was done and what was done since. */
export function lessSince(all: EarlierCoverage, since: EarlierCoverage): EarlierCoverage {
  const centres = new Set([...all.keys(), ...since.keys()]);
  return new Map(
    [...centres].map((centreId) => [
      centreId,
      lessCoverage(all.get(centreId) ?? noCoverage, since.get(centreId) ?? noCoverage),
    ]),
  );
}
