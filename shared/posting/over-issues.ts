/** What went beyond what a household might draw is listed. Pure. */

import type { Instant } from '../domain/events.ts';
import type { Amounts } from '../domain/quantity.ts';
import { listGoodsAnomalies } from '../ledger/anomalies.ts';
import type { Write } from '../ledger/writes.ts';
import type { Batch, ReadRow } from './batch.ts';
import type { BatchState } from './batch-state.ts';

/** Of one receipt, so that it fits a transaction with all else that is written of it; its entry tells the rest. */
const maxOverIssuesListed = 80;

export function overIssues(
  { orderId, bookId: locationId }: Batch,
  { order }: Pick<BatchState, 'order'>,
  { event, householdId, reference }: ReadRow,
  beyond: Amounts,
  now: Instant,
): readonly Write[] {
  const units = order?.units ?? new Map();
  const of = { orderId, locationId, references: [reference], householdId, units };
  const cause = `${event.key}\n${reference}`;
  return listGoodsAnomalies('over-issue', beyond, of, cause, now).slice(0, maxOverIssuesListed);
}
