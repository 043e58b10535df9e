/**
 * Where a void is held that came before its event by a way that cannot know the event's queue: see
 * docs/decisions/0074-decide-a-void-where-its-event-is.md.
 */
import type { QueueName } from '../domain/events.ts';
import { eventClaimId } from './id-claims.ts';

/** A queue and a message group. */
export interface GroupOfQueue {
  readonly queue: QueueName;
  readonly messageGroup: string;
}

/** The queue whose worker may ask every other one to try again. */
const queue: QueueName = 'registrations';

/** The place for voids of an event, `source#id`, that is not known yet. No id that a group is named by begins so. */
export const earlyVoidPlace = (event: string): GroupOfQueue => ({
  queue,
  messageGroup: `?${eventClaimId(event)}`,
});

export const isSamePlace = (one: GroupOfQueue, other: GroupOfQueue): boolean =>
  one.queue === other.queue && one.messageGroup === other.messageGroup;
