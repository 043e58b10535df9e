/** Posting of events that are decided as a whole: orders, registrations, shipments, counts, funding. */
import { orderAccount } from '../domain/accounts.ts';
import type { EventHeader, Instant, QueueName, ReliefEvent } from '../domain/events.ts';
import { type Refusal, rejected } from '../domain/outcome.ts';
import {
  type ExceptionSubject,
  eventIdempotencyKey,
  exceptionIdOf,
  type Hold,
  type IdClaim,
  recordException,
  recordLaterOutcome,
} from '../ledger/exceptions.ts';
import { type ItemKey, locationKey, orderRevisionItem, type Write } from '../ledger/writes.ts';
import type { Outcome } from './decide-batch.ts';
import { type Clock, type Journal, retryOnConflict } from './post-batch.ts';

/** An event on its way to being posted, for the first time or again. */
export interface EventAttempt<E extends ReliefEvent = ReliefEvent> {
  readonly header: EventHeader;
  readonly event: E;
  readonly queue: QueueName;
  readonly messageGroup: string;
  /** Set when a held event is tried again. */
  readonly waiting?: Hold;
}

/** What a decision makes of an event. */
export type Verdict =
  | {
      readonly status: 'posted';
      readonly writes: readonly Write[];
      /** Writes what did not fit with `writes`; a held event goes on waiting until this is done. */
      readonly finish?: () => Promise<void>;
      /** Its id was claimed when it was begun: see {@link beginEvent}. */
      readonly isClaimed?: boolean;
    }
  /** The document it carries is in the books already, with the same content. */
  | { readonly status: 'duplicate' }
  /** `preconditions` must still be empty when it is written: what comes later finds what is held. */
  | (Refusal & { readonly preconditions?: readonly ItemKey[] });

/** `source#id`: CloudEvents' identity, with a `#` inside the id escaped so that no two pairs give one key. */
export const eventKey = ({ source, id }: Pick<EventHeader, 'source' | 'id'>): string =>
  `${source}#${id.replaceAll('%', '%25').replaceAll('#', '%23')}`;

/** The event's id, of its {@link eventKey}. */
export const eventIdOf = (key: string): string =>
  key
    .slice(key.lastIndexOf('#') + 1)
    .replaceAll('%23', '#')
    .replaceAll('%25', '%');

/** What an event is about, for the cases it may open. */
export function exceptionSubjectOf({ header, event, queue, messageGroup }: EventAttempt): ExceptionSubject {
  const { source, id, type, time, digest, original } = header;
  return {
    scope: eventIdempotencyKey(eventKey(header)),
    digest,
    queue,
    messageGroup,
    index: 0,
    event: { source, id, type, time, digest },
    original,
    ...subjectOf(event),
  };
}

/**
 * The claim of an event that is written in more than one transaction, for the first of them: from then on no other content
 * has its id. A copy that comes later is decided, and so goes on with it. None for what was held, which has its claim.
 */
export const beginEvent = (attempt: EventAttempt, now: Instant): readonly Write[] => {
  if (attempt.waiting !== undefined) return [];
  const exceptionSubject = exceptionSubjectOf(attempt);
  return recordException(exceptionSubject, exceptionIdOf(exceptionSubject.scope), 'begun', now).writes;
};

/**
 * Decides and writes one event; the event's id is claimed in the same transaction. A decision is `lost` when another
 * writer was first to what it wrote ahead: it is made again.
 *
 * Guarantees: safe to call again at any time and after any fault. What is held is written on the condition that
 * what it waits for has not come; a held event that is posted goes on waiting until its caller settles it.
 */
