/** Erasure: a household's name, neighbourhood and the notes about it are redacted for good; numbers and books never held them. */

import type { EventOf, Instant } from '../../shared/domain/events.ts';
import { unknownHousehold } from '../../shared/domain/handover.ts';
import { type Household, householdRecord, isRegistered } from '../../shared/ledger/household-item.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import { redactExceptions, redactNotes } from '../../shared/posting/redaction.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { Store } from '../../shared/store/store.ts';
import { redactDirectories } from './directory.ts';

type Erased = EventOf<'relief.household.erased.v1'>;

export const erasure = eventHandler<Erased, Household | undefined, HandlerContext>({
  load: ({ event }, { journal }) => householdOf(event, journal),
  decide: decideErasure,
  // Once it is erased: what is kept later is redacted as it is kept, what was kept before is found here.
  async complete({ event }, _outcome, context) {
    const { journal, clock } = context;
    const household = await householdOf(event, journal);
    if (household?.erasedAt === undefined) return [];
    await redactDirectories(household, context);
    await redactExceptions(household, journal, { journal, clock });
    const notes = await journal.missed.notesOf(household.householdId);
    await redactNotes(household.householdId, notes, { journal, clock });
    return [];
  },
});

const householdOf = async ({ householdId }: Erased, journal: Store): Promise<Household | undefined> =>
  (await journal.households.get([householdId])).get(householdId);

function decideErasure(
  { event }: EventAttempt<Erased>,
  household: Household | undefined,
  now: Instant,
): Verdict {
  if (!isRegistered(household)) return unknownHousehold(event.householdId);
  const { name: _name, neighbourhood: _neighbourhood, ...rest } = household;
  const next = { ...rest, erasedAt: now, version: household.version + 1 };
  const { version } = household;
  return {
    status: 'posted',
    writes: [{ kind: 'register', household: householdRecord(next), version }],
  };
}
