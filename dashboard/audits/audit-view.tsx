import type { JSX } from 'preact';
import type { AuditAnswer } from '../../shared/contract/answers/audits.ts';
import { auditPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { PChart } from './p-chart.tsx';
import { figureText, Proof, pText, thingText } from './proof.tsx';
import { VisitList } from './visit-list.tsx';

interface AuditViewProps {
  readonly orderId: string;
  readonly auditId: string;
}

/** One audit: what is proved, how p fell, and whom to visit. */
export function AuditView({ orderId, auditId }: AuditViewProps): JSX.Element {
  const words = useWords();
  const audit = useAnswer<AuditAnswer>(auditPath(auditId));
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{auditId}</h1>
        <a class="button" href={hrefOf(orderId, 'audits')}>
          {words.say('view.audits')}
        </a>
        <WriteLink form="observe" orderId={orderId} of={auditId} />
      </div>
      <Answered reading={audit} of={auditId}>
        {(answer) => (
          <>
            <p class="proof">
              <Proof audit={answer} />{' '}
              {answer.confirmedAt !== undefined && words.say('audit.finality', { draw: answer.confirmedAt })}
            </p>
            <section class="panel unprinted" aria-label={words.say('audit.chart')}>
              <h2>{words.say('audit.chart')}</h2>
              <PChart audit={answer} />
            </section>
            <Facts audit={answer} />
            <Short orderId={orderId} audit={answer} />
            <VisitList orderId={orderId} audit={answer} />
          </>
        )}
      </Answered>
    </>
  );
}

function Facts({ audit }: { readonly audit: AuditAnswer }): JSX.Element {
  const words = useWords();
  const { population, tolerance, seal, seed, method, riskPercent, observed, p } = audit;
  const figure = (value: number): string => figureText(audit, value, words);
  const facts: readonly (readonly [string, string])[] = [
    [words.say('audits.of'), thingText(audit, words)],
    [
      words.say('audit.population'),
      words.say('audit.receipts', {
        count: population.receipts,
        total: figure(population.total),
        returned: figure(population.returned),
      }),
    ],
    [words.say('audit.tolerance'), figure('currency' in tolerance ? tolerance.amount : tolerance.quantity)],
    [words.say('audit.risk'), words.say('audit.percent', { figure: riskPercent })],
    [words.say('audits.visits'), words.number(observed)],
    [words.say('audits.p'), pText(p, words)],
    [words.say('audit.method'), method],
    [words.say('audit.seed'), seed],
    [words.say('audit.seal'), `${seal.date} · ${seal.digest}`],
  ];
  return (
    <section class="panel" aria-label={words.say('audits.id')}>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface ShortProps {
  readonly orderId: string;
  readonly audit: AuditAnswer;
}

/** The visits that found least of what is recorded. */
function Short({ orderId, audit }: ShortProps): JSX.Element {
  const words = useWords();
  const { largestTaints } = audit;
  return (
    <section class="panel unprinted" aria-label={words.say('audit.short')}>
      <h2>{words.say('audit.short')}</h2>
      {largestTaints.length === 0 ? (
        <p class="empty good">{words.say('audit.short.none')}</p>
      ) : (
        <Scrolling label={words.say('audit.short')}>
          <table class="figures">
            <caption class="unseen">{words.say('audit.short')}</caption>
            <thead>
              <tr>
                <th scope="col">{words.say('audit.draw')}</th>
                <th scope="col">{words.say('audit.receipt')}</th>
                <th scope="col">{words.say('audit.household')}</th>
                <th scope="col">{words.say('audit.missing')}</th>
                <th scope="col">{words.say('audit.share')}</th>
              </tr>
            </thead>
            <tbody>
              {largestTaints.map((one) => (
                <tr key={one.draw}>
                  <th scope="row">{words.number(one.draw)}</th>
                  <td>{one.receiptId}</td>
                  <td>
                    <a href={hrefOf(orderId, 'households', one.householdId)}>{one.householdId}</a>
                  </td>
                  <td>{figureText(audit, one.missing, words)}</td>
                  <td>{words.say('audit.percent', { figure: Number((100 * one.taint).toFixed(1)) })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
    </section>
  );
}
