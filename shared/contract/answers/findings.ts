/** What the API answers about what people found out. */
import * as z from 'zod';
import { findingStates } from '../../domain/events.ts';
import { instant, text } from './fields.ts';

export const findingState = z.enum(findingStates).meta({
  description:
    'What people made of it: open until a note says otherwise. What was withdrawn, replaced or corrected is explained.',
});

export const findingOwner = text('Who looks after it.').meta({ examples: ['Ri'] });

export const findingNote = z.object({
  note: text('What was found out; left out where the household that it is about was erased.').exactOptional(),
  state: z.enum(findingStates).meta({ description: 'The state that the note gave it.' }).exactOptional(),
  owner: text('Whom the note gave it to.').exactOptional(),
  event: z
    .object({ source: text('Who wrote it: the `source` of the event.'), id: text('The `id` of the event.') })
    .meta({ description: 'The event that brought the note.' }),
  time: text('When it was written, as its sender wrote it.'),
  recordedAt: instant('When it was recorded.'),
});
export type FindingNoteAnswer = z.infer<typeof findingNote>;

/** What exceptions and anomalies have in common. */
export const found = {
  state: findingState,
  owner: findingOwner.exactOptional(),
  notes: z.array(findingNote).meta({ description: 'What people found out, in the order of its recording.' }),
};
