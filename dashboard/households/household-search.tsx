import type { JSX } from 'preact';
import type { LocationAnswer } from '../../shared/contract/answers/locations.ts';
import type { ReaderAnswer } from '../../shared/contract/answers/readers.ts';
import { useList } from '../api/use-answer.ts';
import { hrefOf } from '../place.ts';
import { isOverseer, useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';

interface HouseholdSearchProps {
  readonly orderId: string;
  readonly householdId: string | undefined;
}

/** Finds a household by its number, or leads to the list of its centre. */
export function HouseholdSearch({ orderId, householdId }: HouseholdSearchProps): JSX.Element {
  const words = useWords();
  const reader = useReader();
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
      {householdId === undefined &&
        (isOverseer(reader) ? (
          <EveryCentre orderId={orderId} />
        ) : (
          <ListsOf orderId={orderId} locations={reader.locations} />
        ))}
    </div>
  );
}

function EveryCentre({ orderId }: { readonly orderId: string }): JSX.Element {
  const locations = useList<LocationAnswer>('/locations?limit=500').answer?.items ?? [];
  return <ListsOf orderId={orderId} locations={locations} />;
}

interface ListsOfProps {
  readonly orderId: string;
  readonly locations: readonly ReaderAnswer['locations'][number][];
}

/** Leads to the distribution lists of centres; hubs and stores have none. */
function ListsOf({ orderId, locations }: ListsOfProps): JSX.Element | null {
  const words = useWords();
  const centres = locations.filter(({ kind }) => kind === 'centre');
  if (centres.length === 0) return null;
  return (
    <>
      <p>{words.say('households.hint')}</p>
      <ul class="centre-links">
        {centres.map(({ locationId, name = locationId }) => (
          <li key={locationId}>
            <a href={hrefOf(orderId, 'distribution-list', locationId)}>{name}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
