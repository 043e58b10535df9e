import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import type { PayerAnswer } from '../../shared/contract/answers/payers.ts';
import { ledgerPath, payerPath } from '../api/paths.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { BalanceChart } from '../entries/balance-chart.tsx';
import { balanceCourse, movementOfMoney } from '../entries/balance-course.ts';
import { EntryTable } from '../entries/entry-table.tsx';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { MoreButton } from '../page/more-button.tsx';
import { usePeriod } from '../page/period.tsx';
import { hrefOf } from '../place.ts';
import { useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { PayerHead } from './payer-head.tsx';

interface CashBookProps {
  readonly orderId: string;
  readonly payerId: string;
}

/** What a payer was given and has paid under an order, and its cash book, newest first. */
export function CashBook({ orderId, payerId }: CashBookProps): JSX.Element {
  const words = useWords();
  const reader = useReader();
  const [pages, setPages] = useState(1);
  const { period, chooser } = usePeriod(['from', 'to', 'asOf']);
  const path = ledgerPath('payers', payerId, orderId, { ...period });
  const payer = useAnswer<PayerAnswer>(payerPath(payerId));
  const entries = useList<EntryAnswer>(path, { pages });
  const none = <p class="empty">{words.say('book.none')}</p>;
  return (
    <>
      <PayerHead orderId={orderId} payerId={payerId} view="payers">
        {reader.payers.includes(payerId) &&
          reader.locations.map(({ locationId, name = locationId }) => (
            <a key={locationId} class="button" href={hrefOf(orderId, 'payment-list', locationId)}>
              {words.say('view.payment-list')}: {name}
            </a>
          ))}
        <WriteLink form="pay" orderId={orderId} of={payerId} />
        <WriteLink form="file" orderId={orderId} of={payerId} />
        <WriteLink form="fund" orderId={orderId} of={payerId} />
        <CsvButton path={`${path}&format=csv`} name={`${orderId}-${payerId}-cash-book`} />
      </PayerHead>
      <Answered reading={payer} of={payerId} missing={none}>
        {({ balances }) => {
          const balance = balances.find((one) => one.orderId === orderId);
          return balance === undefined ? none : <Balance balance={balance} />;
        }}
      </Answered>
      {chooser}
      {payer.answer !== undefined && (
        <Answered reading={entries} of={payerId}>
          {({ items, isWhole }) =>
            items.length > 0 && (
              <section class="panel" aria-label={words.say('book.title')}>
                <MoneyChart entries={items} />
                <EntryTable
                  entries={items}
                  orderId={orderId}
                  caption={words.say('book.caption')}
                  isWhole={isWhole}
                />
                <MoreButton isWhole={isWhole} onMore={() => setPages(pages + 1)} />
              </section>
            )
          }
        </Answered>
      )}
    </>
  );
}

function Balance({ balance: of }: { readonly balance: PayerAnswer['balances'][number] }): JSX.Element {
  const words = useWords();
  const { currency, funded, paid, balance, payments, householdsPaid } = of;
  const facts = [
    ['book.funded', words.money(funded, currency)],
    ['household.paid', words.money(paid, currency)],
    [balance < 0 ? 'book.owed' : 'book.left', words.money(Math.abs(balance), currency)],
    ['activity.payments', words.number(payments)],
    ['book.households', words.number(householdsPaid)],
  ] as const;
  return (
    <section class="panel" aria-label={words.say('location.balance')}>
      <dl class="stages book-balance">
        {facts.map(([key, text]) => (
          <div key={key} data-figure={key}>
            <dt>{words.say(key)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function MoneyChart({ entries }: { readonly entries: readonly EntryAnswer[] }): JSX.Element {
  const words = useWords();
  const course = balanceCourse(entries, movementOfMoney);
  const currency = entries.find(({ money }) => money !== null)?.money?.currency ?? '';
  const title = words.say('book.chart', { currency });
  const summary = words.say('book.chart.summary', {
    count: course.movements,
    money: words.money(course.balances.at(-1) ?? 0, currency),
  });
  return (
    <BalanceChart title={title} summary={summary} course={course} colour="--paid">
      <h2>{title}</h2>
    </BalanceChart>
  );
}
