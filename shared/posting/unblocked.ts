/** What a booking unblocks: the dependencies whose held items are tried again. */
import { dependencyOn } from '../domain/outcome.ts';
import { type Batch, bookAccountOf } from './batch.ts';
import type { HoldingGroup } from './ports.ts';

/** A dependency, and where it has come for one message group alone, that group. */
export type Unblocked = string | { readonly dependsOn: string; readonly only: HoldingGroup };

/** A return puts goods back on the shelf and lowers what its household holds; a reversal does so with money. */
export function unblockedByBatch(batch: Batch): readonly Unblocked[] {
  const { kind, bookId, orderId } = batch;
  switch (kind) {
    case 'handover':
    case 'payment':
      return [dependencyOn.reference(bookAccountOf(batch))];
    case 'missed':
      return [];
    case 'return':
      return [dependencyOn.stock(bookId, orderId)];
    case 'reversal':
      return [fundsOf(bookId, orderId)];
  }
}

/** The events of a batch whose ids it has claimed: a void may have come before one of them. */
export const voidsOf = (batch: Batch): readonly Unblocked[] => [
  ...new Set(
    batch.rows.flatMap(({ event, hold }) => (hold === undefined ? [dependencyOn.event(event.key)] : [])),
  ),
];

/** A payer has more money than before under an order: what depends on the funds of another payer stays held. */
export const fundsOf = (payerId: string, orderId: string): Unblocked => ({
  dependsOn: dependencyOn.funds(orderId),
  only: { queue: 'payments', messageGroup: payerId },
});
