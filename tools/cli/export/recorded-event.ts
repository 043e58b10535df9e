/** The lines of `events.ndjson`: every event that a system was ever sent, in the order it recorded them. */
import { z } from 'zod';
import { type QueueName, queueNames } from '../../../shared/domain/events.ts';

export const recordedEventSchema = z
  .object({
    queue: z.enum(queueNames),
    /** When the system first made something of it. */
    recordedAt: z.string(),
    /**
     * `original`: what was sent, to the letter of its content. `rebuilt`: the same to the books, but rows that had
     * changed nothing are left out, or quantities are in another unit. `redacted`: a name in it was erased.
     */
    form: z.enum(['original', 'rebuilt', 'redacted']),
    /** Whether something of it was not posted when it came: what was sent around it then matters. */
    isDelicate: z.boolean().optional(),
    event: z.record(z.string(), z.unknown()).optional(),
    /** In place of `event`: the text of a message that is not one JSON object, or says more than it would. */
    body: z.string().optional(),
  })
  .refine(({ event, body }) => (event === undefined) !== (body === undefined), {
    error: 'either event or body',
  });
export type RecordedEvent = Readonly<z.infer<typeof recordedEventSchema>> & { readonly queue: QueueName };
