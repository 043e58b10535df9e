import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import { anomalyKinds } from '../../shared/domain/anomaly-kinds.ts';
import { findingStates } from '../../shared/domain/events.ts';
import { anomaliesPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { MoreButton } from '../page/more-button.tsx';
import { type Filters, hrefOf, withFilters } from '../place.ts';
import { useWords } from '../words/words.ts';
import { AnomalyEvidence } from './anomaly-evidence.tsx';
import { Evidence } from './evidence.tsx';
import { type FilterField, FilterForm } from './filter-form.tsx';
import { FindingParts } from './finding-parts.tsx';
import { NotedLine } from './noted-line.tsx';
import { NothingFound } from './nothing-found.tsx';

interface AnomaliesProps {
  readonly orderId: string;
  /** The one that is open. */
  readonly chosen: string | undefined;
  readonly filters: Filters | undefined;
}

/** Pages that are read at first: they come in the order of the books, and are shown with the newest first. */
const firstPages = 5;
const filterNames = ['kind', 'state', 'locationId'] as const;

/** What is unusual, the newest first, each opening to its evidence. */
export function Anomalies({ orderId, chosen, filters = {} }: AnomaliesProps): JSX.Element {
  const words = useWords();
  const [pages, setPages] = useState(firstPages);
  const known: Filters = Object.fromEntries(
    filterNames.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])),
  );
  const unknown = Object.keys(filters).filter((name) => !filterNames.some((one) => one === name));
  const { kind, state, locationId } = known;
  const path = anomaliesPath(orderId, { kind, state });
  const anomalies = useList<AnomalyAnswer>(path, { pages });
  const open = anomalies.answer?.items.find(({ anomalyId }) => anomalyId === chosen);
  const hrefOfOne = (anomalyId?: string): string =>
    withFilters(hrefOf(orderId, 'anomalies', anomalyId), known);
  return (
    <>
      <h1 tabIndex={-1}>{words.say('view.anomalies')}</h1>
      {unknown.length > 0 && (
        <p class="notice" role="alert">
          {words.say('filters.unknown', { names: unknown.join(', ') })}
        </p>
      )}
      <FilterForm
        fields={fieldsOf(words)}
        filters={known}
        hrefWith={(set) => withFilters(hrefOf(orderId, 'anomalies'), set)}
      >
        <CsvButton path={`${path}&format=csv`} name={`${orderId}-anomalies`} />
      </FilterForm>
      <div class="findings">
        <section class="panel" aria-label={words.say('view.anomalies')}>
          <p class="why">{words.say('anomalies.why')}</p>
          <Answered reading={anomalies}>
            {({ items, isWhole }) => {
              const shown = items
                .filter((one) => locationId === undefined || one.locationId === locationId)
                .sort((one, other) => other.recordedAt.localeCompare(one.recordedAt));
              return (
                <>
                  <Counted shown={shown} examined={items.length} isWhole={isWhole} filters={known} />
                  <ul class="finding-list">
                    {shown.map((anomaly) => (
                      <AnomalyLine
                        key={anomaly.anomalyId}
                        orderId={orderId}
                        anomaly={anomaly}
                        href={hrefOfOne(anomaly.anomalyId)}
                        isOpen={anomaly.anomalyId === chosen}
                      />
                    ))}
                  </ul>
                  <MoreButton isWhole={isWhole} onMore={() => setPages(pages + firstPages)} />
                </>
              );
            }}
          </Answered>
        </section>
        <Evidence of={open === undefined ? undefined : chosen}>
          {open !== undefined ? (
            <AnomalyEvidence orderId={orderId} anomaly={open} quantity={quantityOf(open, words)} />
          ) : (
            <p class="empty">{words.say('exceptions.choose')}</p>
          )}
        </Evidence>
      </div>
    </>
  );
}

const fieldsOf = (words: ReturnType<typeof useWords>): readonly FilterField[] => [
  {
    name: 'kind',
    label: 'anomalies.kind',
    options: anomalyKinds.map((name) => [name, words.say(`anomaly.${name}`)] as const),
  },
  {
    name: 'state',
    label: 'exceptions.state',
    options: findingStates.map((name) => [name, words.say(`state.${name}`)] as const),
  },
  { name: 'locationId', label: 'exceptions.location' },
];

interface CountedProps {
  readonly shown: readonly AnomalyAnswer[];
  readonly examined: number;
  readonly isWhole: boolean;
  readonly filters: Filters;
}

/** How many there are, and of each kind, as far as that is known. */
function Counted({ shown, examined, isWhole, filters }: CountedProps): JSX.Element {
  const words = useWords();
  const kinds = anomalyKinds.flatMap((kind) => {
    const count = shown.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [`${words.say(`anomaly.${kind}`)} ${words.number(count)}`];
  });
  if (shown.length === 0 && isWhole)
    return (
      <NothingFound filters={filters}>
        {words.say(Object.keys(filters).length > 0 ? 'anomalies.none.filtered' : 'anomalies.none')}
      </NothingFound>
    );
  return (
    <>
      <p class="why">
        {[words.say('anomalies.count', { count: shown.length }), ...(kinds.length > 1 ? kinds : [])].join(
          ' · ',
        )}
      </p>
      {!isWhole && <p class="why">{words.say('anomalies.countSoFar', { count: examined })}</p>}
    </>
  );
}

interface AnomalyLineProps {
  readonly orderId: string;
  readonly anomaly: AnomalyAnswer;
  readonly href: string;
  readonly isOpen: boolean;
}

function AnomalyLine({ orderId, anomaly, href, isOpen }: AnomalyLineProps): JSX.Element {
  const words = useWords();
  const { anomalyId, kind, locationId, references, recordedAt } = anomaly;
  return (
    <li>
      <a href={href} aria-current={isOpen ? 'true' : undefined}>
        <strong>{words.say(`anomaly.${kind}`)}</strong>
        <FindingParts parts={[locationId, quantityOf(anomaly, words), references[0]]} />
        <time dateTime={recordedAt}>{instantText(words.locale, recordedAt)}</time>
      </a>
      <NotedLine
        orderId={orderId}
        finding={anomaly}
        id={anomalyId}
        named={[kind, locationId, references[0]].join(' ')}
      />
    </li>
  );
}

function quantityOf(
  { commodity, quantity, unit }: AnomalyAnswer,
  words: ReturnType<typeof useWords>,
): string | undefined {
  if (quantity === undefined) return undefined;
  const figure = words.quantity(quantity, unit);
  return commodity === undefined ? figure : `${words.commodity(commodity)} ${figure}`;
}
