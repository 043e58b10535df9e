/** Numbers of documents that are events of their own: one number stands for one content, but for what corrects it. */

import type { ReliefEvent } from '../domain/events.ts';
import { type Rejected, rejected } from '../domain/outcome.ts';
import { eventKey } from '../ledger/event-key.ts';
import type { ExceptionSubject } from '../ledger/exceptions.ts';
import { eventClaimId } from '../ledger/id-claims.ts';
import type { ItemKey } from '../ledger/keys.ts';
import { claimNumber, type NumberClaim } from '../ledger/number-claims.ts';
import type { Write } from '../ledger/writes.ts';
import type { CorrectionVerdict } from './corrections.ts';
import type { DocumentNumbers, Journal, TakenBack } from './ports.ts';

/**
 * The number of an event's document, with all that makes it unique; `undefined` of an event that has none.
 *
 * Counts, losses, transfers and fundings have their numbers of a place or payer and an order, orders, complaints, audits and
 * waybills everywhere. A waybill is numbered by its dispatch, for it may arrive in several parts.
 */
export function numberOf(event: ReliefEvent): string | undefined {
  switch (event.type) {
    case 'relief.order.issued.v1':
      return `order/${event.orderId}`;
    case 'relief.shipment.dispatched.v1':
      return `waybill/${event.shipmentId}`;
    case 'relief.stock.counted.v1':
      return `count/${event.locationId}/${event.orderId}/${event.countId}`;
    case 'relief.stock.lost.v1':
      return `loss/${event.locationId}/${event.orderId}/${event.lossId}`;
    case 'relief.stock.transferred.v1':
      return `transfer/${event.locationId}/${event.fromOrderId}/${event.transferId}`;
    case 'relief.payer.funded.v1':
      return `funding/${event.payerId}/${event.orderId}/${event.fundingId}`;
    case 'relief.complaint.raised.v1':
      return `complaint/${event.complaintId}`;
    case 'relief.audit.opened.v1':
      return `audit/${event.auditId}`;
    default:
      return undefined;
  }
}

export type NumberVerdict =
  /** The event may have its number, which `claim` takes. */
  | { readonly status: 'free'; readonly claim: readonly Write[] }
  /** Another event brought the same document, or has the number; where nothing may stand by when that is written. */
  | (({ readonly status: 'duplicate' } | Rejected) & { readonly preconditions: readonly ItemKey[] });

type NumberJournal = DocumentNumbers & Pick<Journal, 'exceptionNow'>;

const stands: TakenBack = { isTakenBack: false, unless: [] };

/** What is known of an event before its number is. */
interface NumberedEvent {
  /** It was begun by an earlier try, and what it brings is its own whatever was sent since. */
  readonly isPending: boolean;
  readonly correction: CorrectionVerdict | undefined;
}

/** Whether an event that is not in the books yet may have the number of its document. */
export async function judgeNumber(
  event: ReliefEvent,
  subject: ExceptionSubject,
  { isPending, correction }: NumberedEvent,
  journal: NumberJournal,
): Promise<NumberVerdict> {
  const number = numberOf(event);
  if (number === undefined) return { status: 'free', claim: [] };
  const { digest, reference } = subject;
  const claims = await journal.numberClaims(number);
  const owner = claims.at(-1);
  const seq = (owner?.seq ?? 0) + 1;
  const claim = [claimNumber(number, { seq, digest, event: eventKey(subject.event) })];
  if (owner === undefined || isPending) return { status: 'free', claim };
  // A waybill that never went out is free for another; no other number ever is.
  const mayBeFree = event.type === 'relief.shipment.dispatched.v1';
  const { isTakenBack, unless } = mayBeFree ? await journal.takenBack(owner.event) : stands;
  if (isTakenBack) return { status: 'free', claim };
  if (correction?.status === 'corrects') {
    const { exception } = correction;
    const { exceptionId } = exception;
    // A waybill that was taken back may have been sent again with the same content, which is not what this corrects.
    const isOwner = exception.digest === owner.digest && eventKey(exception.event) === owner.event;
    if (isOwner || (await isCorrected(owner, journal))) return { status: 'free', claim };
    return {
      ...rejected('conflicting-duplicate', { reference, corrects: exceptionId }),
      preconditions: unless,
    };
  }
  const same = claims.findLast((one) => one.digest === digest);
  if (same === owner || (same !== undefined && (await isCorrected(same, journal))))
    return { status: 'duplicate', preconditions: unless };
  // What was put right of another place, or another order, left this number behind.
  if (await isCorrected(owner, journal)) return { status: 'free', claim };
  const refusal = rejected('conflicting-duplicate', { reference, claimedDigest: owner.digest });
  return { ...refusal, preconditions: unless };
}

/** Whether what had a number before was put right, and not taken back: then a copy of it is no news. */
async function isCorrected({ event }: NumberClaim, journal: NumberJournal): Promise<boolean> {
  return (await journal.exceptionNow(eventClaimId(event)))?.correctedBy !== undefined;
}
