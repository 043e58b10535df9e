import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Answered } from '../../page/answered.tsx';
import { type Fault, faultAt, faultsIn } from '../model/check.ts';
import { eventContent } from '../model/content.ts';
import type { FormKind, FormPlace } from '../model/form.ts';
import { type FieldPath, keyOf, textIn, type Values, withValue } from '../model/values.ts';
import type { Draft, Sending } from '../outbox/sending.ts';
import { useFormWords } from '../words/words.ts';
import { FillingContext, useOutbox, useSendings } from '../writing-context.ts';
import { after, before } from './beside.ts';
import { FaultList } from './fault-list.tsx';
import { Fields } from './fields.tsx';
import { OutcomeLine } from './outcome-line.tsx';
import { Summary } from './summary.tsx';
import { useDraft } from './use-draft.ts';

interface FormViewProps {
  readonly kind: FormKind;
  readonly place: FormPlace;
  /** Whether there is no other one to fill in at the same address. */
  readonly isOnce?: true;
  /** Stands above the fields. */
  readonly children?: ComponentChildren;
}

/** A form: filled in and checked as one types, summed up before it is sent, and what became of it. */
export function FormView({ kind, place, isOnce, children }: FormViewProps): JSX.Element {
  const words = useFormWords();
  const outbox = useOutbox();
  const key = `${outbox.source}${location.hash}`;
  const drafting = useDraft(kind, place, key);
  const own = useSendings().filter(({ draftKey }) => draftKey === key);
  const [sentKey, setSentKey] = useState<string>();
  /** Why the device could not keep what was to be sent. */
  const [failure, setFailure] = useState<string>();
  const isSent = own.some((one) => one.key === sentKey);
  const wasSent = useRef(isSent);
  useLayoutEffect(() => {
    // What was sent is no draft any more: whatever is typed from here on is another event.
    if (wasSent.current && !isSent) drafting.readAgain();
    wasSent.current = isSent;
  }, [isSent]);
  const record = (draft: Draft): void => {
    setSentKey(draft.eventId);
    setFailure(undefined);
    outbox
      .record(sendingOf(kind, place, draft, outbox.source))
      .catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
  };
  return (
    <>
      <h1 tabIndex={-1}>{words.tell(kind.title)}</h1>
      {kind.about !== undefined && <p class="subtitle">{words.tell(kind.about)}</p>}
      {!outbox.isLasting && <p class="notice">{words.tell('form.notKept')}</p>}
      {failure !== undefined && (
        <p role="alert" class="fault">
          {words.tell('form.notRecorded', { said: failure })}
        </p>
      )}
      {!isSent && children}
      <Outcomes sendings={own} orderId={place.orderId} />
      {isSent && isOnce ? null : isSent ? (
        <button type="button" onClick={() => setSentKey(undefined)}>
          {words.tell('form.another')}
        </button>
      ) : (
        <Answered reading={{ answer: drafting.draft, error: drafting.error }} of={place.of ?? ''}>
          {(draft) => (
            <Drafting
              key={draft.eventId}
              kind={kind}
              place={place}
              draft={draft}
              onChange={drafting.change}
              onStartOver={drafting.startOver}
              onSend={() => record(draft)}
            />
          )}
        </Answered>
      )}
    </>
  );
}

