import type { JSX } from 'preact';
import type { AuditAnswer } from '../../shared/contract/answers/audits.ts';
import { auditsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { figureText, Proof, pText, thingText } from './proof.tsx';

/** The audits of an order, each with what it proves. */
export function Audits({ orderId }: { readonly orderId: string }): JSX.Element {
  const words = useWords();
  const audits = useList<AuditAnswer>(auditsPath);
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{words.say('view.audits')}</h1>
        <CsvButton path={`${auditsPath}&format=csv`} name="audits" />
        <a class="button" href={hrefOf(orderId, 'seals')}>
          {words.say('view.seals')}
        </a>
        <WriteLink form="audit" orderId={orderId} />
      </div>
      <p class="why">{words.say('audits.why')}</p>
      <Answered reading={audits}>
        {({ items }) => {
          const own = items.filter((audit) => audit.orderId === orderId);
          if (own.length === 0) return <p class="empty">{words.say('audits.none')}</p>;
          return (
            <Scrolling label={words.say('view.audits')}>
              <table class="figures">
                <caption class="unseen">{words.say('view.audits')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{words.say('audits.id')}</th>
                    <th scope="col">{words.say('audits.of')}</th>
                    <th scope="col">{words.say('audit.tolerance')}</th>
                    <th scope="col">{words.say('audits.visits')}</th>
                    <th scope="col">{words.say('audits.p')}</th>
                    <th scope="col">{words.say('audits.status')}</th>
                  </tr>
                </thead>
                <tbody>
                  {own.map((audit) => (
                    <tr key={audit.auditId}>
                      <th scope="row">
                        <a href={hrefOf(orderId, 'audits', audit.auditId)}>{audit.auditId}</a>
                      </th>
                      <td>{thingText(audit, words)}</td>
                      <td>{figureText(audit, toleranceOf(audit), words)}</td>
                      <td>{words.number(audit.observed)}</td>
                      <td>{pText(audit.p, words)}</td>
                      <td>
                        <Proof audit={audit} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
          );
        }}
      </Answered>
    </>
  );
}

const toleranceOf = ({ tolerance }: AuditAnswer): number =>
  'currency' in tolerance ? tolerance.amount : tolerance.quantity;
