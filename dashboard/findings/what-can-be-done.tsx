import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isCoordinator, useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import type { Remedy } from './remedies.ts';

/** What a coordinator can do about something in the books, and the command that does it: the page itself writes nothing. */
export function WhatCanBeDone({ remedy }: { readonly remedy: Remedy | undefined }): JSX.Element | null {
  const words = useWords();
  const reader = useReader();
  if (remedy === undefined || !isCoordinator(reader)) return null;
  return (
    <details class="remedy">
      <summary>{words.say('done.title')}</summary>
      <p>{words.say(`done.${remedy.of}`)}</p>
      <Command text={remedy.command} />
    </details>
  );
}

function Command({ text }: { readonly text: string }): JSX.Element {
  const words = useWords();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <p class="command">
      <code>{text}</code>{' '}
      {/* Without a safe origin there is no clipboard to write to; the text can be selected all the same. */}
      {isSecureContext && (
        <button type="button" onClick={() => void copy()}>
          <span aria-live="polite">{words.say(isCopied ? 'done.copied' : 'done.copy')}</span>
        </button>
      )}
    </p>
  );
}
