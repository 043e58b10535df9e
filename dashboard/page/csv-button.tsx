import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLedger } from '../api/use-answer.ts';
import { useWords } from '../words/words.ts';

/** Saves a list, all its pages, as one CSV file. */
export function CsvButton({ path, name }: { readonly path: string; readonly name: string }): JSX.Element {
  const words = useWords();
  const { api } = useLedger();
  const [failure, setFailure] = useState<string>();
  const save = async (): Promise<void> => {
    try {
      const url = URL.createObjectURL(new Blob([await api.csv(path)], { type: 'text/csv' }));
      const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.csv` });
      link.click();
      URL.revokeObjectURL(url);
      setFailure(undefined);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <button type="button" onClick={() => void save()}>
        {words.say('csv')}
      </button>
      {failure !== undefined && (
        <span role="alert" class="failure">
          {words.say('answer.failed', { said: failure })}
        </span>
      )}
    </>
  );
}
