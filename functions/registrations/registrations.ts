/** The registry: locations, households, and the forgetting of names. */
import { awaited } from '../../shared/domain/outcome.ts';
import { eventMatter } from '../../shared/posting/post-event.ts';
import type { EventPosting, QueueWorkerParts } from '../../shared/posting/queue-worker.ts';
import { forgetErased } from '../../shared/posting/redaction.ts';
import { LedgerQueries } from '../../shared/store/ledger-queries.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { eraseHousehold } from './erasure.ts';
import { awaitedHouseholds, listBackdated, registerHouseholds } from './households.ts';
import { registerLocations } from './locations.ts';

export const registrationPosting = ({
  journal,
  surroundings,
  tables,
}: Pick<QueueWorkerParts, 'journal' | 'surroundings'> & { readonly tables: Tables }): EventPosting => ({
  async post(attempt) {
    const { event } = attempt;
    switch (event.type) {
      case 'relief.locations.registered.v1': {
        const outcome = await registerLocations({ ...attempt, event }, journal, surroundings);
        return { outcome, arrivals: event.locations.map(({ locationId }) => awaited.location(locationId)) };
      }
      case 'relief.households.registered.v1': {
        const outcome = await registerHouseholds({ ...attempt, event }, journal, surroundings);
        const known = await journal.households(event.households.map(({ householdId }) => householdId));
        await forgetErased(eventMatter(attempt), known.values(), { journal, surroundings });
        await listBackdated({ ...attempt, event }, known.values(), journal, surroundings);
        return { outcome, arrivals: awaitedHouseholds(known.values()) };
      }
      case 'relief.household.erased.v1': {
        const outcome = await eraseHousehold(
          { ...attempt, event },
          new LedgerQueries({ tables, journal }),
          surroundings,
        );
        return { outcome, arrivals: [] };
      }
      default:
        throw new Error(`${event.type} registers nothing`);
    }
  },
});
