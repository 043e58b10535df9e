/**
 * Voids: a whole earlier event is taken back, once.
 *
 * What is held of it is withdrawn. What is posted is reversed by the queue's own {@link Reversals}. The record of the void
 * stands with the first of its writes, so a crash is completed by the next delivery, and nobody voids an event twice.
 */
import { readMessage } from '../contract/read-message.ts';
import type { EventHeader, EventOf, EventType, Instant, ReliefEvent, voidType } from '../domain/events.ts';
import { dependencyOn, held, isBooked, type Outcome, rejected } from '../domain/outcome.ts';
import { earlyVoidPlace, isSamePlace } from '../ledger/early-voids.ts';
import { eventKey } from '../ledger/event-key.ts';
import {
  type EventClaim,
  endOfHeldId,
  readEventClaim,
  readVoid,
  recordVoid,
  type VoidRecord,
} from '../ledger/event-records.ts';
import { exceptionKey, voidKey } from '../ledger/exception-keys.ts';
import { holdOf } from '../ledger/exceptions.ts';
import { eventClaimId, eventIdempotencyKey } from '../ledger/id-claims.ts';
import type { EventAttempt, EventContext, EventJournal, Verdict } from './event-handler.ts';
import { eventHandler, type TableHandler } from './handler-table.ts';
import type { BatchLoader, HeldItems, Records, RefusedRowLists } from './ports.ts';
import { type Unblocked, voidsOf } from './unblocked.ts';
import { stillHeldOf, withdrawEvent, withdrawRows } from './withdrawal.ts';

/** A posted event that is being taken back. */
export interface Voiding<E extends ReliefEvent = ReliefEvent> {
  readonly header: EventHeader;
  readonly event: E;
  /** The void, `source#id`. */
  readonly by: string;
  readonly reason: string;
}

/** How one type of event is reversed, stage by stage, as in an `EventHandler`. */
interface Reversal<E extends ReliefEvent, Facts, C> {
  resume?(voiding: Voiding<E>, context: C): Promise<void>;
  load(voiding: Voiding<E>, context: C): Promise<Facts>;
  /** Pure. What is posted leaves room for one more item than an event does. */
  decide(voiding: Voiding<E>, facts: Facts, now: Instant): Verdict;
  complete?(voiding: Voiding<E>, context: C): Promise<void>;
  unblocks(event: E): readonly Unblocked[];
}

/** A reversal whose facts concern nobody but itself. */
export interface TableReversal<E extends ReliefEvent, C> {
  resume(voiding: Voiding<E>, context: C): Promise<void>;
  prepare(voiding: Voiding<E>, context: C): Promise<(now: Instant) => Verdict>;
  complete(voiding: Voiding<E>, context: C): Promise<void>;
  unblocks(event: E): readonly Unblocked[];
}

/** Makes a reversal ready for its queue's table. */
export const reversal = <E extends ReliefEvent, Facts, C>(
  stages: Reversal<E, Facts, C>,
): TableReversal<E, C> => ({
  resume: async (voiding, context) => stages.resume?.(voiding, context),
  async prepare(voiding, context) {
    const facts = await stages.load(voiding, context);
    return (now) => stages.decide(voiding, facts, now);
  },
  complete: async (voiding, context) => stages.complete?.(voiding, context),
  unblocks: (event) => stages.unblocks(event),
});

/** What of a queue can be reversed once it is posted. */
export type Reversals<C> = { readonly [T in EventType]?: TableReversal<EventOf<T>, C> };

type Void = EventOf<typeof voidType>;

export type VoidContext = EventContext<EventJournal & Records & BatchLoader & HeldItems & RefusedRowLists>;

/** An event that is to be taken back, as it stands. */
interface Target {
  readonly key: string;
  readonly claim: EventClaim | undefined;
  readonly taken: VoidRecord | undefined;
  /** Whether it was held and has been posted after all, or withdrawn. */
  readonly ended: 'posted' | 'rejected' | undefined;
}

/** Decides a void from what was read. */
type Decide = (now: Instant) => Verdict;

/** The handler of voids on a queue. */
export const voids = <C extends VoidContext>(reversals: Reversals<C>): TableHandler<Void, C> =>
  eventHandler<Void, Decide, C>({
    async resume(attempt, context) {
      const target = await readTarget(attempt, context);
      if (!isPosted(target) || target.taken !== undefined) return;
      const bound = await boundReversal(reversals, attempt, target, context);
      await bound?.resume();
    },
    load: (attempt, context) => loadVoid(reversals, attempt, context),
    decide: (_attempt, decide, now) => decide(now),
    complete: (attempt, outcome, context) => completeVoid(reversals, attempt, outcome, context),
  });

