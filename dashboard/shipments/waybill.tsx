import type { JSX } from 'preact';
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { anomaliesPath, shipmentPath, shipmentsPath } from '../api/paths.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { instantText } from '../figures/instants.ts';
import { ExceptionsOf } from '../findings/exceptions-of.tsx';
import { remedyOfWaybill } from '../findings/remedies.ts';
import { WhatCanBeDone } from '../findings/what-can-be-done.tsx';
import { Answered } from '../page/answered.tsx';
import { hrefOf } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { isOverseer, mayOpen, useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { WaybillTable } from './waybill-table.tsx';

interface WaybillProps {
  readonly orderId: string;
  readonly shipmentId: string;
}

/** One waybill, and the shares that went on from it. */
export function Waybill({ orderId, shipmentId }: WaybillProps): JSX.Element {
  const words = useWords();
  const reader = useReader();
  const shipment = useAnswer<ShipmentAnswer>(shipmentPath(shipmentId));
  const to = shipment.answer?.to;
  const status = shipment.answer?.status;
  const isOpen = status === 'in-transit' || status === 'part-arrived';
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>
          {words.say('pipeline.waybill')} {shipmentId}
        </h1>
        <div class="actions">
          {isOpen && <WriteLink form="receive" orderId={orderId} of={shipmentId} at={to} />}
          <a class="button" href={hrefOf(orderId, 'waybill-form', shipmentId)}>
            {words.say('view.waybill-form')}
          </a>
          {isOpen && <WriteLink form="close" orderId={orderId} of={shipmentId} />}
          {isOverseer(reader) ? (
            <a class="button" href={hrefOf(orderId, 'shipments')}>
              {words.say('pipeline.all')}
            </a>
          ) : (
            to !== undefined &&
            mayOpen(reader, 'on-the-way', to) && (
              <a class="button" href={hrefOf(orderId, 'on-the-way', to)}>
                {words.say('way.all')}
              </a>
            )
          )}
        </div>
      </div>
      <Answered reading={shipment} of={shipmentId}>
        {(answer) => (
          <section class="panel" aria-label={words.say('pipeline.waybill')}>
            {answer.carrier !== undefined && (
              <p>{words.say('pipeline.carrier', { carrier: answer.carrier })}</p>
            )}
            {answer.closed !== undefined && (
              <p class="notice">
                {words.say(`waybill.closed.${answer.closed.remainder}`, {
                  date: instantText(words.locale, answer.closed.at),
                  reason: answer.closed.reason,
                })}
              </p>
            )}
            <WhatCanBeDone remedy={remedyOfWaybill(answer)} orderId={orderId} />
            {isOverseer(reader) && <Diverted orderId={orderId} shipmentId={shipmentId} />}
            <WaybillTable shipments={[answer]} caption={shipmentId} />
          </section>
        )}
      </Answered>
      <ExceptionsOf orderId={orderId} filter={{ reference: shipmentId }} at={to === undefined ? [] : [to]} />
      {isOverseer(reader) && <Shares orderId={orderId} shipmentId={shipmentId} />}
    </>
  );
}

/** What of a waybill arrived elsewhere than it was sent. */
function Diverted({ orderId, shipmentId }: WaybillProps): JSX.Element {
  const words = useWords();
  const diverted = useList<AnomalyAnswer>(anomaliesPath(orderId, { kind: 'diverted' }), { pages: 5 });
  const ofThis = (diverted.answer?.items ?? []).filter(({ references }) => references.includes(shipmentId));
  return (
    <>
      {ofThis.map(({ locationId = '', commodity = '', quantity = 0, unit }) => (
        <p key={`${locationId} ${commodity}`} class="notice">
          {words.say('waybill.diverted', {
            quantity: `${words.commodity(commodity)} ${words.quantity(quantity, unit)}`,
          })}{' '}
          <PlaceLink orderId={orderId} view="locations" id={locationId} />
        </p>
      ))}
    </>
  );
}

function Shares({ orderId, shipmentId }: WaybillProps): JSX.Element | null {
  const words = useWords();
  const all = useList<ShipmentAnswer>(shipmentsPath(orderId));
  const shares = (all.answer?.items ?? []).filter((other) => other.shipmentId.startsWith(`${shipmentId}/`));
  if (shares.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="shares">
      <h2 id="shares">{words.say('pipeline.shares')}</h2>
      <WaybillTable
        shipments={shares}
        caption={words.say('pipeline.shares')}
        sort={all.answer?.isWhole === true ? 'shares' : undefined}
      />
    </section>
  );
}
