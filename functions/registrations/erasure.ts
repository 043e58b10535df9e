/** Erasure: a household's name and neighbourhood are forgotten for good; numbers and books never held them. */
import type { EventOf } from '../../shared/domain/events.ts';
import { unknownHousehold } from '../../shared/domain/handover.ts';
import type { Outcome } from '../../shared/posting/decide-batch.ts';
import type { Clock } from '../../shared/posting/post-batch.ts';
import { type EventAttempt, postEvent } from '../../shared/posting/post-event.ts';
import { redactExceptions } from '../../shared/posting/redaction.ts';
import { householdRecord, isRegistered } from '../../shared/store/household-item.ts';
import type { LedgerQueries } from '../../shared/store/ledger-queries.ts';

export async function eraseHousehold(
  attempt: EventAttempt<EventOf<'relief.household.erased.v1'>>,
  queries: LedgerQueries,
  clock: Clock,
): Promise<Outcome> {
  const { householdId } = attempt.event;
  const { journal } = queries;
  const outcome = await postEvent(attempt, journal, clock, async (now) => {
    const household = (await journal.households([householdId])).get(householdId);
    if (!isRegistered(household)) return unknownHousehold(householdId);
    const { name: _name, neighbourhood: _neighbourhood, ...rest } = household;
    const next = { ...rest, erasedAt: now, version: household.version + 1 };
    return {
      status: 'posted',
      writes: [{ kind: 'register', household: householdRecord(next), version: household.version }],
    };
  });
  // Once it is erased: what is kept later forgets by itself, what was kept before is found here.
  const household = (await journal.households([householdId])).get(householdId);
  if (household?.erasedAt !== undefined) await redactExceptions(household, queries, clock);
  return outcome;
}
