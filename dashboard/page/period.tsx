import type { JSX } from 'preact';
import { instantIn, isDate } from '../../shared/domain/moments.ts';
import { useLedger } from '../api/use-answer.ts';
import { dateText } from '../figures/instants.ts';
import { type FilterField, FilterForm } from '../findings/filter-form.tsx';
import { type Filters, hrefOf, placeOf, withFilters } from '../place.ts';
import { useWords } from '../words/words.ts';
import { usePlace } from './use-place.ts';

/** Which days of a book are asked for, and as it stood when. */
export interface Period {
  readonly from?: string;
  readonly to?: string;
  /** An instant: the end of the day that the address names. */
  readonly asOf?: string;
}

interface AskedPeriod {
  readonly period: Period;
  /** Where the days are chosen; says whose days they are, and that not everything is on show. */
  readonly chooser: JSX.Element;
}

/** Books are dated to the millisecond. */
const lastSecond = '23:59:59';
const lastMillisecond = `${lastSecond}.999`;

/** The period in the address, by days of the books' own zone. */
export function usePeriod(names: readonly ('from' | 'to' | 'asOf')[]): AskedPeriod {
  const { zone } = useLedger();
  const { orderId = '', view, id, filters = {} } = usePlace();
  const days: Filters = Object.fromEntries(
    names.flatMap((name) => {
      const day = filters[name];
      return day !== undefined && isDate(day) ? [[name, day]] : [];
    }),
  );
  /** What else was chosen stays. */
  const others = (): Filters => {
    const chosen = Object.entries(placeOf(location.hash).filters ?? {});
    return Object.fromEntries(chosen.filter(([name]) => !names.some((own) => own === name)));
  };
  const { from, to, asOf: lastDay } = days;
  const asOf =
    lastDay === undefined
      ? undefined
      : instantIn(zone, lastDay, lastSecond)?.replace(lastSecond, lastMillisecond);
  return {
    period: {
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(asOf !== undefined && { asOf }),
    },
    chooser: (
      <Chooser
        names={names}
        days={days}
        hrefWith={(set) => withFilters(hrefOf(orderId, view, id), { ...others(), ...set })}
      />
    ),
  };
}

interface ChooserProps {
  readonly names: readonly ('from' | 'to' | 'asOf')[];
  readonly days: Filters;
  readonly hrefWith: (filters: Filters) => string;
}

function Chooser({ names, days, hrefWith }: ChooserProps): JSX.Element {
  const words = useWords();
  const { zone } = useLedger();
  const fields = names.map((name): FilterField => ({ name, label: `period.${name}`, type: 'date' }));
  const { from, to, asOf } = days;
  const told = [
    from && words.say('period.told.from', { date: dateText(words.locale, from) }),
    to && words.say('period.told.to', { date: dateText(words.locale, to) }),
    asOf && words.say('period.told.asOf', { date: dateText(words.locale, asOf) }),
  ].filter(Boolean);
  return (
    <>
      <FilterForm fields={fields} filters={days} hrefWith={hrefWith} title="period.title">
        <span class="why">{words.say('period.zone', { zone })}</span>
      </FilterForm>
      {told.length > 0 && (
        <p class="notice" role="status">
          {told.join(' · ')} ({zone})
        </p>
      )}
    </>
  );
}
