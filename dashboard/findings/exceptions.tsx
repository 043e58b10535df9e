import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { FindingCounts, Searched } from '../../shared/contract/answers/findings.ts';
import { findingStates } from '../../shared/domain/events.ts';
import { heldReasons, rejectedReasons } from '../../shared/domain/outcome.ts';
import type { Items } from '../api/answer-client.ts';
import { type Concerned, exceptionPath, exceptionsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { MoreButton } from '../page/more-button.tsx';
import { type Filters, withFilters } from '../place.ts';
import { useWords, type Words } from '../words/words.ts';
import { Evidence } from './evidence.tsx';
import { ExceptionEvidence } from './exception-evidence.tsx';
import { type ExceptionFilters, exceptionFiltersIn, isTallied } from './exception-filters.ts';
import { ExceptionGroups } from './exception-groups.tsx';
import { ExceptionLine } from './exception-line.tsx';
import { type FilterField, FilterForm } from './filter-form.tsx';
import { NotedLine } from './noted-line.tsx';
import { NothingFound } from './nothing-found.tsx';

const statuses = ['held', 'rejected'] as const;

interface ExceptionsProps {
  /** The order on show, by which links go. */
  readonly orderId: string;
  /** Whose exceptions are listed, `-` for those of none; those of the order on show if it is left out. */
  readonly listed?: string;
  /** Whose they are; everybody's without either. */
  readonly of?: Concerned;
  /** The one that is open. */
  readonly exceptionId: string | undefined;
  readonly filters: Filters | undefined;
  /** Where one of them opens, and where the list is without one. */
  readonly hrefOfOne: (exceptionId?: string) => string;
  /** Filters of the address that are not the list's, and stay as they are. */
  readonly kept?: Filters;
}

interface Beside {
  readonly counts: FindingCounts;
  readonly searched: Searched;
}

/** What was not posted, the newest first, each opening to its evidence; by what belongs together, and by what is asked for. */
export function Exceptions(props: ExceptionsProps): JSX.Element {
  const { orderId, listed = orderId, of = {}, exceptionId, filters, hrefOfOne, kept = {} } = props;
  const words = useWords();
  const [pages, setPages] = useState(1);
  const { known, unknown } = exceptionFiltersIn(filters);
  const path = exceptionsPath(listed, { ...known, ...of });
  const found = useList<ExceptionAnswer, Beside>(path, { pages });
  const chosen = found.answer?.items.find((one) => one.exceptionId === exceptionId);
  const hrefWith = (set: Filters): string => withFilters(hrefOfOne(), { ...kept, ...set });
  return (
    <>
      {unknown.length > 0 && (
        <p class="notice" role="alert">
          {words.say('filters.unknown', { names: unknown.join(', ') })}
        </p>
      )}
      <FilterForm fields={fieldsOf(of, words)} filters={known} hrefWith={hrefWith}>
        <CsvButton path={`${path}&format=csv`} name={`${listed === '-' ? 'no-order' : listed}-exceptions`} />
      </FilterForm>
      <ExceptionGroups orderId={orderId} listed={listed} of={of} hrefWith={hrefWith} />
      <div class="findings">
        <section class="panel" aria-labelledby="listed">
          <h2 id="listed">{words.say('exceptions.listed')}</h2>
          <Answered reading={found}>
            {(answer) => (
              <>
                <Counted answer={answer} filters={{ ...known, ...of }} />
                <ul class="finding-list">
                  {answer.items.map((one) => (
                    <ExceptionLine
                      key={one.exceptionId}
                      orderId={orderId}
                      exception={one}
                      href={withFilters(hrefOfOne(one.exceptionId), { ...kept, ...known })}
                      isOpen={one.exceptionId === exceptionId}
                    />
                  ))}
                </ul>
                <MoreButton isWhole={answer.isWhole} onMore={() => setPages(pages + 1)} />
              </>
            )}
          </Answered>
        </section>
        {chosen === undefined && exceptionId !== undefined && found.answer !== undefined ? (
          <NotListed orderId={orderId} exceptionId={exceptionId} of={of} />
        ) : (
          <Chosen orderId={orderId} exception={chosen} otherwise="exceptions.choose" />
        )}
      </div>
    </>
  );
}

interface ChosenProps {
  readonly orderId: string;
  readonly exception: ExceptionAnswer | undefined;
  readonly otherwise: 'exceptions.choose' | 'exceptions.gone';
}

function Chosen({ orderId, exception, otherwise }: ChosenProps): JSX.Element {
  const words = useWords();
  return (
    <Evidence of={exception?.exceptionId}>
      {exception === undefined ? (
        <p class="empty">{words.say(otherwise)}</p>
      ) : (
        <>
          <ul class="finding-list">
            <li>
              <NotedLine
                orderId={orderId}
                finding={exception}
                id={exception.exceptionId}
                named={exception.exceptionId}
              />
            </li>
          </ul>
          <ExceptionEvidence orderId={orderId} exception={exception} />
        </>
      )}
    </Evidence>
  );
}

/** One that is open and further down the list than what is shown. */
function NotListed({
  orderId,
  exceptionId,
  of,
}: {
  readonly orderId: string;
  readonly exceptionId: string;
  readonly of: Concerned;
}): JSX.Element {
  const { answer } = useList<ExceptionAnswer>(exceptionPath(exceptionId, of));
  return (
    <Chosen
      orderId={orderId}
      exception={answer?.items[0]}
      otherwise={answer === undefined ? 'exceptions.choose' : 'exceptions.gone'}
    />
  );
}

/** The filters of the list; whose it is goes without saying. */
function fieldsOf({ locationId, payerId }: Concerned, words: Words): readonly FilterField[] {
  const isOfAll = locationId === undefined && payerId === undefined;
  const option = (kind: string) => (name: string) => [name, words.named(kind, name)] as const;
  return [
    {
      name: 'status',
      label: 'exceptions.status',
      options: statuses.map((status) => [status, words.say(`exceptions.title.${status}`)] as const),
    },
    {
      name: 'reason',
      label: 'exceptions.why',
      options: [...heldReasons, ...rejectedReasons].map(option('reason')),
    },
    { name: 'state', label: 'exceptions.state', options: findingStates.map(option('state')) },
    ...(isOfAll
      ? ([
          { name: 'locationId', label: 'exceptions.location' },
          { name: 'payerId', label: 'exceptions.payer' },
        ] as const)
      : []),
    { name: 'householdId', label: 'exceptions.household' },
    { name: 'reference', label: 'exceptions.document' },
    { name: 'source', label: 'exceptions.source' },
    { name: 'recordedOn', label: 'exceptions.day', type: 'date' },
  ];
}

interface CountedProps {
  readonly answer: Items<ExceptionAnswer, Beside>;
  readonly filters: ExceptionFilters;
}

/** How many there are, as far as that is known, and how far the list was searched. */
function Counted({ answer: { items, beside, isWhole }, filters }: CountedProps): JSX.Element {
  const words = useWords();
  const counts = beside[0]?.counts;
  const searched = beside.at(-1)?.searched;
  const isFiltered = Object.keys(filters).length > 0;
  if (items.length === 0 && isWhole)
    return (
      <NothingFound filters={filters}>
        {words.say(isFiltered ? 'exceptions.none.filtered' : 'exceptions.none')}
      </NothingFound>
    );
  return (
    <>
      {items.length === 0 && <p class="empty">{words.say('exceptions.none.soFar')}</p>}
      {counts !== undefined && isTallied(filters) ? (
        <p class="why">
          {words.say('exceptions.counts', {
            open: counts.open,
            lookedInto: counts.lookedInto,
            explained: counts.explained,
          })}
        </p>
      ) : (
        <p class="why">
          {words.say(isWhole ? 'exceptions.found' : 'exceptions.foundSoFar', { count: items.length })}
        </p>
      )}
      {searched?.to !== undefined && (
        <p class="why">
          {words.say('exceptions.searchedTo', { time: instantText(words.locale, searched.to) })}
        </p>
      )}
    </>
  );
}
