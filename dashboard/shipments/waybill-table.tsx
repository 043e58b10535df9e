import type { JSX } from 'preact';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { Counterparty } from '../entries/entry-links.tsx';
import { MoreRows, useRowsShown } from '../page/rows-shown.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords } from '../words/words.ts';

interface WaybillTableProps {
  readonly shipments: readonly ShipmentAnswer[];
  readonly caption: string;
}

/** Waybills line by line: dispatched, received, lost, shortfall and surplus. */
export function WaybillTable({ shipments, caption }: WaybillTableProps): JSX.Element {
  const words = useWords();
  // More than was sent is rare, and a phone has no room for noughts.
  const hasSurplus = shipments.some(({ lines }) => lines.some(({ surplus }) => surplus > 0));
  const ids = new Set(shipments.map(({ shipmentId }) => shipmentId));
  const shown = useRowsShown(shipments);
  if (shipments.length === 0) return <p class="empty">{words.say('pipeline.noMatch')}</p>;
  return (
    <>
      <Scrolling label={caption}>
        <table class={`figures waybills${hasSurplus ? ' with-surplus' : ''}`}>
          <caption class="unseen">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{words.say('pipeline.waybill')}</th>
              <th scope="col">{words.say('pipeline.route')}</th>
              <th scope="col">{words.say('pipeline.state')}</th>
              <th scope="col">{words.say('goods.commodity')}</th>
              <th scope="col" class="number">
                {words.say('pipeline.sent')}
              </th>
              <th scope="col" class="number">
                {words.say('pipeline.arrived')}
              </th>
              <th scope="col" class="number">
                {words.say('goods.lost')}
              </th>
              <th scope="col" class="number">
                {words.say('goods.short')}
              </th>
              {hasSurplus && (
                <th scope="col" class="number">
                  {words.say('goods.surplus')}
                </th>
              )}
            </tr>
          </thead>
          {shown.rows.map((shipment) => (
            <WaybillRows
              key={shipment.shipmentId}
              shipment={shipment}
              hasSurplus={hasSurplus}
              isShare={isShareOf(shipment.shipmentId, ids)}
            />
          ))}
        </table>
      </Scrolling>
      <MoreRows {...shown} />
    </>
  );
}

/** Whether its number begins with that of another waybill of the list, and a slash. */
const isShareOf = (shipmentId: string, ids: ReadonlySet<string>): boolean =>
  shipmentId.split('/').some((_, at, parts) => at > 0 && ids.has(parts.slice(0, at).join('/')));

interface WaybillRowsProps {
  readonly shipment: ShipmentAnswer;
  readonly hasSurplus: boolean;
  /** Whether it stands below the waybill that it was sent on from. */
  readonly isShare: boolean;
}

function WaybillRows({ shipment, hasSurplus, isShare }: WaybillRowsProps): JSX.Element {
  const words = useWords();
  const { shipmentId, orderId, from, to, status, closed, lines } = shipment;
  return (
    <tbody class={isShare ? 'share-sent-on' : undefined}>
      {lines.map(({ commodity, unit, dispatched, received, lost, shortfall, surplus }, index) => (
        <tr key={commodity}>
          {index === 0 && (
            <>
              <th scope="rowgroup" rowSpan={lines.length}>
                <a href={hrefOf(orderId, 'shipments', shipmentId)}>{shipmentId}</a>
              </th>
              <td class="route" rowSpan={lines.length}>
                {from !== undefined && (
                  <span class="line">
                    <Counterparty counterparty={from} orderId={orderId} />
                  </span>
                )}
                <span class="line">
                  <span aria-hidden="true">→ </span>
                  <PlaceLink orderId={orderId} view="locations" id={to} />
                </span>
              </td>
              <td class="state" rowSpan={lines.length}>
                <span class={`status status-${status}`}>{words.say(`status.${status}`)}</span>
                {closed !== undefined && status !== 'closed' && (
                  <span class="aside">{words.say('status.closed')}</span>
                )}
              </td>
            </>
          )}
          <td class="commodity">{words.commodity(commodity)}</td>
          <td class="number">{words.quantity(dispatched, unit)}</td>
          <td class="number">{words.number(received)}</td>
          <td class={`number${lost > 0 ? ' differs' : ' zero'}`}>{words.number(lost)}</td>
          <td class={`number${shortfall > 0 ? ' differs' : ' zero'}`}>{words.number(shortfall)}</td>
          {hasSurplus && (
            <td class={`number${surplus > 0 ? ' differs' : ' zero'}`}>{words.number(surplus)}</td>
          )}
        </tr>
      ))}
    </tbody>
  );
}
