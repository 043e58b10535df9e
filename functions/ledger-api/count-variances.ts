/** Variances of counts as they stand: what is recorded late changes them. */
import { locationAccount } from '../../shared/domain/accounts.ts';
import { type Count, type Counts, varianceOf } from '../../shared/domain/counts.ts';
import type { ListedAnomaly } from '../../shared/ledger/anomalies.ts';
import type { QueryContext } from './query-context.ts';

/** A variance as it stands. Units: base units. */
export interface CurrentVariance {
  readonly quantity: bigint;
  /** What later records explained of it: with `quantity` it is what was found first. */
  readonly explained: bigint;
}

/** Tells what became of a count's variance; nothing where the count was voided, or another was made for its instant. */
export type VarianceNow = (anomaly: ListedAnomaly) => CurrentVariance;

const gone: CurrentVariance = { quantity: 0n, explained: 0n };

/** Reads the counts of the books that variances are of: an entry or two of each. */
export async function variancesNow(
  anomalies: readonly ListedAnomaly[],
  { journal }: QueryContext,
): Promise<VarianceNow> {
  const ofCounts = anomalies.filter(({ kind }) => kind === 'count-variance');
  const places = new Map(ofCounts.map((anomaly) => [placeOf(anomaly), anomaly]));
  const counts = new Map<string, Counts>();
  await Promise.all(
    [...places].map(async ([place, { locationId = '', orderId }]) => {
      const location = await journal.locations.get(locationId);
      if (location === undefined) return;
      const end = await journal.chains.bookEnd(locationAccount(location.kind, locationId, orderId));
      counts.set(place, end.counts);
    }),
  );
  return (anomaly) => {
    const count = countOf(anomaly, counts.get(placeOf(anomaly)));
    if (count === undefined) return gone;
    const quantity = varianceOf(count);
    return { quantity, explained: count.firstVariance - quantity };
  };
}

const placeOf = ({ locationId, orderId }: ListedAnomaly): string => `${locationId}/${orderId}`;

const countOf = (
  { commodity = '', references }: ListedAnomaly,
  counts: Counts | undefined,
): Count | undefined => counts?.get(commodity)?.find(({ countId }) => references.includes(countId));
