/** Names of accounts: each is a chain of entries. `/` separates, for no id but a shipmentId holds one. */
import type { LocationKind } from './events.ts';

export const locationAccount = (kind: LocationKind, locationId: string, orderId: string): string =>
  `${kind}:${locationId}/${orderId}`;

export const householdGoodsAccount = (householdId: string, orderId: string): string =>
  `household:${householdId}/${orderId}/goods`;

export const householdStipendAccount = (householdId: string, orderId: string): string =>
  `household:${householdId}/${orderId}/stipend`;

export const payerAccount = (payerId: string, orderId: string): string => `payer:${payerId}/${orderId}`;

export const shipmentAccount = (shipmentId: string): string => `shipment:${shipmentId}`;

/** S14: what is on its way to a location under an order: dispatched to it and not yet arrived. */
export const inboundAccount = (locationId: string, orderId: string): string =>
  `inbound:${locationId}/${orderId}`;

/** Every composition recorded at a centre, and every plan counted from them. */
export const registryAccount = (centreId: string): string => `registry:${centreId}`;

export const orderAccount = (orderId: string): string => `order:${orderId}`;
