/** Kinds of anomalies, by the names of the public contract. */

/** Kinds that are stored when they happen; a shortfall is no event but a state, read from open shipments. */
export const storedAnomalyKinds = [
  'surplus',
  'count-variance',
  'unexplained-loss',
  'shared-collector',
  'backdated-registration',
  'tampering',
  'over-issue',
] as const;
export type StoredAnomalyKind = (typeof storedAnomalyKinds)[number];

export const anomalyKinds = ['shortfall', ...storedAnomalyKinds] as const;
export type AnomalyKind = (typeof anomalyKinds)[number];
