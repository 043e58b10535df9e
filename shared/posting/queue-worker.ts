/** Processes a queue: messages in, outcomes recorded, only faults sent back. */

import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Command } from '../contract/commands.ts';
import { readMessage } from '../contract/read-message.ts';
import type { QueueName } from '../domain/events.ts';
import { isBooked, type Outcome } from '../domain/outcome.ts';
import { eventKey } from '../ledger/event-key.ts';
import type { Hold } from '../ledger/exception-keys.ts';
import { type ExceptionSubject, holdOf } from '../ledger/exceptions.ts';
import type { Batch } from './batch.ts';
import { type Cards, renewCard } from './card-renewal.ts';
import type { EventJournal } from './event-handler.ts';
import type { EventWork, FindWork } from './handler-table.ts';
import { firstHolds, holdsPerRetry, release, requestRetries } from './held-retries.ts';
import type { BatchLoader, Clock, HeldItems, HoldingGroup, KnownSources, RetryRequests } from './ports.ts';
import { postBatch } from './post-batch.ts';
import { refuseMessage } from './post-event.ts';
import { type PublicOrders, publishOrder } from './public-orders.ts';
import { type ErasedNames, redactRefused, redactUnreadable } from './redaction.ts';
import type { Senders } from './senders.ts';
import { findingsOfBatch, findingsOfEvent, unblockedByBatch, voidsOf, voidsOfBatch } from './unblocked.ts';
import { withdrawHeld } from './withdrawal.ts';
import {
  joined,
  type MessageWork,
  sourcesOf,
  type WorkItem,
  workItemOf,
  workItemOfHold,
} from './work-items.ts';

export interface QueueWorkerDependencies {
  readonly queue: QueueName;
  readonly journal: EventJournal &
    BatchLoader &
    HeldItems &
    ErasedNames &
    Cards &
    PublicOrders &
    KnownSources;
  readonly findWork: FindWork;
  readonly retryRequests: RetryRequests;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** {@link readMessage}, or one that remembers what it read: the same body always gives the same reading. */
  readonly read?: typeof readMessage;
  /** Without one nothing is measured. */
  readonly meter?: { outcomes(outcomes: readonly Outcome[]): void };
  /** Without them nobody is known by a role, and any sender writes for any source. */
  readonly senders?: Senders;
}

/**
 * The handler of a queue.
 *
 * Guarantees: a message is acknowledged when its outcome is durable. After a fault the message and all that
 * follow it in its message group go back to the queue, in their order; so does what the time left is too short for.
 */
export const queueWorker =
  (dependencies: QueueWorkerDependencies) =>
  async (batch: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await Promise.all(
      [...byMessageGroup(batch.Records)].map(([messageGroup, records]) =>
        new GroupWorker(dependencies, messageGroup).process(records),
      ),
    );
    return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) };
  };

/** SQS always names the group; of an AWS-compatible server that does not, all messages are one. */
const unnamedGroup = 'untold';

function byMessageGroup(records: readonly SQSRecord[]): ReadonlyMap<string, readonly SQSRecord[]> {
  return Map.groupBy(records, ({ attributes }) => attributes.MessageGroupId ?? unnamedGroup);
}

/** Processes the messages of one group, one after another. */
class GroupWorker {
  readonly #dependencies: Required<Pick<QueueWorkerDependencies, 'read' | 'senders'>> &
    QueueWorkerDependencies;
  readonly #here: HoldingGroup;

  constructor(dependencies: QueueWorkerDependencies, messageGroup: string) {
    this.#dependencies = { read: readMessage, senders: new Map(), ...dependencies };
    this.#here = { queue: dependencies.queue, messageGroup };
  }

