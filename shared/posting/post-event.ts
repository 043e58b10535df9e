/** Posts an event that is decided as a whole: resume, load, decide, commit, complete. */

import { orderAccount } from '../domain/accounts.ts';
import type { ReliefEvent } from '../domain/events.ts';
import {
  duplicate,
  isBooked,
  type Outcome,
  outcomeOf,
  type Refusal,
  type Rejected,
  rejected,
} from '../domain/outcome.ts';
import { eventKey } from '../ledger/event-key.ts';
import { endOfHeldId, recordEndOfHeld } from '../ledger/event-records.ts';
import { endingKey, exceptionKey } from '../ledger/exception-keys.ts';
import { type ExceptionSubject, recordException, recordLaterOutcome } from '../ledger/exceptions.ts';
import { exceptionIdOf, type IdClaim } from '../ledger/id-claims.ts';
import { type ItemKey, locationKey, orderRevisionItem } from '../ledger/keys.ts';
import { nothingAt, type Write } from '../ledger/writes.ts';
import { type CorrectionVerdict, correctionWrites, judgeCorrection } from './corrections.ts';
import { judgeNumber } from './document-numbers.ts';
import type { EventAttempt, EventContext, EventHandler, Verdict } from './event-handler.ts';
import { eventSubject } from './event-subject.ts';
import type { Commit, Journal } from './ports.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import { refuseTooLarge, TooLargeError } from './too-large.ts';
import type { Unblocked } from './unblocked.ts';

/** What became of an event, and what it unblocks. */
export interface Processed {
  readonly outcome: Outcome;
  readonly unblocked: readonly Unblocked[];
}

/** Posts an event, and does all that follows from its outcome. */
export async function processEvent<E extends ReliefEvent, Facts, C extends EventContext>(
  handler: EventHandler<E, Facts, C>,
  attempt: EventAttempt<E>,
  context: C,
): Promise<Processed> {
  const { outcome, isWhole } = await postEvent(handler, attempt, context);
  const found = isWhole ? [] : await handler.complete?.(attempt, outcome, context);
  const unblocked = isBooked(outcome) ? handler.unblocks?.(attempt.event) : [];
  return { outcome, unblocked: [...(unblocked ?? []), ...(found ?? [])] };
}

interface Posted {
  readonly outcome: Outcome;
  readonly isWhole: boolean;
}

/**
 * Decides and writes one event; the event's id is claimed in the same transaction.
 *
 * Guarantees: safe to call again at any time and after any fault. What is held is written on the condition that
 * what it depends on has not come; a held event that is posted stays held until its caller releases it.
 */
export async function postEvent<E extends ReliefEvent, Facts, C extends EventContext>(
  handler: EventHandler<E, Facts, C>,
  attempt: EventAttempt<E>,
  context: C,
): Promise<Posted> {
  let done = 0;
  for (;;) {
    const round = await retryOnConflict(context.clock, () => postRound(handler, attempt, context, done));
    if ('outcome' in round) return round;
    done = round.done;
  }
}

const partly = (outcome: Outcome): Posted => ({ outcome, isWhole: false });

async function postRound<E extends ReliefEvent, Facts, C extends EventContext>(
  handler: EventHandler<E, Facts, C>,
  attempt: EventAttempt<E>,
  context: C,
  done: number,
): Promise<Posted | { readonly done: number } | 'conflict'> {
  const { clock } = context;
  const { hold } = attempt;
  const subject = eventSubject(attempt);
  const admission = await admit(attempt, subject, context);
  if (admission === 'conflict') return 'conflict';
  if ('outcome' in admission) return partly(admission.outcome);
  const { isPending, correction, numbered } = admission;
  await handler.resume?.(attempt, context);
  const facts = await handler.load(attempt, context, done);
  const now = clock.now();
  const verdict = handler.decide(attempt, facts, now);
  const claiming = hold !== undefined || isPending ? [] : claimPosted(subject, now);
  const corrected = replacing(correction, eventKey(subject.event), now);
  const commit = (writes: readonly Write[]) => commitAny(context, writes);
  // What another has taken in the books is not kept for whoever comes second, nor is what that would have put right used up.
  const keptBy = ({ reason }: Refusal) =>
    reason === 'conflicting-duplicate' ? [] : [...corrected, ...numbered];
  const refuse = async (refusal: Extract<Verdict, Refusal>): Promise<Posted | 'conflict'> => {
    // Something was quicker, such as its order's cancellation. The claim has been made, so this stands beside it.
    const outcome =
      isPending && refusal.status === 'rejected'
        ? await recordBeside(subject, refusal, context)
        : await recordRefusal(attempt, subject, refusal, context, now, keptBy(refusal));
    return outcome === 'conflict' ? outcome : partly(outcome);
  };
  switch (verdict.status) {
    case 'write-first': {
      const committed = await fitting(() => commit(verdict.writes));
      if (typeof committed === 'object') return refuse(committed);
      return committed === 'conflict' ? 'conflict' : { done: verdict.done ?? done };
    }
    case 'duplicate':
      // Another event brought the document; this one's id is used up by it all the same.
      return (await commit([...claiming, ...corrected])) === 'conflict' ? 'conflict' : partly(duplicate);
    case 'posted': {
      const { writes, isWhole = false } = verdict;
      const ending = hold === undefined ? [] : [recordEndOfHeld(subject, 'posted')];
      const committed = await fitting(() =>
        commit([...writes, ...claiming, ...ending, ...corrected, ...numbered]),
      );
      if (typeof committed === 'object') return refuse(committed);
      if (committed === 'conflict') return 'conflict';
      return { outcome: { status: 'posted' }, isWhole };
    }
    default:
      return refuse(verdict);
  }
}