function Outcomes({
  sendings,
  orderId,
}: {
  readonly sendings: readonly Sending[];
  readonly orderId: string | undefined;
}): JSX.Element {
  const words = useFormWords();
  return (
    <div role="status" aria-label={words.tell('outcomes.title')}>
      {sendings.length > 0 && (
        <ul class="outcomes">
          {sendings.map((sending) => (
            <OutcomeLine key={sending.key} sending={sending} orderId={orderId} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** The event that a draft makes, as the contract has it. */
function sendingOf(kind: FormKind, place: FormPlace, draft: Draft, source: string): Sending {
  const { time, data } = eventContent(kind, place, draft.values);
  return {
    key: draft.eventId,
    event: {
      specversion: '1.0',
      id: draft.eventId,
      source,
      type: kind.type,
      time: String(time),
      data,
    },
    recordedAt: new Date().toISOString(),
    progress: { is: 'recorded' },
    form: place.form,
    draftKey: draft.key,
    values: draft.values,
    named: kind.names === undefined ? undefined : textIn(draft.values, kind.names).trim(),
  };
}

interface DraftingProps extends FormViewProps {
  readonly draft: Draft;
  readonly onChange: (changed: (values: Values) => Values) => void;
  readonly onStartOver: () => void;
  readonly onSend: () => void;
}

function Drafting({ kind, place, draft, onChange, onStartOver, onSend }: DraftingProps): JSX.Element {
  const words = useFormWords();
  const { values } = draft;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [attempt, setAttempt] = useState(0);
  const [isSummary, setSummary] = useState(false);
  const content = useMemo(() => eventContent(kind, place, values), [kind, values, place.zone]);
  const faults = useMemo(() => faultsIn(kind, content, values), [kind, content, values]);
  const filling = {
    place,
    values,
    content: faults.length === 0 ? content : undefined,
    change: (path: FieldPath, value: string | readonly Values[]) =>
      onChange((typed) => withValue(typed, path, value)),
    leave: (path: FieldPath) => setLeft((before) => new Set([...before, keyOf(path)])),
    faultOf: (path: FieldPath): Fault | undefined =>
      attempt > 0 || left.has(keyOf(path)) ? faultAt(faults, path) : undefined,
  };
  const [Before, After] = [before[place.form], after[place.form]];
  const props = { place, values, isSummary };
  return (
    <FillingContext.Provider value={filling}>
      {isSummary && faults.length === 0 ? (
        <Review kind={kind} place={place} values={values} onSend={onSend} onBack={() => setSummary(false)}>
          {Before && <Before {...props} />}
          {After && <After {...props} />}
        </Review>
      ) : (
        <form
          class="panel writing"
          noValidate
          onMouseDown={keepFocus}
          onSubmit={(event) => {
            event.preventDefault();
            setAttempt(attempt + 1);
            setSummary(faults.length === 0);
          }}
        >
          {attempt > 0 && faults.length > 0 && (
            <FaultList faults={faults} fields={kind.fields} values={values} attempt={attempt} />
          )}
          {Before && <Before {...props} />}
          <div class="fields">
            <Fields fields={kind.fields} beside={values} path={[]} />
          </div>
          {After && <After {...props} />}
          <div class="actions">
            <button type="submit" class="primary">
              {words.tell('form.review')}
            </button>
            <button type="button" class="quiet" onClick={onStartOver}>
              {words.tell('form.startOver')}
            </button>
          </div>
          <p class="help">{words.tell('form.kept')}</p>
        </form>
      )}
    </FillingContext.Provider>
  );
}

/**
 * Lets the field that is typed into keep the focus until a button is clicked: what is said of it as it is left would move
 * the button from under the pointer, and the click would be lost.
 */
function keepFocus(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('button') !== null) event.preventDefault();
}

interface ReviewProps extends FormViewProps {
  readonly values: Values;
  readonly onSend: () => void;
  readonly onBack: () => void;
  readonly children: ComponentChildren;
}

/** Everything once more, before it is sent. */
function Review({ kind, place, values, onSend, onBack, children }: ReviewProps): JSX.Element {
  const words = useFormWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <section class="panel writing" aria-labelledby="summary">
      <h2 id="summary" tabIndex={-1} ref={heading}>
        {words.tell('form.summary')}
      </h2>
      <Summary fields={kind.fields} values={values} zone={place.zone} />
      {children}
      <div class="actions">
        <button type="button" class="primary" onClick={onSend}>
          {words.tell('form.send')}
        </button>
        <button type="button" onClick={onBack}>
          {words.tell('form.back')}
        </button>
      </div>
    </section>
  );
}
