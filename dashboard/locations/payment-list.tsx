import type { JSX } from 'preact';
import type { PaymentListItem } from '../../shared/contract/answers/households.ts';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import { paymentListPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { plus } from '../figures/exact.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { FilterBox } from '../page/filter-box.tsx';
import { MoreRows, useRowsShown } from '../page/rows-shown.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { type Column, SortChoice, SortHeading, useSorting } from '../page/sorting.tsx';
import { useChoice } from '../page/use-choice.ts';
import { type Filters, hrefOf } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useReader } from '../reader/reader.ts';
import { useWords, type Words } from '../words/words.ts';
import { formHref, mayFill } from '../writing/offers.ts';
import { HouseholdFind, isLike, livingColumns } from './household-find.tsx';
import { LocationHead } from './location-head.tsx';

interface PaymentListProps {
  readonly order: OrderAnswer;
  readonly centreId: string;
  readonly filters: Filters | undefined;
}

/** The households of a centre that are still owed money, or all of them: what a cashier pays by, and has signed. */
export function PaymentList({ order, centreId, filters = {} }: PaymentListProps): JSX.Element {
  const words = useWords();
  const reader = useReader();
  const { orderId } = order;
  const path = paymentListPath(centreId, orderId);
  const list = useList<PaymentListItem>(path, { isAskedAgain: false });
  const [sought = '', setSought] = useChoice('sought');
  const isAll = filters['show'] === 'all';
  const [payer = ''] = reader.payers;
  const owed = (list.answer?.items ?? []).filter(({ outstanding }) => outstanding > 0);
  const owedIds = new Set(owed.map(({ householdId }) => householdId));
  return (
    <>
      <LocationHead
        orderId={orderId}
        locationId={centreId}
        view="payment-list"
        subtitle={<span>{order.title}</span>}
      >
        <CsvButton
          path={`${path}&format=csv`}
          name={`${orderId}-${centreId}-payment-list`}
          {...(!isAll && { keeps: (householdId: string) => owedIds.has(householdId) })}
        />
        {mayFill(reader, 'pay') && owed.length > 0 && (
          <a class="button" href={formHref('pay', orderId, `${payer}~${centreId}`)}>
            {words.say('write.pay')}
          </a>
        )}
        <button type="button" onClick={() => print()}>
          {words.say('list.print')}
        </button>
      </LocationHead>
      <Answered reading={list} of={centreId}>
        {({ items }) => {
          if (items.length === 0)
            return <p class="empty">{words.say(order.stipend === null ? 'paid.noStipend' : 'list.none')}</p>;
          const shown = (isAll ? items : owed).filter((row) => isLike(row, sought));
          return (
            <>
              <p class="subtitle">
                {words.say('payList.owed', {
                  owed: owed.length,
                  count: items.length,
                  money: moneyOf(owed, words),
                })}
              </p>
              <FilterBox
                label="payList.owedOnly"
                isChecked={!isAll}
                href={hrefOf(orderId, 'payment-list', centreId)}
                checked={{ show: '' }}
                unchecked={{ show: 'all' }}
              />
              <HouseholdFind sought={sought} onSought={setSought} />
              {shown.length === 0 ? (
                <p class="empty">{words.say(owed.length === 0 && !isAll ? 'paid.none' : 'list.noMatch')}</p>
              ) : (
                <ListTable orderId={orderId} rows={shown} />
              )}
            </>
          );
        }}
      </Answered>
    </>
  );
}

function moneyOf(owed: readonly PaymentListItem[], words: ReturnType<typeof useWords>): string {
  const [first] = owed;
  return first === undefined
    ? words.number(0)
    : words.money(plus(...owed.map(({ outstanding }) => outstanding)), first.currency);
}

const columnsOf = (rows: readonly PaymentListItem[], words: Words): readonly Column<PaymentListItem>[] => [
  { name: 'household', label: words.say('list.household'), value: ({ householdId }) => householdId },
  {
    name: 'outstanding',
    label: words.say('payList.outstanding'),
    value: ({ outstanding }) => outstanding,
  },
  ...livingColumns(rows, words),
  { name: 'due', label: words.say('payList.due'), value: ({ due }) => due },
  { name: 'paid', label: words.say('household.paid'), value: ({ paid }) => paid },
];

/** The figure that is wanted stands first, so that a phone shows it. */
function ListTable({
  orderId,
  rows,
}: {
  readonly orderId: string;
  readonly rows: readonly PaymentListItem[];
}): JSX.Element {
  const words = useWords();
  const hasNames = rows.some(({ name }) => name !== undefined);
  const hasNeighbourhoods = rows.some(({ neighbourhood }) => neighbourhood !== undefined);
  const caption = words.say('payList.caption');
  const sorting = useSorting(columnsOf(rows, words));
  const shown = useRowsShown(sorting.sorted(rows));
  return (
    <div class="panel">
      <SortChoice sorting={sorting} />
      <Scrolling label={caption}>
        <table class="figures figure-cards distribution-list payment-list">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <SortHeading sorting={sorting} name="household" />
              <SortHeading sorting={sorting} name="outstanding" isNumber />
              {hasNames && <SortHeading sorting={sorting} name="name" />}
              {hasNeighbourhoods && <SortHeading sorting={sorting} name="neighbourhood" />}
              <SortHeading sorting={sorting} name="due" isNumber />
              <SortHeading sorting={sorting} name="paid" isNumber />
              <th scope="col" class="signature">
                {words.say('list.signature')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.rows.map(({ householdId, name, neighbourhood, due, paid, outstanding, currency }) => (
              <tr key={householdId}>
                <th scope="row">
                  <PlaceLink orderId={orderId} view="households" id={householdId} />
                </th>
                <td
                  class={`number wanted${outstanding === 0 ? ' zero' : ''}`}
                  data-label={words.say('payList.outstanding')}
                >
                  {words.money(outstanding, currency)}
                </td>
                {hasNames && <td class="lives">{name}</td>}
                {hasNeighbourhoods && <td class="lives">{neighbourhood}</td>}
                <td class="number" data-label={words.say('payList.due')}>
                  {words.money(due, currency)}
                </td>
                <td class="number" data-label={words.say('household.paid')}>
                  {words.money(paid, currency)}
                </td>
                <td class="signature" />
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      <MoreRows {...shown} />
    </div>
  );
}
