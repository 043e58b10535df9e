import type { JSX } from 'preact';
import { useAnswer } from '../../api/use-answer.ts';
import { textIn } from '../model/values.ts';
import type { EventOutcome } from '../outbox/sending.ts';
import { useFormWords } from '../words/words.ts';
import type { BesideProps } from './beside.ts';

/** What became of the event that is to be taken back, so that nobody takes back another. */
export function WhatIsVoided({ values }: BesideProps): JSX.Element | null {
  const [source, id] = [textIn(values, 'source').trim(), textIn(values, 'id').trim()];
  return source === '' || id === '' ? null : <Known source={source} id={id} />;
}

function Known({ source, id }: { readonly source: string; readonly id: string }): JSX.Element | null {
  const words = useFormWords();
  const query = new URLSearchParams({ source, id });
  const { answer, error } = useAnswer<EventOutcome>(`/events?${query}`, { isAskedAgain: false });
  if (answer === undefined && error === undefined) return null;
  return (
    <p class="beside">
      {answer === undefined
        ? words.tell('void.unknown')
        : words.tell(`void.${answer.status === 'mixed' ? 'held' : answer.status}`)}
    </p>
  );
}
