import type { JSX } from 'preact';
import type { LocationAnswer } from '../../shared/contract/answers/locations.ts';
import type { ReaderAnswer } from '../../shared/contract/answers/readers.ts';
import { useList } from '../api/use-answer.ts';
import { hrefOf } from '../place.ts';
import { isOverseer, useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';

/** Leads to the lists of the centres, where whoever is not found by a search may stand. */
export function CentresToLookIn({ orderId }: { readonly orderId: string }): JSX.Element {
  const reader = useReader();
  return isOverseer(reader) ? (
    <EveryCentre orderId={orderId} />
  ) : (
    <ListsOf orderId={orderId} locations={reader.locations} />
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
    <div class="panel centres-to-look-in">
      <p>{words.say('households.hint')}</p>
      <ul class="centre-links">
        {centres.map(({ locationId, name = locationId }) => (
          <li key={locationId}>
            <a href={hrefOf(orderId, 'distribution-list', locationId)}>{name}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
