/** An answer to a complaint: kept with it, in the order it came; the first one ends the wait. */

import { countAnswer, emptyAssuranceTally } from '../../shared/domain/assurance-tally.ts';
import { daysTaken } from '../../shared/domain/complaints.ts';
import type { EventOf, Instant } from '../../shared/domain/events.ts';
import { dependencyOn, held, type Outcome } from '../../shared/domain/outcome.ts';
import { type RecordedTally, recordTally } from '../../shared/ledger/assurance-tally.ts';
import { complaintKey, recordAnswer } from '../../shared/ledger/complaints.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { listNote } from '../../shared/ledger/missed.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { Unblocked } from '../../shared/posting/unblocked.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { AnsweredComplaint } from '../../shared/store/complaints.ts';
import { listText } from './free-text.ts';

type Answered = EventOf<'relief.complaint.answered.v1'>;

interface AnswerFacts {
  readonly known: AnsweredComplaint | undefined;
  readonly tally: RecordedTally | undefined;
  /** Whose calendar the days are of. */
  readonly zone: string;
}

export const complaintAnswer = eventHandler<Answered, AnswerFacts, HandlerContext>({
  async load({ event: { complaintId } }, { journal }) {
    const known = await journal.complaints.get(complaintId);
    const orderId = known?.complaint.orderId;
    const tally = orderId === undefined ? undefined : await journal.assuranceTallies.last(orderId);
    return { known, tally, zone: journal.zone };
  },
  decide: decideAnswer,
  complete: completeAnswer,
});

function decideAnswer(
  { header, event }: EventAttempt<Answered>,
  { known, tally, zone }: AnswerFacts,
  now: Instant,
): Verdict {
  const { complaintId, outcome, answer, told } = event;
  if (known === undefined) {
    return {
      ...held('unknown-reference', dependencyOn.complaint(complaintId), { complaintId }),
      preconditions: [complaintKey(complaintId, 1)],
    };
  }
  const { complaint, answers } = known;
  const { orderId, householdId, dueOn } = complaint;
  const seq = answers.length + 2;
  const { time } = header;
  const writes = recordAnswer(complaint, seq, {
    outcome,
    ...(answer !== undefined && { answer }),
    told,
    event: eventKey(header),
    time,
    recordedAt: now,
  });
  const days = daysTaken(zone, complaint.time, time);
  const counted = countAnswer(tally?.tally ?? emptyAssuranceTally, dueOn, days);
  const isFirst = answers.length === 0;
  return {
    status: 'posted',
    writes: [
      ...writes,
      ...(isFirst && orderId !== undefined ? [recordTally(orderId, tally, counted, now)] : []),
      ...(answer === undefined || householdId === undefined
        ? []
        : [listNote(householdId, complaintKey(complaintId, seq))]),
    ],
  };
}

/** The complaint may have come between the decision and the hold, so it is looked for once more. */
async function completeAnswer(
  attempt: EventAttempt<Answered>,
  { status }: Outcome,
  context: HandlerContext,
): Promise<readonly Unblocked[]> {
  const { complaintId, answer } = attempt.event;
  const known = await context.journal.complaints.get(complaintId);
  const householdId = known?.complaint.householdId;
  if (answer !== undefined && householdId !== undefined) await listText(attempt, householdId, context);
  return status === 'held' && known !== undefined ? [dependencyOn.complaint(complaintId)] : [];
}
