import type { JSX } from 'preact';
import { deskHref } from '../place.ts';
import type { Words } from '../words/words.ts';

/** The way back to the desk where nothing else opens, for whoever has the page on this device. */
export const deskLink = (words: Words): JSX.Element | null =>
  navigator.serviceWorker?.controller ? (
    <p>
      <a href={deskHref}>{words.say('answer.toDesk')}</a>
    </p>
  ) : null;