/** An event that its own id, what it corrects and the number of its document leave to its handler. */
interface Admitted {
  /** Its id has been claimed for it by an earlier try, which did not come to its end. */
  readonly isPending: boolean;
  readonly correction: CorrectionVerdict | undefined;
  /** Claims its number. */
  readonly numbered: readonly Write[];
}

async function admit(
  attempt: EventAttempt,
  subject: ExceptionSubject,
  context: EventContext,
): Promise<Admitted | { readonly outcome: Outcome } | 'conflict'> {
  const { journal, clock } = context;
  const { event, hold } = attempt;
  const claimId = exceptionIdOf(subject.idempotencyKey);
  if (hold !== undefined) {
    const endId = endOfHeldId(subject.idempotencyKey);
    const ended = (await journal.claims([endId])).get(endId);
    const isStillHeld = ended === undefined && (await journal.stillHeld([hold])).size > 0;
    return isStillHeld ? { isPending: false, correction: undefined, numbered: [] } : { outcome: duplicate };
  }
  const claim = (await journal.claims([claimId])).get(claimId);
  const isPending = claim?.status === 'pending' && claim.digest === subject.digest;
  if (claim !== undefined && !isPending) {
    if (claim.digest === subject.digest) return { outcome: duplicate };
    return settled(await refuseClaimed(subject, claim, context));
  }
  const correction = await correctionOf(attempt, subject, journal);
  const number = await judgeNumber(event, subject, { isPending, correction }, journal);
  // A copy of what has corrected it is one. What was begun goes on: another that corrects the same is refused by what it brings.
  if (correction?.status === 'rejected' && !isPending && number.status !== 'duplicate')
    return settled(await recordRefusal(attempt, subject, correction, context, clock.now()));
  if (number.status === 'free') return { isPending, correction, numbered: number.claim };
  if (number.status === 'rejected')
    return settled(await recordRefusal(attempt, subject, number, context, clock.now()));
  const writes = [...claimPosted(subject, clock.now()), ...nothingAt(number.preconditions)];
  return (await journal.commit(writes)) === 'conflict' ? 'conflict' : { outcome: duplicate };
}

const settled = (outcome: Outcome | 'conflict') => (outcome === 'conflict' ? outcome : { outcome });

/** The claim of an event whose document is in the books, or was decided when another event brought it. */
const claimPosted = (subject: ExceptionSubject, now: string): readonly Write[] =>
  recordException(subject, exceptionIdOf(subject.idempotencyKey), 'posted', now).writes;

/** Commits, or returns why the event is refused for its size. */
async function fitting(commit: () => Promise<Commit>): Promise<Commit | Rejected> {
  try {
    return await commit();
  } catch (error) {
    if (error instanceof TooLargeError) return refuseTooLarge(error, 'data');
    throw error;
  }
}

/** What an event makes of the exception that it says it corrects; `undefined` for one that corrects none. */
async function correctionOf(
  { header: { corrects } }: EventAttempt,
  document: ExceptionSubject,
  journal: Journal,
): Promise<CorrectionVerdict | undefined> {
  if (corrects === undefined) return undefined;
  const event = eventKey(document.event);
  const correcting = { event, document, isRow: false, path: 'data.corrects' };
  return judgeCorrection(await journal.exceptionNow(corrects), correcting);
}

