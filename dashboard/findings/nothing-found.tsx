import type { ComponentChildren, JSX } from 'preact';
import { notFound } from '../api/answer-board.ts';
import { householdPath, payerPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Filters } from '../place.ts';
import type { Key } from '../words/catalogue.ts';
import { useWords } from '../words/words.ts';

/** Filters that name something which is there, or misspelt. */
const asked: readonly (readonly [name: string, path: (id: string) => string, said: Key])[] = [
  ['locationId', (id) => `/locations/${encodeURIComponent(id)}`, 'filters.noLocation'],
  ['payerId', payerPath, 'filters.noPayer'],
  ['householdId', householdPath, 'filters.noHousehold'],
];

/** That a list has nothing to show; a misspelt filter must not reassure. */
export function NothingFound({
  filters,
  children,
}: {
  readonly filters: Filters;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <p>{children}</p>
      {asked.map(([name, path, said]) => {
        const id = filters[name];
        return id === undefined ? null : <IsThere key={name} id={id} path={path(id)} said={said} />;
      })}
    </div>
  );
}

function IsThere({
  id,
  path,
  said,
}: {
  readonly id: string;
  readonly path: string;
  readonly said: Key;
}): JSX.Element | null {
  const words = useWords();
  const { error } = useAnswer<object>(path, { isAskedAgain: false });
  if (error?.status !== notFound) return null;
  return (
    <p class="notice" role="alert">
      {words.say(said, { id })}
    </p>
  );
}
