import type { JSX } from 'preact';
import type { DistributionListItem } from '../../shared/contract/answers/households.ts';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import { distributionListPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { FilterBox } from '../page/filter-box.tsx';
import { MoreRows, useRowsShown } from '../page/rows-shown.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { type Column, SortChoice, SortHeading, useSorting } from '../page/sorting.tsx';
import { useChoice } from '../page/use-choice.ts';
import { deskHref, type Filters, hrefOf } from '../place.ts';
import { isCoordinator, useReader } from '../reader/reader.ts';
import { useWords, type Words } from '../words/words.ts';
import { formHref, mayFillAt } from '../writing/offers.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { HouseholdFind, isLike, livingColumns } from './household-find.tsx';
import { LocationHead } from './location-head.tsx';

interface DistributionListProps {
  readonly order: OrderAnswer;
  readonly centreId: string;
  readonly filters?: Filters | undefined;
  readonly isServedLeftOut?: true;
}

/**
 * What a desk prints: the households of a centre, or those of them that have received nothing yet, what each may draw
 * now, and a place to sign. Read once, for it is long.
 */
export function DistributionList(props: DistributionListProps): JSX.Element {
  const { order, centreId, filters = {}, isServedLeftOut } = props;
  const words = useWords();
  const { orderId } = order;
  const path = distributionListPath(centreId, orderId);
  const rows = useList<DistributionListItem>(path, { isAskedAgain: false });
  const [sought = '', setSought] = useChoice('sought');
  const isDueOnly = filters['due'] === 'now';
  const view = isServedLeftOut ? 'not-served' : 'distribution-list';
  const unserved = new Set(
    (rows.answer?.items ?? []).filter((row) => !isServed(row)).map(({ householdId }) => householdId),
  );
  return (
    <>
      <LocationHead
        orderId={orderId}
        locationId={centreId}
        view={view}
        subtitle={
          <>
            <span>{order.title}</span>
            {rows.readAt !== undefined && (
              <span>
                {words.say('list.readAt', { time: instantText(words.locale, rows.readAt.toISOString()) })}
              </span>
            )}
          </>
        }
      >
        <CsvButton
          path={`${path}&format=csv`}
          name={`${orderId}-${centreId}-${view}`}
          {...(isServedLeftOut && { keeps: (householdId: string) => unserved.has(householdId) })}
        />
        <WriteLink form="handover" orderId={orderId} of={centreId} at={centreId} />
        {isServedLeftOut === undefined && <CentreLinks orderId={orderId} centreId={centreId} />}
        <button type="button" onClick={() => print()}>
          {words.say('list.print')}
        </button>
        <DeskButton centreId={centreId} />
      </LocationHead>
      <Answered reading={rows} of={centreId}>
        {({ items }) => {
          if (items.length === 0) return <p class="empty">{words.say('list.none')}</p>;
          const shown = isServedLeftOut ? items.filter((row) => !isServed(row)) : items;
          const households = isDueOnly ? shown.filter(isDue) : shown;
          if (shown.length === 0) return <p class="empty good">{words.say('served.none')}</p>;
          return (
            <>
              <p class="subtitle">
                {words.say('served.of', { served: items.filter(isServed).length, count: items.length })}
              </p>
              <FilterBox
                label="list.dueOnly"
                isChecked={isDueOnly}
                href={hrefOf(orderId, view, centreId)}
                checked={{ due: 'now' }}
                unchecked={{ due: '' }}
              />
              <HouseholdFind sought={sought} onSought={setSought} />
              <ListTable
                orderId={orderId}
                centreId={centreId}
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

/** What else is printed for a centre; cards by coordinators alone. */
function CentreLinks({
  orderId,
  centreId,
}: {
  readonly orderId: string;
  readonly centreId: string;
}): JSX.Element {
  const words = useWords();
  const reader = useReader();
  return (
    <>
      {isCoordinator(reader) && (
        <a class="button" href={hrefOf(orderId, 'cards', centreId)}>
          {words.say('view.cards')}
        </a>
      )}
      <a class="button" href={hrefOf(orderId, 'poster', centreId)}>
        {words.say('view.poster')}
      </a>
    </>
  );
}

/** The way to the handover desk, for whoever may hand over there. */
function DeskButton({ centreId }: { readonly centreId: string }): JSX.Element | null {
  const words = useWords();
  if (!mayFillAt(useReader(), 'handover', centreId)) return null;
  return (
    <a class="button" href={deskHref}>
      {words.say('list.desk')}
    </a>
  );
}

const isServed = ({ commodities }: DistributionListItem): boolean =>
  commodities.some(({ received }) => received > 0);

/** Whether there is something that it may draw now. */
const isDue = ({ commodities }: DistributionListItem): boolean =>
  commodities.some(({ dueNow }) => dueNow > 0);

const dueOf = ({ commodities }: DistributionListItem, commodity: string): number =>
  commodities.find((line) => line.commodity === commodity)?.dueNow ?? 0;

/** What the list is sorted by; texts that nobody has are no column. */
const columnsOf = (
  rows: readonly DistributionListItem[],
  words: Words,
): readonly Column<DistributionListItem>[] => [
  { name: 'household', label: words.say('list.household'), value: ({ householdId }) => householdId },
  ...livingColumns(rows, words),
  { name: 'persons', label: words.say('list.persons'), value: ({ persons }) => persons },
  ...(rows[0]?.commodities ?? []).map(({ commodity }) => ({
    name: `due-${commodity}`,
    label: words.commodity(commodity),
    value: (row: DistributionListItem) => dueOf(row, commodity),
  })),
];

interface ListTableProps {
  readonly orderId: string;
  readonly centreId: string;
  readonly rows: readonly DistributionListItem[];
  readonly caption: string;
}

function ListTable({ orderId, centreId, rows, caption }: ListTableProps): JSX.Element {
  const words = useWords();
  const mayHandOver = mayFillAt(useReader(), 'handover', centreId);
  const hasNeighbourhoods = rows.some(({ neighbourhood }) => neighbourhood !== undefined);
  const commodities = rows[0]?.commodities ?? [];
  const hasNames = rows.some(({ name }) => name !== undefined);
  const sorting = useSorting(columnsOf(rows, words));
  const shown = useRowsShown(sorting.sorted(rows));
  if (rows.length === 0) return <p class="empty">{words.say('list.noMatch')}</p>;
  return (
    <div class="panel">
      <SortChoice sorting={sorting} />
      <Scrolling label={caption}>
        <table class="figures figure-cards distribution-list">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <SortHeading sorting={sorting} name="household" />
              {hasNames && <SortHeading sorting={sorting} name="name" />}
              {hasNeighbourhoods && <SortHeading sorting={sorting} name="neighbourhood" />}
              <SortHeading sorting={sorting} name="persons" isNumber />
              {commodities.map(({ commodity, unit }) => (
                <SortHeading key={commodity} sorting={sorting} name={`due-${commodity}`} isNumber>
                  {words.commodity(commodity)}
                  <span class="unit"> {words.unit(unit)}</span>
                </SortHeading>
              ))}
              <th scope="col" class="signature">
                {words.say('list.signature')}
              </th>
              {mayHandOver && (
                <th scope="col" class="unprinted">
                  {words.say('write.handover')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.rows.map((row) => (
              <ListRow
                key={row.householdId}
                orderId={orderId}
                centreId={centreId}
                row={row}
                commodities={commodities}
                hasNames={hasNames}
                hasNeighbourhoods={hasNeighbourhoods}
                mayHandOver={mayHandOver}
              />
            ))}
          </tbody>
        </table>
      </Scrolling>
      <MoreRows {...shown} />
    </div>
  );
}

interface ListRowProps {
  readonly orderId: string;
  readonly centreId: string;
  readonly row: DistributionListItem;
  /** Those of the list, in the order of its columns. */
  readonly commodities: DistributionListItem['commodities'];
  readonly hasNames: boolean;
  readonly hasNeighbourhoods: boolean;
  readonly mayHandOver: boolean;
}

function ListRow(props: ListRowProps): JSX.Element {
  const { orderId, centreId, row, commodities, hasNames, hasNeighbourhoods, mayHandOver } = props;
  const words = useWords();
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(orderId, 'households', row.householdId)}>{row.householdId}</a>{' '}
        {!isServed(row) && <span class="status status-not-served">{words.say('list.notServed')}</span>}
      </th>
      {hasNames && <td class="lives">{row.name}</td>}
      {hasNeighbourhoods && <td class="lives">{row.neighbourhood}</td>}
      <td class="number" data-label={words.say('list.persons')}>
        {words.number(row.persons)}
      </td>
      {commodities.map(({ commodity, unit }) => {
        const due = dueOf(row, commodity);
        return (
          <td
            key={commodity}
            class={`number wanted${due === 0 ? ' zero' : ''}`}
            data-label={`${words.commodity(commodity)} ${words.unit(unit)}`}
          >
            {words.number(due)}
          </td>
        );
      })}
      <td class="signature" />
      {mayHandOver && (
        <td class="unprinted">
          <a
            href={formHref('handover', orderId, `${centreId}~${row.householdId}`)}
            aria-label={words.say('list.handOver', { household: row.householdId })}
          >
            {words.say('write.handover')}
          </a>
        </td>
      )}
    </tr>
  );
}
