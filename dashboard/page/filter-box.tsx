import type { JSX } from 'preact';
import { type Filters, placeOf, withFilters } from '../place.ts';
import type { Key } from '../words/catalogue.ts';
import { useWords } from '../words/words.ts';

interface FilterBoxProps {
  readonly label: Key;
  readonly isChecked: boolean;
  /** The place that is filtered. */
  readonly href: string;
  /** The filter where the box is checked, and where it is not. */
  readonly checked: Filters;
  readonly unchecked: Filters;
}

/** A filter that is on or off. It goes into the address, and can be undone by *back*. */
export function FilterBox({ label, isChecked, href, checked, unchecked }: FilterBoxProps): JSX.Element {
  const words = useWords();
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={({ currentTarget }) => filterBy(href, currentTarget.checked ? checked : unchecked)}
      />
      <span>{words.say(label)}</span>
    </label>
  );
}

/** Goes to a place by other filters than those of the address; what `changed` does not name stays. */
export function filterBy(href: string, changed: Filters): void {
  location.hash = withFilters(href, { ...placeOf(location.hash).filters, ...changed });
}
