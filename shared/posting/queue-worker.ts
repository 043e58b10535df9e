/** Works off a queue: messages in, outcomes recorded, only faults sent back. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type RefusedMessage, readMessage } from '../contract/read-message.ts';
import { type QueueName, queueOfType } from '../domain/events.ts';
import { dependencyOn, rejected } from '../domain/outcome.ts';
import { type ExceptionSubject, eventIdempotencyKey, type Hold, releaseHold } from '../ledger/exceptions.ts';
import { transactionItems } from '../ledger/writes.ts';
import type { Meter } from '../runtime/meter.ts';
import type { JournalStore } from '../store/journal-store.ts';
import { batchOfEvent, batchOfHold, joinBatches } from './batch.ts';
import { type Batch, bookAccountOf, type Outcome } from './decide-batch.ts';
import { type Arrival, type RetryCall, type RetryRequests, readCall, type WakeCall } from './held-retries.ts';
import { type Clock, postBatch, retryOnConflict } from './post-batch.ts';
import { type EventAttempt, eventKey, exceptionSubjectOf, refuseMessage } from './post-event.ts';
import { forgetRefused } from './redaction.ts';
import { type Senders, sourceOfSender } from './senders.ts';

/** What a function does with the events of its queue that are decided as a whole. */
export interface EventPosting {
  post(attempt: EventAttempt): Promise<Posted>;
}

export interface Posted {
  readonly outcome: Outcome;
  /** What has come, so that whatever waits for it is tried again. */
  readonly arrivals: readonly Arrival[];
  /** What is left to do once word of them is sent; done again when the message comes again. */
  readonly afterwards?: () => Promise<void>;
}

export interface QueueWorkerDependencies {
  readonly queue: QueueName;
  readonly journal: JournalStore;
  readonly posting: EventPosting;
  readonly retryRequests: RetryRequests;
  readonly clock: Clock;
  readonly logger: Logger;
  /** {@link readMessage}, or one that remembers what it read: the same body always gives the same reading. */
  readonly read?: typeof readMessage;
  /** Without one nothing is measured. */
  readonly meter?: Pick<Meter, 'outcomes'>;
  /** Without them nobody is known by a role, and any sender writes for any source. */
  readonly senders?: Senders;
}

/** One step of a message group's work, done in order; sheets that follow one another are posted as one. */
type Step =
  | { readonly kind: 'sheet'; readonly sheet: Batch }
  | { readonly kind: 'event'; readonly attempt: EventAttempt }
  | {
      readonly kind: 'refuse';
      readonly exceptionSubject: ExceptionSubject;
      readonly refusal: ReturnType<typeof rejected>;
    }
  | { readonly kind: 'call'; readonly call: WakeCall | RetryCall; readonly messageGroup: string };

/** Held cases tried again for one message: a full group, so that a thousand of them are ten messages. */
const holdsPerRetry = 98;

/**
 * The handler of a queue.
 *
 * Guarantees: a message is acknowledged when its outcome is durable. After a fault the message and all that
 * follow it in its message group go back to the queue, in their order.
 */
export const queueWorker =
  (parts: QueueWorkerDependencies) =>
  async (batch: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await Promise.all(
      [...byMessageGroup(batch.Records)].map(([messageGroup, records]) =>
        workOff(parts, messageGroup, records),
      ),
    );
    return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) };
  };

/** SQS always tells the group; of an AWS-compatible server that does not, all messages are one. */
const groupUntold = 'untold';

function byMessageGroup(records: readonly SQSRecord[]): ReadonlyMap<string, readonly SQSRecord[]> {
  const groups = new Map<string, SQSRecord[]>();
  for (const record of records) {
    const messageGroup = record.attributes.MessageGroupId ?? groupUntold;
    groups.set(messageGroup, [...(groups.get(messageGroup) ?? []), record]);
  }
  return groups;
}

/** Works off one message group's records; answers the ids of those to send back. */
async function workOff(
  parts: QueueWorkerDependencies,
  messageGroup: string,
  records: readonly SQSRecord[],
): Promise<readonly string[]> {
  const steps = joined(
    records.map((record) => ({
      step: stepOf(parts, messageGroup, record),
      ids: [record.messageId],
    })),
  );
  const unfinished = steps.flatMap(({ ids }) => ids);
  for (const { step, ids } of steps) {
    try {
      await take(parts, step);
      unfinished.splice(0, ids.length);
    } catch (error) {
      parts.logger.error('message goes back to its queue', { messageIds: unfinished, error: error as Error });
      return unfinished;
    }
  }
  return [];
}

interface StepOfMessages {
  readonly step: Step;
  readonly ids: readonly string[];
}

