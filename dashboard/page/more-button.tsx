import type { JSX } from 'preact';
import { useWords } from '../words/words.ts';

/** Asks for a further page of a list; nothing where the list is whole. */
export function MoreButton(props: {
  readonly isWhole: boolean;
  readonly onMore: () => void;
}): JSX.Element | null {
  const words = useWords();
  if (props.isWhole) return null;
  return (
    <button type="button" onClick={props.onMore}>
      {words.say('list.more')}
    </button>
  );
}
