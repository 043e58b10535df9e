/** What becomes of an event, a receipt or a payment that is not posted. */

export const heldReasons = [
  'unknown-order',
  'unknown-household',
  'unknown-location',
  'insufficient-stock',
  'insufficient-funds',
  'exceeds-release',
  'unknown-reference',
] as const;
export type HeldReason = (typeof heldReasons)[number];

export const rejectedReasons = [
  'invalid-message',
  'wrong-queue',
  'exceeds-entitlement',
  'exceeds-due',
  'not-covered',
  'order-cancelled',
  'order-ended',
  'wrong-centre',
  'conflicting-duplicate',
  'already-reversed',
  'wrong-unit',
  'stale-revision',
  'unknown-commodity',
  'order-not-started',
  'household-withdrawn',
  'withdrawn',
  'replaced',
  'already-used',
  'not-voidable',
] as const;
export type RejectedReason = (typeof rejectedReasons)[number];

/** Every reason why something was not posted. */
export const refusalReasons = [...heldReasons, ...rejectedReasons] as const;

/** The facts a refusal rests on, in the units of the answers. */
export type Detail = Readonly<Record<string, string | number | boolean | undefined>>;

/** It may become valid: kept under what it depends on, and retried when that comes. */
export interface Held {
  readonly status: 'held';
  readonly reason: HeldReason;
  readonly dependsOn: string;
  readonly detail: Detail;
}

/** It never can become valid. */
export interface Rejected {
  readonly status: 'rejected';
  readonly reason: RejectedReason;
  readonly detail: Detail;
}

export type Refusal = Held | Rejected;

/** What became of an event, a receipt or a payment. */
export interface Outcome {
  readonly status: 'posted' | 'duplicate' | 'held' | 'rejected';
  readonly reason?: Refusal['reason'];
}

/** Whether it is in the books, by now or before. */
export const isBooked = ({ status }: Outcome): boolean => status === 'posted' || status === 'duplicate';

export const duplicate: Outcome = { status: 'duplicate' };

export const outcomeOf = ({ status, reason }: Refusal): Outcome => ({ status, reason });

export const held = (reason: HeldReason, dependsOn: string, detail: Detail = {}): Held => ({
  status: 'held',
  reason,
  dependsOn,
  detail,
});

export const rejected = (reason: RejectedReason, detail: Detail = {}): Rejected => ({
  status: 'rejected',
  reason,
  detail,
});

/** What held items depend on; whatever comes finds exactly the items that are stored under its name. */
export const dependencyOn = {
  order: (orderId: string): string => `order:${orderId}`,
  revision: (orderId: string, revision: number): string => `revision:${orderId}/${revision}`,
  household: (householdId: string): string => `household:${householdId}`,
  location: (locationId: string): string => `location:${locationId}`,
  /** More goods in a location's book under an order, or a larger share of them. */
  stock: (locationId: string, orderId: string): string => `stock:${locationId}/${orderId}`,
  /** More money at a payer of an order, whose message group tells it from the others, or other terms. */
  funds: (orderId: string): string => `funds:${orderId}`,
  /** A further receipt or payment in a book, by the book's account. */
  reference: (bookAccount: string): string => `reference:${bookAccount}`,
  /** A further receipt or payment under an order, which a statement has come before. */
  document: (orderId: string): string => `document:${orderId}`,
  complaint: (complaintId: string): string => `complaint:${complaintId}`,
  /** An event by its key, `source#id`, which a void has come before. */
  event: (key: string): string => `event:${key}`,
  /** An exception or an anomaly that a note has come before, of an anomaly by the part of its id that tells where it stands. */
  finding: (scope: string): string => `finding:${scope}`,
  /** The seal of a day, which an audit has come before. */
  seal: (date: string): string => `seal:${date}`,
  /** An audit, which observations have come before. */
  audit: (auditId: string): string => `audit:${auditId}`,
  /** A dispatch or an arrival of a waybill; a share of it, `<shipmentId>/<centreId>`, comes with it. */
  waybill: (shipmentId: string): string => `waybill:${shipmentId.split('/', 1)[0]}`,
};
