/** What the API answers to coordinators about cards, and to the holder of one. */
import * as z from 'zod';
import { complaintKinds, complaintOutcomes, complaintStatuses } from '../../domain/complaints.ts';
import { statedAnswer, statement } from './complaints.ts';
import {
  amount,
  count,
  currency,
  date,
  householdId,
  householdName,
  locationId,
  neighbourhood,
  orderId,
  orderStatus,
  payerId,
  quantityLine,
  reference,
  text,
} from './fields.ts';
import { entitlement, householdStipend } from './households.ts';

export const cardListItem = z.object({
  householdId,
  name: householdName,
  neighbourhood,
  persons: count('Persons that the order counts.'),
  token: text('What opens the page of the card: whoever has it speaks for the household.').meta({
    examples: ['KS-R01-00002.7Q4M0ZC2XW9K'],
  }),
  url: text('The address of the page of the card, which its QR code holds.'),
  entitlements: z.array(entitlement).meta({ description: 'The goods it is entitled to or has received.' }),
  stipend: householdStipend.exactOptional(),
});
export type CardListItem = z.infer<typeof cardListItem>;

const document = z.object({
  reference,
  kind: z.enum(['handover', 'payment']).meta({ description: 'Whether it was goods or money.' }),
  at: text('When it happened, as its sender wrote it.'),
  locationId: locationId.exactOptional(),
  payerId: payerId.exactOptional(),
  lines: z.array(quantityLine).meta({ description: 'The goods, by the books.' }).exactOptional(),
  amount: amount('The money, by the books.').exactOptional(),
  currency: currency.exactOptional(),
  statement: statement.exactOptional(),
  stated: statedAnswer
    .meta({ description: 'What it said that it did get, and how and when.' })
    .exactOptional(),
});

const ownComplaint = z.object({
  complaintId: text('The complaint.'),
  kind: z.enum(complaintKinds).meta({ description: 'What it is about.' }),
  status: z.enum(complaintStatuses).meta({ description: 'Whether it was answered, or is overdue.' }),
  dueOn: date('The last day on which an answer is in time.'),
  orderId: orderId.exactOptional(),
  reference: reference.exactOptional(),
  time: text('When it was raised, as its sender wrote it.'),
  outcome: z
    .enum(complaintOutcomes)
    .meta({ description: 'What became of it, once it was answered.' })
    .exactOptional(),
  answer: text('What was answered.').exactOptional(),
});

export const cardAnswer = z.object({
  householdId,
  centreId: locationId.meta({ description: 'The centre it is registered at.' }),
  persons: count('Adults and children together.'),
  adults: count('Adults in the household.'),
  orders: z
    .array(
      z.object({
        orderId,
        title: text('What the order is called.'),
        status: orderStatus,
        entitlements: z
          .array(entitlement)
          .meta({ description: 'The goods it is entitled to or has received.' }),
        stipend: householdStipend.exactOptional(),
        receipts: z
          .array(document)
          .meta({ description: 'Its receipts and payments that stand, the latest first.' }),
      }),
    )
    .meta({ description: 'Each order that covers it or gave it something.' }),
  complaints: z.array(ownComplaint).meta({ description: 'Its complaints, the latest first.' }),
});
export type CardAnswer = z.infer<typeof cardAnswer>;

export const queuedCardEventAnswer = z.object({
  status: z.literal('queued').meta({ description: 'It is on its queue.' }),
  source: text('The `source` of the event.'),
  id: text('The `id` of the event.'),
  complaintId: text('The complaint that was raised, if any.').exactOptional(),
});
export type QueuedCardEventAnswer = z.infer<typeof queuedCardEventAnswer>;

const publicFigures = z.object({
  commodity: text('The commodity.'),
  unit: text('The unit of every quantity in this line.').exactOptional(),
  received: z.number().meta({ description: 'What came in.' }),
  handedOver: z
    .number()
    .meta({ description: 'What households received. Left out where so few did that it would tell of one.' })
    .exactOptional(),
  onHand: z
    .number()
    .meta({ description: 'What the books hold now. Left out with `handedOver`.' })
    .exactOptional(),
});

export const publicOrderAnswer = z.object({
  orderId,
  title: text('What the order is called.'),
  status: orderStatus,
  asOf: text('The instant that the figures stand at.'),
  commodities: z.array(publicFigures).meta({ description: 'The goods of the order over all locations.' }),
  locations: z
    .array(
      z.object({
        locationId: locationId
          .meta({ description: 'The location; none for small ones, which are added together.' })
          .exactOptional(),
        name: text('Its name.').exactOptional(),
        commodities: z.array(publicFigures).meta({ description: 'Its goods under the order.' }),
      }),
    )
    .meta({
      description:
        'The same by location. Small ones are added together, so that nothing tells of one household.',
    }),
});
export type PublicOrderAnswer = z.infer<typeof publicOrderAnswer>;
