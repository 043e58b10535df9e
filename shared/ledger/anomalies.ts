/** Anomalies: what looks like siphoning, listed by order as it is booked. */
import { type StoredAnomalyKind, storedAnomalyKinds } from '../domain/anomaly-kinds.ts';
import type { JsonObject } from '../domain/canonical.ts';
import type { Instant } from '../domain/events.ts';
import { type Amounts, type Unit, unitNames } from '../domain/quantity.ts';
import { anomalyKey } from './keys.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

/** Stands for the order of what belongs to none, or to one that cannot be told. */
export const noOrder = '';

export interface Anomaly {
  readonly kind: StoredAnomalyKind;
  readonly orderId: string;
  readonly locationId?: string;
  readonly commodity?: string;
  readonly unit?: Unit;
  /** Of money, in place of a unit. */
  readonly currency?: string;
  /**
   * Base units of `unit`, minor units of `currency`, or a plain count without either; signed for a count variance. Left out
   * where nobody said how much.
   */
  readonly quantity?: bigint;
  /** Documents and households it can be looked up by. */
  readonly references: readonly string[];
  /** The household of an over-issue or of a disputed receipt. */
  readonly householdId?: string;
  /** The events it rests on, `source#id`: when one of them is voided, it leaves the list. */
  readonly events?: readonly string[];
  /** The proxy of a shared collector. */
  readonly collectedBy?: string;
}

/** An anomaly as it is listed. */
export interface ListedAnomaly extends Anomaly {
  readonly recordedAt: Instant;
}

/** Lists an anomaly; `cause` is what makes it one of a kind, so that a second try writes it once. */
export function listAnomaly(
  anomaly: Anomaly,
  cause: string,
  now: Instant,
): Extract<Write, { kind: 'append' }> {
  const { quantity, ...rest } = anomaly;
  return {
    kind: 'append',
    key: anomalyKey(anomaly, cause, now),
    record: {
      ...rest,
      ...(quantity !== undefined && { quantity: quantity.toString() }),
      recordedAt: now,
    },
  };
}

/** Reads what {@link listAnomaly} wrote. Errors: `DamagedRecordError` naming the field. */
export function readAnomaly(record: JsonObject): ListedAnomaly {
  const fields = new RecordFields(record);
  const locationId = fields.optionalText('locationId');
  const commodity = fields.optionalText('commodity');
  const unit = fields.optionalName('unit', unitNames);
  const currency = fields.optionalText('currency');
  const quantity = fields.optionalInteger('quantity');
  const householdId = fields.optionalText('householdId');
  const events = fields.optionalTexts('events');
  const collectedBy = fields.optionalText('collectedBy');
  return {
    kind: fields.name('kind', storedAnomalyKinds),
    orderId: fields.text('orderId'),
    ...(locationId !== undefined && { locationId }),
    ...(commodity !== undefined && { commodity }),
    ...(unit !== undefined && { unit }),
    ...(currency !== undefined && { currency }),
    ...(quantity !== undefined && { quantity }),
    references: fields.texts('references'),
    ...(householdId !== undefined && { householdId }),
    ...(events !== undefined && { events }),
    ...(collectedBy !== undefined && { collectedBy }),
    recordedAt: fields.text('recordedAt'),
  };
}

/** Lists an anomaly for each commodity of `amounts`. */
export const listGoodsAnomalies = (
  kind: StoredAnomalyKind,
  amounts: Amounts,
  of: Pick<Anomaly, 'orderId' | 'locationId' | 'references' | 'householdId' | 'events'> & {
    readonly units: ReadonlyMap<string, Unit>;
  },
  cause: string,
  now: Instant,
): readonly ReturnType<typeof listAnomaly>[] =>
  [...amounts].map(([commodity, quantity]) => {
    const { units, ...common } = of;
    const unit = units.get(commodity);
    const anomaly = { ...common, kind, commodity, quantity, ...(unit !== undefined && { unit }) };
    return listAnomaly(anomaly, cause, now);
  });