function joined(steps: readonly StepOfMessages[]): readonly StepOfMessages[] {
  const result: StepOfMessages[] = [];
  for (const { step, ids } of steps) {
    const last = result.at(-1);
    const sheet =
      last?.step.kind === 'sheet' && step.kind === 'sheet'
        ? joinBatches(last.step.sheet, step.sheet)
        : undefined;
    if (last !== undefined && sheet !== undefined) {
      result[result.length - 1] = { step: { kind: 'sheet', sheet }, ids: [...last.ids, ...ids] };
    } else {
      result.push({ step, ids });
    }
  }
  return result;
}

function stepOf(
  { queue, read = readMessage, senders = new Map() }: QueueWorkerDependencies,
  messageGroup: string,
  { body, attributes }: SQSRecord,
): Step {
  const call = readCall(body);
  if (call !== undefined) return { kind: 'call', call, messageGroup };
  const reading = read(body);
  const { source, digest } = reading.ok ? reading.header : reading;
  const expected = sourceOfSender(senders, attributes.SenderId, source);
  if (expected !== undefined) {
    const exceptionSubject = reading.ok
      ? exceptionSubjectOf({ ...reading, queue, messageGroup })
      : subjectOfUnreadable(reading, queue, messageGroup);
    // The id that it names is another's, and must not be taken by it.
    const forged = { ...exceptionSubject, scope: messageIdempotencyKey(digest) };
    return {
      kind: 'refuse',
      exceptionSubject: forged,
      refusal: rejected('invalid-message', { path: 'source', expected }),
    };
  }
  if (!reading.ok) {
    const { path, expected } = reading.problem;
    const exceptionSubject = subjectOfUnreadable(reading, queue, messageGroup);
    return { kind: 'refuse', exceptionSubject, refusal: rejected('invalid-message', { path, expected }) };
  }
  const { header, event } = reading;
  const attempt = { header, event, queue, messageGroup };
  if (queueOfType[event.type] !== queue) {
    const refusal = rejected('wrong-queue', {
      type: event.type,
      expected: queueOfType[event.type],
      found: queue,
    });
    return { kind: 'refuse', exceptionSubject: exceptionSubjectOf(attempt), refusal };
  }
  const sheet = batchOfEvent(header, event);
  return sheet === undefined ? { kind: 'event', attempt } : { kind: 'sheet', sheet };
}

/** The claim of a message that has no identity of its own: its text. */
const messageIdempotencyKey = (digest: string): string => `message/${digest}`;

