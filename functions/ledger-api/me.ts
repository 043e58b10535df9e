/** Who asks, by their token: what a page needs to show readers what is theirs. */
import type { ReaderAnswer } from '../../shared/contract/answers/readers.ts';
import type { Reader } from '../../shared/http/reader.ts';
import { locationFields } from './locations.ts';
import type { QueryContext } from './query-context.ts';

/** Guarantees: a bound without its role is left out, because it opens nothing; an unregistered location has only its id. */
export async function answerMe(
  { roles, locationIds, payerIds }: Reader,
  { journal }: QueryContext,
): Promise<ReaderAnswer> {
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
