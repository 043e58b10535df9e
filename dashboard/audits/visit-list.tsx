import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AuditAnswer, AuditDrawAnswer } from '../../shared/contract/answers/audits.ts';
import { auditDrawsPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { useWords } from '../words/words.ts';
import { figureText } from './proof.tsx';

interface VisitListProps {
  readonly orderId: string;
  readonly audit: AuditAnswer;
}

/** What the API answers at once. */
const mostDraws = 500;

/** Whom to visit, by neighbourhood: what visitors carry with them, with a place to write in. */
export function VisitList({ audit }: VisitListProps): JSX.Element {
  const words = useWords();
  const [count, setCount] = useState(Math.min(mostDraws, audit.drawsIfClean));
  const draws = useAnswer<{ readonly items: readonly AuditDrawAnswer[] }>(
    auditDrawsPath(audit.auditId, count),
    { isAskedAgain: false },
  );
  return (
    <section class="panel" aria-label={words.say('visits.title')}>
      <h2>{words.say('visits.title')}</h2>
      <p class="why">{words.say('visits.why')}</p>
      <p class="actions">
        <label class="choice">
          <span>{words.say('visits.count')}</span>
          <input
            type="number"
            min={1}
            max={mostDraws}
            value={count}
            onChange={({ currentTarget }) =>
              setCount(Math.min(mostDraws, Math.max(1, Number(currentTarget.value) || 1)))
            }
          />
        </label>
        <button type="button" onClick={() => print()}>
          {words.say('list.print')}
        </button>
      </p>
      <Answered reading={draws}>
        {({ items }) => (
          <>
            {[...byNeighbourhood(items)].map(([neighbourhood, some]) => (
              <VisitTable
                key={neighbourhood}
                audit={audit}
                draws={some}
                caption={neighbourhood === '' ? words.say('visits.nowhere') : neighbourhood}
              />
            ))}
          </>
        )}
      </Answered>
    </section>
  );
}

/** Draws by where their households live, those of one neighbourhood in the order of the draws. */
function byNeighbourhood(draws: readonly AuditDrawAnswer[]): ReadonlyMap<string, readonly AuditDrawAnswer[]> {
  const groups = Map.groupBy(draws, ({ neighbourhood = '' }) => neighbourhood);
  return new Map([...groups].sort(([one], [other]) => one.localeCompare(other)));
}

interface VisitTableProps {
  readonly audit: AuditAnswer;
  readonly draws: readonly AuditDrawAnswer[];
  readonly caption: string;
}

function VisitTable({ audit, draws, caption }: VisitTableProps): JSX.Element {
  const words = useWords();
  return (
    <Scrolling label={caption}>
      <table class="figures distribution-list">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.say('audit.draw')}</th>
            <th scope="col">{words.say('audit.household')}</th>
            <th scope="col">{words.say('audit.receipt')}</th>
            <th scope="col">{words.say('visits.on')}</th>
            <th scope="col">{words.say('visits.recorded')}</th>
            <th scope="col">{words.say('visits.found')}</th>
            <th scope="col" class="signature">
              {words.say('visits.signature')}
            </th>
          </tr>
        </thead>
        <tbody>
          {draws.map((one) => (
            <tr key={one.draw}>
              <th scope="row">{words.number(one.draw)}</th>
              <td>{[one.householdId, one.name].filter(Boolean).join(' ')}</td>
              <td>{one.receiptId}</td>
              <td>{one.at.slice(0, 'YYYY-MM-DD'.length)}</td>
              <td>
                {one.void
                  ? words.say('visits.void')
                  : figureText(audit, one.quantity ?? one.amount ?? 0, words)}
              </td>
              <td>{one.found === undefined ? '' : figureText(audit, one.found, words)}</td>
              <td class="signature" />
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
