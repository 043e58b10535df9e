/** What the API answers about anomalies. */
import * as z from 'zod';
import { anomalyKinds } from '../../domain/anomaly-kinds.ts';
import {
  commodity,
  currency,
  householdId,
  instant,
  locationId,
  orderId,
  quantity,
  text,
  unit,
} from './fields.ts';
import { found } from './findings.ts';

export const anomalyAnswer = z.object({
  anomalyId: text('The anomaly: it keeps this id while its figures change.').meta({
    examples: ['A-3vY1kq0cX2mQe7sJt9ZbLw'],
  }),
  kind: z.enum(anomalyKinds).meta({ description: 'What is unusual.' }),
  orderId: orderId.exactOptional(),
  locationId: locationId.exactOptional(),
  commodity: commodity.exactOptional(),
  unit: unit.exactOptional(),
  currency: currency.exactOptional(),
  quantity: quantity(
    'How much, in this unit or currency; without either, how many. A count variance has a sign. Left out where nobody said how much.',
  ).exactOptional(),
  explained: quantity(
    'Of a count variance: what later records explained of it. With `quantity` it is the variance found first.',
  ).exactOptional(),
  references: z.array(z.string()).meta({ description: 'The documents and households to look it up by.' }),
  householdId: householdId.exactOptional(),
  collectedBy: text('The proxy who collected for many households.').exactOptional(),
  recordedAt: instant('When it was recorded.'),
  ...found,
});
export type AnomalyAnswer = z.infer<typeof anomalyAnswer>;
