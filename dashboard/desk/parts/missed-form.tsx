import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type MissedReason, missedReasons } from '../../../shared/domain/events.ts';
import { useDeskWords } from '../words/words.ts';

interface MissedFormProps {
  readonly onMissed: (reason: MissedReason, note?: string) => void;
  /** Nobody is to hand over by mistake what they note as not served. */
  readonly onOpen: (isOpen: boolean) => void;
}

/** Notes why a household was not served. */
export function MissedForm({ onMissed, onOpen }: MissedFormProps): JSX.Element {
  const words = useDeskWords();
  const [reason, setReason] = useState<MissedReason>('absent');
  const [note, setNote] = useState('');
  return (
    <details class="missed" onToggle={({ currentTarget }) => onOpen(currentTarget.open)}>
      <summary>{words.tell('household.missed')}</summary>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          onMissed(reason, note.trim() === '' ? undefined : note.trim());
        }}
      >
        <label class="field">
          {words.tell('household.missed.why')}
          <select
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value as MissedReason)}
          >
            {missedReasons.map((one) => (
              <option key={one} value={one}>
                {words.tell(`missed.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {words.tell('household.missed.note')}
          <input
            maxLength={500}
            autocomplete="off"
            value={note}
            onInput={({ currentTarget }) => setNote(currentTarget.value)}
          />
        </label>
        <p class="actions">
          <button type="submit" class="primary">
            {words.tell('household.missed.record')}
          </button>
        </p>
      </form>
    </details>
  );
}
