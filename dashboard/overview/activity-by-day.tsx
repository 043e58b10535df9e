import type { JSX } from 'preact';
import type { ActivityAnswer } from '../../shared/contract/answers/orders.ts';
import { TimeChart } from '../charts/time-chart.tsx';
import { dateText } from '../figures/instants.ts';
import { Scrolling } from '../page/scrolling.tsx';
import { useWords } from '../words/words.ts';

const chartHeightPixels = 130;

const columns = ['receipts', 'first', 'payments', 'amount'] as const;

const secondsOf = (date: string): number => Date.parse(`${date}T00:00Z`) / 1_000;

/** Receipts and payments by the day they happened, as two charts and as a table. */
export function ActivityByDay({ activity }: { readonly activity: ActivityAnswer }): JSX.Element {
  const words = useWords();
  const { days, currency } = activity;
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return <p class="empty">{words.say('activity.none')}</p>;
  const times = days.map(({ date }) => secondsOf(date));
  const summary = words.say('activity.summary', {
    count: days.length,
    from: dateText(words.locale, first.date),
    to: dateText(words.locale, last.date),
  });
  const served = words.say('activity.served');
  const paid = words.say('activity.paid', { currency: currency ?? '' });
  const chart = { times, form: 'bars', heightPixels: chartHeightPixels } as const;
  return (
    <>
      <h3>{served}</h3>
      <TimeChart
        {...chart}
        label={`${served}. ${summary}`}
        values={days.map(({ receipts }) => receipts)}
        colour="--handed-over"
      />
      {currency !== undefined && (
        <>
          <h3>{paid}</h3>
          <TimeChart
            {...chart}
            label={`${paid}. ${summary}`}
            values={days.map((day) => day.paid)}
            colour="--paid"
          />
        </>
      )}
      <details>
        <summary>{words.say('activity.table')}</summary>
        <DayTable activity={activity} caption={summary} />
      </details>
    </>
  );
}

interface DayTableProps {
  readonly activity: ActivityAnswer;
  readonly caption: string;
}

function DayTable({ activity: { days, currency }, caption }: DayTableProps): JSX.Element {
  const words = useWords();
  return (
    <Scrolling label={caption}>
      <table class="figures">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.say('activity.day')}</th>
            {columns.map((column) => (
              <th key={column} scope="col" class="number">
                {words.say(`activity.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.date}>
              <th scope="row">{dateText(words.locale, day.date)}</th>
              <td class="number">{words.number(day.receipts)}</td>
              <td class="number">{words.number(day.householdsServed)}</td>
              <td class="number">{words.number(day.payments)}</td>
              <td class="number">{currency === undefined ? '–' : words.money(day.paid, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
