/** What the API answers about where an order's goods and money are. */
import * as z from 'zod';
import {
  amount,
  commodityFields,
  count,
  currency,
  instant,
  locationId,
  locationKind,
  netCount,
  orderId,
  orderStatus,
  payerId,
  quantity,
  text,
} from './fields.ts';

const goodsFigures = {
  planned: quantity('The entitlements of the households counted, added up.'),
  transferredIn: quantity('What was put under this order from another one, where it lay.'),
  transferredOut: quantity('What was put under another order, where it lay.'),
  lost: quantity('What was lost on arrival or in store.'),
  countVariance: quantity('What physical counts found beyond the books; negative where goods were missing.'),
  handedOver: quantity('What households received; returns subtracted.'),
  onHand: quantity('What the books hold now.'),
  outstanding: quantity('What households are still owed, each for itself.'),
  overIssued: quantity('What households have beyond what they are owed, each for itself.'),
};

export const orderCommodity = z.object({
  ...commodityFields,
  ...goodsFigures,
  pledged: quantity('What was promised centrally.'),
  inTransit: quantity('What left one location and has not arrived at the next.'),
  received: quantity('What came in from outside, losses on arrival included.'),
});

export const locationCommodity = z.object({
  ...commodityFields,
  ...goodsFigures,
  received: quantity('What came in from anywhere, losses on arrival included.'),
  dispatched: quantity('What left for another location.'),
  unreleased: quantity(
    'The part of what is on hand that is released to nobody: of what came, what is left when all shares are rounded down.',
  ),
  receivedElsewhere: quantity(
    'What the households that it serves got at other locations, less what others got here. ' +
      'planned = handedOver + receivedElsewhere + outstanding − overIssued.',
  ),
});

export const locationReportAnswer = z.object({
  locationId,
  name: text('The name of the location, if it is registered.').exactOptional(),
  kind: locationKind,
  households: count('Households that the location serves under the order.'),
  persons: count('Persons in those households.'),
  adults: count('Adults among those persons.'),
  householdsServed: count('Of those households, the ones that have received something, wherever that was.'),
  householdsComplete: count(
    'Of those households, the ones that have received all that they are entitled to.',
  ),
  commodities: z.array(locationCommodity).meta({ description: 'Its goods under the order.' }),
});
export type LocationReportAnswer = z.infer<typeof locationReportAnswer>;

const payerReport = z.object({
  payerId,
  paid: amount('What it paid; reversals subtracted.'),
  payments: netCount('Its payments; reversals subtracted.'),
});

const stipendReport = z.object({
  currency,
  due: amount('What households are due in all.'),
  paid: amount('What was paid; reversals subtracted.'),
  outstanding: amount('What households are still due, each for itself.'),
  overpaid: amount('What households were paid beyond what they are due, each for itself.'),
  householdsPaid: netCount('Households that have been paid something.'),
  payers: z.array(payerReport).meta({ description: 'What each payer paid.' }),
});

export const reconciliationAnswer = z.object({
  orderId,
  status: orderStatus,
  asOf: instant('The instant that the figures stand at.'),
  commodities: z.array(orderCommodity).meta({
    description:
      'The goods of the order over all locations. For each commodity, ' +
      'received + transferredIn = handedOver + lost + onHand + inTransit + transferredOut − countVariance, exactly.',
  }),
  locations: z.array(locationReportAnswer).meta({
    description:
      'The same for each location that serves households or has a book, ' +
      'with `dispatched` in the place of `inTransit`.',
  }),
  stipend: stipendReport
    .meta({ description: 'The money of the order, if it ever had a stipend.' })
    .exactOptional(),
  exceptions: z
    .object({ held: count('Items held.'), rejected: count('Items rejected.') })
    .meta({ description: 'What had not been posted by then.' }),
  confirmations: z
    .object({
      received: count('Those of which the household says that it got all.'),
      less: count('Those of which it says that it got less.'),
      notReceived: count('Those of which it says that it got nothing.'),
      unheard: count('Those of which nobody has said anything. Silence is no confirmation.'),
    })
    .meta({
      description:
        'Every receipt and payment that was ever posted, by what its household said of it last, those that were undone since included.',
    }),
  complaints: z
    .object({
      open: count('Complaints that nobody has answered.'),
      overdue: count('The part of them whose answer was due before today.'),
      answered: count('Complaints that were answered.'),
      medianDays: z
        .number()
        .nullable()
        .meta({ description: 'In how many days they were answered: the median; null while none was.' }),
    })
    .meta({ description: 'The complaints that name the order.' }),
});
export type ReconciliationAnswer = z.infer<typeof reconciliationAnswer>;
