import type { JSX } from 'preact';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { reconciliationPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { useSorting } from '../page/sorting.tsx';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { PayerRow, PayerTable, payerColumns } from './payer-table.tsx';

/** Who has paid how much of the stipend. */
export function Payers({ orderId }: { readonly orderId: string }): JSX.Element {
  const words = useWords();
  const sorting = useSorting(payerColumns(words));
  const report = useAnswer<ReconciliationAnswer>(reconciliationPath(orderId));
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{words.say('view.payers')}</h1>
        <div class="actions">
          <WriteLink form="fund" orderId={orderId} />
          <WriteLink form="pay" orderId={orderId} />
        </div>
      </div>
      <Answered reading={report}>
        {({ stipend }) => {
          if (stipend === undefined || stipend.payers.length === 0) {
            return <p class="empty">{words.say(stipend ? 'payers.none' : 'paid.noStipend')}</p>;
          }
          const { payers, currency } = stipend;
          return (
            <section class="panel" aria-label={words.say('view.payers')}>
              <PayerTable sorting={sorting}>
                {sorting.sorted(payers).map(({ payerId, paid, payments }) => (
                  <PayerRow
                    key={payerId}
                    orderId={orderId}
                    payerId={payerId}
                    paid={{ payments, amount: paid, currency }}
                  />
                ))}
              </PayerTable>
            </section>
          );
        }}
      </Answered>
    </>
  );
}
