import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { csvText } from '../../shared/files/csv.ts';
import { useLedger } from '../api/use-answer.ts';
import { filterBy } from '../page/filter-box.tsx';
import { MoreButton } from '../page/more-button.tsx';
import { saveCsv } from '../page/save-csv.ts';
import { Scrolling } from '../page/scrolling.tsx';
import { type Column, SortChoice, SortHeading, useSorting } from '../page/sorting.tsx';
import { hrefOf } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords, type Words } from '../words/words.ts';
import {
  type Centre,
  type OwedHousehold,
  type OwedKind,
  owedHouseholds,
  owedKinds,
  owedTable,
} from './owed-households.ts';
import { useOwed } from './use-owed.ts';

interface OwedListProps {
  readonly orderId: string;
  readonly centres: readonly Centre[];
  readonly kind: OwedKind;
  readonly hasStipend: boolean;
}

/** The households of all centres that are still owed something, read no further than they are shown or saved. */
export function OwedList(props: OwedListProps): JSX.Element {
  const { orderId, centres, kind, hasStipend } = props;
  const words = useWords();
  const { households, isWhole, isReading, failure, more } = useOwed(orderId, centres, kind);
  return (
    <section class="panel" aria-labelledby="owed-households">
      <div class="panel-head">
        <h2 id="owed-households">{words.say('owed.households')}</h2>
        <SaveButton {...props} />
      </div>
      <label class="choice">
        <span>{words.say('owed.show')}</span>
        <select
          value={kind}
          onChange={({ currentTarget }) =>
            filterBy(hrefOf(orderId, 'still-owed'), { of: currentTarget.value })
          }
        >
          {owedKinds
            .filter((one) => one !== 'money' || hasStipend)
            .map((one) => (
              <option key={one} value={one}>
                {words.say(`owed.of.${one}`)}
              </option>
            ))}
        </select>
      </label>
      <p role="status" class="subtitle">
        {isReading && words.say('page.loading')}
        {failure !== undefined && words.say('answer.failed', { said: failure })}
        {!isReading &&
          failure === undefined &&
          words.say(isWhole ? 'owed.shown.all' : 'owed.shown', { count: households.length })}
      </p>
      {households.length > 0 && (
        <Households orderId={orderId} households={households} kind={kind} isWhole={isWhole} />
      )}
      {!isReading && <MoreButton isWhole={isWhole} onMore={more} />}
    </section>
  );
}

interface HouseholdsProps {
  readonly orderId: string;
  readonly households: readonly OwedHousehold[];
  readonly kind: OwedKind;
  readonly isWhole: boolean;
}

/** Goods of several kinds have no order; money has. */
const columnsOf = (kind: OwedKind, words: Words): readonly Column<OwedHousehold>[] => [
  { name: 'household', label: words.say('list.household'), value: ({ householdId }) => householdId },
  ...(kind === 'money'
    ? [
        {
          name: 'outstanding',
          label: words.say('payList.outstanding'),
          value: ({ money }: OwedHousehold) => money?.outstanding,
        },
      ]
    : []),
  {
    name: 'centre',
    label: words.say('centres.centre'),
    value: ({ centre: { locationId, name = locationId } }) => name,
  },
];

/** Sorted once all of them are there: part of a list would have another first than the whole. */
function Households({ orderId, households, kind, isWhole }: HouseholdsProps): JSX.Element {
  const words = useWords();
  const caption = words.say(`owed.of.${kind}`);
  const hasNames = households.some(({ name }) => name !== undefined);
  const hasNeighbourhoods = households.some(({ neighbourhood }) => neighbourhood !== undefined);
  const all = useSorting(columnsOf(kind, words), 'households');
  const sorting = isWhole ? all : undefined;
  const rows = sorting?.sorted(households) ?? households;
  return (
    <>
      {sorting !== undefined && <SortChoice sorting={sorting} />}
      <Scrolling label={caption}>
        <table class="figures figure-cards owed">
          <caption class="unseen">{caption}</caption>
          <thead>
            <tr>
              <SortHeading sorting={sorting} name="household">
                {words.say('list.household')}
              </SortHeading>
              <SortHeading sorting={kind === 'money' ? sorting : undefined} name="outstanding">
                {words.say('payList.outstanding')}
              </SortHeading>
              <SortHeading sorting={sorting} name="centre">
                {words.say('centres.centre')}
              </SortHeading>
              {hasNames && <th scope="col">{words.say('list.name')}</th>}
              {hasNeighbourhoods && <th scope="col">{words.say('list.neighbourhood')}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((household) => {
              const { householdId, centre, name, neighbourhood } = household;
              return (
                <tr key={`${centre.locationId} ${householdId}`}>
                  <th scope="row">
                    <PlaceLink orderId={orderId} view="households" id={householdId} />
                  </th>
                  <td class="wanted whole">{owedText(words, household)}</td>
                  <td>
                    <PlaceLink orderId={orderId} view="locations" id={centre.locationId}>
                      {centre.name ?? centre.locationId}
                    </PlaceLink>
                  </td>
                  {hasNames && <td>{name}</td>}
                  {hasNeighbourhoods && <td>{neighbourhood}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scrolling>
    </>
  );
}

const owedText = (words: Words, { goods, money }: OwedHousehold): string =>
  money === undefined
    ? goods
        .map(
          ({ commodity, unit, outstanding }) =>
            `${words.commodity(commodity)} ${words.quantity(outstanding, unit)}`,
        )
        .join(', ')
    : words.money(money.outstanding, money.currency);

/** Reads every list, which takes a while for a city, and says which. */
function SaveButton({ orderId, centres, kind }: OwedListProps): JSX.Element {
  const words = useWords();
  const { api } = useLedger();
  const [said, setSaid] = useState<string>();
  const save = async (): Promise<void> => {
    const households: OwedHousehold[] = [];
    try {
      for await (const page of owedHouseholds(api, orderId, centres, kind)) {
        const { centre } = page;
        households.push(...page.households);
        const at = centres.findIndex(({ locationId }) => locationId === centre.locationId) + 1;
        setSaid(words.say('owed.reading', { at, count: centres.length }));
      }
      saveCsv(`${orderId}-still-owed-${kind}`, csvText(owedTable(households, kind)));
      setSaid(undefined);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      setSaid(words.say('answer.failed', { said: why }));
    }
  };
  return (
    <p class="actions">
      <span role="status">{said}</span>
      <button type="button" onClick={() => void save()}>
        {words.say('csv')}
      </button>
    </p>
  );
}
