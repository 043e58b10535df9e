/** What the API answers about households. */
import * as z from 'zod';
import { missedReasons } from '../../domain/events.ts';
import { withdrawalReasons } from '../../domain/household.ts';
import {
  amount,
  commodityFields,
  count,
  currency,
  date,
  householdId,
  householdName,
  instant,
  locationId,
  neighbourhood,
  orderId,
  orderStatus,
  quantity,
  text,
} from './fields.ts';

export const entitlement = z.object({
  ...commodityFields,
  entitled: quantity('What the household is entitled to in all.'),
  released: quantity(
    'The share of it that the household may draw so far, by what has arrived at its centre.',
  ),
  received: quantity('What the household has received; returns subtracted.'),
  outstanding: quantity('What it is still owed: entitled less received, not below 0.'),
  overIssued: quantity('What it has received beyond what it is entitled to.'),
});

export const householdStipend = z
  .object({
    currency,
    due: amount('What the household is due in all.'),
    paid: amount('What it was paid; reversals subtracted.'),
    outstanding: amount('What it is still due: due less paid, not below 0.'),
    overpaid: amount('What it was paid beyond what it is due.'),
  })
  .meta({ description: 'The money it is due or was paid, if any.' });

const missed = z.object({
  reason: z.enum(missedReasons).meta({ description: 'Why it was not served.' }),
  note: text('What was noted about it, unless it was erased.').exactOptional(),
  occurredAt: text('When it was not served, as its sender wrote it.'),
});

const householdOrder = z.object({
  orderId,
  status: orderStatus,
  centreId: locationId
    .meta({
      description: 'The centre that serves it under this order; none where the order does not cover it.',
    })
    .exactOptional(),
  persons: count('Persons that the order counts; 0 where it does not cover the household.'),
  adults: count('Adults that the order counts; 0 where it does not cover the household.'),
  entitlements: z.array(entitlement).meta({ description: 'The goods it is entitled to or has received.' }),
  stipend: householdStipend.exactOptional(),
  missed: z
    .array(missed.extend({ centreId: locationId, recordedAt: instant('When it was recorded.') }))
    .meta({ description: 'Each time that it was not served, and why; the latest first.' }),
});

export const householdAnswer = z.object({
  householdId,
  centreId: locationId.meta({ description: 'The centre it is registered at.' }),
  name: householdName,
  neighbourhood,
  composition: z
    .object({
      adults: count('Adults in the household.'),
      children: count('Children in the household.'),
      persons: count('Adults and children together.'),
      effectiveFrom: date('The day from which this composition is in force.'),
    })
    .meta({ description: 'Who belongs to it; where none is in force yet, the first that will be.' }),
  withdrawn: z
    .object({
      effectiveFrom: date('The day from which orders do not count it.'),
      reason: z.enum(withdrawalReasons).meta({ description: 'Why it was withdrawn.' }),
      into: householdId.meta({ description: 'The household that it became part of.' }).exactOptional(),
      recordedAt: instant('When it was recorded: nothing is handed over or paid to it since.'),
    })
    .nullable()
    .meta({ description: 'That it was withdrawn and not registered again since; otherwise null.' }),
  orders: z.array(householdOrder).meta({ description: 'Each order that covers it or gave it something.' }),
});
export type HouseholdAnswer = z.infer<typeof householdAnswer>;

const dueCommodity = z.object({
  ...commodityFields,
  entitled: quantity('What the household is entitled to in all.'),
  released: quantity('The share of it that the household may draw so far.'),
  received: quantity('What the household has received; returns subtracted.'),
  dueNow: quantity(
    'Released and not yet received, rounded down to what a desk weighs out while less than all is released; 0 under a cancelled order.',
  ),
});

export const distributionListItem = z.object({
  householdId,
  name: householdName,
  neighbourhood,
  persons: count('Persons that the order counts.'),
  adults: count('Adults that the order counts.'),
  servedAt: text(
    'When it was last handed something that did not come back, as its sender wrote it.',
  ).exactOptional(),
  missed: missed.meta({ description: 'Why it was not served the last time, if ever.' }).exactOptional(),
  commodities: z.array(dueCommodity).meta({ description: 'What it may draw of each commodity.' }),
});
export type DistributionListItem = z.infer<typeof distributionListItem>;

const shelfLine = z.object({
  ...commodityFields,
  onHand: quantity('What lies there, by the books.'),
  dueNow: quantity('What all households of the list may draw now together, those of other pages too.'),
});

export const shelfAnswer = z.array(shelfLine).meta({
  description:
    'The goods of the centre: where less lies there than is due, not everybody gets it. ' +
    'On further pages it is the one of the first.',
});
export type ShelfAnswer = z.infer<typeof shelfAnswer>;

export const paymentListItem = z.object({
  householdId,
  name: householdName,
  neighbourhood,
  adults: count('Adults that the order counts.'),
  currency,
  due: amount('What the household is due in all.'),
  paid: amount('What it was paid; reversals subtracted.'),
  outstanding: amount('What it is still due: due less paid, not below 0.'),
  overpaid: amount('What it was paid beyond what it is due.'),
});
export type PaymentListItem = z.infer<typeof paymentListItem>;