  /** Returns the ids of the messages to send back. */
  async process(records: readonly SQSRecord[]): Promise<readonly string[]> {
    const { logger, clock } = this.#dependencies;
    const work = records.map(({ body, messageId, attributes }): MessageWork => {
      const message = { body, ...this.#here, senderId: attributes.SenderId };
      return { item: workItemOf(message, this.#dependencies), messageIds: [messageId] };
    });
    const unfinished = records.map(({ messageId }) => messageId);
    for (const { item, messageIds } of joined(work)) {
      try {
        clock.checkTime();
        await this.#take(item);
        unfinished.splice(0, messageIds.length);
      } catch (error) {
        logger.error('message goes back to its queue', {
          messageIds: unfinished,
          error: error instanceof Error ? error : new Error(String(error)),
        });
        return unfinished;
      }
    }
    return [];
  }

  async #take(item: WorkItem): Promise<void> {
    const { journal, clock, retryRequests } = this.#dependencies;
    for (const source of sourcesOf(item)) await journal.sources.meet(source);
    switch (item.kind) {
      case 'batch':
        return this.#postBatch(item.batch);
      case 'event':
        return this.#postEvent(item.subject, item.work, item.hold);
      case 'refuse': {
        const { subject, refusal } = item;
        const outcome = await refuseMessage(subject, refusal, { journal, clock });
        this.#report([eventKey(subject.event)], [outcome]);
        await redactRefused(subject, { journal, clock });
        const awaiting = [voidsOf(eventKey(subject.event), this.#here), ...findingsOfEvent(subject, outcome)];
        return requestRetries(journal, retryRequests, awaiting);
      }
      case 'command':
        return this.#obey(item.command);
    }
  }

  async #postBatch(batch: Batch): Promise<void> {
    const { journal, clock, retryRequests } = this.#dependencies;
    const outcomes = await postBatch(batch, journal, clock);
    this.#report([...new Set(batch.rows.map(({ event }) => event.key))], outcomes);
    await redactUnreadable(batch, { journal, clock });
    const unblocked = outcomes.some(isBooked) ? unblockedByBatch(batch) : [];
    await requestRetries(journal, retryRequests, [
      ...unblocked,
      ...voidsOfBatch(batch, { queue: this.#here.queue, messageGroup: batch.bookId }),
      ...findingsOfBatch(batch, outcomes),
    ]);
    const settled = batch.rows.flatMap(({ hold }, index) => {
      const outcome = outcomes[index];
      return hold !== undefined && outcome !== undefined && isBooked(outcome) ? [hold] : [];
    });
    await release(journal, clock, batch.orderId, settled);
  }

  async #postEvent(subject: ExceptionSubject, work: EventWork, hold: Hold | undefined): Promise<void> {
    const { queue, journal, clock, retryRequests } = this.#dependencies;
    const { outcome, unblocked } = await work.process();
    this.#report([eventKey(subject.event)], [outcome]);
    for (const dependsOn of work.retriesFirst) {
      for (const holds of await firstHolds(journal, queue, dependsOn)) await this.#retry(holds);
    }
    const awaiting = hold === undefined ? [voidsOf(eventKey(subject.event), this.#here)] : [];
    const findings = findingsOfEvent(subject, outcome, hold !== undefined);
    await requestRetries(journal, retryRequests, [...unblocked, ...awaiting, ...findings]);
    if (hold !== undefined && isBooked(outcome)) await release(journal, clock, subject.orderId, [hold]);
  }

  /** Tries one held item again, or one page of them, and asks for the next page. */
  async #obey(command: Command): Promise<void> {
    const { journal, clock, retryRequests } = this.#dependencies;
    if (command.type === 'relief.held.retried.v1') {
      const { exceptionId } = command;
      const held = await journal.exception(exceptionId);
      const hold = held && holdOf(held);
      return hold && this.#retry([hold]);
    }
    if (command.type === 'relief.held.withdrawn.v1') {
      const { exceptionId, reason } = command;
      return withdrawHeld(exceptionId, { reason }, { journal, clock });
    }
    if (command.type === 'relief.card.renewed.v1') return renewCard(command.householdId, { journal, clock });
    if (command.type === 'relief.order.published.v1') return publishOrder(command, { journal, clock });
    const { dependsOn, queue = this.#here.queue, messageGroup, after } = command;
    const page = await journal.holds(dependsOn, { queue, messageGroup }, holdsPerRetry, after);
    await this.#retry(page.holds);
    if (page.next !== undefined) await retryRequests.send(this.#here, { ...command, after: page.next });
  }

  async #retry(holds: readonly Hold[]): Promise<void> {
    const { journal, clock } = this.#dependencies;
    const work = await Promise.all(
      holds.map(async (hold): Promise<MessageWork> => {
        const held = await journal.exception(hold.exceptionId);
        if (held === undefined) throw new Error(`Held item ${hold.exceptionId} is missing`);
        return { item: workItemOfHold(held, hold, this.#here, this.#dependencies), messageIds: [] };
      }),
    );
    for (const { item } of joined(work)) {
      clock.checkTime();
      await this.#take(item);
    }
  }

  /** `events` are what an entry, too, names its event by: the thread from a message to the books. */
  #report(events: readonly string[], outcomes: readonly Outcome[]): void {
    const { queue, meter, logger } = this.#dependencies;
    meter?.outcomes(outcomes);
    const counts: Record<string, number> = {};
    for (const { status, reason } of outcomes) {
      const name = reason === undefined ? status : `${status}: ${reason}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    logger.info('outcomes', { queue, events, ...counts });
  }
}
