/** What an order or an amendment would come to. */
import * as z from 'zod';
import { amount, commodityFields, count, currency, locationId, quantity } from './fields.ts';

const commodity = z.object({
  ...commodityFields,
  planned: quantity('What the households would be entitled to in all.'),
});
const stipend = z
  .object({ currency, due: amount('What they would be due in all.') })
  .meta({ description: 'Left out where no stipend is paid.' });

const figures = {
  households: count('Households that it would cover.'),
  persons: count('Persons in them.'),
  adults: count('Adults in them.'),
  commodities: z.array(commodity).meta({ description: 'What it rations, in the order of its rations.' }),
  stipend: stipend.exactOptional(),
};

const change = z.union([
  z.object({
    ...commodityFields,
    before: quantity('What was planned before the amendment.'),
    after: quantity('What would be planned after it.'),
  }),
  z.object({
    currency,
    before: amount('What was due before the amendment.'),
    after: amount('What would be due after it.'),
  }),
]);

export const orderPreviewAnswer = z.object({
  ...figures,
  locations: z
    .array(z.object({ locationId, ...figures }))
    .meta({ description: 'The same for each centre that it would cover.' }),
  changes: z
    .array(change)
    .meta({ description: 'Of an amendment: every commodity and the stipend, before and after.' })
    .exactOptional(),
});
export type OrderPreviewAnswer = z.infer<typeof orderPreviewAnswer>;
