/** Erasure: a household's name and neighbourhood are forgotten for good; numbers and books never held them. */
import type { EventOf } from '../../shared/domain/events.ts';
import { unknownHousehold } from '../../shared/domain/handover.ts';
import { type EventAttempt, postEvent } from '../../shared/ledger/event-posting.ts';
import type { Surroundings } from '../../shared/ledger/posting.ts';
import type { Outcome } from '../../shared/ledger/sheet.ts';
import { householdRecord, isRegistered } from '../../shared/store/household-item.ts';
import type { LedgerQueries } from '../../shared/store/ledger-queries.ts';
import { redactCases } from './redaction.ts';

export function eraseHousehold(
  attempt: EventAttempt<EventOf<'relief.household.erased.v1'>>,
  queries: LedgerQueries,
  surroundings: Surroundings,
): Promise<Outcome> {
  const { householdId } = attempt.event;
  const { journal } = queries;
  return postEvent(attempt, journal, surroundings, async (now) => {
    const household = (await journal.households([householdId])).get(householdId);
    if (!isRegistered(household)) return unknownHousehold(householdId);
    await redactCases(household, queries);
    const { name: _name, neighbourhood: _neighbourhood, ...rest } = household;
    const next = { ...rest, erasedAt: now, version: household.version + 1 };
    return {
      fate: 'posted',
      writes: [{ kind: 'register', household: householdRecord(next), version: household.version }],
    };
  });
}
