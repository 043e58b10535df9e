import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ComplaintAnswer } from '../../shared/contract/answers/complaints.ts';
import { complaintsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { Evidence } from '../findings/evidence.tsx';
import { FindingParts } from '../findings/finding-parts.tsx';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { MoreButton } from '../page/more-button.tsx';
import { useOneOf } from '../page/use-choice.ts';
import { hrefOf, withFilters, withoutOrder } from '../place.ts';
import { useWords, type Words } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { ComplaintEvidence } from './complaint-evidence.tsx';

interface ComplaintsProps {
  readonly orderId: string;
  /** The one that is open. */
  readonly complaintId: string | undefined;
}

const scopes = ['order', 'none'] as const;

/** Complaints for whoever answers them: the longest overdue first, each opening to what was said. */
export function Complaints({ orderId, complaintId }: ComplaintsProps): JSX.Element {
  const words = useWords();
  const [pages, setPages] = useState(1);
  const [scope, setScope] = useOneOf('scope', scopes);
  const path = complaintsPath(scope === 'order' ? orderId : withoutOrder);
  const complaints = useList<ComplaintAnswer>(path, { pages });
  const open = complaints.answer?.items.find((one) => one.complaintId === complaintId);
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{words.say('view.complaints')}</h1>
        <WriteLink form="complain" orderId={orderId} />
        <CsvButton path={`${path}&format=csv`} name={`${orderId}-complaints`} />
      </div>
      <label class="choice">
        <span>{words.say('complaints.scope')}</span>
        <select value={scope} onChange={({ currentTarget }) => setScope(currentTarget.value)}>
          {scopes.map((name) => (
            <option key={name} value={name}>
              {words.say(`complaints.scope.${name}`)}
            </option>
          ))}
        </select>
      </label>
      <div class="findings">
        <section class="panel" aria-label={words.say('view.complaints')}>
          <Answered reading={complaints}>
            {({ items, isWhole }) => (
              <>
                {items.length === 0 && <p class="empty">{words.say('complaints.none')}</p>}
                <ul class="finding-list">
                  {items.map((one) => (
                    <li key={one.complaintId}>
                      <a
                        href={withFilters(hrefOf(orderId, 'complaints', one.complaintId), {
                          scope: scope === 'order' ? '' : scope,
                        })}
                        aria-current={one.complaintId === complaintId ? 'true' : undefined}
                      >
                        <strong>{words.say(`complaint.${one.kind}`)}</strong>
                        <FindingParts parts={[one.locationId, one.householdId, waitText(one, words)]} />
                        <span class={`status status-${one.status}`}>
                          {words.say(`complaint.status.${one.status}`)}
                        </span>
                      </a>
                    </li>
                  ))}
                </ul>
                <MoreButton isWhole={isWhole} onMore={() => setPages(pages + 1)} />
              </>
            )}
          </Answered>
        </section>
        <Evidence of={open === undefined ? undefined : complaintId}>
          {open === undefined ? (
            <p class="empty">{words.say('complaints.choose')}</p>
          ) : (
            <ComplaintEvidence orderId={orderId} complaint={open} />
          )}
        </Evidence>
      </div>
    </>
  );
}

/** How long it has waited beyond its day, until when it may wait, or how long it took. */
function waitText({ status, dueOn, overdueDays = 0, days = 0 }: ComplaintAnswer, words: Words): string {
  switch (status) {
    case 'overdue':
      return words.say('complaints.overdueBy', { count: overdueDays });
    case 'open':
      return words.say('complaints.dueOn', { date: dueOn });
    case 'answered':
      return words.say('complaints.took', { count: days });
  }
}
