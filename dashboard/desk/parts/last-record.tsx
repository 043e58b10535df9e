import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useDesk } from '../desk-context.ts';
import type { DeskRecord } from '../model/records.ts';
import { useDeskWords } from '../words/words.ts';
import { RecordText } from './record-text.tsx';

interface LastRecordProps {
  readonly record: DeskRecord;
  /** The code of the household's card, where it was scanned. */
  readonly token: string | undefined;
  /** Its button goes when it is undone: what is next takes the keys. */
  readonly onUndone: () => void;
}

/** What was recorded last: to be seen, undone, or printed for the household. */
export function LastRecord({ record, token, onUndone }: LastRecordProps): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const [undone, setUndone] = useState<boolean>();
  const { householdId: household, key, kind } = record;
  const undo = async (): Promise<void> => {
    const isUndone = await desk.undo(key);
    // The second of two taps finds nothing to undo.
    setUndone((before) => before === true || isUndone);
    if (isUndone) onUndone();
  };
  const isThere = desk.records.find((one) => one.key === key);
  return (
    <div class="last-record" data-recorded={key} role="status">
      {undone === true ? (
        <p>{words.tell('done.undone', { household })}</p>
      ) : (
        <>
          <p>
            <strong>{words.tell(kind === 'handover' ? 'done' : 'done.missed', { household })}</strong>{' '}
            <RecordText record={record} />
          </p>
          {undone === false && <p class="fault">{words.tell('done.tooLate')}</p>}
          <p class="actions">
            {isThere?.sheet === undefined && (
              <button type="button" onClick={() => void undo()}>
                {words.tell('done.undo')}
              </button>
            )}
            {record.kind === 'handover' && (
              <button
                type="button"
                class="quiet"
                onClick={() =>
                  void import('../print/slip.tsx').then(({ printSlip }) =>
                    printSlip({ record, token, words, list: desk.list }),
                  )
                }
              >
                {words.tell('done.slip')}
              </button>
            )}
          </p>
        </>
      )}
    </div>
  );
}
