/** The registry: locations, households, and the forgetting of names. */
import { dependencyOn } from '../../shared/domain/outcome.ts';
import { exceptionSubjectOf } from '../../shared/posting/post-event.ts';
import type { EventPosting, QueueWorkerDependencies } from '../../shared/posting/queue-worker.ts';
import { forgetErased } from '../../shared/posting/redaction.ts';
import { LedgerQueries } from '../../shared/store/ledger-queries.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { eraseHousehold } from './erasure.ts';
import { awaitedHouseholds, listBackdated, registerHouseholds } from './households.ts';
import { registerLocations } from './locations.ts';

export const registrationPosting = ({
  journal,
  clock,
  tables,
}: Pick<QueueWorkerDependencies, 'journal' | 'clock'> & { readonly tables: Tables }): EventPosting => ({
  async post(attempt) {
    const { event } = attempt;
    switch (event.type) {
      case 'relief.locations.registered.v1': {
        const outcome = await registerLocations({ ...attempt, event }, journal, clock);
        return {
          outcome,
          arrivals: event.locations.map(({ locationId }) => dependencyOn.location(locationId)),
        };
      }
      case 'relief.households.registered.v1': {
        const outcome = await registerHouseholds({ ...attempt, event }, journal, clock);
        const known = await journal.households(event.households.map(({ householdId }) => householdId));
        await forgetErased(exceptionSubjectOf(attempt), known.values(), { journal, clock });
        await listBackdated({ ...attempt, event }, known.values(), journal, clock);
        return { outcome, arrivals: awaitedHouseholds(known.values()) };
      }
      case 'relief.household.erased.v1': {
        const outcome = await eraseHousehold(
          { ...attempt, event },
          new LedgerQueries({ tables, journal }),
          clock,
        );
        return { outcome, arrivals: [] };
      }
      default:
        throw new Error(`${event.type} registers nothing`);
    }
  },
});