/** A message whose identity cannot be read is known by its text. */
function subjectOfUnreadable(
  reading: RefusedMessage,
  queue: QueueName,
  messageGroup: string,
): ExceptionSubject {
  const {
    source = '',
    id = '',
    type = '',
    digest,
    original,
    reference,
    orderId,
    locationId,
    payerId,
    householdId,
  } = reading;
  return {
    scope:
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

async function take(parts: QueueWorkerDependencies, step: Step): Promise<void> {
  switch (step.kind) {
    case 'sheet':
      return processBatch(parts, step.sheet);
    case 'event':
      return processEvent(parts, step.attempt);
    case 'refuse':
      report(
        parts,
        [eventKey(step.exceptionSubject.event)],
        [await refuseMessage(step.exceptionSubject, step.refusal, parts.journal, parts.clock)],
      );
      await forgetRefused(step.exceptionSubject, parts);
      return;
    case 'call':
      return step.call.type === 'relief.held.retried.v1'
        ? retryHold(parts, step.call.exceptionId)
        : takeCall(parts, step.call.messageGroup ?? step.messageGroup, step.call);
  }
}

async function processBatch(parts: QueueWorkerDependencies, sheet: Batch): Promise<void> {
  const outcomes = await postBatch(sheet, parts.journal, parts.clock);
  report(parts, [...new Set(sheet.rows.map(({ event }) => event.key))], outcomes);
  const moved = outcomes.some(({ status }) => status === 'posted' || status === 'duplicate');
  if (moved) await parts.retryRequests.wake(parts.journal, unblockedByBatch(sheet));
  const done = sheet.rows.flatMap((row, index) =>
    row.waiting !== undefined && isDone(outcomes[index]) ? [row.waiting] : [],
  );
  await settle(parts, sheet.orderId, done);
}

const isDone = (outcome: Outcome | undefined): boolean =>
  outcome?.status === 'posted' || outcome?.status === 'duplicate';

/** What was held goes on waiting until all that waited for it was sent word: a crash before is made good by the next call. */
async function settle(
  { journal, clock }: QueueWorkerDependencies,
  orderId: string | undefined,
  done: readonly Hold[],
): Promise<void> {
  for (let start = 0; start < done.length; start += holdsPerRelease) {
    const part = done.slice(start, start + holdsPerRelease);
    await retryOnConflict(clock, async () => {
      const still = await journal.stillWaiting(part);
      const settled = part.filter(({ exceptionId }) => still.has(exceptionId));
      const now = clock.now();
      return journal.commitAny(settled.flatMap((waiting) => releaseHold(waiting, orderId, now)));
    });
  }
}

/** Each leaves its waiting place, and is listed. */
const holdsPerRelease = transactionItems / 2;

/** A return puts goods back on the shelf and lowers what its household holds; a reversal does so with money. */
function unblockedByBatch(sheet: Batch): readonly Arrival[] {
  const { kind, bookId, orderId } = sheet;
  switch (kind) {
    case 'handover':
    case 'payment':
      return [dependencyOn.reference(bookAccountOf(sheet))];
    case 'return':
      return [dependencyOn.stock(bookId, orderId)];
    case 'reversal':
      return [moreFunds(bookId, orderId)];
  }
}

/** A payer has more money than before under an order: what waits for funds of another payer waits on. */
export const moreFunds = (payerId: string, orderId: string): Arrival => ({
  dependsOn: dependencyOn.funds(orderId),
  only: { queue: 'payments', messageGroup: payerId },
});

async function processEvent(parts: QueueWorkerDependencies, attempt: EventAttempt): Promise<void> {
  const { outcome, arrivals, afterwards } = await parts.posting.post(attempt);
  report(parts, [eventKey(attempt.header)], [outcome]);
  if (attempt.event.type === 'relief.locations.registered.v1') {
    for (const { locationId } of attempt.event.locations) await registerHeldHouseholds(parts, locationId);
  }
  await parts.retryRequests.wake(parts.journal, arrivals);
  await afterwards?.();
  if (attempt.waiting !== undefined && isDone(outcome)) {
    const { orderId } = exceptionSubjectOf(attempt);
    await settle(parts, orderId, [attempt.waiting]);
  }
}

/**
 * Registers the households that were held for want of their centre, before word goes to an order that was held for
 * the same: it counts whom it covers once. What is more than one call's worth is sent word with the rest.
 */
async function registerHeldHouseholds(parts: QueueWorkerDependencies, locationId: string): Promise<void> {
  const { queue, journal } = parts;
  const dependsOn = dependencyOn.location(locationId);
  for (const group of await journal.waitingGroups(dependsOn)) {
    if (group.queue === queue)
      await retry(parts, (await journal.waiting(dependsOn, group, holdsPerRetry)).cases);
  }
}

/** Tries one page of held cases again, and calls for the next page. */
async function takeCall(parts: QueueWorkerDependencies, messageGroup: string, call: WakeCall): Promise<void> {
  const { queue, journal, retryRequests } = parts;
  const { cases, next } = await journal.waiting(
    call.dependsOn,
    { queue, messageGroup },
    holdsPerRetry,
    call.after,
  );
  await retry(parts, cases);
  if (next !== undefined)
    await retryRequests.call(queue, messageGroup, { dependsOn: call.dependsOn, after: next });
}

async function retryHold(parts: QueueWorkerDependencies, exceptionId: string): Promise<void> {
  const held = await parts.journal.case(exceptionId);
  if (held?.status !== 'held' || held.dependsOn === undefined) return;
  const { dependsOn, queue, messageGroup, position, recordSeq } = held;
  await retry(parts, [{ exceptionId, dependsOn, queue, messageGroup, position, recordSeq }]);
}

async function retry(parts: QueueWorkerDependencies, waiting: readonly Hold[]): Promise<void> {
  const { read = readMessage } = parts;
  const steps = await Promise.all(
    waiting.map(async (one): Promise<StepOfMessages> => {
      const held = await parts.journal.case(one.exceptionId);
      if (held === undefined) throw new Error(`held case ${one.exceptionId} is not there`);
      const sheet = batchOfHold(held, one);
      if (sheet !== undefined) return { step: { kind: 'sheet', sheet }, ids: [] };
      const reading = read(held.original);
      if (!reading.ok) throw new Error(`held case ${one.exceptionId} cannot be read again`);
      const { header, event } = reading;
      const attempt = { header, event, queue: held.queue, messageGroup: held.messageGroup, waiting: one };
      return { step: { kind: 'event', attempt }, ids: [] };
    }),
  );
  for (const { step } of joined(steps)) await take(parts, step);
}

/** `events` are what an entry, too, names its event by: the thread from a message to the books. */
function report(
  parts: QueueWorkerDependencies,
  events: readonly string[],
  outcomes: readonly Outcome[],
): void {
  parts.meter?.outcomes(outcomes);
  const counts: Record<string, number> = {};
  for (const { status, reason } of outcomes) {
    const name = reason === undefined ? status : `${status}: ${reason}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  parts.logger.info('outcomes', { queue: parts.queue, events, ...counts });
}

/** For a queue whose events are all sheets. */
export const batchesOnly = (): EventPosting => ({
  post: ({ event }) => Promise.reject(new Error(`${event.type} is no sheet`)),
});
