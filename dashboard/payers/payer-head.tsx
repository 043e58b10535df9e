import type { ComponentChildren, JSX } from 'preact';
import { Tabs } from '../page/tabs.tsx';
import { type PayerView, payerViews } from '../place.ts';
import { useWords } from '../words/words.ts';

interface PayerHeadProps {
  readonly orderId: string;
  readonly payerId: string;
  readonly view: PayerView;
  readonly children?: ComponentChildren;
}

/** The name of a payer and which of its views is open; `children` are what can be done there. */
export function PayerHead({ orderId, payerId, view, children }: PayerHeadProps): JSX.Element {
  const words = useWords();
  return (
    <div class="place-head">
      <div class="title-row">
        <h1 tabIndex={-1}>
          {words.say(view === 'payers' ? 'book.title' : `view.${view}`)}: {payerId}
        </h1>
        <div class="actions">{children}</div>
      </div>
      <Tabs label={payerId} orderId={orderId} id={payerId} views={payerViews} shown={view} />
    </div>
  );
}
