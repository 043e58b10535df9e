/** Kinds of anomalies, by the names of the public contract. */

/** Kinds that are stored when they happen. */
export const storedAnomalyKinds = [
  'surplus',
  'count-variance',
  'unexplained-loss',
  'shared-collector',
  'backdated-registration',
  'tampering',
  'over-issue',
  'disputed-receipt',
  'unplanned-goods',
] as const;
export type StoredAnomalyKind = (typeof storedAnomalyKinds)[number];

/** Kinds that are read from the waybills as they stand; goods that nobody planned come by waybill or by transfer. */
export const waybillAnomalyKinds = [
  'shortfall',
  'diverted',
  'outside-area',
  'unplanned-goods',
  'repeated-arrival',
] as const;
export type WaybillAnomalyKind = (typeof waybillAnomalyKinds)[number];

export const anomalyKinds = [
  'shortfall',
  ...storedAnomalyKinds,
  'diverted',
  'outside-area',
  'repeated-arrival',
  'beyond-plan',
] as const;
export type AnomalyKind = (typeof anomalyKinds)[number];
