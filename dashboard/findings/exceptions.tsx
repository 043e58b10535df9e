import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { type Concerned, exceptionsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { MoreButton } from '../page/more-button.tsx';
import { useWords } from '../words/words.ts';
import { Evidence } from './evidence.tsx';
import { ExceptionEvidence } from './exception-evidence.tsx';
import { FindingParts } from './finding-parts.tsx';

const statuses = ['held', 'rejected'] as const;

interface ExceptionsProps {
  readonly orderId: string;
  /** Whose they are; everybody's without either. */
  readonly of?: Concerned;
  /** The one that is open. */
  readonly exceptionId: string | undefined;
  /** Where one of them opens. */
  readonly hrefOfOne: (exceptionId: string) => string;
}

/** What was not posted, held and rejected, each opening to its evidence. */
export function Exceptions({ orderId, of = {}, exceptionId, hrefOfOne }: ExceptionsProps): JSX.Element {
  const words = useWords();
  const [pages, setPages] = useState(1);
  const held = useList<ExceptionAnswer>(exceptionsPath(orderId, of, 'held'), { pages });
  const rejected = useList<ExceptionAnswer>(exceptionsPath(orderId, of, 'rejected'), { pages });
  const readings = { held, rejected };
  const chosen = [...(held.answer?.items ?? []), ...(rejected.answer?.items ?? [])].find(
    (one) => one.exceptionId === exceptionId,
  );
  const isRead = held.answer !== undefined && rejected.answer !== undefined;
  return (
    <div class="findings">
      <div class="finding-lists">
        {statuses.map((status) => (
          <section key={status} class="panel" aria-labelledby={status}>
            <h2 id={status}>{words.say(`exceptions.title.${status}`)}</h2>
            <p class="why">{words.say(`exceptions.${status}.why`)}</p>
            <Answered reading={readings[status]}>
              {({ items, isWhole }) => (
                <>
                  {items.length === 0 && (
                    <p class="empty">
                      {words.say(isWhole ? `exceptions.none.${status}` : 'exceptions.none.soFar')}
                    </p>
                  )}
                  <ul class="finding-list">
                    {items.map((one) => (
                      <li key={one.exceptionId}>
                        <a
                          href={hrefOfOne(one.exceptionId)}
                          aria-current={one.exceptionId === exceptionId ? 'true' : undefined}
                        >
                          <strong>{words.named('reason', one.reason)}</strong>
                          <FindingParts
                            parts={[one.reference, one.householdId, one.locationId ?? one.payerId]}
                          />
                          <time dateTime={one.recordedAt}>{instantText(words.locale, one.recordedAt)}</time>
                        </a>
                      </li>
                    ))}
                  </ul>
                  <MoreButton isWhole={isWhole} onMore={() => setPages(pages + 1)} />
                </>
              )}
            </Answered>
          </section>
        ))}
      </div>
      <Evidence of={chosen === undefined ? undefined : exceptionId}>
        {chosen !== undefined ? (
          <ExceptionEvidence orderId={orderId} exception={chosen} />
        ) : (
          <p class="empty">
            {words.say(exceptionId === undefined || !isRead ? 'exceptions.choose' : 'exceptions.gone')}
          </p>
        )}
      </Evidence>
    </div>
  );
}
