/** Renewals of cards: the next code of a household is in force, and none before it. */
import { type Household, householdRecord, isRegistered } from '../ledger/household-item.ts';
import type { Clock, Journal } from './ports.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/** Finds the households whose cards are renewed. */
export interface Cards {
  readonly households: {
    get(householdIds: readonly string[]): Promise<ReadonlyMap<string, Household>>;
  };
}

/** Does nothing for a household that is not registered: it has no card. */
export async function renewCard(
  householdId: string,
  { journal, clock }: { readonly journal: Journal & Cards; readonly clock: Clock },
): Promise<void> {
  await retryOnConflict(clock, async () => {
    const household = (await journal.households.get([householdId])).get(householdId);
    if (!isRegistered(household)) return 'committed';
    const { version, cardGeneration = 0 } = household;
    const next = { ...household, cardGeneration: cardGeneration + 1, version: version + 1 };
    return journal.commit([{ kind: 'register', household: householdRecord(next), version }]);
  });
}
