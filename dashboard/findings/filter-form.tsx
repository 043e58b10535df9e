import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Filters } from '../place.ts';
import type { Key } from '../words/catalogue.ts';
import { useWords } from '../words/words.ts';

/** A filter as it is chosen or typed. */
export interface FilterField {
  readonly name: string;
  readonly label: Key;
  /** What there is to choose from, with its words; typed where there is nothing. */
  readonly options?: readonly (readonly [value: string, text: string])[];
  readonly type?: 'search' | 'date';
}

interface FilterFormProps {
  readonly fields: readonly FilterField[];
  readonly filters: Filters;
  /** The address of the list with other filters. */
  readonly hrefWith: (filters: Filters) => string;
  /** What is narrowed, if it is no list. */
  readonly title?: Key;
  readonly children?: ComponentChildren;
}

/** Filters of a list. They go into the address, so a reload keeps them and whoever gets the address sees the same. */
export function FilterForm(props: FilterFormProps): JSX.Element {
  const { fields, filters, hrefWith, title = 'filters.title', children } = props;
  const words = useWords();
  const form = useId();
  const isAny = Object.keys(filters).length > 0;
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const typed = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()]);
    location.hash = hrefWith(Object.fromEntries(typed));
  };
  return (
    <details class="panel filters" open={isAny}>
      <summary>{words.say(title)}</summary>
      {/* What is typed and not asked for yet outlasts new answers, and is dropped as the address changes. */}
      <form key={JSON.stringify(filters)} onSubmit={submit} aria-label={words.say(title)}>
        <div class="fields">
          {fields.map(({ name, label, options, type = 'search' }) => (
            <div key={name} class="field">
              <label for={`${form}-${name}`}>{words.say(label)}</label>
              {options === undefined && type === 'date' && (
                <input id={`${form}-${name}`} name={name} type="date" defaultValue={filters[name]} />
              )}
              {options === undefined && type === 'search' && (
                <input id={`${form}-${name}`} name={name} type="search" defaultValue={filters[name]} />
              )}
              {options !== undefined && (
                <select id={`${form}-${name}`} name={name}>
                  <option value="">{words.say('filters.any')}</option>
                  {withChosen(options, filters[name]).map(([value, text]) => (
                    <option key={value} value={value} selected={value === filters[name]}>
                      {text}
                    </option>
                  ))}
                </select>
              )}
            </div>
          ))}
        </div>
        <p class="actions">
          <button type="submit" class="primary">
            {words.say('filters.show')}
          </button>
          {isAny && (
            <a class="button" href={hrefWith({})}>
              {words.say('filters.clear')}
            </a>
          )}
          {children}
        </p>
      </form>
    </details>
  );
}

/** A misspelt value of the address stays on show as it is. */
const withChosen = (
  options: readonly (readonly [string, string])[],
  chosen: string | undefined,
): readonly (readonly [string, string])[] =>
  chosen === undefined || options.some(([value]) => value === chosen)
    ? options
    : [...options, [chosen, chosen]];
