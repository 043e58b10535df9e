/** What the API answers to whoever searches. */
import * as z from 'zod';
import { householdId, householdName, locationId, neighbourhood, orderId, payerId, text } from './fields.ts';

/** In the order in which what is equally near stands. */
export const searchKinds = [
  'household',
  'receipt',
  'payment',
  'waybill',
  'event',
  'location',
  'order',
] as const;

/** Query parameters by which a search reaches further. */
export const narrowings = ['q', 'locationId', 'orderId'] as const;
export type Narrowing = (typeof narrowings)[number];

const searchItem = z.object({
  kind: z.enum(searchKinds).meta({ description: 'What was found.' }),
  id: text('Its number: of an event its `id`.').meta({ examples: ['KS-R01-00002'] }),
  name: householdName
    .unwrap()
    .meta({
      description: 'The name of a household or location, or the title of an order.',
    })
    .exactOptional(),
  neighbourhood,
  locationId: locationId
    .meta({
      description:
        'Of a household the centre where it is registered, of a receipt the one that gave it out, of a waybill where it goes.',
    })
    .exactOptional(),
  payerId: payerId.exactOptional(),
  orderId: orderId.exactOptional(),
  householdId: householdId.exactOptional(),
  source: text('The `source` of an event.').exactOptional(),
  status: z
    .enum(['posted', 'held', 'rejected'])
    .meta({ description: 'What became of a receipt or payment.' })
    .exactOptional(),
  exceptionId: text('The exception that keeps a receipt or payment that was not posted.').exactOptional(),
});
export type SearchItem = z.infer<typeof searchItem>;

export const searchAnswer = z.object({
  items: z.array(searchItem).meta({ description: 'What was found, the nearest first.' }),
  complete: z
    .boolean()
    .meta({ description: 'Whether everything was looked through, and all of it is here.' }),
  narrowBy: z
    .array(z.enum(narrowings))
    .meta({
      description: 'Where it is not complete: the parameters that narrow it down, `q` by a longer text.',
    })
    .exactOptional(),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;
