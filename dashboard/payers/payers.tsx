import type { JSX } from 'preact';
import type { Reconciliation } from '../api/answers.ts';
import { reconciliationPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';

/** Who has paid how much of the stipend. */
export function Payers({ orderId }: { readonly orderId: string }): JSX.Element {
  const words = useWords();
  const report = useAnswer<Reconciliation>(reconciliationPath(orderId));
  return (
    <>
      <h1 tabIndex={-1}>{words.say('view.payers')}</h1>
      <Answered reading={report}>
        {({ stipend }) => {
          if (stipend === undefined || stipend.payers.length === 0) {
            return <p class="empty">{words.say(stipend ? 'payers.none' : 'paid.noStipend')}</p>;
          }
          return (
            <section class="panel" aria-label={words.say('view.payers')}>
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
                  <tbody>
                    {stipend.payers.map(({ payerId, paid, payments }) => (
                      <tr key={payerId}>
                        <th scope="row">
                          <a href={hrefOf(orderId, 'payers', payerId)}>{payerId}</a>
                        </th>
                        <td class="number">{words.number(payments)}</td>
                        <td class="number">{words.money(paid, stipend.currency)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scrolling>
            </section>
          );
        }}
      </Answered>
    </>
  );
}
