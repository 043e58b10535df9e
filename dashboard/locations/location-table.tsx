import type { ComponentChildren, JSX } from 'preact';
import type { LocationReportAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { OnHand } from '../figures/commodity-cells.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { type Column, SortHeading, type Sorting } from '../page/sorting.tsx';
import { hrefOf } from '../place.ts';
import { useWords, type Words } from '../words/words.ts';

export const locationColumns = (words: Words): readonly Column<LocationReportAnswer>[] => [
  {
    name: 'location',
    label: words.say('locations.location'),
    value: ({ locationId, name = locationId }) => name,
  },
  { name: 'kind', label: words.say('locations.kind'), value: ({ kind }) => words.say(`kind.${kind}`) },
  {
    name: 'served',
    label: words.say('centres.households'),
    value: ({ kind, householdsServed }) => (kind === 'centre' ? householdsServed : undefined),
  },
];

interface LocationTableProps {
  readonly caption: string;
  readonly sorting?: Sorting<LocationReportAnswer>;
  readonly children: ComponentChildren;
}

/** Locations, a `LocationRow` each, with what they hold. */
export function LocationTable({ caption, sorting, children }: LocationTableProps): JSX.Element {
  const words = useWords();
  return (
    <Scrolling label={caption}>
      <table class="figures row-cards">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <SortHeading sorting={sorting} name="location">
              {words.say('locations.location')}
            </SortHeading>
            <SortHeading sorting={sorting} name="kind">
              {words.say('locations.kind')}
            </SortHeading>
            <SortHeading sorting={sorting} name="served" isNumber>
              {words.say('centres.households')}
            </SortHeading>
            <th scope="col">{words.say('goods.onHand')}</th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scrolling>
  );
}

interface LocationRowProps {
  readonly orderId: string;
  readonly locationId: string;
  readonly name?: string | undefined;
  /** `undefined` while it is not known. */
  readonly report: LocationReportAnswer | undefined;
}

export function LocationRow({
  orderId,
  locationId,
  name = locationId,
  report,
}: LocationRowProps): JSX.Element {
  const words = useWords();
  const { kind, households = 0, householdsServed = 0, commodities = [] } = report ?? {};
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(orderId, 'locations', locationId)}>{name}</a>
      </th>
      <td class="kind">{kind === undefined ? '–' : words.say(`kind.${kind}`)}</td>
      <td class="number served" data-label={words.say('centres.households')}>
        {kind === 'centre' ? `${words.number(householdsServed)} / ${words.number(households)}` : '–'}
      </td>
      <td class="held" data-label={words.say('goods.onHand')}>
        <OnHand commodities={commodities} />
      </td>
    </tr>
  );
}
