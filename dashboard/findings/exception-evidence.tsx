import type { JSX } from 'preact';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { instantText } from '../figures/instants.ts';
import type { View } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { isCorrectable, remedyOfException } from './remedies.ts';
import { WhatCanBeDone } from './what-can-be-done.tsx';

interface ExceptionEvidenceProps {
  readonly orderId: string;
  readonly exception: ExceptionAnswer;
}

/** Why it was not posted, whom it concerns, the facts it was judged by, and the original. */
export function ExceptionEvidence({ orderId, exception }: ExceptionEvidenceProps): JSX.Element {
  const words = useWords();
  const { status, reason, reference, locationId, householdId, payerId } = exception;
  return (
    <>
      <p class="finding-title">
        <span class={`status status-${status}`}>{words.say(`exceptions.title.${status}`)}</span>
        <strong>{words.named('reason', reason)}</strong>
      </p>
      <WhatToDo reason={reason} />
      {isCorrectable(exception) && (
        <p>
          <WriteLink form="correct" orderId={orderId} of={exception.exceptionId} />
        </p>
      )}
      <WhatCanBeDone remedy={remedyOfException(exception)} orderId={orderId} />
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
      </dl>
      <Detail detail={exception.detail} />
      <AsReceived exception={exception} />
    </>
  );
}

/** What a person can do about a reason; a reason that the page does not know has no advice. */
function WhatToDo({ reason }: { readonly reason: string }): JSX.Element | null {
  const words = useWords();
  const key = `${reason}.do`;
  const advice = words.named('reason', key);
  return advice === key ? null : <p>{advice}</p>;
}

/** The facts it was judged by. */
function Detail({ detail }: Pick<ExceptionAnswer, 'detail'>): JSX.Element | null {
  const words = useWords();
  const facts = Object.entries(detail);
  if (facts.length === 0) return null;
  const textOf = (name: string, value: string | number | boolean): string => {
    if (typeof value === 'number') return words.number(value);
    return name === 'commodity' ? words.commodity(String(value)) : String(value);
  };
  return (
    <>
      <h3>{words.say('exceptions.facts')}</h3>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <Fact key={name} name={words.named('fact', name)} text={textOf(name, value)} />
        ))}
      </dl>
    </>
  );
}

/** The message it came in: closed at first, since it speaks to whoever runs the sending system. */
function AsReceived({ exception }: { readonly exception: ExceptionAnswer }): JSX.Element {
  const words = useWords();
  const { event, original } = exception;
  return (
    <details>
      <summary>{words.say('exceptions.original')}</summary>
      <dl class="facts">
        <Fact name={words.say('exceptions.type')} text={event.type} />
        <Fact name={words.say('exceptions.source')} text={event.source} />
        <Fact name={words.say('exceptions.event')} text={event.id} />
      </dl>
      {original !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
        <pre tabIndex={0}>
          {typeof original === 'string' ? original : JSON.stringify(original, undefined, 2)}
        </pre>
      )}
    </details>
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
