/** Paths of the API that more than one view asks. */
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';

const id = encodeURIComponent;

export const readerPath = '/me';
export const ordersPath = '/orders?limit=500';
export const reconciliationPath = (orderId: string): string => `/orders/${id(orderId)}/reconciliation`;
export const activityPath = (orderId: string): string => `/orders/${id(orderId)}/activity`;
export const shipmentsPath = (orderId: string): string => `/orders/${id(orderId)}/shipments?limit=500`;
export const locationReportPath = (locationId: string, orderId: string): string =>
  `/locations/${id(locationId)}/reconciliation?orderId=${id(orderId)}`;
export const locationShipmentsPath = (locationId: string, orderId: string): string =>
  `/locations/${id(locationId)}/shipments?orderId=${id(orderId)}&limit=500`;
export const payerPath = (payerId: string): string => `/payers/${id(payerId)}`;
export const shipmentPath = (shipmentId: string): string => `/shipments/${id(shipmentId)}`;
export const householdPath = (householdId: string): string => `/households/${id(householdId)}`;
export const ledgerPath = (
  owner: 'households' | 'locations' | 'payers',
  ownerId: string,
  orderId: string,
): string => `/${owner}/${id(ownerId)}/ledger?orderId=${id(orderId)}&limit=200`;
export const anomaliesPath = (orderId: string, kind?: AnomalyAnswer['kind']): string =>
  `/anomalies?orderId=${id(orderId)}${kind === undefined ? '' : `&kind=${kind}`}&limit=200`;

/** Whose exceptions are asked for; those of everybody without either. */
export interface Concerned {
  readonly locationId?: string;
  readonly payerId?: string;
}

export function exceptionsPath(
  orderId: string,
  { locationId, payerId }: Concerned,
  status?: 'held' | 'rejected',
): string {
  const query = Object.entries({ orderId, locationId, payerId, status }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${id(value)}`],
  );
  return `/exceptions?${query.join('&')}&limit=100`;
}

export const auditsPath = '/audits?limit=100';
export const auditPath = (auditId: string): string => `/audits/${id(auditId)}`;
export const auditDrawsPath = (auditId: string, count: number): string =>
  `/audits/${id(auditId)}/draws?limit=${count}`;
export const complaintsPath = (orderId: string): string => `/complaints?orderId=${id(orderId)}&limit=100`;
export const cardsPath = (centreId: string, orderId: string): string =>
  `/cards?centreId=${id(centreId)}&orderId=${id(orderId)}&limit=500`;

export const eventPath = (source: string, eventId: string): string =>
  `/events?source=${id(source)}&id=${id(eventId)}`;

/** What a text may mean, receipts and payments under one order, households perhaps of one location alone. */
export const searchPath = (text: string, orderId: string, locationId?: string): string =>
  `/search?q=${id(text)}&orderId=${id(orderId)}${locationId === undefined ? '' : `&locationId=${id(locationId)}`}`;

export const distributionListPath = (centreId: string, orderId: string): string =>
  `/locations/${id(centreId)}/distribution-list?orderId=${id(orderId)}&limit=500`;

export const paymentListPath = (centreId: string, orderId: string): string =>
  `/locations/${id(centreId)}/payment-list?orderId=${id(orderId)}&limit=500`;
