/** What the API answers about an event, and about what was just sent. */
import * as z from 'zod';
import { queueNames } from '../../domain/events.ts';
import {
  householdId,
  instant,
  locationId,
  orderId,
  payerId,
  reference,
  refusalReason,
  text,
} from './fields.ts';
import { problemAnswer } from './problem.ts';

const facts = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .meta({ description: 'The facts behind the reason, such as what was asked for and what was left.' });
const status = z.enum(['posted', 'held', 'rejected']);
const source = text('The `source` of the event.').meta({ examples: ['urn:relief:reader:9f1c'] });
const id = text('The `id` of the event.').meta({ examples: ['handovers-2020-08-08-01'] });

const rowOutcome = z.object({
  reference: reference.exactOptional(),
  householdId: householdId.exactOptional(),
  status: status.meta({ description: 'What became of the row.' }),
  reason: refusalReason.exactOptional(),
  detail: facts.exactOptional(),
  exceptionId: text('The exception that keeps it, unless it was posted at once.').exactOptional(),
});
export type RowOutcomeAnswer = z.infer<typeof rowOutcome>;

export const eventAnswer = z.object({
  source,
  id,
  type: text('The `type` of the event; empty where it could not be read.'),
  status: z.enum([...status.options, 'mixed']).meta({
    description: 'What became of the event; of a sheet, of all its rows, and `mixed` where they differ.',
  }),
  reason: refusalReason.exactOptional(),
  detail: facts.exactOptional(),
  exceptionId: text('The exception that keeps it, where the whole of it was not posted.').exactOptional(),
  recordedAt: instant('When that was recorded.'),
  orderId: orderId.exactOptional(),
  locationId: locationId.exactOptional(),
  payerId: payerId.exactOptional(),
  queue: z
    .enum(queueNames)
    .meta({ description: 'The queue that it came by; a void of it travels there.' })
    .exactOptional(),
  messageGroup: text('Its message group on that queue; a void of it travels there.').exactOptional(),
  voidedBy: z.object({ source, id }).meta({ description: 'The void that took it back.' }).exactOptional(),
  rows: z
    .array(rowOutcome)
    .meta({ description: 'Of a sheet that was not refused as one: what became of each row, in order.' })
    .exactOptional(),
});
export type EventAnswer = z.infer<typeof eventAnswer>;

export const queuedEventAnswer = z.object({
  source,
  id,
  status: z.literal('queued').meta({ description: 'The event is on its queue, and not decided yet.' }),
  location: text('Where what becomes of it is told.').meta({
    examples: ['/events?source=urn%3Arelief%3Areader%3A9f1c&id=handovers-2020-08-08-01'],
  }),
});

const batchItem = z.object({
  index: z.int().meta({ description: 'Its place in the batch, from 0 on.' }),
  source: source.exactOptional(),
  id: id.exactOptional(),
  status: z.enum(['queued', 'refused']).meta({
    description: 'Refused: it was never sent, claims no id and leaves no exception.',
  }),
  problem: problemAnswer.meta({ description: 'Why it was refused.' }).exactOptional(),
  outcome: eventAnswer
    .meta({ description: 'With `Prefer: wait`, what became of it, where that was known in time.' })
    .exactOptional(),
});

export const eventBatchAnswer = z.object({
  items: z.array(batchItem).meta({ description: 'What became of each event, in order.' }),
});
export type EventBatchAnswer = z.infer<typeof eventBatchAnswer>;
