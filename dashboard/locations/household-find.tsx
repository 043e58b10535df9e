import type { JSX } from 'preact';
import type { Column } from '../page/sorting.tsx';
import { useWords, type Words } from '../words/words.ts';

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

interface Living {
  readonly name?: string;
  readonly neighbourhood?: string;
}

interface Listed extends Living {
  readonly householdId: string;
}

export const isLike = ({ householdId, name, neighbourhood }: Listed, sought: string): boolean =>
  [householdId, name, neighbourhood].some((text) =>
    text?.toLocaleLowerCase().includes(sought.trim().toLocaleLowerCase()),
  );

/** Columns of who a household is and where it lives; what nobody of the list has is no column. */
export const livingColumns = <R extends Living>(rows: readonly R[], words: Words): readonly Column<R>[] => [
  ...(rows.some(({ name }) => name !== undefined)
    ? [{ name: 'name', label: words.say('list.name'), value: ({ name }: R) => name }]
    : []),
  ...(rows.some(({ neighbourhood }) => neighbourhood !== undefined)
    ? [
        {
          name: 'neighbourhood',
          label: words.say('list.neighbourhood'),
          value: ({ neighbourhood }: R) => neighbourhood,
        },
      ]
    : []),
];