export async function postEvent(
  attempt: EventAttempt,
  journal: Journal,
  clock: Clock,
  decide: (now: Instant) => Promise<Verdict | 'conflict'>,
): Promise<Outcome> {
  const { waiting } = attempt;
  const exceptionSubject = exceptionSubjectOf(attempt);
  const own = exceptionIdOf(exceptionSubject.scope);
  const settled = await retryOnConflict(clock, async () => {
    const claim = (await journal.cases([own])).get(own);
    const isBegun = claim?.status === 'begun' && claim.digest === exceptionSubject.digest;
    if (claim !== undefined && waiting === undefined && !isBegun) {
      return claim.digest === exceptionSubject.digest
        ? ({ outcome: { status: 'duplicate' } } as const)
        : refuseClaimed(exceptionSubject, claim, journal, clock);
    }
    if (waiting !== undefined && (await journal.stillWaiting([waiting])).size === 0) {
      return { outcome: { status: 'duplicate' } } as const;
    }
    const now = clock.now();
    const verdict = await decide(now);
    if (verdict === 'conflict') return 'conflict';
    const hasClaim = waiting !== undefined || isBegun;
    const claimed = hasClaim ? [] : recordException(exceptionSubject, own, 'posted', now).writes;
    if (verdict.status === 'duplicate') {
      // Another event brought the document; this one's id is used up by it all the same.
      if (claimed.length > 0 && (await journal.commit(claimed)) === 'conflict') return 'conflict';
      return { outcome: { status: 'duplicate' } } as const;
    }
    if (verdict.status === 'posted') {
      const { writes, finish } = verdict;
      const first = verdict.isClaimed === true ? writes : [...writes, ...claimed];
      if (first.length > 0 && (await journal.commit(first)) === 'conflict') return 'conflict';
      await finish?.();
      return { outcome: { status: 'posted' } } as const;
    }
    if (isBegun && verdict.status === 'rejected') {
      // Something was quicker, such as its order's cancellation. The claim has been told, so this stands beside it.
      const outcome = await keepBeside(exceptionSubject, verdict, journal, clock);
      return outcome === undefined ? 'conflict' : { outcome };
    }
    const told =
      waiting === undefined
        ? recordException(exceptionSubject, own, verdict, now)
        : recordLaterOutcome(exceptionSubject, waiting, verdict, now);
    const preconditions = verdict.preconditions ?? placesOfAwaited(verdict);
    const guards = preconditions.map((key): Write => ({ kind: 'precondition', key }));
    if (told.writes.length > 0 && (await journal.commit([...told.writes, ...guards])) === 'conflict')
      return 'conflict';
    return { outcome: { status: verdict.status, reason: verdict.reason } } as const;
  });
  return settled.outcome;
}

/** Where an order or location that is waited for will stand; a household's item says so itself. */
function placesOfAwaited(refusal: Refusal): readonly ItemKey[] {
  const { orderId, locationId } = refusal.detail;
  if (refusal.reason === 'unknown-order' && typeof orderId === 'string')
    return [{ table: 'ledgers', subject: orderAccount(orderId), item: orderRevisionItem(1) }];
  if (refusal.reason === 'unknown-location' && typeof locationId === 'string')
    return [locationKey(locationId, 1)];
  return [];
}

/** Keeps a message or event that is refused for what it is, whatever the books say. */
export async function refuseMessage(
  exceptionSubject: ExceptionSubject,
  refusal: Refusal,
  journal: Journal,
  clock: Clock,
): Promise<Outcome> {
  const own = exceptionIdOf(exceptionSubject.scope);
  return retryOnConflict(clock, async () => {
    const claim = (await journal.cases([own])).get(own);
    if (claim !== undefined) {
      if (claim.digest === exceptionSubject.digest && claim.status === 'rejected')
        return { status: 'duplicate' };
      return (await keepBeside(exceptionSubject, refusal, journal, clock)) ?? 'conflict';
    }
    const { writes } = recordException(exceptionSubject, own, refusal, clock.now());
    if ((await journal.commit(writes)) === 'conflict') return 'conflict';
    return { status: refusal.status, reason: refusal.reason };
  });
}

async function refuseClaimed(
  exceptionSubject: ExceptionSubject,
  claim: IdClaim,
  journal: Journal,
  clock: Clock,
): Promise<{ readonly outcome: Outcome } | 'conflict'> {
  const refusal = rejected('conflicting-duplicate', {
    event: eventKey(exceptionSubject.event),
    claimedDigest: claim.digest,
  });
  const outcome = await keepBeside(exceptionSubject, refusal, journal, clock);
  return outcome === undefined ? 'conflict' : { outcome };
}

/** Keeps a refused content whose id is claimed: by another content, or by itself when it was begun. */
async function keepBeside(
  exceptionSubject: ExceptionSubject,
  refusal: Refusal,
  journal: Journal,
  clock: Clock,
): Promise<Outcome | undefined> {
  const beside = exceptionIdOf(exceptionSubject.scope, exceptionSubject.digest);
  if ((await journal.cases([beside])).get(beside) !== undefined) return { status: 'duplicate' };
  const { writes } = recordException(exceptionSubject, beside, refusal, clock.now());
  if ((await journal.commit(writes)) === 'conflict') return undefined;
  return { status: refusal.status, reason: refusal.reason };
}

/** The document, order, place, payer and household that an event names. */
function subjectOf(event: ReliefEvent): Partial<ExceptionSubject> {
  switch (event.type) {
    case 'relief.locations.registered.v1':
      return {};
    case 'relief.households.registered.v1':
      return { locationId: event.centreId };
    case 'relief.household.erased.v1':
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
  }
}
