import type { JSX } from 'preact';
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { ledgerPath, shipmentPath } from '../api/paths.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { EntryTable } from '../entries/entry-table.tsx';
import { plus } from '../figures/exact.ts';
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

/** Kinds whose evidence is on the stock card. */
const cardKinds: readonly AnomalyAnswer['kind'][] = [
  'count-variance',
  'unexplained-loss',
  'shared-collector',
  'over-issue',
];

/** What was found, and the documents it was found in: the waybill, the household or the stock card's entries. */
export function AnomalyEvidence({ orderId, anomaly, quantity }: AnomalyEvidenceProps): JSX.Element {
  const words = useWords();
  const { kind, locationId, references } = anomaly;
  const [first] = references;
  const view = viewOfFirst[kind];
  return (
    <>
      <p class="finding-title">
        <strong>{words.say(`anomaly.${kind}`)}</strong>
      </p>
      <p>{words.say(`anomaly.${kind}.about`)}</p>
      <p>{words.say(`anomaly.${kind}.do`)}</p>
      <Facts orderId={orderId} anomaly={anomaly} quantity={quantity} />
      {view === 'shipments' && first !== undefined && <WaybillEvidence shipmentId={first} />}
      {cardKinds.includes(kind) && locationId !== undefined && (
        <CardEvidence orderId={orderId} locationId={locationId} references={references} />
      )}
    </>
  );
}

function Facts({ orderId, anomaly, quantity }: AnomalyEvidenceProps): JSX.Element {
  const words = useWords();
  const { kind, locationId, householdId, references, collectedBy, recordedAt } = anomaly;
  const explained = explainedText(anomaly, words);
  const [first] = references;
  const view = viewOfFirst[kind];
  return (
    <dl class="facts">
      {quantity !== undefined && (
        <div>
          <dt>{words.say('anomalies.quantity')}</dt>
          <dd>{quantity}</dd>
        </div>
      )}
      {explained !== undefined && (
        <div>
          <dt>{words.say('anomalies.explained')}</dt>
          <dd>{explained}</dd>
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
      {householdId !== undefined && (
        <div>
          <dt>{words.say('exceptions.household')}</dt>
          <dd>
            <a href={hrefOf(orderId, 'households', householdId)}>{householdId}</a>
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
  );
}

/** What later records explained of a variance, of what was found first. */
function explainedText(
  { quantity = 0, explained, unit }: AnomalyAnswer,
  words: ReturnType<typeof useWords>,
): string | undefined {
  if (explained === undefined) return undefined;
  return words.say('anomalies.foundFirst', {
    explained: words.quantity(explained, unit),
    first: words.quantity(plus(quantity, explained), unit),
  });
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
        {({ items, isWhole }) => {
          const naming = items.filter(({ reference, group = [] }) =>
            references.some((one) => one === reference || group.some((member) => member.reference === one)),
          );
          return naming.length === 0 ? (
            <p class="empty">{words.say('anomalies.noEntries')}</p>
          ) : (
            <EntryTable
              entries={naming}
              orderId={orderId}
              caption={words.say('anomalies.entries')}
              isWhole={isWhole}
            />
          );
        }}
      </Answered>
    </>
  );
}
