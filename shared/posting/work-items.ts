/** From messages to work: what each message asks for, and what of it can be decided together. */

import { type Command, readCommand } from '../contract/commands.ts';
import type { readMessage } from '../contract/read-message.ts';
import { isQueued, type QueueName, queueOfType } from '../domain/events.ts';
import { type Rejected, rejected } from '../domain/outcome.ts';
import type { Hold } from '../ledger/exception-keys.ts';
import type { ExceptionSubject, StoredException } from '../ledger/exceptions.ts';
import { refuseAhead } from './ahead.ts';
import { type Batch, joinBatches } from './batch.ts';
import { batchOfEvent, batchOfHold } from './batch-rows.ts';
import type { EventAttempt } from './event-handler.ts';
import { eventSubject, messageIdempotencyKey, messageSubject } from './event-subject.ts';
import type { EventWork, FindWork } from './handler-table.ts';
import type { Clock, HoldingGroup } from './ports.ts';
import { type Senders, sourceOfSender } from './senders.ts';

/** One piece of a message group's work, done in order; sheets that follow one another are posted as one batch. */
export type WorkItem =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | {
      readonly kind: 'event';
      readonly subject: ExceptionSubject;
      readonly hold?: Hold;
      readonly work: EventWork;
    }
  | { readonly kind: 'refuse'; readonly subject: ExceptionSubject; readonly refusal: Rejected }
  | { readonly kind: 'command'; readonly command: Command };

/** A work item with the ids of the messages it is of. */
export interface MessageWork {
  readonly item: WorkItem;
  readonly messageIds: readonly string[];
}

/** A message as its queue delivers it. */
export interface Message {
  readonly body: string;
  readonly queue: QueueName;
  readonly messageGroup: string;
  /** Who sent it, where the queue names the sender. */
  readonly senderId: string | undefined;
}

export interface MessageReader {
  readonly read: typeof readMessage;
  readonly senders: Senders;
  readonly findWork: FindWork;
  readonly clock: Pick<Clock, 'now'>;
}

export function workItemOf(message: Message, { read, senders, findWork, clock }: MessageReader): WorkItem {
  const { body, queue, messageGroup, senderId } = message;
  const command = readCommand(body);
  // An organisation that is known by its role takes back nothing of others, and does nothing else in an operator's place.
  const isOwn =
    command?.type === 'relief.waiting.retried.v1' ||
    command?.type === 'relief.held.retried.v1' ||
    sourceOfSender(senders, senderId, undefined) === undefined;
  if (command !== undefined && isOwn) return { kind: 'command', command };
  const reading = read(body);
  const subject = reading.ok
    ? eventSubject({ ...reading, queue, messageGroup })
    : messageSubject(reading, queue, messageGroup);
  const source = reading.ok ? reading.header.source : reading.source;
  const expected = sourceOfSender(senders, senderId, source);
  if (expected !== undefined) {
    return {
      kind: 'refuse',
      // The id that it names is another's, and must not be taken by it.
      subject: { ...subject, idempotencyKey: messageIdempotencyKey(subject.digest) },
      refusal: rejected('invalid-message', { path: 'source', expected }),
    };
  }
  if (!reading.ok) {
    const { path, expected } = reading.problem;
    return { kind: 'refuse', subject, refusal: rejected('invalid-message', { path, expected }) };
  }
  const { header, event } = reading;
  const tooEarly = refuseAhead(header.time, clock.now());
  if (tooEarly !== undefined) return { kind: 'refuse', subject, refusal: tooEarly };
  const isOfQueue = isQueued(event.type) && queueOfType[event.type] === queue;
  const batch = isOfQueue ? batchOfEvent(header, event) : undefined;
  if (batch !== undefined) return { kind: 'batch', batch };
  return eventItem({ header, event, queue, messageGroup }, findWork);
}

function eventItem(attempt: EventAttempt, findWork: FindWork): WorkItem {
  const subject = eventSubject(attempt);
  const work = findWork(attempt);
  const { event, queue, hold } = attempt;
  if (work !== undefined) return { kind: 'event', subject, work, ...(hold !== undefined && { hold }) };
  const { type } = event;
  const expected = isQueued(type) ? queueOfType[type] : undefined;
  const refusal = rejected('wrong-queue', { type, expected, found: queue });
  return { kind: 'refuse', subject, refusal };
}

/** The work of a held item that is tried again here. Errors: throws where the item cannot be read any more. */
export function workItemOfHold(
  held: StoredException,
  hold: Hold,
  here: HoldingGroup,
  { read, findWork }: MessageReader,
): WorkItem {
  const batch = batchOfHold(held, hold);
  if (batch !== undefined) return { kind: 'batch', batch };
  const reading = read(held.original);
  if (!reading.ok) throw new Error(`Held item ${hold.exceptionId} cannot be read again`);
  const { event } = reading;
  // It is known by what was sent, though a text in it may have been forgotten since.
  const header = { ...reading.header, digest: held.digest };
  return eventItem({ header, event, ...here, hold }, findWork);
}

/** Joins batches that follow one another and can share a group. */
export function joined(work: readonly MessageWork[]): readonly MessageWork[] {
  const result: MessageWork[] = [];
  for (const { item, messageIds } of work) {
    const last = result.at(-1);
    const batch =
      last?.item.kind === 'batch' && item.kind === 'batch'
        ? joinBatches(last.item.batch, item.batch)
        : undefined;
    if (last !== undefined && batch !== undefined) {
      result[result.length - 1] = {
        item: { kind: 'batch', batch },
        messageIds: [...last.messageIds, ...messageIds],
      };
    } else {
      result.push({ item, messageIds });
    }
  }
  return result;
}

/** Whom the events of a work item came from, as the contract has a source; of a message that is refused it may be any text. */
export function sourcesOf(item: WorkItem): ReadonlySet<string> {
  if (item.kind === 'batch') return new Set(item.batch.rows.map(({ event }) => event.source));
  return new Set(item.kind === 'event' ? [item.subject.event.source] : []);
}
