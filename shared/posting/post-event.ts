/** Posting of events that are decided as a whole: orders, registrations, shipments, counts, funding. */
import { orderAccount } from '../domain/accounts.ts';
import type { EventHeader, Instant, QueueName, ReliefEvent } from '../domain/events.ts';
import { type Refusal, rejected } from '../domain/outcome.ts';
import {
  type CaseHead,
  type CaseMatter,
  caseIdOf,
  eventScope,
  openCase,
  reopenCase,
  type WaitingCase,
} from '../ledger/exceptions.ts';
import { locationPlace, orderRevisionItem, type Place, type Write } from '../ledger/writes.ts';
import type { Outcome } from './decide-batch.ts';
import { type Journal, type Surroundings, untilCommitted } from './post-batch.ts';

/** An event on its way to being posted, for the first time or again. */
export interface EventAttempt<E extends ReliefEvent = ReliefEvent> {
  readonly header: EventHeader;
  readonly event: E;
  readonly queue: QueueName;
  readonly messageGroup: string;
  /** Set when a held event is tried again. */
  readonly waiting?: WaitingCase;
}

/** What a decision makes of an event. */
export type Verdict =
  | {
      readonly fate: 'posted';
      readonly writes: readonly Write[];
      /** Writes what did not fit with `writes`; a held event goes on waiting until this is done. */
      readonly finish?: () => Promise<void>;
      /** Its id was claimed when it was begun: see {@link beginEvent}. */
      readonly isClaimed?: boolean;
    }
  /** The document it carries is in the books already, with the same content. */
  | { readonly fate: 'duplicate' }
  /** `restsOn` must still be empty when it is written: what comes later finds what is held. */
  | (Refusal & { readonly restsOn?: readonly Place[] });

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
export function eventMatter({ header, event, queue, messageGroup }: EventAttempt): CaseMatter {
  const { source, id, type, time, digest, original } = header;
  return {
    scope: eventScope(eventKey(header)),
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
  const matter = eventMatter(attempt);
  return openCase(matter, caseIdOf(matter.scope), 'begun', now).writes;
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
  surroundings: Surroundings,
  decide: (now: Instant) => Promise<Verdict | 'lost'>,
): Promise<Outcome> {
  const { waiting } = attempt;
  const matter = eventMatter(attempt);
  const own = caseIdOf(matter.scope);
  const settled = await untilCommitted(surroundings, async () => {
    const claim = (await journal.cases([own])).get(own);
    const isBegun = claim?.status === 'begun' && claim.digest === matter.digest;
    if (claim !== undefined && waiting === undefined && !isBegun) {
      return claim.digest === matter.digest
        ? ({ outcome: { fate: 'duplicate' } } as const)
        : refuseClaimed(matter, claim, journal, surroundings);
    }
    if (waiting !== undefined && (await journal.stillWaiting([waiting])).size === 0) {
      return { outcome: { fate: 'duplicate' } } as const;
    }
    const now = surroundings.now();
    const verdict = await decide(now);
    if (verdict === 'lost') return 'lost';
    const hasClaim = waiting !== undefined || isBegun;
    const claimed = hasClaim ? [] : openCase(matter, own, 'posted', now).writes;
    if (verdict.fate === 'duplicate') {
      // Another event brought the document; this one's id is used up by it all the same.
      if (claimed.length > 0 && (await journal.commit(claimed)) === 'lost') return 'lost';
      return { outcome: { fate: 'duplicate' } } as const;
    }
    if (verdict.fate === 'posted') {
      const { writes, finish } = verdict;
      const first = verdict.isClaimed === true ? writes : [...writes, ...claimed];
      if (first.length > 0 && (await journal.commit(first)) === 'lost') return 'lost';
      await finish?.();
      return { outcome: { fate: 'posted' } } as const;
    }
    if (isBegun && verdict.fate === 'rejected') {
      // Something was quicker, such as its order's cancellation. The claim has been told, so this stands beside it.
      const outcome = await keepBeside(matter, verdict, journal, surroundings);
      return outcome === undefined ? 'lost' : { outcome };
    }
    const told =
      waiting === undefined ? openCase(matter, own, verdict, now) : reopenCase(matter, waiting, verdict, now);
    const restsOn = verdict.restsOn ?? placesOfAwaited(verdict);
    const guards = restsOn.map((place): Write => ({ kind: 'guard', place }));
    if (told.writes.length > 0 && (await journal.commit([...told.writes, ...guards])) === 'lost')
      return 'lost';
    return { outcome: { fate: verdict.fate, reason: verdict.reason } } as const;
  });
  return settled.outcome;
}

/** Where an order or location that is waited for will stand; a household's item says so itself. */
function placesOfAwaited(refusal: Refusal): readonly Place[] {
  const { orderId, locationId } = refusal.detail;
  if (refusal.reason === 'unknown-order' && typeof orderId === 'string')
    return [{ table: 'ledgers', subject: orderAccount(orderId), item: orderRevisionItem(1) }];
  if (refusal.reason === 'unknown-location' && typeof locationId === 'string')
    return [locationPlace(locationId, 1)];
  return [];
}

/** Keeps a message or event that is refused for what it is, whatever the books say. */
export async function refuseMessage(
  matter: CaseMatter,
  refusal: Refusal,
  journal: Journal,
  surroundings: Surroundings,
): Promise<Outcome> {
  const own = caseIdOf(matter.scope);
  return untilCommitted(surroundings, async () => {
    const claim = (await journal.cases([own])).get(own);
    if (claim !== undefined) {
      if (claim.digest === matter.digest && claim.status === 'rejected') return { fate: 'duplicate' };
      return (await keepBeside(matter, refusal, journal, surroundings)) ?? 'lost';
    }
    const { writes } = openCase(matter, own, refusal, surroundings.now());
    if ((await journal.commit(writes)) === 'lost') return 'lost';
    return { fate: refusal.fate, reason: refusal.reason };
  });
}

async function refuseClaimed(
  matter: CaseMatter,
  claim: CaseHead,
  journal: Journal,
  surroundings: Surroundings,
): Promise<{ readonly outcome: Outcome } | 'lost'> {
  const refusal = rejected('conflicting-duplicate', {
    event: eventKey(matter.event),
    claimedDigest: claim.digest,
  });
  const outcome = await keepBeside(matter, refusal, journal, surroundings);
  return outcome === undefined ? 'lost' : { outcome };
}

/** Keeps a refused content whose id is claimed: by another content, or by itself when it was begun. */
async function keepBeside(
  matter: CaseMatter,
  refusal: Refusal,
  journal: Journal,
  surroundings: Surroundings,
): Promise<Outcome | undefined> {
  const beside = caseIdOf(matter.scope, matter.digest);
  if ((await journal.cases([beside])).get(beside) !== undefined) return { fate: 'duplicate' };
  const { writes } = openCase(matter, beside, refusal, surroundings.now());
  if ((await journal.commit(writes)) === 'lost') return undefined;
  return { fate: refusal.fate, reason: refusal.reason };
}

/** The document, order, place, payer and household that an event names. */
function subjectOf(event: ReliefEvent): Partial<CaseMatter> {
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
