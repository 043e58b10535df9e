import type { JSX } from 'preact';
import type { ComplaintAnswer } from '../../shared/contract/answers/complaints.ts';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';

interface ComplaintEvidenceProps {
  readonly orderId: string;
  readonly complaint: ComplaintAnswer;
}

/** What was said, who said it, and what it was answered. */
export function ComplaintEvidence({ orderId, complaint }: ComplaintEvidenceProps): JSX.Element {
  const words = useWords();
  const { complaintId, kind, channel, text, householdId, locationId, reference, time, dueOn } = complaint;
  const facts: readonly (readonly [label: string, value: JSX.Element | string | undefined])[] = [
    [words.say('complaints.number'), complaintId],
    [words.say('complaints.channel'), words.say(`channel.${channel}`)],
    [words.say('complaints.time'), time],
    [words.say('complaints.due'), dueOn],
    [
      words.say('exceptions.household'),
      householdId && <a href={hrefOf(orderId, 'households', householdId)}>{householdId}</a>,
    ],
    [
      words.say('exceptions.location'),
      locationId && <a href={hrefOf(orderId, 'locations', locationId)}>{locationId}</a>,
    ],
    [words.say('complaints.reference'), reference],
  ];
  return (
    <>
      <p class="finding-title">
        <strong>{words.say(`complaint.${kind}`)}</strong>
      </p>
      {text === undefined ? <p>{words.say('complaints.noText')}</p> : <blockquote>{text}</blockquote>}
      {kind === 'conduct' && <p class="why">{words.say('complaints.conduct')}</p>}
      <dl class="facts">
        {facts.map(
          ([label, value]) =>
            value !== undefined &&
            value !== '' && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {complaint.answers.map(({ outcome, answer, told, time: at, recordedAt }) => (
        <p key={recordedAt}>
          <strong>{words.say(`outcome.${outcome}`)}</strong> {answer}{' '}
          <span>{words.say(told ? 'complaints.told' : 'complaints.notTold')}</span> <time>{at}</time>
        </p>
      ))}
      <p class="actions">
        <WriteLink form="answer" orderId={orderId} of={complaintId} />
      </p>
    </>
  );
}
