/** Texts of the search, and of the page of an event. */
import type { Phrases } from '../catalogue.ts';

export const search = {
  'search.label': 'Search: household, name, receipt, waybill…',
  'search.found': 'Search results',
  'search.count': { one: '{count} result.', other: '{count} results.' },
  'search.failed': 'The search failed. Try again.',
  'search.narrow.q': 'There are more: type more of it.',
  'search.narrow.locationId':
    'There are too many centres to search them all by name: type the whole number, or open a centre first.',
  'search.narrow.orderId': 'Receipts and payments of other orders are found when that order is open.',
  'search.kind.household': 'Household',
  'search.kind.receipt': 'Receipt',
  'search.kind.payment': 'Payment',
  'search.kind.waybill': 'Waybill',
  'search.kind.event': 'Message',
  'search.kind.location': 'Location',
  'search.kind.order': 'Order',
  'search.status.held': 'held',
  'search.status.rejected': 'rejected',
  'event.title': 'Message {id}',
  'event.source': 'From {source}',
  'event.recorded': 'Recorded at {at}',
  'event.voided': 'It was taken back by',
  'event.status.posted': 'Posted',
  'event.status.held': 'Held',
  'event.status.rejected': 'Rejected',
  'event.status.mixed': 'Posted in part',
  'event.rows': 'What became of each row',
  'event.row.number': 'Number',
  'event.row.household': 'Household',
  'event.row.status': 'Outcome',
} as const satisfies Phrases;