const targetKey = ({ event: { source, id } }: EventAttempt<Void>): string => eventKey({ source, id });

async function readTarget(attempt: EventAttempt<Void>, { journal }: VoidContext): Promise<Target> {
  const key = targetKey(attempt);
  const endId = endOfHeldId(eventIdempotencyKey(key));
  const [[claim, taken], ends] = await Promise.all([
    journal.records('ledgers', [exceptionKey(eventClaimId(key), 1), voidKey(key)]),
    journal.claims([endId]),
  ]);
  const ended = ends.get(endId)?.status;
  return {
    key,
    claim: claim && readEventClaim(claim),
    taken: taken && readVoid(taken),
    ended: ended === 'posted' || ended === 'rejected' ? ended : undefined,
  };
}

const isPosted = ({ claim, ended }: Target): boolean => claim?.status === 'posted' || ended === 'posted';

const sheetTypes: readonly string[] = [
  'relief.handovers.made.v1',
  'relief.handovers.returned.v1',
  'relief.handovers.missed.v1',
  'relief.payments.made.v1',
  'relief.payments.reversed.v1',
] satisfies readonly (EventType | 'relief.handovers.missed.v1')[];

/** What is done in the place of a void, for the types that are in the books to stay. */
const instead: Readonly<Record<string, string>> = {
  'relief.locations.registered.v1': 'register the location again',
  'relief.households.registered.v1': 'register the household again, or withdraw it',
  'relief.household.erased.v1': 'what was erased is forgotten for good',
  'relief.household.withdrawn.v1': 'register the household again to bring it back',
  'relief.order.issued.v1': 'an order is amended or cancelled',
  'relief.order.amended.v1': 'amend the order again',
  'relief.order.cancelled.v1': 'a cancelled order stays cancelled; issue another one',
  'relief.shipment.closed.v1': 'a closed waybill stays closed; what comes of it later is booked as surplus',
  'relief.event.voided.v1': 'record anew what was taken back',
  'relief.receipt.confirmed.v1': 'the newest statement counts',
  'relief.finding.noted.v1': 'the newest note counts',
} satisfies Partial<Record<EventType, string>>;

async function loadVoid<C extends VoidContext>(
  reversals: Reversals<C>,
  attempt: EventAttempt<Void>,
  context: C,
): Promise<Decide> {
  const target = await readTarget(attempt, context);
  const refusal = refuseVoid(attempt, target);
  if (refusal !== undefined) return () => refusal;
  const { key, claim } = target;
  const type = claim?.type ?? '';
  if (sheetTypes.includes(type)) {
    const rows = await heldUnder(key, context);
    return rows.length === 0
      ? () =>
          notVoidable(type, 'nothing of it is held; a receipt is undone by a return, a payment by a reversal')
      : (now) => posted(attempt, [], key, now);
  }
  if (!isPosted(target)) return loadWithdrawal(attempt, target, context);
  const bound = await boundReversal(reversals, attempt, target, context);
  if (bound === undefined) return () => notVoidable(type, instead[type]);
  const decide = await bound.prepare();
  return (now) => {
    const verdict = decide(now);
    return verdict.status === 'posted' ? posted(attempt, verdict.writes, key, now) : verdict;
  };
}

/** Refuses a void for what it names, whatever that has booked. */
function refuseVoid(attempt: EventAttempt<Void>, { key, claim, taken }: Target): Verdict | undefined {
  const { source, id } = attempt.event;
  if (key === eventKey(attempt.header)) return notVoidable(attempt.event.type, 'it names itself');
  const waiting = held('unknown-reference', dependencyOn.event(key), { source, id });
  if (claim === undefined) return { ...waiting, preconditions: [exceptionKey(eventClaimId(key), 1)] };
  if (cameEarly(attempt, key)) {
    if (isElsewhere(attempt, key, claim)) return waiting;
  } else {
    const { type, queue } = claim;
    const { queue: found } = attempt.hold ?? attempt;
    if (queue !== undefined && queue !== found)
      return rejected('wrong-queue', { type, expected: queue, found });
  }
  return taken === undefined ? undefined : rejected('already-reversed', { reversedBy: taken.by });
}

/** Whether a void was sent, or is held, where those go whose event nobody knows yet. */
const cameEarly = ({ queue, messageGroup, hold }: EventAttempt, key: string): boolean =>
  isSamePlace(hold ?? { queue, messageGroup }, earlyVoidPlace(key));

/** Whether what was decided of an event can be taken back on another queue, or in another group, only. */
function isElsewhere(here: EventAttempt, key: string, { status, queue, messageGroup }: EventClaim): boolean {
  if (status === 'rejected' || queue === undefined) return false;
  const early = earlyVoidPlace(key);
  return here.queue !== queue || (isSamePlace(here, early) && messageGroup !== early.messageGroup);
}

