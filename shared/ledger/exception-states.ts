/** The state of an exception: what people noted of it, unless it has left the open ones by itself. */
import type { FindingState } from '../domain/events.ts';
import type { RejectedReason } from '../domain/outcome.ts';

/** Whether it has left the open ones by itself: it was withdrawn, or something has taken its place. */
export const isClosed = ({
  reason,
  correctedBy,
}: {
  readonly reason: string;
  readonly correctedBy?: string;
}): boolean => correctedBy !== undefined || closingReasons.includes(reason);

const closingReasons: readonly string[] = ['withdrawn', 'replaced'] satisfies readonly RejectedReason[];

/** The state of what people noted, of an exception that may have left the open ones by itself. */
export const stateOf = (noted: FindingState, exception: Parameters<typeof isClosed>[0]): FindingState =>
  noted === 'open' && isClosed(exception) ? 'explained' : noted;
