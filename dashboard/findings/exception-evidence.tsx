import type { JSX } from 'preact';
import type { LedgerException } from '../api/answers.ts';
import { instantText } from '../figures/instants.ts';
import type { View } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords } from '../words/words.ts';

interface ExceptionEvidenceProps {
  readonly orderId: string;
  readonly exception: LedgerException;
}

/** Why it was not posted, whom it concerns, the facts it was judged by, and the original. */
export function ExceptionEvidence({ orderId, exception }: ExceptionEvidenceProps): JSX.Element {
  const words = useWords();
  const { status, reason, detail, reference, locationId, householdId, payerId, event, original } = exception;
  return (
    <>
      <p class="finding-title">
        <span class={`status status-${status}`}>{words.say(`exceptions.title.${status}`)}</span>
        <strong>{words.named('reason', reason)}</strong>
      </p>
      <dl class="facts">
        <Fact name={words.say('exceptions.reason')} text={reason} />
        <Fact name={words.say('exceptions.document')} text={reference} />
        <Fact
          name={words.say('exceptions.household')}
          text={householdId}
          place={{ orderId, view: 'households' }}
        />
        <Fact
          name={words.say('exceptions.location')}
          text={locationId}
          place={{ orderId, view: 'locations' }}
        />
        <Fact name={words.say('exceptions.payer')} text={payerId} place={{ orderId, view: 'payers' }} />
        <Fact
          name={words.say('exceptions.recorded')}
          text={instantText(words.locale, exception.recordedAt)}
        />
        <Fact
          name={words.say('exceptions.event')}
          text={[event.type, event.source, event.id].filter((text) => text !== undefined).join(' · ')}
        />
      </dl>
      {Object.keys(detail).length > 0 && (
        <>
          <h3>{words.say('exceptions.facts')}</h3>
          <dl class="facts">
            {Object.entries(detail).map(([name, value]) => (
              <Fact
                key={name}
                name={words.named('fact', name)}
                text={
                  typeof value === 'number'
                    ? words.number(value)
                    : name === 'commodity'
                      ? words.commodity(String(value))
                      : String(value)
                }
              />
            ))}
          </dl>
        </>
      )}
      {original !== undefined && (
        <>
          <h3>{words.say('exceptions.original')}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys */}
          <pre tabIndex={0}>
            {typeof original === 'string' ? original : JSON.stringify(original, undefined, 2)}
          </pre>
        </>
      )}
    </>
  );
}

interface FactProps {
  readonly name: string;
  /** What does not apply is left out. */
  readonly text: string | undefined;
  /** Where it leads, if the text is the id of something that the page shows. */
  readonly place?: { readonly orderId: string; readonly view: View };
}

function Fact({ name, text, place }: FactProps): JSX.Element | null {
  if (text === undefined || text === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{place === undefined ? text : <PlaceLink {...place} id={text} />}</dd>
    </div>
  );
}
