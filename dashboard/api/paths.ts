/** Paths of the API that more than one view asks. */

const id = encodeURIComponent;

export const reconciliationPath = (orderId: string): string => `/orders/${id(orderId)}/reconciliation`;
export const activityPath = (orderId: string): string => `/orders/${id(orderId)}/activity`;
export const shipmentsPath = (orderId: string): string => `/orders/${id(orderId)}/shipments?limit=500`;
export const shipmentPath = (shipmentId: string): string => `/shipments/${id(shipmentId)}`;
export const householdPath = (householdId: string): string => `/households/${id(householdId)}`;
export const ledgerPath = (
  owner: 'households' | 'locations' | 'payers',
  ownerId: string,
  orderId: string,
): string => `/${owner}/${id(ownerId)}/ledger?orderId=${id(orderId)}&limit=200`;
export const anomaliesPath = (orderId: string): string => `/anomalies?orderId=${id(orderId)}&limit=200`;
export const exceptionsPath = (orderId: string, status: 'held' | 'rejected'): string =>
  `/exceptions?orderId=${id(orderId)}&status=${status}&limit=100`;
export const distributionListPath = (centreId: string, orderId: string): string =>
  `/locations/${id(centreId)}/distribution-list?orderId=${id(orderId)}&limit=500`;
