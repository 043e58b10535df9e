/** A complaint: kept beside the books, listed by the day that an answer is due on, and counted. It moves nothing. */

import { countComplaint, emptyAssuranceTally } from '../../shared/domain/assurance-tally.ts';
import { dueDateOf } from '../../shared/domain/complaints.ts';
import type { EventOf, Instant, LocationRegistration } from '../../shared/domain/events.ts';
import { unknownHousehold, unknownLocation } from '../../shared/domain/handover.ts';
import { type Order, unknownOrder } from '../../shared/domain/order.ts';
import { dependencyOn, type Refusal, rejected } from '../../shared/domain/outcome.ts';
import { type RecordedTally, recordTally } from '../../shared/ledger/assurance-tally.ts';
import { type Complaint, complaintKey, recordComplaint } from '../../shared/ledger/complaints.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { type Household, isRegistered } from '../../shared/ledger/household-item.ts';
import { listNote } from '../../shared/ledger/missed.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { listText } from './free-text.ts';

type Raised = EventOf<'relief.complaint.raised.v1'>;

interface ComplaintFacts {
  readonly order: Order | undefined;
  readonly location: LocationRegistration | undefined;
  readonly household: Household | undefined;
  /** The complaint that has the number already. */
  readonly known: Complaint | undefined;
  readonly tally: RecordedTally | undefined;
  /** Whose calendar the days are of. */
  readonly zone: string;
}

export const complaint = eventHandler<Raised, ComplaintFacts, HandlerContext>({
  load: loadComplaint,
  decide: decideComplaint,
  async complete(attempt, _outcome, context) {
    const { householdId, text } = attempt.event;
    if (householdId !== undefined && text !== undefined) await listText(attempt, householdId, context);
    return [];
  },
  unblocks: ({ complaintId }) => [dependencyOn.complaint(complaintId)],
});

async function loadComplaint(
  { event }: EventAttempt<Raised>,
  { journal }: HandlerContext,
): Promise<ComplaintFacts> {
  const { complaintId, orderId, locationId, householdId } = event;
  const [order, location, households, known, tally] = await Promise.all([
    orderId === undefined ? undefined : journal.orders.asOf(orderId),
    locationId === undefined ? undefined : journal.locations.get(locationId),
    journal.households.get(householdId === undefined ? [] : [householdId]),
    journal.complaints.get(complaintId),
    orderId === undefined ? undefined : journal.assuranceTallies.last(orderId),
  ]);
  const household = householdId === undefined ? undefined : households.get(householdId);
  return { order, location, household, known: known?.complaint, tally, zone: journal.zone };
}

function decideComplaint(
  { header, event }: EventAttempt<Raised>,
  facts: ComplaintFacts,
  now: Instant,
): Verdict {
  const { type: _type, ...raised } = event;
  const { complaintId, orderId, householdId, text } = event;
  const { known, tally, zone } = facts;
  if (known !== undefined) {
    return known.digest === header.digest
      ? { status: 'duplicate' }
      : rejected('conflicting-duplicate', { complaintId, claimedDigest: known.digest });
  }
  const refusal = refuseUnknown(event, facts);
  if (refusal !== undefined) return refusal;
  const { time, digest } = header;
  const dueOn = dueDateOf(zone, time, event.dueOn);
  const writes = recordComplaint({
    ...raised,
    dueOn,
    digest,
    event: eventKey(header),
    time,
    recordedAt: now,
  });
  const counted = countComplaint(tally?.tally ?? emptyAssuranceTally, dueOn);
  return {
    status: 'posted',
    writes: [
      ...writes,
      ...(orderId === undefined ? [] : [recordTally(orderId, tally, counted, now)]),
      ...(text === undefined || householdId === undefined
        ? []
        : [listNote(householdId, complaintKey(complaintId, 1))]),
    ],
  };
}

function refuseUnknown(
  { orderId, locationId, householdId }: Raised,
  { order, location, household }: ComplaintFacts,
): Refusal | undefined {
  if (orderId !== undefined && order === undefined) return unknownOrder(orderId);
  if (locationId !== undefined && location === undefined) return unknownLocation(locationId);
  if (householdId !== undefined && !isRegistered(household)) return unknownHousehold(householdId);
  return undefined;
}
