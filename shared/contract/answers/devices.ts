/** What the API answers about the devices that events come from. */
import * as z from 'zod';
import { deviceStatuses } from '../../domain/devices.ts';
import { instant, text } from './fields.ts';

const status = (description: string) => z.enum(deviceStatuses).meta({ description });

export const deviceAnswer = z.object({
  device: text('The name of the device, which stands at the end of `source`.').meta({
    examples: ['7QF3MXKP'],
  }),
  status: status('Whether events of it are taken in, or it is ended.'),
  sources: z
    .array(text('A `source` that ends with its name.'))
    .meta({
      description: 'Each `source` that the books know of it; none before the first event of it came.',
    }),
  decisions: z
    .array(
      z.object({
        status: status('What it was from then on.'),
        reason: text('Why.'),
        by: text('The `source` of the coordinator.').meta({ examples: ['urn:relief:reader:9f1c'] }),
        at: instant('When it was decided.'),
      }),
    )
    .meta({ description: 'What coordinators decided about it, the latest first.' }),
});
export type DeviceAnswer = z.infer<typeof deviceAnswer>;
