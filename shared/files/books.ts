/** What a file is held against before it is sent: the books, as far as whoever sends it may read them. */
import type { HouseholdAnswer } from '../contract/answers/households.ts';
import type { LocationAnswer } from '../contract/answers/locations.ts';
import type { OrderAnswer } from '../contract/answers/orders.ts';
import type { LocationReportAnswer, ReconciliationAnswer } from '../contract/answers/reconciliation.ts';
import type { ShipmentAnswer } from '../contract/answers/shipments.ts';

export type OrderTerms = Pick<
  OrderAnswer,
  'orderId' | 'startsOn' | 'endsOn' | 'area' | 'rations' | 'pledges' | 'stipend'
>;

/** Orders by their ids; `undefined` for one that nobody issued yet. */
export type Orders = ReadonlyMap<string, OrderTerms | undefined>;

/** Whatever is not there, or is another's to read, is `undefined`. Errors: where the books do not answer. */
export interface Books {
  order(orderId: string): Promise<OrderTerms | undefined>;
  report(orderId: string): Promise<Pick<ReconciliationAnswer, 'commodities' | 'locations'> | undefined>;
  locationReport(locationId: string, orderId: string): Promise<LocationReportAnswer | undefined>;
  shipment(shipmentId: string): Promise<Pick<ShipmentAnswer, 'to' | 'lines'> | undefined>;
  /** Every location by its id. */
  locations(): Promise<ReadonlyMap<string, LocationAnswer>>;
  /** In the order of their ids. */
  households(ids: readonly string[]): Promise<readonly (RegisteredHousehold | undefined)[]>;
  /** The households that a centre serves under an order. */
  served(centreId: string, orderId: string): Promise<ReadonlySet<string> | undefined>;
  /** Whether an event of this id was decided before, sent as it is sent now. */
  isKnown(eventId: string): Promise<boolean>;
}

export type RegisteredHousehold = Pick<
  HouseholdAnswer,
  'householdId' | 'centreId' | 'name' | 'neighbourhood' | 'composition'
>;

/** The orders that a file names. */
export async function ordersIn(books: Books, orderIds: ReadonlySet<string>): Promise<Orders> {
  const orders = new Map<string, OrderTerms | undefined>();
  for (const orderId of orderIds) orders.set(orderId, await books.order(orderId));
  return orders;
}
