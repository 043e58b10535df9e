/** Locations, and what their books hold under each order. */

import type { LocationAnswer, LocationBalancesAnswer } from '../../shared/contract/answers/locations.ts';
import { locationAccount } from '../../shared/domain/accounts.ts';
import { emptyLocationTally, onHandOf, stockTotalsOf } from '../../shared/domain/books.ts';
import type { LocationRegistration } from '../../shared/domain/events.ts';
import { orderedCommodities } from '../../shared/domain/reconciliation.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import { commodityRow } from './figures.ts';
import { notFound, type QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export async function answerLocations(
  { limit, after = '' }: PageRequest<string>,
  { journal }: QueryContext,
): Promise<ItemPage<LocationAnswer>> {
  const all = (await journal.locations.all())
    .filter(({ locationId }) => locationId > after)
    .sort((one, other) => (one.locationId < other.locationId ? -1 : 1));
  const items = all.slice(0, limit).map(locationFields);
  const last = items.at(-1);
  return { items, ...(all.length > limit && last !== undefined && { next: last.locationId }) };
}

/** A location as it was last registered. */
export const locationFields = ({
  locationId,
  name,
  kind,
  suppliedBy,
}: LocationRegistration): LocationAnswer => ({
  locationId,
  name,
  kind,
  ...(suppliedBy !== undefined && { suppliedBy }),
});

export const locationsTable = (locations: readonly LocationAnswer[]): CsvTable =>
  csvTable(locations, {
    locationId: (location) => location.locationId,
    name: (location) => location.name,
    kind: (location) => location.kind,
    suppliedBy: (location) => location.suppliedBy,
  });

export async function answerLocation(
  locationId: string,
  { journal }: QueryContext,
): Promise<LocationBalancesAnswer | QueryProblem> {
  const [location, orderIds] = await Promise.all([journal.locations.get(locationId), journal.orders.ids()]);
  if (location === undefined) return notFound('Location', locationId);
  const balances = await Promise.all(
    orderIds.map(async (orderId): Promise<LocationBalancesAnswer['balances']> => {
      const tail = await journal.chains.tail('stock', locationAccount(location.kind, locationId, orderId));
      const order = tail === undefined ? undefined : await journal.orders.asOf(orderId);
      if (order === undefined) return [];
      const tally = tail?.stock ?? emptyLocationTally;
      const commodities = orderedCommodities(order.terms, tally.stock.keys()).filter((commodity) =>
        tally.stock.has(commodity),
      );
      return [
        {
          orderId,
          commodities: commodities.map((commodity) => {
            const totals = stockTotalsOf(tally, commodity);
            return commodityRow(commodity, order.units, (quantity) => ({
              received: quantity(totals.received),
              transferredIn: quantity(totals.transferredIn),
              transferredOut: quantity(totals.transferredOut),
              dispatched: quantity(totals.dispatched),
              lost: quantity(totals.lost),
              countVariance: quantity(totals.variance),
              handedOver: quantity(totals.handedOver),
              onHand: quantity(onHandOf(totals)),
            }));
          }),
        },
      ];
    }),
  );
  return { ...locationFields(location), balances: balances.flat() };
}
