import type { JSX } from 'preact';
import type {
  LocationReportAnswer,
  ReconciliationAnswer,
} from '../../shared/contract/answers/reconciliation.ts';
import { reconciliationPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { type Column, SortChoice, SortHeading, useSorting } from '../page/sorting.tsx';
import { type Filters, hrefOf, withFilters } from '../place.ts';
import { useWords, type Words } from '../words/words.ts';
import { owedKinds } from './owed-households.ts';
import { OwedList } from './owed-list.tsx';

interface StillOwedProps {
  readonly orderId: string;
  readonly filters?: Filters | undefined;
}

/** Which centres have households that are still owed goods or money, each with the lists of them, and these households. */
export function StillOwed({ orderId, filters = {} }: StillOwedProps): JSX.Element {
  const words = useWords();
  const kind = owedKinds.find((one) => one === filters['of']) ?? 'goods';
  const report = useAnswer<ReconciliationAnswer>(reconciliationPath(orderId));
  return (
    <>
      <h1 tabIndex={-1}>{words.say('view.still-owed')}</h1>
      <Answered reading={report}>
        {({ locations, stipend }) => {
          const centres = locations
            .filter(({ kind, households }) => kind === 'centre' && households > 0)
            .sort((one, other) => incomplete(other) - incomplete(one));
          return (
            <>
              <p class="subtitle">
                <span>
                  {words.say('owed.goods', {
                    left: centres.reduce((sum, centre) => sum + incomplete(centre), 0),
                    count: centres.reduce((sum, { households }) => sum + households, 0),
                  })}
                </span>
                {stipend !== undefined && (
                  <span>
                    {stipend.outstanding > 0
                      ? words.say('paid.left', { money: words.money(stipend.outstanding, stipend.currency) })
                      : words.say('paid.none')}
                  </span>
                )}
              </p>
              <CentreTable orderId={orderId} centres={centres} hasStipend={stipend !== undefined} />
              <OwedList orderId={orderId} centres={centres} kind={kind} hasStipend={stipend !== undefined} />
            </>
          );
        }}
      </Answered>
    </>
  );
}

const incomplete = ({ households, householdsComplete }: LocationReportAnswer): number =>
  households - householdsComplete;

const columnsOf = (words: Words): readonly Column<LocationReportAnswer>[] => [
  {
    name: 'centre',
    label: words.say('centres.centre'),
    value: ({ locationId, name = locationId }) => name,
  },
  { name: 'incomplete', label: words.say('owed.incomplete'), value: incomplete },
  {
    name: 'notServed',
    label: words.say('centres.notServed'),
    value: ({ households, householdsServed }) => households - householdsServed,
  },
];

interface CentreTableProps {
  readonly orderId: string;
  readonly centres: readonly LocationReportAnswer[];
  readonly hasStipend: boolean;
}

function CentreTable({ orderId, centres, hasStipend }: CentreTableProps): JSX.Element {
  const words = useWords();
  const caption = words.say('owed.caption');
  const sorting = useSorting(columnsOf(words));
  return (
    <div class="panel">
      <SortChoice sorting={sorting} />
      <Scrolling label={caption}>
        <table class="figures figure-cards">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <SortHeading sorting={sorting} name="centre" />
              <SortHeading sorting={sorting} name="incomplete" isNumber />
              <SortHeading sorting={sorting} name="notServed" isNumber />
              {hasStipend && <th scope="col">{words.say('owed.money')}</th>}
              <th scope="col">{words.say('goods.outstanding')}</th>
            </tr>
          </thead>
          <tbody>
            {sorting.sorted(centres).map((centre) => {
              const { locationId, name = locationId, households, householdsServed, commodities } = centre;
              const list = withFilters(hrefOf(orderId, 'distribution-list', locationId), { due: 'now' });
              return (
                <tr key={locationId}>
                  <th scope="row">
                    <a href={hrefOf(orderId, 'locations', locationId)}>{name}</a>
                  </th>
                  <td class="number" data-label={words.say('owed.incomplete')}>
                    <a href={list}>{words.number(incomplete(centre))}</a>
                  </td>
                  <td class="number" data-label={words.say('centres.notServed')}>
                    <a href={hrefOf(orderId, 'not-served', locationId)}>
                      {words.number(households - householdsServed)}
                    </a>
                  </td>
                  {hasStipend && (
                    <td data-label={words.say('owed.money')}>
                      <a
                        href={hrefOf(orderId, 'payment-list', locationId)}
                        aria-label={words.say('owed.list', { name })}
                      >
                        {words.say('view.payment-list')}
                      </a>
                    </td>
                  )}
                  <td class="wanted whole" data-label={words.say('goods.outstanding')}>
                    {commodities
                      .filter(({ outstanding }) => outstanding > 0)
                      .map(
                        ({ commodity, unit, outstanding }) =>
                          `${words.commodity(commodity)} ${words.quantity(outstanding, unit)}`,
                      )
                      .join(', ') || '–'}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scrolling>
    </div>
  );
}
