/** What the API answers about hubs, centres and stores. */
import * as z from 'zod';
import { commodityFields, locationId, locationKind, orderId, quantity, text } from './fields.ts';

export const locationAnswer = z.object({
  locationId,
  name: text('The name of the location.'),
  kind: locationKind,
  suppliedBy: locationId.meta({ description: 'The hub that supplies it, if one is named.' }).exactOptional(),
});
export type LocationAnswer = z.infer<typeof locationAnswer>;

const stockBalance = z.object({
  ...commodityFields,
  received: quantity('What came in from anywhere, losses on arrival included.'),
  transferredIn: quantity('What was put under the order from another one, where it lay.'),
  transferredOut: quantity('What was put under another order, where it lay.'),
  dispatched: quantity('What left for another location.'),
  lost: quantity('What was lost on arrival or in store.'),
  countVariance: quantity('What physical counts found beyond the books; negative where goods were missing.'),
  handedOver: quantity('What households received; returns subtracted.'),
  onHand: quantity('What the book holds now.'),
});

export const locationBalancesAnswer = z.object({
  ...locationAnswer.shape,
  balances: z
    .array(
      z.object({
        orderId,
        commodities: z.array(stockBalance).meta({ description: 'The goods of its book under the order.' }),
      }),
    )
    .meta({ description: 'One for each order under which it has a book.' }),
});
export type LocationBalancesAnswer = z.infer<typeof locationBalancesAnswer>;
