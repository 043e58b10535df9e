/** The registry as the page asks it, for files of places and households. */
import type { HouseholdAnswer } from '../../../shared/contract/answers/households.ts';
import type { LocationAnswer } from '../../../shared/contract/answers/locations.ts';
import type { Registry } from '../../../shared/files/registered.ts';
import { forbidden, notFound } from '../../api/answer-board.ts';
import { type AnswerClient, AnswerError } from '../../api/answer-client.ts';

const maxPages = 1_000;
const askedAtOnce = 10;

export function registryOf(api: AnswerClient): Registry {
  /** Of a household that is not registered, or is another's, nothing is known. */
  const household = (id: string): Promise<HouseholdAnswer | undefined> =>
    api.one<HouseholdAnswer>(`/households/${encodeURIComponent(id)}`).catch((error: unknown) => {
      if (error instanceof AnswerError && (error.status === notFound || error.status === forbidden))
        return undefined;
      throw error;
    });
  return {
    async locations() {
      const { items } = await api.list<LocationAnswer>('/locations?limit=500', maxPages);
      return new Map(items.map((location) => [location.locationId, location]));
    },
    async households(ids) {
      const found: (HouseholdAnswer | undefined)[] = [];
      for (let from = 0; from < ids.length; from += askedAtOnce)
        found.push(...(await Promise.all(ids.slice(from, from + askedAtOnce).map(household))));
      return found;
    },
  };
}
