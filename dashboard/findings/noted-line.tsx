import type { JSX } from 'preact';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import { formHref, mayFill } from '../writing/offers.ts';

interface NotedLineProps {
  readonly orderId: string;
  /** An exception or an anomaly. */
  readonly finding: Pick<ExceptionAnswer, 'state' | 'owner' | 'notes'>;
  readonly id: string;
  /** What tells it from the others of its list. */
  readonly named: string;
}

/** What people made of a finding: its state, who looks after it, the newest note, and where the next is written. */
export function NotedLine({ orderId, finding, id, named }: NotedLineProps): JSX.Element {
  const words = useWords();
  const reader = useReader();
  const { state, owner, notes } = finding;
  const newest = notes.findLast(({ note }) => note !== undefined)?.note;
  return (
    <p class="noted">
      <span class={`state state-${state}`}>{words.say(`state.${state}`)}</span>
      {owner !== undefined && <span>{words.say('finding.owner', { owner })}</span>}
      {newest !== undefined && <q>{newest}</q>}
      {mayFill(reader, 'note') && (
        <a href={formHref('note', orderId, id)} aria-label={words.say('finding.note.of', { named })}>
          {words.say('write.note')}
        </a>
      )}
    </p>
  );
}
