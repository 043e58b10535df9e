import type { JSX } from 'preact';
import { useWords } from '../words/words.ts';

interface HouseholdFindProps {
  readonly sought: string;
  readonly onSought: (sought: string) => void;
}

/** Where a household of a printed list is looked for, by its number, name or neighbourhood. */
export function HouseholdFind({ sought, onSought }: HouseholdFindProps): JSX.Element {
  const words = useWords();
  return (
    <label class="choice">
      <span>{words.say('list.find')}</span>
      <input type="search" value={sought} onInput={({ currentTarget }) => onSought(currentTarget.value)} />
    </label>
  );
}

interface Listed {
  readonly householdId: string;
  readonly name?: string;
  readonly neighbourhood?: string;
}

export const isLike = ({ householdId, name, neighbourhood }: Listed, sought: string): boolean =>
  [householdId, name, neighbourhood].some((text) =>
    text?.toLocaleLowerCase().includes(sought.trim().toLocaleLowerCase()),
  );
