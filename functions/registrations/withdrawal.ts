/** Withdrawal: a household is served no more, from when it is recorded until it is registered again. */

import type { EventOf, Instant } from '../../shared/domain/events.ts';
import { unknownHousehold } from '../../shared/domain/handover.ts';
import type { Withdrawal } from '../../shared/domain/household.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { type Household, householdRecord, isRegistered } from '../../shared/ledger/household-item.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { appendLinks, centresOf, type RegistryTails, refuseFull, registryTails } from './registry-links.ts';

type Withdrawn = EventOf<'relief.household.withdrawn.v1'>;

interface WithdrawalFacts {
  readonly household: Household | undefined;
  /** The last link of the chain of every centre that it was ever registered at. */
  readonly tails: RegistryTails;
}

export const withdrawal = eventHandler<Withdrawn, WithdrawalFacts, HandlerContext>({
  async load({ event }, { journal }) {
    const household = (await journal.households.get([event.householdId])).get(event.householdId);
    return { household, tails: await registryTails(household ? centresOf(household) : [], journal) };
  },
  decide: decideWithdrawal,
});

function decideWithdrawal(
  { event, header }: EventAttempt<Withdrawn>,
  { household, tails }: WithdrawalFacts,
  now: Instant,
): Verdict {
  const { householdId, effectiveFrom, reason, into } = event;
  const last = household?.history.at(-1);
  if (!isRegistered(household) || last === undefined) return unknownHousehold(householdId);
  const key = eventKey(header);
  // A held one that was written already, and is tried again because its release was lost.
  if (household.history.some((row) => row.event === key)) return { status: 'posted', writes: [] };
  const tooMany = refuseFull(household, last.centreId, 'data.householdId');
  if (tooMany !== undefined) return tooMany;
  const withdrawn: Withdrawal = { reason, ...(into !== undefined && { into }) };
  const { centreId, adults, children, priority } = last;
  const row = { householdId, effectiveFrom, centreId, adults, children, priority, withdrawn };
  const rows = new Map([...centresOf(household)].map((centre) => [centre, [row]]));
  const { recordedAt, links } = appendLinks(key, rows, tails, now);
  const { householdId: _householdId, ...content } = row;
  const next: Household = {
    ...household,
    version: household.version + 1,
    history: [...household.history, { ...content, recordedAt, event: key }],
  };
  const { version } = household;
  return {
    status: 'posted',
    writes: [{ kind: 'register', household: householdRecord(next), version }, ...links],
  };
}