/** Sends a void that came when its event was known already, or is tried again by hand, where the event is. */
function handedOn(attempt: EventAttempt<Void>, { key, claim }: Target): readonly Unblocked[] {
  const isHere = isSamePlace(attempt, earlyVoidPlace(key));
  if (!isHere || claim?.queue === undefined || !isElsewhere(attempt, key, claim)) return [];
  const { queue, messageGroup = attempt.event.id } = claim;
  return [voidsOf(key, { queue, messageGroup })];
}

const notVoidable = (type: string, because?: string): Verdict =>
  rejected('not-voidable', { type, ...(because !== undefined && { because }) });

/** The verdict that takes an event back: never whole, for something always follows from it. */
function posted(
  { header, event: { reason } }: EventAttempt<Void>,
  writes: Extract<Verdict, { status: 'posted' }>['writes'],
  key: string,
  now: Instant,
): Verdict {
  const record = recordVoid(key, { by: eventKey(header), reason, recordedAt: now });
  return { status: 'posted', writes: [...writes, record] };
}

/** Takes back an event that is held, and no other. */
async function loadWithdrawal(
  attempt: EventAttempt<Void>,
  { key, claim }: Target,
  { journal }: VoidContext,
): Promise<Decide> {
  const [kept] = claim?.status === 'held' ? await stillHeldOf([eventClaimId(key)], journal) : [];
  const hold = kept && holdOf(kept);
  if (kept === undefined || hold === undefined) {
    const because =
      claim?.status === 'rejected' ? 'it was rejected: nothing of it is in the books' : undefined;
    return () => notVoidable(claim?.type ?? '', because ?? instead[claim?.type ?? '']);
  }
  const detail = withdrawnBy(attempt);
  return (now) => posted(attempt, withdrawEvent(kept, hold, detail, now), key, now);
}

const withdrawnBy = ({ header, event: { reason } }: EventAttempt<Void>) => ({
  voidedBy: eventKey(header),
  reason,
});

async function heldUnder(key: string, { journal }: VoidContext) {
  const rows = await journal.refusedRows(key);
  return stillHeldOf(
    rows.map(({ exceptionId }) => exceptionId),
    journal,
  );
}

/** Withdraws the held rows of a sheet, or completes a reversal. Only the void that took the event back goes on with it. */
async function completeVoid<C extends VoidContext>(
  reversals: Reversals<C>,
  attempt: EventAttempt<Void>,
  outcome: Outcome,
  context: C,
): Promise<readonly Unblocked[]> {
  const target = await readTarget(attempt, context);
  const elsewhere = handedOn(attempt, target);
  if (elsewhere.length > 0 || !isBooked(outcome)) return elsewhere;
  if (target.taken?.by !== eventKey(attempt.header)) return [];
  if (sheetTypes.includes(target.claim?.type ?? '')) {
    await withdrawRows(() => heldUnder(target.key, context), withdrawnBy(attempt), context);
    return [];
  }
  if (!isPosted(target)) return [];
  const bound = await boundReversal(reversals, attempt, target, context);
  await bound?.complete();
  return bound?.unblocks() ?? [];
}

/** A reversal with the event that it is of. */
interface BoundReversal {
  resume(): Promise<void>;
  prepare(): Promise<Decide>;
  complete(): Promise<void>;
  unblocks(): readonly Unblocked[];
}

/** `undefined` for an event that nobody can reverse. */
async function boundReversal<C extends VoidContext>(
  reversals: Reversals<C>,
  attempt: EventAttempt<Void>,
  { key }: Target,
  context: C,
): Promise<BoundReversal | undefined> {
  const kept = await context.journal.exception(eventClaimId(key));
  const reading = kept && readMessage(kept.original);
  if (reading?.ok !== true) return undefined;
  const { header, event } = reading;
  const voiding = { header, event, by: eventKey(attempt.header), reason: attempt.event.reason };
  return bind(reversals, event.type, voiding, context);
}

function bind<T extends EventType, C>(
  reversals: Reversals<C>,
  type: T,
  voiding: Voiding,
  context: C,
): BoundReversal | undefined {
  const found: TableReversal<EventOf<T>, C> | undefined = reversals[type];
  if (found === undefined || !isOfType(voiding, type)) return undefined;
  return {
    resume: () => found.resume(voiding, context),
    prepare: () => found.prepare(voiding, context),
    complete: () => found.complete(voiding, context),
    unblocks: () => found.unblocks(voiding.event),
  };
}

const isOfType = <T extends EventType>(voiding: Voiding, type: T): voiding is Voiding<EventOf<T>> =>
  voiding.event.type === type;
