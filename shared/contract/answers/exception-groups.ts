/** What the API answers about exceptions that belong together. */
import * as z from 'zod';
import { queueNames } from '../../domain/events.ts';
import { count, date, instant, orderId, refusalReason, text } from './fields.ts';
import { findingCounts } from './findings.ts';

export const groupings = ['reason', 'import', 'order'] as const;
export type Grouping = (typeof groupings)[number];

/** By import: all of its events, or none, where its counts are enough. */
export const eventsTold = ['all', 'none'] as const;
export type EventsTold = (typeof eventsTold)[number];

const groupedEvent = z.object({
  id: text('The `id` of the event.').meta({ examples: ['handovers-0f1e2d3c4b5a69788796a5b4c3d2e1f0'] }),
  queue: z.enum(queueNames).meta({ description: 'The queue that it came by.' }),
  messageGroup: text('Its message group there.'),
  held: count('How much of it, rows or the whole event, is held.'),
  rejected: count('How much of it was rejected.'),
  firstRecordedAt: instant('When it was first recorded.'),
  voidedBy: z
    .object({ source: text('The `source` of the void.'), id: text('The `id` of the void.') })
    .meta({ description: 'The event that took it back.' })
    .exactOptional(),
});
export type GroupedEvent = z.infer<typeof groupedEvent>;

export const exceptionGroup = z.object({
  reason: refusalReason.meta({ description: 'By reason: why they were not posted.' }).exactOptional(),
  orderId: orderId.exactOptional(),
  isKnown: z
    .boolean()
    .meta({ description: 'By order: whether there is such an order. What names none has no `orderId`.' })
    .exactOptional(),
  source: text('By import: who sent it.').exactOptional(),
  type: text('By import: the type of its events.').exactOptional(),
  recordedOn: date('By import: the day it was recorded, in the time zone of the system.').exactOptional(),
  held: count('How much of it is held.'),
  rejected: count('How much of it was rejected.'),
  counts: findingCounts.exactOptional(),
  events: z
    .array(groupedEvent)
    .meta({
      description:
        'By import: its events, the newest first, unless they are not asked for. A group that goes on is told again on the next page.',
    })
    .exactOptional(),
});
export type ExceptionGroup = z.infer<typeof exceptionGroup>;
