/** Exceptions as their lists show them, by what they are sorted and filtered by. */
import { type FindingState, findingStates, type Instant } from '../domain/events.ts';
import { exceptionIndex, unnamed } from './exception-keys.ts';
import { damaged, nameOf } from './record-fields.ts';

/** An exception as the index alone shows it. */
export interface ListedException {
  /** `undefined` where the exception names none. */
  readonly orderId: string | undefined;
  /** When this outcome was recorded. */
  readonly recordedAt: Instant;
  readonly index: number;
  readonly exceptionId: string;
  readonly reason: string;
  readonly locationId: string | undefined;
  readonly payerId: string | undefined;
  /** What people make of something held, for whoever settles it to count by; of what was rejected its notes alone tell. */
  readonly state?: FindingState;
}

/** Where an exception stands in the list of its status: by order, by time, and with what lists are filtered by. */
export const listedAt = (listed: ListedException): string =>
  [
    listed.orderId ?? unnamed,
    ageOf(listed),
    listed.reason,
    listed.locationId ?? unnamed,
    listed.payerId ?? unnamed,
    ...(listed.state === undefined || listed.state === 'open' ? [] : [listed.state]),
  ].join('#');

/** Law: the inverse of {@link listedAt}. Errors: `DamagedRecordError`. */
export function readListedAt(text: string): ListedException {
  const [orderId, recordedAt, index, exceptionId, reason, locationId, payerId, stateText] = text.split('#');
  if (recordedAt === undefined || exceptionId === undefined || reason === undefined || payerId === undefined)
    return damaged(exceptionIndex.sort);
  return {
    orderId: named(orderId),
    recordedAt,
    index: Number(index),
    exceptionId,
    reason,
    locationId: named(locationId),
    payerId: named(payerId),
    ...(stateText !== undefined && { state: nameOf(stateText, findingStates, exceptionIndex.sort) }),
  };
}

/** What exceptions are sorted by over all orders and lists: the time of the outcome, then what sets those of one instant apart. */
export const ageOf = ({ recordedAt, index, exceptionId }: ListedException): string =>
  [recordedAt, index.toString().padStart(4, '0'), exceptionId].join('#');

const named = (id: string | undefined): string | undefined => (id === unnamed ? undefined : id);
