/** What the API answers about whoever asks. */
import * as z from 'zod';
import { roleNames } from '../../domain/roles.ts';
import { locationAnswer } from './locations.ts';

const ownLocation = z.object({
  ...locationAnswer.shape,
  name: locationAnswer.shape.name.exactOptional(),
  kind: locationAnswer.shape.kind.exactOptional(),
});

export const readerAnswer = z.object({
  roles: z.array(z.enum(roleNames)).meta({ description: 'The roles that the token grants.' }),
  locations: z.array(ownLocation).meta({
    description: 'The locations whose staff the reader belongs to; only the id where it is not registered.',
  }),
  payers: z.array(z.string()).meta({ description: 'The ids of the payers whose books the reader keeps.' }),
});
export type ReaderAnswer = z.infer<typeof readerAnswer>;
