/** Long tables: as many rows as a phone can hold, more as they are asked for, and all of them on paper. */
import { type JSX, options } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../words/words.ts';
import { MoreButton } from './more-button.tsx';

const rowsAtOnce = 100;

interface RowsShown<R> {
  readonly rows: readonly R[];
  readonly of: number;
  readonly more: () => void;
}

export function useRowsShown<R>(all: readonly R[]): RowsShown<R> {
  const [count, setCount] = useState(rowsAtOnce);
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const begin = (): void => atOnce(() => setPrinting(true));
    const end = (): void => setPrinting(false);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return {
    rows: isPrinting ? all : all.slice(0, count),
    of: all.length,
    more: () => setCount(count + rowsAtOnce),
  };
}

/** How many of the rows are shown, and how to show more; nothing where all of them are. */
export function MoreRows({ rows, of, more }: RowsShown<unknown>): JSX.Element | null {
  const words = useWords();
  if (rows.length >= of) return null;
  return (
    <p class="more-rows unprinted">
      <span role="status">{words.say('rows.shown', { shown: rows.length, count: of })}</span>
      <MoreButton isWhole={false} onMore={more} />
    </p>
  );
}

/** A browser prints what is there when its listeners return. */
function atOnce(change: () => void): void {
  const { debounceRendering } = options;
  options.debounceRendering = (render) => render();
  change();
  if (debounceRendering === undefined) delete options.debounceRendering;
  else options.debounceRendering = debounceRendering;
}
