/** Which message group and deduplication id an event travels under; the contract's table. */
import { createHash } from 'node:crypto';
import { eventTypes, isQueued, type QueueName, queueOfType, type ReliefEvent } from '../domain/events.ts';

/** An event as far as routing reads it; anything in it may be missing or wrong. */
export interface RoutedEvent {
  readonly id?: unknown;
  readonly source?: unknown;
  readonly type?: unknown;
  readonly data?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

const groupFields: { readonly [T in ReliefEvent['type']]: (data: Fields) => unknown } = {
  'relief.locations.registered.v1': () => 'locations',
  'relief.households.registered.v1': (data) => data['centreId'],
  'relief.household.erased.v1': (data) => data['householdId'],
  'relief.household.withdrawn.v1': (data) => data['householdId'],
  'relief.order.issued.v1': (data) => data['orderId'],
  'relief.order.amended.v1': (data) => data['orderId'],
  'relief.order.cancelled.v1': (data) => data['orderId'],
  'relief.shipment.dispatched.v1': (data) => fieldsOf(data['from'])['locationId'] ?? 'source',
  'relief.shipment.arrived.v1': (data) => data['at'],
  'relief.shipment.closed.v1': (data) => data['shipmentId'],
  'relief.handovers.made.v1': (data) => data['centreId'],
  'relief.handovers.returned.v1': (data) => data['centreId'],
  'relief.handovers.missed.v1': (data) => data['centreId'],
  'relief.payments.made.v1': (data) => data['payerId'],
  'relief.payments.reversed.v1': (data) => data['payerId'],
  'relief.payer.funded.v1': (data) => data['payerId'],
  'relief.stock.counted.v1': (data) => data['locationId'],
  'relief.stock.lost.v1': (data) => data['locationId'],
  'relief.stock.transferred.v1': (data) => data['locationId'],
  'relief.finding.noted.v1': (data) => data['exceptionId'] ?? data['anomalyId'],
  'relief.audit.opened.v1': (data) => data['orderId'],
  'relief.audit.observed.v1': (data) => data['auditId'],
  /** Its group is that of the event that it takes back, which it does not tell. */
  'relief.event.voided.v1': () => undefined,
};

export const isEventType = (type: unknown): type is ReliefEvent['type'] =>
  eventTypes.some((known) => known === type);

/** The queue an event belongs on; `undefined` for an unknown type. */
export const queueOf = ({ type }: RoutedEvent): QueueName | undefined =>
  typeof type === 'string' && isQueued(type) ? queueOfType[type] : undefined;

/** What SQS takes as a group. */
const sqsId = /^[\x21-\x7e]{1,128}$/;

/** The group of events that cannot be read; the system rejects them with a reason. */
const unreadableGroup = 'unreadable';

export function groupOf({ type, data }: RoutedEvent): string {
  const group = isEventType(type) ? groupFields[type](fieldsOf(data)) : undefined;
  return typeof group === 'string' && sqsId.test(group) ? group : unreadableGroup;
}

/** SQS's own digest of the content: another content under a known id must arrive, to be refused with a reason. */
export const deduplicationIdOf = (body: string): string => createHash('sha256').update(body).digest('hex');
