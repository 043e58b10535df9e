/** The books as the page reads them, for what files are held against. */
import type { HouseholdAnswer } from '../../../shared/contract/answers/households.ts';
import type { LocationAnswer } from '../../../shared/contract/answers/locations.ts';
import type { OrderAnswer } from '../../../shared/contract/answers/orders.ts';
import type { ReaderAnswer } from '../../../shared/contract/answers/readers.ts';
import type {
  LocationReportAnswer,
  ReconciliationAnswer,
} from '../../../shared/contract/answers/reconciliation.ts';
import type { ShipmentAnswer } from '../../../shared/contract/answers/shipments.ts';
import type { Books } from '../../../shared/files/books.ts';
import { forbidden, notFound } from '../../api/answer-board.ts';
import { type AnswerClient, AnswerError } from '../../api/answer-client.ts';
import {
  distributionListPath,
  householdPath,
  locationReportPath,
  reconciliationPath,
  shipmentPath,
} from '../../api/paths.ts';
import { isOverseer } from '../../reader/reader.ts';

const maxPages = 1_000;
const askedAtOnce = 10;

/** `source`: whose events the page sends. Guarantees: the API is not asked for what is not open to the reader. */
export function booksOf(api: AnswerClient, reader: ReaderAnswer, source: string): Books {
  const isOwn = (locationId: string): boolean =>
    isOverseer(reader) || reader.locations.some((own) => own.locationId === locationId);
  const read = <T>(path: string): Promise<T | undefined> => found(api.one<T>(path));
  return {
    order: (orderId) => read<OrderAnswer>(`/orders/${encodeURIComponent(orderId)}`),
    report: async (orderId) =>
      isOverseer(reader) ? await read<ReconciliationAnswer>(reconciliationPath(orderId)) : undefined,
    locationReport: async (locationId, orderId) =>
      isOwn(locationId)
        ? await read<LocationReportAnswer>(locationReportPath(locationId, orderId))
        : undefined,
    shipment: (shipmentId) => read<ShipmentAnswer>(shipmentPath(shipmentId)),
    async locations() {
      const { items } = await api.list<LocationAnswer>('/locations?limit=500', maxPages);
      return new Map(items.map((location) => [location.locationId, location]));
    },
    async households(ids) {
      const households: (HouseholdAnswer | undefined)[] = [];
      for (let from = 0; from < ids.length; from += askedAtOnce) {
        const some = ids.slice(from, from + askedAtOnce);
        households.push(...(await Promise.all(some.map((id) => read<HouseholdAnswer>(householdPath(id))))));
      }
      return households;
    },
    async served(centreId, orderId) {
      if (!isOwn(centreId)) return undefined;
      const path = distributionListPath(centreId, orderId);
      const list = await found(api.list<{ readonly householdId: string }>(path, maxPages));
      return list && new Set(list.items.map(({ householdId }) => householdId));
    },
    isKnown: async (id) => (await found(api.outcome({ source, id }))) !== undefined,
  };
}

/** What is not there, or is another's, is not known. */
const found = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof AnswerError && (error.status === notFound || error.status === forbidden))
      return undefined;
    throw error;
  });