/** The writes of a correction; what it replaces, if that is held, is not posted by whoever tries it again now. */
function replacing(correction: CorrectionVerdict | undefined, event: string, now: string): readonly Write[] {
  const writes = correctionWrites(correction, event, now);
  const isHeld = correction?.status === 'corrects' && correction.exception.status === 'held';
  return isHeld ? [...writes, recordEndOfHeld(correction.exception, 'rejected')] : writes;
}

const commitAny = async ({ journal }: EventContext, writes: readonly Write[]) =>
  writes.length === 0 ? 'committed' : journal.commit(writes);

/**
 * The claim of an event that is written in more than one transaction, for the first of them: from then on no other content
 * has its id. A copy that comes later is decided, and so goes on with it. None for what was held, which has its claim.
 */
export const claimPending = (attempt: EventAttempt, now: string): readonly Write[] => {
  if (attempt.hold !== undefined) return [];
  const subject = eventSubject(attempt);
  return recordException(subject, exceptionIdOf(subject.idempotencyKey), 'pending', now).writes;
};

async function recordRefusal(
  { hold }: EventAttempt,
  subject: ExceptionSubject,
  verdict: Extract<Verdict, Refusal>,
  context: EventContext,
  now: string,
  corrected: readonly Write[] = [],
): Promise<Outcome | 'conflict'> {
  const exceptionId = exceptionIdOf(subject.idempotencyKey);
  const { writes } =
    hold === undefined
      ? recordException(subject, exceptionId, verdict, now)
      : recordLaterOutcome(subject, hold, verdict, now);
  const { status, endsWith } = verdict;
  const listed: readonly Write[] =
    hold === undefined && status === 'held' && endsWith !== undefined
      ? [{ kind: 'append', key: endingKey(exceptionId, endsWith), record: {} }]
      : [];
  // Another worker may have posted what was held since this one looked: what it made is no reason to refuse it.
  const notPosted = hold === undefined ? [] : [exceptionKey(endOfHeldId(subject.idempotencyKey), 1)];
  const keys = [...(verdict.preconditions ?? dependencyKeys(verdict)), ...notPosted];
  const all = writes.length === 0 ? [] : [...writes, ...listed, ...corrected, ...nothingAt(keys)];
  if ((await commitAny(context, all)) === 'conflict') return 'conflict';
  return outcomeOf(verdict);
}

/** Where an order or location that an event depends on will stand; a household's item says so itself. */
function dependencyKeys({ reason, detail }: Refusal): readonly ItemKey[] {
  const { orderId, locationId } = detail;
  if (reason === 'unknown-order' && typeof orderId === 'string')
    return [{ table: 'ledgers', subject: orderAccount(orderId), item: orderRevisionItem(1) }];
  if (reason === 'unknown-location' && typeof locationId === 'string') return [locationKey(locationId, 1)];
  return [];
}

/** Keeps a message or event that is refused for what it is, whatever the books say. */
export async function refuseMessage(
  subject: ExceptionSubject,
  refusal: Refusal,
  context: EventContext,
): Promise<Outcome> {
  const { journal, clock } = context;
  const claimId = exceptionIdOf(subject.idempotencyKey);
  return retryOnConflict(clock, async () => {
    const claim = (await journal.claims([claimId])).get(claimId);
    if (claim?.digest === subject.digest && claim.status === 'rejected') return duplicate;
    if (claim !== undefined) return recordBeside(subject, refusal, context);
    const { writes } = recordException(subject, claimId, refusal, clock.now());
    if ((await journal.commit(writes)) === 'conflict') return 'conflict';
    return outcomeOf(refusal);
  });
}

const refuseClaimed = (
  subject: ExceptionSubject,
  claim: IdClaim,
  context: EventContext,
): Promise<Outcome | 'conflict'> =>
  recordBeside(
    subject,
    rejected('conflicting-duplicate', { event: eventKey(subject.event), claimedDigest: claim.digest }),
    context,
  );

/** Keeps a refused content whose id is claimed: by another content, or by itself when it is pending. */
async function recordBeside(
  subject: ExceptionSubject,
  refusal: Refusal,
  { journal, clock }: EventContext,
): Promise<Outcome | 'conflict'> {
  const beside = exceptionIdOf(subject.idempotencyKey, subject.digest);
  if ((await journal.claims([beside])).get(beside) !== undefined) return duplicate;
  const { writes } = recordException(subject, beside, refusal, clock.now());
  if ((await journal.commit(writes)) === 'conflict') return 'conflict';
  return outcomeOf(refusal);
}
