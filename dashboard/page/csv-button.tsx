import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLedger } from '../api/use-answer.ts';
import { useWords } from '../words/words.ts';
import { saveCsv } from './save-csv.ts';

interface CsvButtonProps {
  readonly path: string;
  readonly name: string;
  /** Which rows are saved, by their first cell; all of them without. */
  readonly keeps?: (firstCell: string) => boolean;
}

/** Saves a list, all its pages, as one CSV file. */
export function CsvButton({ path, name, keeps }: CsvButtonProps): JSX.Element {
  const words = useWords();
  const { api } = useLedger();
  const [failure, setFailure] = useState<string>();
  const save = async (): Promise<void> => {
    try {
      const whole = await api.csv(path);
      saveCsv(name, keeps === undefined ? whole : narrowed(whole, keeps));
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

/** The header, and the rows whose first cell is wanted: an id, which needs no quotes. No cell of a list spans lines. */
function narrowed(text: string, keeps: (firstCell: string) => boolean): string {
  const [header = '', ...rows] = text.split(/(?<=\n)/);
  return [header, ...rows.filter((row) => keeps(row.slice(0, row.indexOf(','))))].join('');
}
