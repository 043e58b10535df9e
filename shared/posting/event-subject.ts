/** What an exception about a whole event, or about a message that is none, is about. */

import type { RefusedMessage } from '../contract/read-message.ts';
import type { QueueName, ReliefEvent } from '../domain/events.ts';
import { eventKey } from '../ledger/event-key.ts';
import type { ExceptionSubject } from '../ledger/exceptions.ts';
import { eventIdempotencyKey } from '../ledger/id-claims.ts';
import type { EventAttempt } from './event-handler.ts';

export function eventSubject({ header, event, hold, ...decidedIn }: EventAttempt): ExceptionSubject {
  const { source, id, type, time, digest, original } = header;
  const { queue, messageGroup } = hold ?? decidedIn;
  return {
    idempotencyKey: eventIdempotencyKey(eventKey(header)),
    digest,
    queue,
    messageGroup,
    index: 0,
    event: { source, id, type, time, digest },
    original,
    ...namedIn(event),
  };
}

/** What claims the id of a message that has no identity of its own: its text. */
export const messageIdempotencyKey = (digest: string): string => `message/${digest}`;

/** A message whose identity cannot be read is known by its text. */
export function messageSubject(
  refused: RefusedMessage,
  queue: QueueName,
  messageGroup: string,
): ExceptionSubject {
  const { source = '', id = '', type = '', digest, original } = refused;
  const { reference, orderId, locationId, payerId, householdId } = refused;
  return {
    idempotencyKey:
      source !== '' && id !== ''
        ? eventIdempotencyKey(eventKey({ source, id }))
        : messageIdempotencyKey(digest),
    digest,
    queue,
    messageGroup,
    index: 0,
    event: { source, id, type, time: '', digest },
    original,
    reference,
    orderId,
    locationId,
    payerId,
    householdId,
  };
}

type Named = Pick<ExceptionSubject, 'reference' | 'orderId' | 'locationId' | 'payerId' | 'householdId'>;

/** The document, order, place, payer and household that an event names. */
function namedIn(event: ReliefEvent): Named {
  switch (event.type) {
    case 'relief.locations.registered.v1':
      return {};
    case 'relief.households.registered.v1':
      return { locationId: event.centreId };
    case 'relief.household.erased.v1':
    case 'relief.household.withdrawn.v1':
      return { householdId: event.householdId };
    case 'relief.order.issued.v1':
    case 'relief.order.amended.v1':
    case 'relief.order.cancelled.v1':
      return { reference: event.orderId, orderId: event.orderId };
    case 'relief.shipment.dispatched.v1':
      return {
        reference: event.shipmentId,
        orderId: event.orderId,
        locationId: 'locationId' in event.from ? event.from.locationId : event.to,
      };
    case 'relief.shipment.arrived.v1':
      return { reference: event.shipmentId, orderId: event.orderId, locationId: event.at };
    case 'relief.shipment.closed.v1':
      return { reference: event.shipmentId, orderId: event.orderId };
    case 'relief.handovers.missed.v1':
      // Notes about people are forgotten where what names no order is.
      return { locationId: event.centreId };
    case 'relief.handovers.made.v1':
    case 'relief.handovers.returned.v1':
      return { orderId: event.orderId, locationId: event.centreId };
    case 'relief.payments.made.v1':
    case 'relief.payments.reversed.v1':
      return { orderId: event.orderId, payerId: event.payerId };
    case 'relief.payer.funded.v1':
      return { reference: event.fundingId, orderId: event.orderId, payerId: event.payerId };
    case 'relief.stock.counted.v1':
      return { reference: event.countId, orderId: event.orderId, locationId: event.locationId };
    case 'relief.stock.lost.v1':
      return { reference: event.lossId, orderId: event.orderId, locationId: event.locationId };
    case 'relief.stock.transferred.v1':
      return { reference: event.transferId, orderId: event.fromOrderId, locationId: event.locationId };
    case 'relief.receipt.confirmed.v1':
      return { reference: event.reference, orderId: event.orderId, householdId: event.householdId };
    case 'relief.complaint.raised.v1': {
      const { complaintId, orderId, locationId, householdId } = event;
      return { reference: complaintId, orderId, locationId, householdId };
    }
    case 'relief.complaint.answered.v1':
      return { reference: event.complaintId };
    case 'relief.finding.noted.v1':
      return {};
    case 'relief.audit.opened.v1':
      return { reference: event.auditId, orderId: event.orderId };
    case 'relief.audit.observed.v1':
      return { reference: event.auditId };
    case 'relief.event.voided.v1':
      return { reference: event.id };
  }
}
