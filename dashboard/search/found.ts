/** What a search has found, as the page shows it: where it leads, and what is said of it. */

import type { ReaderAnswer } from '../../shared/contract/answers/readers.ts';
import type { SearchItem } from '../../shared/contract/answers/search.ts';
import { hrefOf } from '../place.ts';
import { isOverseer } from '../reader/reader.ts';

/** The address that something found leads to. */
export function addressOf(item: SearchItem, orderId: string, reader: ReaderAnswer): string {
  const { kind, id, source = '', locationId, payerId, householdId, orderId: under = orderId } = item;
  switch (kind) {
    case 'household':
      return hrefOf(orderId, 'households', id);
    case 'receipt':
    case 'payment':
      if (item.exceptionId !== undefined) return addressOfException(item, item.exceptionId, under, reader);
      return kind === 'receipt' ? hrefOf(under, 'households', householdId) : hrefOf(under, 'payers', payerId);
    case 'waybill':
      return hrefOf(under, 'shipments', id);
    case 'event':
      return hrefOf(orderId, 'events', source, id);
    case 'location':
      return hrefOf(orderId, 'locations', locationId ?? id);
    case 'order':
      return hrefOf(id);
  }
}

/** The list that a reader finds it in: of everything, of a location or of a payer. */
function addressOfException(
  { locationId, payerId }: SearchItem,
  exceptionId: string,
  orderId: string,
  reader: ReaderAnswer,
): string {
  if (isOverseer(reader)) return hrefOf(orderId, 'exceptions', exceptionId);
  return payerId === undefined
    ? hrefOf(orderId, 'location-exceptions', locationId, exceptionId)
    : hrefOf(orderId, 'payer-exceptions', payerId, exceptionId);
}

/** What stands beside the number of what was found. */
export function detailsOf(item: SearchItem): readonly string[] {
  const { kind, name, neighbourhood, locationId, payerId, householdId, source } = item;
  const place = kind === 'location' ? undefined : (locationId ?? payerId);
  return [name, neighbourhood, householdId, place, source].flatMap((each) => each ?? []);
}
