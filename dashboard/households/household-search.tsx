import type { JSX } from 'preact';
import type { Location } from '../api/answers.ts';
import { useList } from '../api/use-answer.ts';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';

interface HouseholdSearchProps {
  readonly orderId: string;
  readonly householdId: string | undefined;
}

/** Finds a household by its number, or leads to the list of its centre. */
export function HouseholdSearch({ orderId, householdId }: HouseholdSearchProps): JSX.Element {
  const words = useWords();
  const locations = useList<Location>('/locations?limit=500');
  const centres = (locations.answer?.items ?? []).filter(({ kind }) => kind === 'centre');
  return (
    <div class="panel household-search">
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const sought = new FormData(event.currentTarget).get('householdId');
            if (typeof sought === 'string' && sought.trim() !== '') {
              location.hash = hrefOf(orderId, 'households', sought.trim());
            }
          }}
        >
          <label class="choice">
            <span>{words.say('households.id')}</span>
            <input
              name="householdId"
              type="search"
              required
              defaultValue={householdId ?? ''}
              autoComplete="off"
            />
          </label>
          <button type="submit">{words.say('households.find')}</button>
        </form>
      </search>
      {householdId === undefined && centres.length > 0 && (
        <>
          <p>{words.say('households.hint')}</p>
          <ul class="centre-links">
            {centres.map(({ locationId, name }) => (
              <li key={locationId}>
                <a href={hrefOf(orderId, 'distribution-list', locationId)}>{name}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
