/** What a reader has chosen of a view, kept in the address: a reload keeps it, and whoever gets the address sees the same. */
import { useLayoutEffect, useState } from 'preact/hooks';
import { placeOf, withFilters } from '../place.ts';

const inAddress = (name: string): string | undefined => placeOf(location.hash).filters?.[name];

/** The choice of this name, and how to choose. Guarantees: choosing is no step that *back* undoes, and moves no focus. */
export function useChoice(name: string): readonly [string | undefined, (value: string) => void] {
  const [chosen, setChosen] = useState(() => inAddress(name));
  useLayoutEffect(() => {
    const follow = (): void => setChosen(inAddress(name));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [name]);
  const choose = (value: string): void => {
    const [path = ''] = location.hash.split('?');
    const filters = { ...placeOf(location.hash).filters, [name]: value };
    history.replaceState(null, '', withFilters(path, filters));
    setChosen(value);
  };
  return [chosen, choose];
}

/** The same where there are a few things to choose from, of which the first is chosen until another is. */
export function useOneOf<T extends string>(
  name: string,
  all: readonly [T, ...T[]],
): readonly [T, (value: string) => void] {
  const [chosen, choose] = useChoice(name);
  const one = all.find((each) => each === chosen) ?? all[0];
  return [one, (value) => choose(value === all[0] ? '' : value)];
}
