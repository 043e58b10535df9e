import type { JSX } from 'preact';
import { expectedText } from '../model/sentences.ts';
import { type FormWords, useFormWords } from '../words/words.ts';

interface ReasonProps {
  readonly status: string;
  readonly reason: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** Why something was not booked, by which facts, and what can be done about it. */
export function ReasonOf({ status, reason, detail = {} }: ReasonProps): JSX.Element {
  const words = useFormWords();
  const advice = words.named('reason', `${reason}.do`);
  const facts = Object.entries(detail).map(([name, value]) => factText(words, name, value));
  return (
    <>
      <p>
        {words.tell(status === 'held' ? 'outcome.waitsFor' : 'outcome.because', {
          reason: words.named('reason', reason),
        })}
        {facts.length > 0 && ` (${facts.join(' · ')})`}
      </p>
      {advice !== `${reason}.do` && <p class="help">{advice}</p>}
    </>
  );
}

function factText(words: FormWords, name: string, value: string | number | boolean): string {
  const label = words.named('fact', name);
  if (typeof value === 'number') return `${label}: ${words.number(value)}`;
  if (name === 'commodity') return `${label}: ${words.commodity(String(value))}`;
  return `${label}: ${name === 'expected' ? expectedText(words, String(value)) : value}`;
}
