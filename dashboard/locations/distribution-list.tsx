import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { DistributionListItem } from '../../shared/contract/answers/households.ts';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import { distributionListPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { deskHref, hrefOf } from '../place.ts';
import { useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import { mayFillAt } from '../writing/offers.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { LocationHead } from './location-head.tsx';

interface DistributionListProps {
  readonly order: OrderAnswer;
  readonly centreId: string;
  readonly isServedLeftOut?: true;
}

/**
 * What a desk prints: the households of a centre, or those of them that have received nothing yet, what each may draw
 * now, and a place to sign. Read once, for it is long.
 */
export function DistributionList({ order, centreId, isServedLeftOut }: DistributionListProps): JSX.Element {
  const words = useWords();
  const reader = useReader();
  const { orderId } = order;
  const path = distributionListPath(centreId, orderId);
  const rows = useList<DistributionListItem>(path, { isAskedAgain: false });
  const [sought, setSought] = useState('');
  const drawnUp = useMemo(() => new Date().toISOString(), [rows.answer]);
  return (
    <>
      <LocationHead
        orderId={orderId}
        locationId={centreId}
        view={isServedLeftOut ? 'not-served' : 'distribution-list'}
        subtitle={
          <>
            <span>{order.title}</span>
            <span>{words.say('list.readAt', { time: instantText(words.locale, drawnUp) })}</span>
          </>
        }
      >
        {isServedLeftOut === undefined && (
          <CsvButton path={`${path}&format=csv`} name={`${orderId}-${centreId}-distribution-list`} />
        )}
        <WriteLink form="handover" orderId={orderId} of={centreId} at={centreId} />
        <button type="button" onClick={() => print()}>
          {words.say('list.print')}
        </button>
        {mayFillAt(reader, 'handover', centreId) && (
          <a class="button" href={deskHref}>
            {words.say('list.desk')}
          </a>
        )}
      </LocationHead>
      <Answered reading={rows} of={centreId}>
        {({ items }) => {
          if (items.length === 0) return <p class="empty">{words.say('list.none')}</p>;
          const households = isServedLeftOut ? items.filter((row) => !isServed(row)) : items;
          if (households.length === 0) return <p class="empty good">{words.say('served.none')}</p>;
          return (
            <>
              <p class="subtitle">
                {words.say('served.of', { served: items.filter(isServed).length, count: items.length })}
              </p>
              <label class="choice">
                <span>{words.say('list.find')}</span>
                <input
                  type="search"
                  value={sought}
                  onInput={({ currentTarget }) => setSought(currentTarget.value)}
                />
              </label>
              <ListTable
                orderId={orderId}
                rows={households.filter((row) => isLike(row, sought))}
                caption={words.say(isServedLeftOut ? 'list.caption.notServed' : 'list.caption')}
              />
            </>
          );
        }}
      </Answered>
    </>
  );
}

const isServed = ({ commodities }: DistributionListItem): boolean =>
  commodities.some(({ received }) => received > 0);

const isLike = ({ householdId, name, neighbourhood }: DistributionListItem, sought: string): boolean =>
  [householdId, name, neighbourhood].some((text) =>
    text?.toLocaleLowerCase().includes(sought.trim().toLocaleLowerCase()),
  );

interface ListTableProps {
  readonly orderId: string;
  readonly rows: readonly DistributionListItem[];
  readonly caption: string;
}

function ListTable({ orderId, rows, caption }: ListTableProps): JSX.Element {
  const words = useWords();
  const commodities = rows[0]?.commodities ?? [];
  const hasNames = rows.some(({ name }) => name !== undefined);
  if (rows.length === 0) return <p class="empty">{words.say('list.noMatch')}</p>;
  return (
    <div class="panel">
      <Scrolling label={caption}>
        <table class="figures distribution-list">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{words.say('list.household')}</th>
              {hasNames && <th scope="col">{words.say('list.name')}</th>}
              <th scope="col" class="number">
                {words.say('list.persons')}
              </th>
              {commodities.map(({ commodity, unit }) => (
                <th key={commodity} scope="col" class="number">
                  {words.commodity(commodity)}
                  <span class="unit"> {words.unit(unit)}</span>
                </th>
              ))}
              <th scope="col" class="signature">
                {words.say('list.signature')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.householdId}>
                <th scope="row">
                  <a href={hrefOf(orderId, 'households', row.householdId)}>{row.householdId}</a>{' '}
                  {!isServed(row) && (
                    <span class="status status-not-served">{words.say('list.notServed')}</span>
                  )}
                </th>
                {hasNames && <td>{row.name}</td>}
                <td class="number">{words.number(row.persons)}</td>
                {commodities.map(({ commodity }) => {
                  const due = row.commodities.find((line) => line.commodity === commodity)?.dueNow ?? 0;
                  return (
                    <td key={commodity} class={`number${due === 0 ? ' zero' : ''}`}>
                      {words.number(due)}
                    </td>
                  );
                })}
                <td class="signature" />
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </div>
  );
}
