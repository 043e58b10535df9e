import type { JSX } from 'preact';
import { useFreshness, useLedger } from '../api/use-answer.ts';
import { clockText } from '../figures/instants.ts';
import { useWords } from '../words/words.ts';

/** When the page was last read; a reader may refresh it at once, or stop it from refreshing by itself. */
export function Freshness(): JSX.Element {
  const words = useWords();
  const { board } = useLedger();
  const { readAt, isPaused } = useFreshness();
  return (
    <div class="freshness">
      {readAt !== undefined && (
        <span data-fresh={readAt.toISOString()}>
          {words.say(isPaused ? 'fresh.paused' : 'fresh.at', { time: clockText(words.locale, readAt) })}
        </span>
      )}
      <button type="button" class="refresh" onClick={() => void board.refresh()}>
        {words.say('fresh.now')}
      </button>
      <button type="button" class="pause" aria-pressed={isPaused} onClick={() => board.setPaused(!isPaused)}>
        <span aria-hidden="true">{isPaused ? '▶' : '❚❚'}</span>
        <span class="unseen">{words.say(isPaused ? 'fresh.resume' : 'fresh.pause')}</span>
      </button>
    </div>
  );
}

/** Says that the page could not be read again, and how old what it shows is. */
export function StaleNotice(): JSX.Element {
  const words = useWords();
  const { readAt, error } = useFreshness();
  return (
    <div role="status" class="stale-place">
      {error !== undefined && (
        <p class="stale">
          {error.status === undefined
            ? words.say('answer.unreachable')
            : words.say('answer.failed', { said: error.message })}{' '}
          {readAt === undefined
            ? words.say('fresh.trying')
            : words.say('fresh.asOf', { time: clockText(words.locale, readAt) })}
        </p>
      )}
    </div>
  );
}
