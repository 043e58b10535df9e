import type { JSX } from 'preact';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { locationShipmentsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { WaybillTable } from '../shipments/waybill-table.tsx';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { LocationHead } from './location-head.tsx';

interface OnTheWayProps {
  readonly orderId: string;
  readonly locationId: string;
}

/** The waybills that were sent to a location: what is still to come, then what has arrived. */
export function OnTheWay({ orderId, locationId }: OnTheWayProps): JSX.Element {
  const words = useWords();
  const path = locationShipmentsPath(locationId, orderId);
  const shipments = useList<ShipmentAnswer>(path);
  return (
    <>
      <LocationHead orderId={orderId} locationId={locationId} view="on-the-way">
        <WriteLink form="receive" orderId={orderId} at={locationId} />
        <CsvButton path={`${path}&format=csv`} name={`${orderId}-${locationId}-shipments`} />
      </LocationHead>
      <Answered reading={shipments} of={locationId}>
        {({ items, isWhole }) => {
          const arrived = items.filter(({ status }) => status === 'arrived');
          return (
            <>
              <Waybills
                title={words.say('way.coming')}
                none={words.say('way.nothing')}
                shipments={items.filter((shipment) => !arrived.includes(shipment))}
                sort={isWhole ? 'coming' : undefined}
              />
              <Waybills
                title={words.say('way.come')}
                none={words.say('way.noneYet')}
                shipments={arrived}
                sort={isWhole ? 'come' : undefined}
              />
            </>
          );
        }}
      </Answered>
    </>
  );
}

interface WaybillsProps {
  readonly title: string;
  /** Said when there are none. */
  readonly none: string;
  readonly shipments: readonly ShipmentAnswer[];
  readonly sort: string | undefined;
}

const Waybills = ({ title, none, shipments, sort }: WaybillsProps): JSX.Element => (
  <section class="panel" aria-label={title}>
    <h2>{title}</h2>
    {shipments.length === 0 ? (
      <p class="empty">{none}</p>
    ) : (
      <WaybillTable shipments={shipments} caption={title} sort={sort} />
    )}
  </section>
);
