/** What the API answers about policy orders. */
import * as z from 'zod';
import {
  amount,
  commodity,
  count,
  currency,
  date,
  instant,
  netCount,
  orderId,
  orderStatus,
  quantity,
  quantityLine,
  text,
  unit,
} from './fields.ts';

const ration = z.object({
  commodity,
  quantityPerPerson: quantity('What each person of a household is entitled to.').exactOptional(),
  quantityPerAdult: quantity('What each adult is entitled to, beside the rest.').exactOptional(),
  quantityPerChild: quantity('What each child is entitled to, beside the rest.').exactOptional(),
  quantityPerHousehold: quantity('What each household is entitled to, beside the rest.').exactOptional(),
  step: quantity('The least that a desk weighs out.').exactOptional(),
  unit,
});

const pledge = z.object({
  commodity,
  quantity: quantity('What was promised, unless no quantity was stated.').exactOptional(),
  unit: unit.exactOptional(),
  source: text('Where it is to come from.'),
  responsible: text('Who is responsible for it.'),
});

const revision = z.object({
  revision: count('The number of the revision; 1 as issued.'),
  kind: z.enum(['issued', 'amended', 'cancelled']).meta({ description: 'What happened to the order.' }),
  at: instant('When it was recorded.'),
  reason: text('Why the order was amended or cancelled.').exactOptional(),
});

export const orderAnswer = z.object({
  orderId,
  title: text('What the order is called.'),
  issuedBy: text('Who issued it.'),
  referenceDate: date('The day whose registered households the entitlements are counted from.'),
  startsOn: date('The first day of the order.'),
  endsOn: date('The last day of the order, if it has one.').exactOptional(),
  area: z
    .object({
      centres: z
        .union([z.literal('all'), z.array(z.string())])
        .meta({ description: 'The ids of the centres covered, or `all`.' }),
    })
    .meta({ description: 'Where the order applies.' }),
  rations: z.array(ration).meta({ description: 'What households are entitled to.' }),
  stipend: z
    .object({
      amountPerAdult: amount('What each adult of a household is due.'),
      currency,
      funding: z.enum(['own', 'float']).meta({
        description:
          'With `own`, payers advance their own money; with `float`, they pay no more than they were given.',
      }),
    })
    .meta({ description: 'The money that households are due, if any.' })
    .exactOptional(),
  pledges: z.array(pledge).meta({ description: 'Bulk supplies that were promised centrally.' }),
  prohibitions: z.array(z.string()).meta({ description: 'What the order forbids, in its own words.' }),
  release: z.enum(['proportional', 'equal', 'priority', 'first-come']).meta({
    description: 'How a centre shares out goods while less has arrived than its households are owed.',
  }),
  status: orderStatus,
  revision: count('The number of the revision in force.'),
  revisions: z.array(revision).meta({ description: 'Every revision, oldest first; a cancellation too.' }),
});
export type OrderAnswer = z.infer<typeof orderAnswer>;

const activityDay = z.object({
  date: date('The day it happened, in the time zone of the system.'),
  householdsServed: netCount('Households that received something for the first time; returns subtracted.'),
  receipts: netCount('Receipts; returns subtracted.'),
  handedOver: z.array(quantityLine).meta({ description: 'What was handed over; returns subtracted.' }),
  householdsPaid: netCount('Households that were paid for the first time; reversals subtracted.'),
  payments: netCount('Payments; reversals subtracted.'),
  paid: amount('What was paid, in the currency of the order; reversals subtracted.'),
});

export const activityAnswer = z.object({
  orderId,
  currency: currency.exactOptional(),
  days: z.array(activityDay).meta({ description: 'Every day on which something happened, oldest first.' }),
});
export type ActivityAnswer = z.infer<typeof activityAnswer>;
