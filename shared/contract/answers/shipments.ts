/** What the API answers about waybills. */
import * as z from 'zod';
import { remainders } from '../../domain/events.ts';
import { commodityFields, instant, locationId, orderId, quantity, shipmentId, text } from './fields.ts';

const waybillLine = z.object({
  ...commodityFields,
  dispatched: quantity('What was sent; without a dispatch, what was received and lost.'),
  received: quantity('What was received undamaged.'),
  lost: quantity('What was lost on the way.'),
  shortfall: quantity('What is missing once any part of the waybill has arrived.'),
  surplus: quantity('What arrived beyond what was sent.'),
});

const waybillEvent = z.object({
  type: z.enum(['dispatch', 'arrival', 'closing']).meta({ description: 'What it records.' }),
  source: text('Who sent it; a void of it names this.'),
  id: text('Its id; a void of it names this.'),
  locationId: locationId
    .meta({ description: 'The location that the goods left, or arrived at.' })
    .exactOptional(),
  at: instant('When it was recorded.'),
});

export const shipmentAnswer = z.object({
  shipmentId,
  orderId,
  from: text(
    'Where it was sent from: `hub:`, `centre:` or `store:` and an id, or `source:` and a name; an unregistered location by its id alone.',
  ).exactOptional(),
  to: locationId.meta({ description: 'The location it was sent to; without a dispatch, where it arrived.' }),
  carrier: text('Who carries it, if the dispatch says so.').exactOptional(),
  status: z.enum(['in-transit', 'part-arrived', 'arrived', 'closed']).meta({
    description: 'How much of it has arrived; `closed` where it was closed and nothing ever arrived.',
  }),
  closed: z
    .object({
      reason: text('Why it was closed.'),
      remainder: z.enum(remainders).meta({ description: 'What became of what was still in transit.' }),
      at: instant('When the closing was recorded.'),
    })
    .meta({ description: 'Its closing, after which nothing of it is in transit.' })
    .exactOptional(),
  lines: z.array(waybillLine).meta({ description: 'Its goods, one line for each commodity.' }),
  events: z.array(waybillEvent).meta({
    description:
      "What is recorded of it and was not voided, in the order of recording. The dispatch of a hub's share is of the " +
      'event of the arrival that it came with.',
  }),
});
export type ShipmentAnswer = z.infer<typeof shipmentAnswer>;
