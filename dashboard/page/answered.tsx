import type { ComponentChildren } from 'preact';
import { forbidden, type LatestAnswer, notFound } from '../api/answer-board.ts';
import { useLedger } from '../api/use-answer.ts';
import { useWords } from '../words/words.ts';
import { deskLink } from './desk-link.tsx';

interface AnsweredProps<T> {
  readonly reading: LatestAnswer<T>;
  /** What was asked for, for when it is not there. */
  readonly of?: string;
  /** Stands in for what is not there. */
  readonly missing?: ComponentChildren;
  /** Stands in for what is not the reader's. */
  readonly closed?: ComponentChildren;
  /** Tries again what is no question to the API. */
  readonly onRetry?: () => void;
  readonly children: (answer: T) => ComponentChildren;
}

/** Shows an answer; before there is one, that it is being read, is not there, is not the reader's or could not be read. */
export function Answered<T>(props: AnsweredProps<T>): ComponentChildren {
  const { reading, of = '', missing, closed, children } = props;
  const words = useWords();
  const { board } = useLedger();
  const { onRetry = () => void board.refresh() } = props;
  const { answer, error } = reading;
  if (answer !== undefined) return children(answer);
  if (error === undefined) {
    return (
      <div class="loading" role="status">
        <p>{words.say('page.loading')}</p>
        <div class="loading-panel" aria-hidden="true" />
      </div>
    );
  }
  if (error.status === notFound) {
    return missing ?? <p class="empty">{words.say('answer.missing', { id: of })}</p>;
  }
  if (error.status === forbidden) {
    return closed ?? <p class="empty">{words.say('answer.closed')}</p>;
  }
  return (
    <div class="empty" role="alert">
      <p>
        {error.status === undefined
          ? words.say('answer.unreachable')
          : words.say('answer.failed', { said: error.message })}
      </p>
      <button type="button" onClick={onRetry}>
        {words.say('answer.retry')}
      </button>
      {error.status === undefined && deskLink(words)}
    </div>
  );
}
