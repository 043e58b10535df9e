import type { JSX } from 'preact';
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { ledgerPath, shipmentPath } from '../api/paths.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { EntryTable } from '../entries/entry-table.tsx';
import { instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { hrefOf, type View } from '../place.ts';
import { WaybillTable } from '../shipments/waybill-table.tsx';
import { useWords } from '../words/words.ts';

interface AnomalyEvidenceProps {
  readonly orderId: string;
  readonly anomaly: AnomalyAnswer;
  readonly quantity: string | undefined;
}

/** What the first reference of an anomaly names, where the page shows such a thing. */
const viewOfFirst: { readonly [kind in AnomalyAnswer['kind']]?: View } = {
  shortfall: 'shipments',
  surplus: 'shipments',
  diverted: 'shipments',
  'outside-area': 'shipments',
  'repeated-arrival': 'shipments',
  'backdated-registration': 'households',
};

/** What was found, and the documents it was found in: the waybill, the household or the stock card's entries. */
export function AnomalyEvidence({ orderId, anomaly, quantity }: AnomalyEvidenceProps): JSX.Element {
  const words = useWords();
  const { kind, locationId, references, collectedBy, recordedAt } = anomaly;
  const [first] = references;
  const view = viewOfFirst[kind];
  return (
    <>
      <p class="finding-title">
        <strong>{words.say(`anomaly.${kind}`)}</strong>
      </p>
      <p>{words.say(`anomaly.${kind}.about`)}</p>
      <dl class="facts">
        {quantity !== undefined && (
          <div>
            <dt>{words.say('anomalies.quantity')}</dt>
            <dd>{quantity}</dd>
          </div>
        )}
        {locationId !== undefined && (
          <div>
            <dt>{words.say('exceptions.location')}</dt>
            <dd>
              <a href={hrefOf(orderId, 'locations', locationId)}>{locationId}</a>
            </dd>
          </div>
        )}
        {collectedBy !== undefined && (
          <div>
            <dt>{words.say('anomalies.collectedBy')}</dt>
            <dd>{collectedBy}</dd>
          </div>
        )}
        <div>
          <dt>{words.say('exceptions.recorded')}</dt>
          <dd>{instantText(words.locale, recordedAt)}</dd>
        </div>
        <div>
          <dt>{words.say('anomalies.references')}</dt>
          <dd>
            {view !== undefined && first !== undefined ? (
              <>
                <a href={hrefOf(orderId, view, first)}>{first}</a> {references.slice(1).join(', ')}
              </>
            ) : (
              references.join(', ')
            )}
          </dd>
        </div>
      </dl>
      {(kind === 'shortfall' || kind === 'surplus') && first !== undefined && (
        <WaybillEvidence shipmentId={first} />
      )}
      {(kind === 'count-variance' || kind === 'unexplained-loss' || kind === 'shared-collector') &&
        locationId !== undefined && (
          <CardEvidence orderId={orderId} locationId={locationId} references={references} />
        )}
    </>
  );
}

function WaybillEvidence({ shipmentId }: { readonly shipmentId: string }): JSX.Element {
  const shipment = useAnswer<ShipmentAnswer>(shipmentPath(shipmentId));
  return (
    <Answered reading={shipment} of={shipmentId}>
      {(answer) => <WaybillTable shipments={[answer]} caption={shipmentId} />}
    </Answered>
  );
}

interface CardEvidenceProps {
  readonly orderId: string;
  readonly locationId: string;
  readonly references: readonly string[];
}

function CardEvidence({ orderId, locationId, references }: CardEvidenceProps): JSX.Element {
  const words = useWords();
  const entries = useList<EntryAnswer>(ledgerPath('locations', locationId, orderId), { pages: 5 });
  return (
    <>
      <h3>{words.say('anomalies.entries')}</h3>
      <Answered reading={entries} of={locationId}>
        {({ items }) => {
          const naming = items.filter(({ reference, group = [] }) =>
            references.some((one) => one === reference || group.some((member) => member.reference === one)),
          );
          return naming.length === 0 ? (
            <p class="empty">{words.say('anomalies.noEntries')}</p>
          ) : (
            <EntryTable entries={naming} orderId={orderId} caption={words.say('anomalies.entries')} />
          );
        }}
      </Answered>
    </>
  );
}
