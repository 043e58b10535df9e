import type { ComponentChildren, JSX } from 'preact';
import { Scrolling } from '../page/scrolling.tsx';
import { type Column, SortHeading, type Sorting } from '../page/sorting.tsx';
import { hrefOf } from '../place.ts';
import { useWords, type Words } from '../words/words.ts';

/** What is told of a payer. */
export interface PaidBy {
  readonly payerId: string;
  readonly payments: number;
  readonly paid: number;
}

export const payerColumns = (words: Words): readonly Column<PaidBy>[] => [
  { name: 'payer', label: words.say('payers.payer'), value: ({ payerId }) => payerId },
  { name: 'payments', label: words.say('activity.payments'), value: ({ payments }) => payments },
  { name: 'paid', label: words.say('household.paid'), value: ({ paid }) => paid },
];

interface PayerTableProps {
  readonly sorting?: Sorting<PaidBy>;
  readonly children: ComponentChildren;
}

/** Payers, a `PayerRow` each, with what they have paid. */
export function PayerTable({ sorting, children }: PayerTableProps): JSX.Element {
  const words = useWords();
  return (
    <Scrolling label={words.say('payers.caption')}>
      <table class="figures">
        <caption>{words.say('payers.caption')}</caption>
        <thead>
          <tr>
            <SortHeading sorting={sorting} name="payer">
              {words.say('payers.payer')}
            </SortHeading>
            <SortHeading sorting={sorting} name="payments" isNumber>
              {words.say('activity.payments')}
            </SortHeading>
            <SortHeading sorting={sorting} name="paid" isNumber>
              {words.say('household.paid')}
            </SortHeading>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scrolling>
  );
}

interface PayerRowProps {
  readonly orderId: string;
  readonly payerId: string;
  /** `undefined` while it is not known. */
  readonly paid:
    | { readonly payments: number; readonly amount: number; readonly currency: string }
    | undefined;
}

export function PayerRow({ orderId, payerId, paid }: PayerRowProps): JSX.Element {
  const words = useWords();
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(orderId, 'payers', payerId)}>{payerId}</a>
      </th>
      <td class="number">{paid === undefined ? '–' : words.number(paid.payments)}</td>
      <td class="number">{paid === undefined ? '–' : words.money(paid.amount, paid.currency)}</td>
    </tr>
  );
}
