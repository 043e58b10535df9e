/** Texts of why something was not booked, and of the facts behind it. */
import type { Phrases } from '../catalogue.ts';

export const reasons = {
  'reason.unknown-order': 'The order is not known yet',
  'reason.unknown-order.do':
    'It is booked by itself once the order has been issued; if its number was typed wrongly, take this back and send it again.',
  'reason.unknown-household': 'The household is not registered yet',
  'reason.unknown-household.do':
    'Register the household; if its number was typed wrongly, take this back and send it again.',
  'reason.unknown-location': 'The location is not registered yet',
  'reason.unknown-location.do':
    'Register the location; if its number was typed wrongly, take this back and send it again.',
  'reason.insufficient-stock': "The location's stock is too low",
  'reason.insufficient-stock.do':
    'Look for an arrival, a return or a count that has not been sent; if the quantity was typed wrongly, take this back.',
  'reason.insufficient-funds': "The payer's balance is too low",
  'reason.insufficient-funds.do':
    'Send the funding that the payer was given; if the amount was typed wrongly, take this back.',
  'reason.exceeds-release': 'More than has been released to the household so far',
  'reason.exceeds-release.do':
    'It is booked by itself once more has arrived; if it was handed over although it should not have been, send it again as an over-issue.',
  'reason.unknown-reference': 'The document it refers to is not in the books yet',
  'reason.unknown-reference.do':
    'Send that document; if its number was typed wrongly, take this back and send it again.',
  'reason.invalid-message': "The message doesn't match the agreed format",
  'reason.invalid-message.do': 'Put right the field named below, and send it again as a correction.',
  'reason.wrong-queue': 'It was sent to the wrong queue',
  'reason.wrong-queue.do': 'Send it to the queue of its type, under a new message number.',
  'reason.exceeds-entitlement': 'More than the household is entitled to',
  'reason.exceeds-entitlement.do':
    'Check the quantity; if it was handed over all the same, send it again as an over-issue, with the reason.',
  'reason.exceeds-due': 'More than is due to the household',
  'reason.exceeds-due.do':
    'Check the amount against what the household is still owed, and send it again as a correction.',
  'reason.not-covered': 'The order does not cover the household',
  'reason.not-covered.do':
    'If it should, amend the order, which reads the registry anew; then send this again as a correction.',
  'reason.order-cancelled': 'The order has been cancelled',
  'reason.order-cancelled.do':
    'Send it under the order that is in force; what was handed over all the same is an over-issue.',
  'reason.order-ended': 'The order has ended',
  'reason.order-ended.do':
    'Check the day it happened: late paper of an earlier day is booked by its own date.',
  'reason.wrong-centre': 'Another centre serves the household',
  'reason.wrong-centre.do':
    'Send the household to the centre named below; the order goes on serving it there until it is amended.',
  'reason.conflicting-duplicate': 'This number was already used with different content',
  'reason.conflicting-duplicate.do':
    'Compare it with what has this number, booked or waiting. If both happened, send this one under a new number; if only this one did, put the other right.',
  'reason.already-reversed': 'It has already been reversed',
  'reason.already-reversed.do': 'Nothing is left to do, unless this was meant for another document.',
  'reason.wrong-unit': 'This commodity is kept in a different unit',
  'reason.wrong-unit.do':
    'Convert the quantity to the unit named below, or say what each piece contains, and send it again as a correction.',
  'reason.stale-revision': 'The order already has this revision or a later one',
  'reason.stale-revision.do': 'Look at the order as it stands, and send the amendment with the next number.',
  'reason.unknown-commodity': 'The order rations this commodity to nobody',
  'reason.unknown-commodity.do': 'Check how the commodity is written, and send it again as a correction.',
  'reason.order-not-started': 'The order had not started on that day',
  'reason.order-not-started.do':
    'Check the date of the handover or payment, and send it again as a correction.',
  'reason.household-withdrawn': 'The household was taken off the registry',
  'reason.household-withdrawn.do': 'Register it again if it should receive anything.',
  'reason.withdrawn': 'It was taken back before it was booked',
  'reason.withdrawn.do': 'Send it anew if it was right after all.',
  'reason.replaced': 'A corrected version was sent under the same number',
  'reason.replaced.do': 'Nothing is left to do.',
  'reason.already-used': 'What it brought is no longer there',
  'reason.already-used.do': 'Undo first what has used it, which is named below.',
  'reason.not-voidable': 'This kind of event cannot be voided',
  'reason.not-voidable.do': 'Undo its receipts or payments one by one, or send what puts it right.',
  'fact.commodity': 'Commodity',
  'fact.unit': 'Unit',
  'fact.entitled': 'Entitled',
  'fact.received': 'Received',
  'fact.released': 'Released',
  'fact.asked': 'Requested',
  'fact.onHand': 'On hand',
  'fact.due': 'Due',
  'fact.paid': 'Paid',
  'fact.path': 'Field',
  'fact.expected': 'Expected',
  'fact.found': 'Found',
  'fact.orderId': 'Order',
  'fact.householdId': 'Household',
  'fact.locationId': 'Location',
  'fact.referenceDate': 'Reference date',
  'fact.reference': 'Document',
  'fact.reversedBy': 'Reversed by',
  'fact.reverses': 'Reverses',
  'fact.balance': 'Balance',
  'fact.currency': 'Currency',
  'fact.servedBy': 'Served by',
  'fact.type': 'Message type',
  'fact.revision': 'Revision',
  'fact.current': 'Current revision',
  'fact.missing': 'Missing revision',
  'fact.endsOn': 'Order ends on',
  'fact.happenedOn': 'Happened on',
} as const satisfies Phrases;
