/** What the API answers about what was not posted. */
import * as z from 'zod';
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
import { found } from './findings.ts';

export const exceptionAnswer = z.object({
  exceptionId: text('The exception.'),
  status: z.enum(['held', 'rejected']).meta({
    description: 'Held: it is posted once what it depends on arrives. Rejected: it can never be posted.',
  }),
  reason: refusalReason,
  detail: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .meta({ description: 'The facts behind the reason, such as what was asked for and what was left.' }),
  state: found.state,
  reference: reference.exactOptional(),
  orderId: orderId.exactOptional(),
  locationId: locationId.exactOptional(),
  payerId: payerId.exactOptional(),
  householdId: householdId.exactOptional(),
  correctedBy: z
    .object({ source: text('The `source` of the event.'), id: text('The `id` of the event.') })
    .meta({ description: 'The event that sent it again, put right.' })
    .exactOptional(),
  event: z
    .object({
      source: text('The `source` of the event.').exactOptional(),
      id: text('The `id` of the event.').exactOptional(),
      type: text('The `type` of the event.').exactOptional(),
    })
    .meta({ description: 'The event that it belongs to, as far as it could be read.' }),
  recordedAt: instant('When this status was recorded.'),
  owner: found.owner,
  notes: found.notes,
  original: z.unknown().meta({
    description:
      'The event, or the one receipt or payment of it, as it was sent; as text where it was not valid JSON.',
  }),
});
export type ExceptionAnswer = z.infer<typeof exceptionAnswer>;
