import type { JSX } from 'preact';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { Counterparty } from '../entries/entry-links.tsx';
import { MoreRows, useRowsShown } from '../page/rows-shown.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { type Column, SortChoice, SortHeading, useSorting } from '../page/sorting.tsx';
import { hrefOf } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords, type Words } from '../words/words.ts';

interface WaybillTableProps {
  readonly shipments: readonly ShipmentAnswer[];
  readonly caption: string;
  /** What it is sorted by in the address; without it, it is not: for a table that does not have all of its waybills. */
  readonly sort?: string | undefined;
}

/** Waybills line by line: dispatched, received, lost, shortfall and surplus. */
export function WaybillTable({ shipments, caption, sort }: WaybillTableProps): JSX.Element {
  const words = useWords();
  // More than was sent is rare, and a phone has no room for noughts.
  const hasSurplus = shipments.some(({ lines }) => lines.some(({ surplus }) => surplus > 0));
  const columns = columnsOf(words, hasSurplus);
  const chosen = useSorting(columns, sort);
  const sorting = sort === undefined ? undefined : chosen;
  const by = sorting?.chosen.replace(/^-/, '') ?? '';
  const isByLine = lineColumns.some((name) => name === by);
  // Shares stand below the waybill that they were sent on from, unless the rows are sorted.
  const ids = new Set(by !== '' ? [] : shipments.map(({ shipmentId }) => shipmentId));
  const groups = sorting?.sorted(isByLine ? shipments.flatMap(linesApart) : shipments) ?? shipments;
  const shown = useRowsShown(groups);
  if (shipments.length === 0) return <p class="empty">{words.say('pipeline.noMatch')}</p>;
  return (
    <>
      {sorting !== undefined && <SortChoice sorting={sorting} />}
      <Scrolling label={caption}>
        <table class={`figures waybills${hasSurplus ? ' with-surplus' : ''}`}>
          <caption class="unseen">{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ name, label }) => (
                <SortHeading
                  key={name}
                  sorting={sorting}
                  name={name}
                  {...(figureColumns.some((one) => one === name) && { isNumber: true })}
                >
                  {label}
                </SortHeading>
              ))}
            </tr>
          </thead>
          {shown.rows.map((shipment) => (
            <WaybillRows
              key={`${shipment.shipmentId} ${isByLine ? shipment.lines[0]?.commodity : ''}`}
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

const figureColumns = ['sent', 'arrived', 'lost', 'short', 'surplus'] as const;
/** What a line has and a waybill has not: sorted by it, each line stands for itself. */
const lineColumns = ['commodity', ...figureColumns] as const;

const linesApart = (shipment: ShipmentAnswer): readonly ShipmentAnswer[] =>
  shipment.lines.map((line) => ({ ...shipment, lines: [line] }));

function columnsOf(words: Words, hasSurplus: boolean): readonly Column<ShipmentAnswer>[] {
  const ofLine = (figure: 'dispatched' | 'received' | 'lost' | 'shortfall' | 'surplus') => ({
    value: ({ lines: [line] }: ShipmentAnswer) => line?.[figure],
  });
  return [
    { name: 'waybill', label: words.say('pipeline.waybill'), value: ({ shipmentId }) => shipmentId },
    { name: 'route', label: words.say('pipeline.route'), value: ({ to }) => to },
    {
      name: 'state',
      label: words.say('pipeline.state'),
      value: ({ status }) => words.say(`status.${status}`),
    },
    {
      name: 'commodity',
      label: words.say('goods.commodity'),
      value: ({ lines: [line] }) => line && words.commodity(line.commodity),
    },
    { name: 'sent', label: words.say('pipeline.sent'), ...ofLine('dispatched') },
    { name: 'arrived', label: words.say('pipeline.arrived'), ...ofLine('received') },
    { name: 'lost', label: words.say('goods.lost'), ...ofLine('lost') },
    { name: 'short', label: words.say('goods.short'), ...ofLine('shortfall') },
    ...(hasSurplus ? [{ name: 'surplus', label: words.say('goods.surplus'), ...ofLine('surplus') }] : []),
  ];
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
