import type { JSX } from 'preact';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { reconciliationPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { SortChoice, useSorting } from '../page/sorting.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { LocationRow, LocationTable, locationColumns } from './location-table.tsx';

/** Every location with a book under the order, with what it holds. */
export function Locations({ orderId }: { readonly orderId: string }): JSX.Element {
  const words = useWords();
  const sorting = useSorting(locationColumns(words));
  const report = useAnswer<ReconciliationAnswer>(reconciliationPath(orderId));
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{words.say('view.locations')}</h1>
        <div class="actions">
          <a class="button" href={hrefOf(orderId, 'devices')}>
            {words.say('view.devices')}
          </a>
          <WriteLink form="locations" orderId={orderId} />
        </div>
      </div>
      <Answered reading={report}>
        {({ locations }) => (
          <section class="panel" aria-label={words.say('view.locations')}>
            <SortChoice sorting={sorting} />
            <LocationTable caption={words.say('locations.caption')} sorting={sorting}>
              {sorting.sorted(locations).map((location) => (
                <LocationRow
                  key={location.locationId}
                  orderId={orderId}
                  locationId={location.locationId}
                  name={location.name}
                  report={location}
                />
              ))}
            </LocationTable>
          </section>
        )}
      </Answered>
    </>
  );
}
