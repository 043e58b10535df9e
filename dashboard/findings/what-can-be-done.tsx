import type { JSX } from 'preact';
import { useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import { mayFill } from '../writing/offers.ts';
import { WriteLink } from '../writing/write-link.tsx';
import type { Remedy } from './remedies.ts';

interface WhatCanBeDoneProps {
  readonly remedy: Remedy | undefined;
  readonly orderId: string;
}

/** What a reader can do about something in the books, and the form that does it. */
export function WhatCanBeDone({ remedy, orderId }: WhatCanBeDoneProps): JSX.Element | null {
  const words = useWords();
  const reader = useReader();
  if (remedy === undefined || !mayFill(reader, remedy.form)) return null;
  return (
    <details class="remedy">
      <summary>{words.say('done.title')}</summary>
      <p>{words.say(`done.${remedy.of}`)}</p>
      <p>
        <WriteLink form={remedy.form} orderId={orderId} of={remedy.about} />
      </p>
    </details>
  );
}
