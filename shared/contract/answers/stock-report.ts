/** What the API answers about a location's stock over some days. */
import * as z from 'zod';
import { commodityFields, date, locationId, orderId, quantity } from './fields.ts';

const stockReportLine = z.object({
  ...commodityFields,
  opening: quantity('What lay there before the first day.'),
  received: quantity('What came in from anywhere, losses on arrival included.'),
  dispatched: quantity('What left for another location.'),
  handedOver: quantity('What households received; returns subtracted on their own day.'),
  lost: quantity('What was lost on arrival or in store.'),
  transferredIn: quantity('What was put under the order from another one, where it lay.'),
  transferredOut: quantity('What was put under another order, where it lay.'),
  countVariance: quantity(
    'What the counts of these days found beyond the books, as the books stand now; negative where goods were missing.',
  ),
  closing: quantity('What lay there after the last day.'),
});

export const stockReportAnswer = z.object({
  locationId,
  orderId,
  from: date('The first day, unless it is left out: from the beginning.').exactOptional(),
  to: date('The last day, unless it is left out: all that the books hold.').exactOptional(),
  commodities: z.array(stockReportLine).meta({
    description:
      'The goods of its book under the order, by when things happened. For each commodity, ' +
      'opening + received + transferredIn + countVariance − dispatched − handedOver − lost − transferredOut = closing, exactly.',
  }),
});
export type StockReportAnswer = z.infer<typeof stockReportAnswer>;
