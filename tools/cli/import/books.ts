/** The books as the command line reads them, for what files are held against. */
import type { Books } from '../../../shared/files/books.ts';
import { askedInTens } from '../in-tens.ts';
import { ForbiddenError, type LedgerClient } from '../ledger-client.ts';

/** `source`: whose events are sent. */
export const booksOf = (api: LedgerClient, source: string): Books => ({
  order: (orderId) => api.orderTerms(orderId),
  report: (orderId) => unlessClosed(api.reconciliation(orderId)),
  locationReport: (locationId, orderId) => unlessClosed(api.locationReport(locationId, orderId)),
  shipment: (shipmentId) => unlessClosed(api.shipment(shipmentId)),
  locations: () => api.locations(),
  households: (ids) => askedInTens(ids, (id) => unlessClosed(api.household(id))),
  served: (centreId, orderId) => unlessClosed(servedBy(api, centreId, orderId)),
  isKnown: async (id) => (await unlessClosed(api.event({ source, id }))) !== undefined,
});

/** Staff and payers read their own; what is another's is not held against it. */
const unlessClosed = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((cause: unknown) => {
    if (cause instanceof ForbiddenError) return undefined;
    throw cause;
  });

async function servedBy(
  api: LedgerClient,
  centreId: string,
  orderId: string,
): Promise<ReadonlySet<string> | undefined> {
  const path = `/locations/${encodeURIComponent(centreId)}/distribution-list?limit=1&orderId=${encodeURIComponent(orderId)}`;
  if ((await api.find(path)) === undefined) return undefined;
  const served = new Set<string>();
  for await (const { householdId } of api.distributionList(centreId, orderId)) served.add(householdId);
  return served;
}
