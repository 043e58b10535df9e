/** Who asks, as their token says: what a page needs to show a reader what is theirs. */
import type { ReaderAnswer } from '../../shared/contract/answers.ts';
import { locationFields } from './locations.ts';
import type { Asking } from './reading.ts';

/** Guarantees: a bound without its role is left out, for it opens nothing; a location nobody registered has its id only. */
export async function answerMe({ reader, journal }: Asking): Promise<ReaderAnswer> {
  const { roles, locationIds, payerIds } = reader;
  const own = roles.has('centre-staff') ? [...locationIds].sort() : [];
  const locations = await Promise.all(own.map((locationId) => journal.locations.get(locationId)));
  return {
    roles: [...roles],
    locations: own.map((locationId, index) => {
      const location = locations[index];
      return location === undefined ? { locationId } : locationFields(location);
    }),
    payers: roles.has('payer') ? [...payerIds].sort() : [],
  };
}
