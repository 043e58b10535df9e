import type { ComponentChildren, JSX } from 'preact';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';

/** Payers, a `PayerRow` each, with what they have paid. */
export function PayerTable({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const words = useWords();
  return (
    <Scrolling label={words.say('payers.caption')}>
      <table class="figures">
        <caption>{words.say('payers.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{words.say('payers.payer')}</th>
            <th scope="col" class="number">
              {words.say('activity.payments')}
            </th>
            <th scope="col" class="number">
              {words.say('household.paid')}
            </th>
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
