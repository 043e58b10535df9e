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

export const findingCounts = z
  .object({
    open: z.int().meta({ description: 'How many are open.' }),
    lookedInto: z.int().meta({ description: 'How many are being looked into.' }),
    explained: z.int().meta({ description: 'How many are explained.' }),
  })
  .meta({
    description:
      'How many fit the filter, whatever their state. Of a filter by household, reference, event or day only those that ' +
      'were found for this page are counted.',
  });
export type FindingCounts = z.infer<typeof findingCounts>;

export const searched = z
  .object({
    complete: z.boolean().meta({ description: 'Whether all was looked at: nothing else fits.' }),
    to: instant(
      'Where it is not complete: what was recorded before this was not looked at yet.',
    ).exactOptional(),
  })
  .meta({
    description:
      'How far the list was searched for what fits: a page may be short, or empty, and not the last.',
  });
export type Searched = z.infer<typeof searched>;
