/** Waybills and events by their number, locations and orders by a part of their id or name. */
import type { SearchItem } from '../../shared/contract/answers/search.ts';
import type { Reader } from '../../shared/http/reader.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { eventClaimId } from '../../shared/ledger/id-claims.ts';
import { mayRead, senderOrPlaceOfEvent, staffAtEitherEnd } from './access.ts';
import { isShipmentId } from './parameters.ts';
import type { QueryContext } from './query-context.ts';
import type { Findings } from './search.ts';
import { holds, type SearchScope, wordsOf } from './search-scope.ts';

/** Sources under which one id is looked for. */
const maxSources = 100;

/** S11: the waybill of this very number. */
export async function findWaybills(
  shipmentId: string,
  reader: Reader,
  context: QueryContext,
): Promise<Findings> {
  if (!isShipmentId(shipmentId)) return { items: [] };
  const { orderId, shipment } = await context.shipment(shipmentId);
  if (orderId === undefined || !(await mayRead(reader, staffAtEitherEnd, { shipmentId }, context)))
    return { items: [] };
  const locationId = shipment.to ?? shipment.arrivedAt;
  return { items: [{ kind: 'waybill', id: shipmentId, orderId, ...(locationId && { locationId }) }] };
}

/** L3, L31: the event of this source and id, or of this id whatever its source. */
export async function findEvents(text: string, reader: Reader, context: QueryContext): Promise<Findings> {
  const { sources, more } = await context.journal.sources.some(maxSources);
  const [, source, id] = /^(\S+)\s+(.+)$/s.exec(text) ?? [];
  const events = [
    ...sources.map((known) => ({ source: known, id: text })),
    ...(source !== undefined && id !== undefined ? [{ source, id }] : []),
  ];
  const claims = await context.journal.claims(events.map((event) => eventClaimId(eventKey(event))));
  const known = events.filter((event) => claims.get(eventClaimId(eventKey(event))) !== undefined);
  const open = await Promise.all(known.map((event) => mayRead(reader, senderOrPlaceOfEvent, event, context)));
  const items = known.flatMap((event, index): readonly SearchItem[] =>
    open[index] === true ? [{ kind: 'event', ...event }] : [],
  );
  return { items, ...(more && { narrowBy: 'q' as const }) };
}

export async function findLocations(text: string, { locations }: SearchScope): Promise<Findings> {
  const words = wordsOf(text);
  const found = locations.filter(({ locationId, name }) => holds(words, locationId, name));
  return { items: found.map(({ locationId, name }) => ({ kind: 'location', id: locationId, name })) };
}

export async function findOrders(text: string, { orders }: SearchScope): Promise<Findings> {
  const words = wordsOf(text);
  const found = orders.filter(({ orderId, title }) => holds(words, orderId, title));
  return {
    items: found.map(({ orderId, title }) => ({
      kind: 'order',
      id: orderId,
      ...(title !== undefined && { name: title }),
    })),
  };
}
