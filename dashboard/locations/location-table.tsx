import type { ComponentChildren, JSX } from 'preact';
import type { LocationReportAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { OnHand } from '../figures/commodity-cells.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';

interface LocationTableProps {
  readonly caption: string;
  readonly children: ComponentChildren;
}

/** Locations, a `LocationRow` each, with what they hold. */
export function LocationTable({ caption, children }: LocationTableProps): JSX.Element {
  const words = useWords();
  return (
    <Scrolling label={caption}>
      <table class="figures row-cards">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.say('locations.location')}</th>
            <th scope="col">{words.say('locations.kind')}</th>
            <th scope="col" class="number">
              {words.say('centres.households')}
            </th>
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
