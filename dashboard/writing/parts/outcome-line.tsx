import type { ComponentChildren, JSX } from 'preact';
import { instantText } from '../../figures/instants.ts';
import { hrefOf } from '../../place.ts';
import { isCoordinator, mayOpen, useReader } from '../../reader/reader.ts';
import { formOf } from '../forms.ts';
import { faultsOfApi } from '../model/check.ts';
import { faultText } from '../model/sentences.ts';
import { textAt } from '../model/values.ts';
import { formHref } from '../offers.ts';
import type { EventOutcome, RowOutcome, Sending } from '../outbox/sending.ts';
import { useFormWords } from '../words/words.ts';
import { useOutbox } from '../writing-context.ts';
import { ReasonOf } from './reason.tsx';

interface OutcomeLineProps {
  readonly sending: Sending;
  readonly orderId: string | undefined;
}

/** What became of something that was written here, and what can be done about it. */
export function OutcomeLine({ sending, orderId }: OutcomeLineProps): JSX.Element {
  const words = useFormWords();
  const { form, named, progress, recordedAt } = sending;
  const status = progress.is === 'decided' ? progress.outcome.status : progress.is;
  return (
    <li class={`outcome outcome-${status}`} data-outcome={status} data-event={sending.key}>
      <p class="outcome-title">
        <strong>{words.tell(formOf(form).title)}</strong>
        {named !== undefined && <span>{named}</span>}
        <time dateTime={recordedAt}>{instantText(words.locale, recordedAt)}</time>
        <span class={`status status-${status}`}>{words.tell(`outcome.${status}`)}</span>
      </p>
      <Said sending={sending} orderId={orderId} />
      <Steps sending={sending} orderId={orderId} />
    </li>
  );
}

function Said({ sending, orderId }: OutcomeLineProps): ComponentChildren {
  const words = useFormWords();
  const { progress, form, values } = sending;
  switch (progress.is) {
    case 'recorded':
      return <p>{words.tell(progress.failure === undefined ? 'outcome.sending' : 'outcome.notSent')}</p>;
    case 'sent':
      return <p>{words.tell('outcome.sent.why')}</p>;
    case 'refused': {
      const faults = faultsOfApi(formOf(form).fields, values, progress.errors);
      return faults.length === 0 ? (
        <p>{progress.said}</p>
      ) : (
        <ul class="plain-list">
          {faults.map((fault) => (
            <li key={`${fault.path?.join('.')} ${fault.expected}`}>
              {faultText(words, fault, fault.path === undefined ? ' ' : textAt(values, fault.path))}
            </li>
          ))}
        </ul>
      );
    }
    case 'decided':
      return <Decided outcome={progress.outcome} orderId={orderId} />;
  }
}

function Decided({
  outcome,
  orderId,
}: {
  readonly outcome: EventOutcome;
  readonly orderId: string | undefined;
}) {
  const { status, reason, detail, rows = [] } = outcome;
  const others = rows.filter((row) => row.status === 'held' || row.status === 'rejected');
  if (status === 'posted') return null;
  return (
    <>
      {reason !== undefined && others.length === 0 && (
        <ReasonOf status={status} reason={reason} detail={detail} />
      )}
      {others.length > 0 && (
        <ul class="plain-list">
          {others.map((row) => (
            <li key={row.reference ?? row.householdId}>
              <Row row={row} orderId={orderId} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Row({
  row,
  orderId,
}: {
  readonly row: RowOutcome;
  readonly orderId: string | undefined;
}): JSX.Element {
  const words = useFormWords();
  const { reference, householdId, status, reason = '', detail, exceptionId } = row;
  return (
    <>
      <p>
        <strong>{[reference, householdId].filter(Boolean).join(' · ')}</strong>{' '}
        <span class={`status status-${status}`}>{words.tell(`outcome.${status}`)}</span>
      </p>
      <ReasonOf status={status} reason={reason} detail={detail} />
      {exceptionId !== undefined && (
        <a href={formHref('correct', orderId, exceptionId)}>{words.tell('outcome.correct')}</a>
      )}
    </>
  );
}

/** What its writer can do about it now. */
function Steps({ sending, orderId }: OutcomeLineProps): JSX.Element {
  const words = useFormWords();
  const outbox = useOutbox();
  const reader = useReader();
  const { key, progress, form, draftKey, values } = sending;
  const outcome = progress.is === 'decided' ? progress.outcome : undefined;
  const { see, paper } = formOf(form);
  const shown = [['outcome.see', see] as const, ['outcome.paper', paper] as const].flatMap(([key, to]) => {
    const seen = orderId === undefined ? undefined : to?.(values, orderId);
    return orderId !== undefined && seen !== undefined && mayOpen(reader, seen.view, seen.id)
      ? [[key, hrefOf(orderId, seen.view, seen.id)] as const]
      : [];
  });
  const isWhole = outcome?.rows === undefined || outcome.rows.length === 0;
  const takeBack = async (): Promise<void> => {
    // Another one may have been begun in the same form since; there is room for one.
    if ((await outbox.draft(draftKey)) !== undefined && !confirm(words.tell('outcome.change.replaces')))
      return;
    await outbox.reopen(sending);
    location.hash = draftKey.slice(draftKey.indexOf('#'));
    // Where the form is open already, its address does not change.
    dispatchEvent(new Event('draft-reopened'));
  };
  return (
    <p class="steps">
      {progress.is === 'recorded' && (
        <button type="button" onClick={() => void outbox.retry(key)}>
          {words.tell('outcome.sendNow')}
        </button>
      )}
      {(progress.is === 'recorded' || progress.is === 'refused') && (
        <button type="button" onClick={() => void takeBack()}>
          {words.tell('outcome.change')}
        </button>
      )}
      {outcome?.status === 'posted' &&
        shown.map(([key, href]) => (
          <a key={key} class="button" href={href}>
            {words.tell(key)}
          </a>
        ))}
      {(outcome?.status === 'held' || outcome?.status === 'rejected') && isWhole && (
        <a class="button" href={formHref('correct', orderId, outcome.exceptionId ?? key)}>
          {words.tell('outcome.correct')}
        </a>
      )}
      {outcome?.status === 'held' && isCoordinator(reader) && (
        <a class="button" href={formHref('void', orderId, `${sending.event.source}#${key}`)}>
          {words.tell('outcome.withdraw')}
        </a>
      )}
      {progress.is !== 'recorded' && progress.is !== 'sent' && (
        <button type="button" class="quiet" onClick={() => void outbox.forget(key)}>
          {words.tell('outcome.dismiss')}
        </button>
      )}
    </p>
  );
}
