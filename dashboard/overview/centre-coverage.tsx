import type { JSX } from 'preact';
import type {
  LocationReportAnswer,
  ReconciliationAnswer,
} from '../../shared/contract/answers/reconciliation.ts';
import { percentOf } from '../figures/exact.ts';
import { Scrolling } from '../page/scrolling.tsx';
import { type Column, SortHeading, SortOptions, useSorting } from '../page/sorting.tsx';
import { hrefOf } from '../place.ts';
import { useWords, type Words } from '../words/words.ts';

/** A row a centre: the share of its households that have received something and all of it, and of each ration handed over. */
export function CentreCoverage({ report }: { readonly report: ReconciliationAnswer }): JSX.Element {
  const words = useWords();
  const rations = report.commodities.filter(({ planned }) => planned > 0).map(({ commodity }) => commodity);
  const centres = report.locations.filter(({ kind }) => kind === 'centre');
  const sorting = useSorting(columnsOf(rations, words));
  return (
    <section class="panel panel-centres" aria-labelledby="centres">
      <div class="panel-head">
        <h2 id="centres">{words.say('centres.title')}</h2>
        <label class="choice">
          <span>{words.say('sort.by')}</span>
          <select
            value={sorting.chosen}
            onChange={({ currentTarget }) => sorting.choose(currentTarget.value)}
          >
            <option value="">{words.say('sort.none')}</option>
            <option value="least">{words.say('centres.order.least')}</option>
            <SortOptions columns={sorting.columns.filter(({ name }) => name !== 'least')} />
          </select>
        </label>
      </div>
      <Scrolling label={words.say('centres.title')}>
        <table class="figures figure-cards coverage">
          <caption>{words.say('centres.caption')}</caption>
          <thead>
            <tr>
              <SortHeading sorting={sorting} name="centre" />
              <SortHeading sorting={sorting} name="notServed" isNumber />
              <SortHeading sorting={sorting} name="served" isNumber />
              <SortHeading sorting={sorting} name="complete" isNumber />
              {rations.map((commodity) => (
                <SortHeading key={commodity} sorting={sorting} name={`of-${commodity}`} isNumber />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorting.sorted(centres).map((centre) => (
              <CentreRow key={centre.locationId} orderId={report.orderId} centre={centre} rations={rations} />
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}

const columnsOf = (rations: readonly string[], words: Words): readonly Column<LocationReportAnswer>[] => [
  {
    name: 'centre',
    label: words.say('centres.centre'),
    value: ({ locationId, name = locationId }) => name,
  },
  {
    name: 'notServed',
    label: words.say('centres.notServed'),
    value: ({ households, householdsServed }) => households - householdsServed,
  },
  {
    name: 'served',
    label: words.say('centres.households'),
    value: ({ households, householdsServed }) => percentOf(householdsServed, households),
  },
  {
    name: 'complete',
    label: words.say('centres.complete'),
    value: ({ households, householdsComplete }) => percentOf(householdsComplete, households),
  },
  ...rations.map((commodity) => ({
    name: `of-${commodity}`,
    label: words.commodity(commodity),
    value: (centre: LocationReportAnswer) => coverageOf(centre, commodity),
  })),
  { name: 'least', label: words.say('centres.order.least'), value: (centre) => leastOf(centre, rations) },
];

interface CentreRowProps {
  readonly orderId: string;
  readonly centre: LocationReportAnswer;
  readonly rations: readonly string[];
}

function CentreRow({ orderId, centre, rations }: CentreRowProps): JSX.Element {
  const words = useWords();
  const { locationId, name = locationId, households, householdsServed, householdsComplete } = centre;
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(orderId, 'locations', locationId)}>{name}</a>
      </th>
      <td class="number wanted" data-label={words.say('centres.notServed')}>
        {householdsServed < households ? (
          <a href={hrefOf(orderId, 'not-served', locationId)}>
            {words.number(households - householdsServed)}
          </a>
        ) : (
          <span class="zero">{words.number(0)}</span>
        )}
      </td>
      <CoverageCell
        label={words.say('centres.households')}
        percent={percentOf(householdsServed, households)}
        figures={`${words.number(householdsServed)} / ${words.number(households)}`}
      />
      <CoverageCell
        label={words.say('centres.complete')}
        percent={percentOf(householdsComplete, households)}
      />
      {rations.map((commodity) => (
        <CoverageCell
          key={commodity}
          label={words.commodity(commodity)}
          percent={coverageOf(centre, commodity)}
        />
      ))}
    </tr>
  );
}

function coverageOf({ commodities }: LocationReportAnswer, commodity: string): number | undefined {
  const row = commodities.find((candidate) => candidate.commodity === commodity);
  return row === undefined ? undefined : percentOf(row.handedOver, row.planned);
}

/** The lowest share of anything that a centre has handed over. */
const leastOf = (centre: LocationReportAnswer, rations: readonly string[]): number =>
  Math.min(...rations.map((commodity) => coverageOf(centre, commodity) ?? 100));

interface CoverageCellProps {
  readonly label: string;
  readonly percent: number | undefined;
  readonly figures?: string;
}

function CoverageCell({ label, percent, figures }: CoverageCellProps): JSX.Element {
  const words = useWords();
  if (percent === undefined)
    return (
      <td class="number" data-label={label}>
        –
      </td>
    );
  return (
    <td class={`number covered covered-${stepOf(percent)}`} data-label={label}>
      {words.say('centres.cell', { percent: words.number(percent) })}
      {figures !== undefined && <span class="covered-of"> {figures}</span>}
    </td>
  );
}

/** Of five steps; the last is for what is complete. */
const stepOf = (percent: number): number =>
  percent >= 100 ? 5 : Math.min(4, Math.max(0, Math.floor(percent / 25)) + (percent > 0 ? 1 : 0));
