/** Who may read what: the rights that routes are open to. */

import { isOwnSource, isPayer, isStaffOf, type Reader } from '../../shared/http/reader.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import type { QueryContext } from './query-context.ts';

/** Who may have an answer beside coordinators and auditors, who read everything; `V` is what the query must name. */
export interface Right<V> {
  /** Everyone who may, as the API describes them. */
  readonly openTo: string;
  readonly allows: (reader: Reader, named: V, context: QueryContext) => boolean | Promise<boolean>;
  readonly isClosedToAuditors?: boolean;
}

/** Whether a reader reads everything. */
export const isOverseer = ({ roles }: Reader): boolean => roles.has('coordinator') || roles.has('auditor');

/** Guarantees: a reader without a role reads nothing; a bound without its role opens nothing. */
export async function mayRead<V>(
  reader: Reader,
  right: Right<V>,
  named: V,
  context: QueryContext,
): Promise<boolean> {
  if (isOverseer(reader) && (reader.roles.has('coordinator') || right.isClosedToAuditors !== true))
    return true;
  return right.allows(reader, named, context);
}

export const everyRole: Right<unknown> = {
  openTo: 'readers of any role',
  allows: ({ roles }) => roles.size > 0,
};

export const overseers: Right<unknown> = {
  openTo: 'coordinators and auditors',
  allows: () => false,
};

/** Whoever has a card speaks for its household: not even auditors see them. */
export const coordinatorsAlone: Right<unknown> = {
  openTo: 'coordinators',
  allows: ({ roles }) => roles.has('coordinator'),
  isClosedToAuditors: true,
};

export const staffOfLocation: Right<{ readonly locationId: string }> = {
  openTo: 'coordinators, auditors and the staff of this location',
  allows: (reader, { locationId }) => isStaffOf(reader, locationId),
};

/** A payer sees here what it is to pay, at the locations that it is bound to; nothing else there is open to it. */
export const staffOrPayerOfLocation: Right<{ readonly locationId: string }> = {
  openTo: 'coordinators, auditors, the staff of this location and payers bound to it',
  allows: (reader, { locationId }) =>
    isStaffOf(reader, locationId) || (reader.roles.has('payer') && reader.locationIds.has(locationId)),
};

/** Guarantees: an unknown household is refused like one of another centre, so that a refusal tells nothing. */
export const staffOfHousehold: Right<{ readonly householdId: string }> = {
  openTo: 'coordinators, auditors and the staff of any centre where this household is or was registered',
  async allows(reader, { householdId }, context) {
    if (!reader.roles.has('centre-staff')) return false;
    // Every answer about a household needs the list of orders too: read beside it, the right costs no round of reads.
    const [household] = await Promise.all([context.household(householdId), context.orderIds()]);
    return household?.history.some(({ centreId }) => isStaffOf(reader, centreId)) ?? false;
  },
};

/** Guarantees: an unknown waybill is refused like one between other locations. */
export const staffAtEitherEnd: Right<{ readonly shipmentId: string }> = {
  openTo: 'coordinators, auditors and the staff of the locations that this waybill leaves or goes to',
  async allows(reader, { shipmentId }, context) {
    if (!reader.roles.has('centre-staff')) return false;
    const { originId, shipment } = await context.shipment(shipmentId);
    return [originId, shipment.to, shipment.arrivedAt].some((locationId) => isStaffOf(reader, locationId));
  },
};

export const staffOrPayerNamed: Right<{
  readonly locationId: string | undefined;
  readonly payerId: string | undefined;
}> = {
  openTo:
    'coordinators and auditors; with locationId, to the staff of that location; with payerId, to that payer',
  allows: (reader, { locationId, payerId }) => isStaffOf(reader, locationId) || isPayer(reader, payerId),
};

/** Who stands behind a complaint, and what was said, is not for the staff: the answer leaves it out. */
export const staffOfNamedLocation: Right<{ readonly locationId: string | undefined }> = {
  openTo:
    'coordinators and auditors; with locationId, without names and texts, to the staff of that location',
  allows: (reader, { locationId }) => isStaffOf(reader, locationId),
};

export const payerItself: Right<{ readonly payerId: string }> = {
  openTo: 'coordinators, auditors and this payer',
  allows: (reader, { payerId }) => isPayer(reader, payerId),
};

/** Guarantees: an event that nobody knows is refused like one of another place. */
export const senderOrPlaceOfEvent: Right<{
  readonly source: string | undefined;
  readonly id: string | undefined;
}> = {
  openTo:
    'coordinators, auditors, whoever sent it under a source of their own, and the staff of the location or the payer that it names',
  async allows(reader, { source, id }, context) {
    if (source === undefined || id === undefined || reader.roles.size === 0) return false;
    if (reader.source !== undefined && isOwnSource(reader.source, source)) return true;
    const event = await context.event(eventKey({ source, id }));
    return isStaffOf(reader, event?.locationId) || isPayer(reader, event?.payerId);
  },
};
