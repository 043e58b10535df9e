/** Paths of the API that more than one view asks. */
import type { Grouping } from '../../shared/contract/answers/exception-groups.ts';
import type { DeviceStatus } from '../../shared/domain/devices.ts';

const id = encodeURIComponent;

export const readerPath = '/me';
export const ordersPath = '/orders?limit=500';
export const orderPath = (orderId: string): string => `/orders/${id(orderId)}`;
export const activityPath = (orderId: string): string => `/orders/${id(orderId)}/activity`;
export const shipmentsPath = (orderId: string): string => `/orders/${id(orderId)}/shipments?limit=500`;
export const locationReportPath = (locationId: string, orderId: string): string =>
  `/locations/${id(locationId)}/reconciliation?orderId=${id(orderId)}`;
export const locationShipmentsPath = (locationId: string, orderId: string): string =>
  `/locations/${id(locationId)}/shipments?orderId=${id(orderId)}&limit=500`;
export const payerPath = (payerId: string): string => `/payers/${id(payerId)}`;
export const shipmentPath = (shipmentId: string): string => `/shipments/${id(shipmentId)}`;
export const householdPath = (householdId: string): string => `/households/${id(householdId)}`;
/** Whose exceptions are asked for; those of everybody without either. */
export interface Concerned {
  readonly locationId?: string;
  readonly payerId?: string;
}

/** What is asked for of a list. */
type Query = { readonly [name: string]: string | undefined };

const queryOf = (query: Query): string =>
  Object.entries(query)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${id(value)}`]))
    .join('&');

/** As the books stood at an instant, if one is named. */
export const reconciliationPath = (orderId: string, asOf?: string): string =>
  `/orders/${id(orderId)}/reconciliation${asOf === undefined ? '' : `?${queryOf({ asOf })}`}`;

export const ledgerPath = (
  owner: 'households' | 'locations' | 'payers',
  ownerId: string,
  orderId: string,
  period: Query = {},
): string => `/${owner}/${id(ownerId)}/ledger?${queryOf({ orderId, ...period })}&limit=200`;

export const anomaliesPath = (orderId: string, filter: Query = {}): string =>
  `/anomalies?${queryOf({ orderId, ...filter })}&limit=200`;

/** Exceptions of an order, `-` for those that name none. */
export const exceptionsPath = (orderId: string, filter: Query = {}): string =>
  `/exceptions?${queryOf({ orderId, ...filter })}&limit=100`;

/** A list of one exception, or of none. */
export const exceptionPath = (exceptionId: string, concerned: Concerned): string =>
  `/exceptions?${queryOf({ exceptionId, ...concerned })}&limit=1`;

export const exceptionGroupsPath = (by: Grouping, filter: Query = {}): string =>
  `/exceptions/groups?${queryOf({ by, ...filter })}&limit=100`;

export const sealsPath = '/seals?limit=30';
export const auditsPath = '/audits?limit=100';
export const auditPath = (auditId: string): string => `/audits/${id(auditId)}`;
export const auditDrawsPath = (auditId: string, count: number): string =>
  `/audits/${id(auditId)}/draws?limit=${count}`;
export const complaintsPath = (orderId: string): string => `/complaints?orderId=${id(orderId)}&limit=100`;
export const cardsPath = (centreId: string, orderId: string): string =>
  `/cards?centreId=${id(centreId)}&orderId=${id(orderId)}&limit=500`;

export const devicesPath = (status?: DeviceStatus): string =>
  `/devices?limit=500${status === undefined ? '' : `&status=${status}`}`;

export const eventPath = (source: string, eventId: string): string =>
  `/events?source=${id(source)}&id=${id(eventId)}`;

/** What a text may mean, receipts and payments under one order, households perhaps of one location alone. */
export const searchPath = (text: string, orderId: string, locationId?: string): string =>
  `/search?q=${id(text)}&orderId=${id(orderId)}${locationId === undefined ? '' : `&locationId=${id(locationId)}`}`;

export const distributionListPath = (centreId: string, orderId: string): string =>
  `/locations/${id(centreId)}/distribution-list?orderId=${id(orderId)}&limit=500`;

export const paymentListPath = (centreId: string, orderId: string): string =>
  `/locations/${id(centreId)}/payment-list?orderId=${id(orderId)}&limit=500`;
