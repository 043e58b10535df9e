/** What a booking unblocks: the dependencies whose held items are tried again. */
import { dependencyOn, type Outcome } from '../domain/outcome.ts';
import { exceptionScope, planScope, recordedScope, waybillScope } from '../ledger/anomaly-ids.ts';
import type { ExceptionSubject } from '../ledger/exceptions.ts';
import { exceptionIdOf } from '../ledger/id-claims.ts';
import { type Batch, batchEventSubject, bookAccountOf, rowSubject } from './batch.ts';
import type { HoldingGroup } from './ports.ts';

/**
 * A dependency; where it has come for one message group alone, that group; where groups bear the ids of what they wait for,
 * the ids that have come; and of an event, where its voids are decided, wherever they are held.
 */
export type Unblocked =
  | string
  | { readonly dependsOn: string; readonly decidedIn: HoldingGroup }
  | { readonly dependsOn: string; readonly only: HoldingGroup }
  | { readonly dependsOn: string; readonly ids: ReadonlySet<string> };

/** A return puts goods back on the shelf and lowers what its household holds; a reversal does so with money. */
export function unblockedByBatch(batch: Batch): readonly Unblocked[] {
  const { kind, bookId, orderId } = batch;
  switch (kind) {
    case 'handover':
    case 'payment':
      return [dependencyOn.reference(bookAccountOf(batch)), dependencyOn.document(orderId)];
    case 'missed':
      return [];
    case 'return':
      return [dependencyOn.stock(bookId, orderId)];
    case 'reversal':
      return [fundsOf(bookId, orderId)];
  }
}

/** What notes may have come before, that a batch may have brought: what it refused, and anomalies. */
export function findingsOfBatch(batch: Batch, outcomes: readonly Outcome[]): readonly Unblocked[] {
  // What is tried again is an exception already.
  const refused = batch.rows.filter(
    ({ hold }, index) => hold === undefined && outcomes[index]?.status !== 'posted',
  );
  const about = refused.flatMap((row) => [rowSubject(batch, row), batchEventSubject(batch, row.event)]);
  const mayBeListed = batch.rows.some(
    ({ content }) =>
      content.kind === 'handover' &&
      (content.receipt.overIssue !== undefined || content.receipt.collectedBy !== undefined),
  );
  const listed = mayBeListed ? [dependencyOn.finding(recordedScope(batch.orderId))] : [];
  return [...listed, ...exceptionsAbout(about)];
}

/** As {@link findingsOfBatch}, of an event that is decided as a whole, or of a message that is none; `isAgain`: it was held. */
export function findingsOfEvent(
  subject: ExceptionSubject,
  { status }: Outcome,
  isAgain = false,
): readonly Unblocked[] {
  return [...exceptionsAbout(status === 'posted' || isAgain ? [] : [subject]), ...anomaliesOf(subject)];
}

/** The exceptions that may be about documents or events: their own, and those of this content where another has the id. */
function exceptionsAbout(subjects: readonly ExceptionSubject[]): readonly Unblocked[] {
  if (subjects.length === 0) return [];
  const ids = subjects.flatMap(({ idempotencyKey, digest }) => [
    exceptionIdOf(idempotencyKey),
    exceptionIdOf(idempotencyKey, digest),
  ]);
  return [{ dependsOn: dependencyOn.finding(exceptionScope), ids: new Set(ids) }];
}

/** Where an event may bring anomalies; a registration finds out itself under which orders. */
function anomaliesOf({ event: { type }, orderId, reference }: ExceptionSubject): readonly Unblocked[] {
  if (orderId === undefined) return [];
  const recorded = recordedScope(orderId);
  if (type.startsWith('relief.stock.') || type.startsWith('relief.receipt.'))
    return [dependencyOn.finding(recorded)];
  if (type.startsWith('relief.order.')) return [recorded, planScope(orderId)].map(dependencyOn.finding);
  if (!type.startsWith('relief.shipment.') || reference === undefined) return [];
  return [recorded, planScope(orderId), waybillScope(orderId, reference)].map(dependencyOn.finding);
}

/** An event, by its key, that was decided in a group: a void may have come before it. */
export const voidsOf = (event: string, decidedIn: HoldingGroup): Unblocked => ({
  dependsOn: dependencyOn.event(event),
  decidedIn,
});

/** The same of the events of a batch whose ids it has claimed. */
export const voidsOfBatch = ({ rows }: Batch, decidedIn: HoldingGroup): readonly Unblocked[] => {
  const claimed = rows.flatMap(({ event, hold }) => (hold === undefined ? [event.key] : []));
  return [...new Set(claimed)].map((event) => voidsOf(event, decidedIn));
};

/** A payer has more money than before under an order: what depends on the funds of another payer stays held. */
export const fundsOf = (payerId: string, orderId: string): Unblocked => ({
  dependsOn: dependencyOn.funds(orderId),
  only: { queue: 'payments', messageGroup: payerId },
});
