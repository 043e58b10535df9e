import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import { anomaliesPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { MoreButton } from '../page/more-button.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';
import { AnomalyEvidence } from './anomaly-evidence.tsx';
import { Evidence } from './evidence.tsx';
import { FindingParts } from './finding-parts.tsx';

interface AnomaliesProps {
  readonly orderId: string;
  /** The one that is open, as {@link nameOf} names it. */
  readonly chosen: string | undefined;
}

/** Anomalies bear no id: what they are of tells them apart. */
const nameOf = ({ kind, locationId, commodity, references }: AnomalyAnswer): string =>
  [kind, locationId, commodity, ...references.slice(0, 2)].filter((part) => part !== undefined).join('~');

/** What looks like siphoning, each opening to its evidence. */
export function Anomalies({ orderId, chosen }: AnomaliesProps): JSX.Element {
  const words = useWords();
  const [pages, setPages] = useState(1);
  const path = anomaliesPath(orderId);
  const anomalies = useList<AnomalyAnswer>(path, { pages });
  const open = anomalies.answer?.items.find((anomaly) => nameOf(anomaly) === chosen);
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{words.say('view.anomalies')}</h1>
        <CsvButton path={`${path}&format=csv`} name={`${orderId}-anomalies`} />
      </div>
      <div class="findings">
        <section class="panel" aria-label={words.say('view.anomalies')}>
          <p class="why">{words.say('anomalies.why')}</p>
          <Answered reading={anomalies}>
            {({ items, isWhole }) => (
              <>
                {items.length === 0 && <p class="empty">{words.say('anomalies.none')}</p>}
                <ul class="finding-list">
                  {items.map((anomaly) => (
                    <li key={`${nameOf(anomaly)} ${anomaly.recordedAt}`}>
                      <a
                        href={hrefOf(orderId, 'anomalies', nameOf(anomaly))}
                        aria-current={nameOf(anomaly) === chosen ? 'true' : undefined}
                      >
                        <strong>{words.say(`anomaly.${anomaly.kind}`)}</strong>
                        <FindingParts parts={[anomaly.locationId, quantityOf(anomaly, words)]} />
                        <time dateTime={anomaly.recordedAt}>
                          {instantText(words.locale, anomaly.recordedAt)}
                        </time>
                      </a>
                    </li>
                  ))}
                </ul>
                <MoreButton isWhole={isWhole} onMore={() => setPages(pages + 1)} />
              </>
            )}
          </Answered>
        </section>
        <Evidence of={open === undefined ? undefined : chosen}>
          {open !== undefined ? (
            <AnomalyEvidence orderId={orderId} anomaly={open} quantity={quantityOf(open, words)} />
          ) : (
            <p class="empty">{words.say('exceptions.choose')}</p>
          )}
        </Evidence>
      </div>
    </>
  );
}

function quantityOf(
  { commodity, quantity, unit }: AnomalyAnswer,
  words: ReturnType<typeof useWords>,
): string | undefined {
  if (quantity === undefined) return undefined;
  const figure = words.quantity(quantity, unit);
  return commodity === undefined ? figure : `${words.commodity(commodity)} ${figure}`;
}
