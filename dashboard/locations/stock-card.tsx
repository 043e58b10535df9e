import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import { ledgerPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { BalanceChart } from '../entries/balance-chart.tsx';
import { balanceCourse, movementOfGoods } from '../entries/balance-course.ts';
import { EntryTable } from '../entries/entry-table.tsx';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { MoreButton } from '../page/more-button.tsx';
import { usePeriod } from '../page/period.tsx';
import { useChoice } from '../page/use-choice.ts';
import { useWords } from '../words/words.ts';

interface StockCardProps {
  readonly orderId: string;
  readonly locationId: string;
}

/** Every movement of a location, newest first, and the course of each commodity's balance. */
export function StockCard({ orderId, locationId }: StockCardProps): JSX.Element {
  const words = useWords();
  const [pages, setPages] = useState(1);
  const { period, chooser } = usePeriod(['from', 'to', 'asOf']);
  const path = ledgerPath('locations', locationId, orderId, { ...period });
  const entries = useList<EntryAnswer>(path, { pages });
  return (
    <section class="panel" aria-labelledby="card">
      <div class="panel-head">
        <h2 id="card">{words.say('card.title')}</h2>
        <CsvButton path={`${path}&format=csv`} name={`${orderId}-${locationId}-stock-card`} />
      </div>
      {chooser}
      <Answered reading={entries} of={locationId}>
        {({ items, isWhole }) =>
          items.length === 0 ? (
            <p class="empty">{words.say('card.none')}</p>
          ) : (
            <>
              <StockChart entries={items} />
              <EntryTable
                entries={items}
                orderId={orderId}
                caption={words.say('card.caption')}
                isWhole={isWhole}
              />
              <MoreButton isWhole={isWhole} onMore={() => setPages(pages + 1)} />
            </>
          )
        }
      </Answered>
    </section>
  );
}

/** Whether any of a commodity stayed: a hub passes goods on the moment they come, and such a course is flat. */
const isKept =
  (entries: readonly EntryAnswer[]) =>
  (commodity: string): boolean =>
    balanceCourse(entries, movementOfGoods(commodity)).balances.some((balance) => balance !== 0);

function StockChart({ entries }: { readonly entries: readonly EntryAnswer[] }): JSX.Element {
  const words = useWords();
  const names = [...new Set(entries.flatMap(({ lines }) => lines.map(({ commodity }) => commodity)))];
  const [chosen, setChosen] = useChoice('commodity');
  const commodity = names.find((name) => name === chosen) ?? names.find(isKept(entries)) ?? names[0] ?? '';
  const course = balanceCourse(entries, movementOfGoods(commodity));
  const unit = entries.flatMap(({ lines }) => lines).find((line) => line.commodity === commodity)?.unit;
  const title = words.say('card.chart');
  const summary = words.say('card.chart.summary', {
    commodity: words.commodity(commodity),
    count: course.movements,
    quantity: words.quantity(course.balances.at(-1) ?? 0, unit),
  });
  return (
    <BalanceChart title={title} summary={summary} course={course} colour="--on-hand">
      <div class="panel-head">
        <h3>{title}</h3>
        <label class="choice">
          <span>{words.say('card.commodity')}</span>
          <select value={commodity} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            {names.map((name) => (
              <option key={name} value={name}>
                {words.commodity(name)}
              </option>
            ))}
          </select>
        </label>
      </div>
    </BalanceChart>
  );
}
