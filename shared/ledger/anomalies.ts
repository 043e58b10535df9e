/** Anomalies: what looks like siphoning, listed by order as it is booked. */

import { createHash } from 'node:crypto';
import type { StoredAnomalyKind } from '../domain/anomaly-kinds.ts';
import type { Instant } from '../domain/events.ts';
import type { Amounts, Unit } from '../domain/quantity.ts';
import type { Write } from './writes.ts';

export interface Anomaly {
  readonly kind: StoredAnomalyKind;
  readonly orderId: string;
  readonly locationId?: string;
  readonly commodity?: string;
  readonly unit?: Unit;
  /** Base units of `unit`, or a plain count without one; signed for a count variance. */
  readonly quantity: bigint;
  /** Documents and households it can be looked up by. */
  readonly references: readonly string[];
  /** The proxy of a shared collector. */
  readonly collectedBy?: string;
}

export const anomaliesSubject = (orderId: string): string => `anomalies:${orderId}`;

/** Lists an anomaly; `cause` is what makes it one of a kind, so that a second try writes it once. */
export function listAnomaly(
  anomaly: Anomaly,
  cause: string,
  now: Instant,
): Extract<Write, { kind: 'append' }> {
  const { kind, orderId, commodity = '', quantity } = anomaly;
  const mark = createHash('sha256')
    .update(`${kind}\n${commodity}\n${cause}`)
    .digest('base64url')
    .slice(0, 22);
  return {
    kind: 'append',
    key: { table: 'ledgers', subject: anomaliesSubject(orderId), item: `${now}#${kind}#${mark}` },
    record: { ...anomaly, quantity: quantity.toString(), recordedAt: now },
  };
}

/** Lists an anomaly for each commodity of `amounts`. */
export const listGoodsAnomalies = (
  kind: StoredAnomalyKind,
  amounts: Amounts,
  of: Pick<Anomaly, 'orderId' | 'locationId' | 'references'> & { readonly units: ReadonlyMap<string, Unit> },
  cause: string,
  now: Instant,
): readonly ReturnType<typeof listAnomaly>[] =>
  [...amounts].map(([commodity, quantity]) => {
    const { units, ...exceptionSubject } = of;
    const unit = units.get(commodity);
    const anomaly = { ...exceptionSubject, kind, commodity, quantity, ...(unit !== undefined && { unit }) };
    return listAnomaly(anomaly, cause, now);
  });
