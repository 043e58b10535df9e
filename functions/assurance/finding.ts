/** What people found out about an exception or an anomaly: kept beside it, in the order it came. It changes no book. */

import { type EventOf, type FindingSubject, findingIdOf, type Instant } from '../../shared/domain/events.ts';
import { dependencyOn, held, type Outcome } from '../../shared/domain/outcome.ts';
import { anomalyScope, exceptionScope } from '../../shared/ledger/anomaly-ids.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { exceptionKey } from '../../shared/ledger/exception-keys.ts';
import { findingKey, recordFinding } from '../../shared/ledger/findings.ts';
import { eventClaimId } from '../../shared/ledger/id-claims.ts';
import { listNote } from '../../shared/ledger/missed.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import { redactNotes } from '../../shared/posting/redaction.ts';
import type { Unblocked } from '../../shared/posting/unblocked.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { Store } from '../../shared/store/store.ts';

type Noted = EventOf<'relief.finding.noted.v1'>;

/** What a note is about, as it stands. */
interface Found {
  readonly householdId?: string | undefined;
}

interface FindingFacts {
  /** `undefined` where there has been no such exception or anomaly. */
  readonly found: Found | undefined;
  /** How many notes there are about it. */
  readonly notes: number;
}

export const finding = eventHandler<Noted, FindingFacts, HandlerContext>({
  async load({ event: { about } }, { journal }) {
    const [found, notes] = await Promise.all([
      findSubject(about, journal),
      journal.findings.notes(findingIdOf(about)),
    ]);
    return { found, notes: notes.length };
  },
  decide: decideFinding,
  complete: completeFinding,
});

/** An id that an event has of which nothing was ever held or rejected is no exception's. */
async function findSubject(about: FindingSubject, journal: Store): Promise<Found | undefined> {
  if ('anomalyId' in about) return journal.findings.anomaly(about.anomalyId);
  const exception = await journal.exception(about.exceptionId);
  return exception?.status === 'held' || exception?.status === 'rejected' ? exception : undefined;
}

const scopeOf = (about: FindingSubject): string =>
  'exceptionId' in about ? exceptionScope : anomalyScope(about.anomalyId);

function decideFinding(
  { header, event: { about, note, state, owner } }: EventAttempt<Noted>,
  { found, notes }: FindingFacts,
  now: Instant,
): Verdict {
  if (found === undefined)
    return held('unknown-reference', dependencyOn.finding(scopeOf(about)), { ...about });
  const id = findingIdOf(about);
  const seq = notes + 1;
  const key = eventKey(header);
  const record = recordFinding(id, seq, {
    note,
    ...(state !== undefined && { state }),
    ...(owner !== undefined && { owner }),
    event: key,
    time: header.time,
    recordedAt: now,
  });
  // The note may name whom it is about, and so may the event that brought it.
  const { householdId } = found;
  const places = [findingKey(id, seq), exceptionKey(eventClaimId(key), 1)];
  const listed = householdId === undefined ? [] : places.map((place) => listNote(householdId, place));
  return { status: 'posted', writes: [record, ...listed] };
}

/**
 * Forgets a note about a household that was erased before. What a note waits for may have come between the decision and
 * the hold, so it is looked for once more.
 */
async function completeFinding(
  { event: { about } }: EventAttempt<Noted>,
  { status }: Outcome,
  { journal, clock }: HandlerContext,
): Promise<readonly Unblocked[]> {
  const found = await findSubject(about, journal);
  const { householdId } = found ?? {};
  const household =
    householdId === undefined ? undefined : (await journal.households.get([householdId])).get(householdId);
  if (household?.erasedAt !== undefined) {
    const places = await journal.missed.notesOf(household.householdId);
    await redactNotes(household.householdId, places, { journal, clock });
  }
  return status === 'posted' || found === undefined ? [] : [dependencyOn.finding(scopeOf(about))];
}
