import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PaymentListItem } from '../../../shared/contract/answers/households.ts';
import { paymentListPath } from '../../api/paths.ts';
import { useList } from '../../api/use-answer.ts';
import { plus } from '../../figures/exact.ts';
import { Answered } from '../../page/answered.tsx';
import { MoreRows, useRowsShown } from '../../page/rows-shown.tsx';
import { Scrolling } from '../../page/scrolling.tsx';
import { rowsIn, textIn, type Values } from '../model/values.ts';
import { useFormWords } from '../words/words.ts';
import { useFilling } from '../writing-context.ts';
import type { BesideProps } from './beside.ts';

/** The households of a centre that are still owed money, to be ticked as they are paid. */
export function WhomToPay({ values, isSummary }: BesideProps): JSX.Element | null {
  const centre = textIn(values, 'centre').trim();
  const orderId = textIn(values, 'orderId');
  if (isSummary) return <Total values={values} />;
  return centre === '' || orderId === '' ? null : (
    <PayList centreId={centre} orderId={orderId} values={values} />
  );
}

/** What the ticked payments come to, in each currency. */
function Total({ values }: { readonly values: Values }): JSX.Element | null {
  const words = useFormWords();
  const rows = rowsIn(values, 'payments');
  const currencies = [...new Set(rows.map((row) => textIn(row, 'currency')))];
  return (
    <p class="beside" data-total>
      {words.tell('pay.total', {
        count: rows.length,
        money: currencies
          .map((currency) => {
            const own = rows.filter((row) => textIn(row, 'currency') === currency);
            const amounts = own.map((row) => Number(textIn(row, 'amount')));
            return words.money(plus(...amounts), currency);
          })
          .join(', '),
      })}
    </p>
  );
}

interface PayListProps {
  readonly centreId: string;
  readonly orderId: string;
  readonly values: Values;
}

function PayList({ centreId, orderId, values }: PayListProps): JSX.Element {
  const words = useFormWords();
  const list = useList<PaymentListItem>(paymentListPath(centreId, orderId), { isAskedAgain: false });
  const title = words.tell('pay.list', { centre: centreId });
  return (
    <section class="beside" aria-label={title}>
      <h2>{title}</h2>
      <Answered reading={list} of={centreId}>
        {({ items }) => (
          <Owed items={items.filter(({ outstanding }) => outstanding > 0)} values={values} title={title} />
        )}
      </Answered>
    </section>
  );
}

interface OwedProps {
  readonly items: readonly PaymentListItem[];
  readonly values: Values;
  readonly title: string;
}

function Owed({ items, values, title }: OwedProps): JSX.Element {
  const words = useFormWords();
  const { change, place } = useFilling();
  const [sought, setSought] = useState('');
  const rows = rowsIn(values, 'payments');
  const ticked = new Set(rows.map((row) => textIn(row, 'householdId')));
  const shown = items.filter(({ householdId, name = '' }) =>
    [householdId, name].some((text) => text.toLowerCase().includes(sought.trim().toLowerCase())),
  );
  const listed = useRowsShown(shown);
  const rowOf = ({ householdId, outstanding, currency }: PaymentListItem): Values => ({
    paymentId: place.number('Y'),
    householdId,
    amount: String(outstanding),
    currency,
  });
  const tick = (item: PaymentListItem, isPaid: boolean): void =>
    change(
      ['payments'],
      isPaid ? [...rows, rowOf(item)] : rows.filter((row) => textIn(row, 'householdId') !== item.householdId),
    );
  if (items.length === 0) return <p class="empty">{words.tell('pay.none')}</p>;
  return (
    <>
      <label class="choice">
        <span>{words.say('list.find')}</span>
        <input type="search" value={sought} onInput={({ currentTarget }) => setSought(currentTarget.value)} />
      </label>
      <Scrolling label={title}>
        <table class="figures pay-list">
          <thead>
            <tr>
              <th scope="col">{words.tell('pay.paid')}</th>
              <th scope="col">{words.tell('field.householdId')}</th>
              <th scope="col">{words.tell('field.householdName')}</th>
              <th scope="col" class="number">
                {words.tell('pay.outstanding')}
              </th>
            </tr>
          </thead>
          <tbody>
            {listed.rows.map((item) => (
              <tr key={item.householdId}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={words.tell('pay.tick', { household: item.householdId })}
                    checked={ticked.has(item.householdId)}
                    onChange={({ currentTarget }) => tick(item, currentTarget.checked)}
                  />
                </td>
                <th scope="row">{item.householdId}</th>
                <td>{item.name}</td>
                <td class="number">{words.money(item.outstanding, item.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      <MoreRows {...listed} />
    </>
  );
}
