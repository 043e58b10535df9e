/** What the API answers about complaints, and about what households say of receipts. */
import * as z from 'zod';
import { complaintKinds, complaintOutcomes, complaintStatuses } from '../../domain/complaints.ts';
import { channels, statementNames } from '../../domain/statements.ts';
import {
  amount,
  date,
  householdId,
  instant,
  locationId,
  orderId,
  quantityLine,
  reference,
  text,
} from './fields.ts';

export const channel = z.enum(channels).meta({ description: 'How it reached whoever wrote it down.' });

const event = z
  .object({ source: text('The `source` of the event.'), id: text('The `id` of the event.') })
  .meta({ description: 'The event that brought it.' });

const answerToComplaint = z.object({
  outcome: z.enum(complaintOutcomes).meta({ description: 'What became of the complaint.' }),
  answer: text('What was answered. Only coordinators and auditors see it.').exactOptional(),
  told: z.boolean().meta({ description: 'Whether the person was told.' }),
  time: text('When it was answered, as its sender wrote it.'),
  event,
  recordedAt: instant('When it was recorded.'),
});

export const complaintAnswer = z.object({
  complaintId: text('The complaint.').meta({ examples: ['K-00012'] }),
  kind: z.enum(complaintKinds).meta({ description: 'What it is about.' }),
  status: z.enum(complaintStatuses).meta({
    description: 'Whether it waits for an answer, waits longer than it should, or was answered.',
  }),
  dueOn: date('The last day on which an answer is in time.'),
  overdueDays: z.int().meta({ description: 'Of one that is overdue: by how many days.' }).exactOptional(),
  days: z.int().meta({ description: 'Of one that was answered: how many days that took.' }).exactOptional(),
  channel,
  orderId: orderId.exactOptional(),
  locationId: locationId.exactOptional(),
  householdId: householdId
    .meta({ description: 'The household, if it is known. Only coordinators and auditors see it.' })
    .exactOptional(),
  reference: reference
    .meta({ description: 'The receipt or payment. Only coordinators and auditors see it.' })
    .exactOptional(),
  text: text('What was said. Only coordinators and auditors see it.').exactOptional(),
  time: text('When it was raised, as its sender wrote it.'),
  event,
  recordedAt: instant('When it was recorded.'),
  answers: z.array(answerToComplaint).meta({ description: 'The answers to it, the first one first.' }),
});
export type ComplaintAnswer = z.infer<typeof complaintAnswer>;

export const statement = z.enum(statementNames).meta({ description: 'What the household said of it last.' });

export const statedAnswer = z.object({
  lines: z
    .array(quantityLine)
    .meta({ description: 'The goods that it did get, if it said so.' })
    .exactOptional(),
  amount: amount('The money that it did get, if it said so.').exactOptional(),
  channel,
  time: text('When it said so, as its sender wrote it.'),
});
export type StatedAnswer = z.infer<typeof statedAnswer>;
