/** Wakes what was held: sends word to the queue of each message group in which something waits. */
import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueName } from '../domain/events.ts';

/** Held cases of one message group that wait for one thing are to be tried again, from `after` on. */
export interface WakeCall {
  readonly type: 'relief.waiting.retried.v1';
  readonly dependsOn: string;
  /** Absent in calls that an earlier version sent: theirs is the message's own. */
  readonly messageGroup?: string;
  readonly after?: string;
}

/** One held case is to be tried again at an operator's word. */
export interface RetryCall {
  readonly type: 'relief.held.retried.v1';
  readonly exceptionId: string;
}

export interface WaitingGroup {
  readonly queue: QueueName;
  readonly messageGroup: string;
}

/** What has come, and where it has not come for all that wait for it, the message group that it came for. */
export type Arrival = string | { readonly dependsOn: string; readonly only: WaitingGroup };

export interface WaitingGroups {
  waitingGroups(dependsOn: string): Promise<readonly WaitingGroup[]>;
  isWaiting(dependsOn: string, of: WaitingGroup): Promise<boolean>;
}

export class RetryRequests {
  readonly #clientOf: () => SQSClient;
  #sqs: SQSClient | undefined;
  readonly #urlOf: (queue: QueueName) => string;

  /** The client is made when there is somebody to wake: most functions start, serve and end without. */
  constructor(clientOf: () => SQSClient, urlOf: (queue: QueueName) => string) {
    this.#clientOf = clientOf;
    this.#urlOf = urlOf;
  }

  /** Guarantees: every group that waited when this was called has been sent word when it returns. */
  async wake(journal: WaitingGroups, arrivals: Iterable<Arrival>): Promise<void> {
    for (const arrival of new Set(arrivals)) {
      const dependsOn = typeof arrival === 'string' ? arrival : arrival.dependsOn;
      const groups =
        typeof arrival === 'string'
          ? await journal.waitingGroups(dependsOn)
          : (await journal.isWaiting(dependsOn, arrival.only))
            ? [arrival.only]
            : [];
      await Promise.all(
        groups.map(({ queue, messageGroup }) => this.call(queue, messageGroup, { dependsOn })),
      );
    }
  }

  async call(
    queue: QueueName,
    messageGroup: string,
    call: Omit<WakeCall, 'type' | 'messageGroup'>,
  ): Promise<void> {
    const { dependsOn, after } = call;
    const id = randomUUID();
    this.#sqs ??= this.#clientOf();
    await this.#sqs.send(
      new SendMessageCommand({
        QueueUrl: this.#urlOf(queue),
        MessageGroupId: messageGroup,
        MessageDeduplicationId: id,
        MessageBody: JSON.stringify({
          specversion: '1.0',
          id,
          source: 'urn:relief:ledger',
          type: 'relief.waiting.retried.v1',
          time: new Date().toISOString(),
          data: { dependsOn, messageGroup, ...(after !== undefined && { after }) },
        }),
      }),
    );
  }
}

/** Reads a message that calls for another try; `undefined` for every other message. */
export function readCall(body: string): WakeCall | RetryCall | undefined {
  if (!body.includes('.retried.v1')) return undefined;
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { type, data } = (message ?? {}) as {
    readonly type?: unknown;
    readonly data?: Record<string, unknown>;
  };
  const text = (name: string): string | undefined => {
    const value = data?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  const dependsOn = text('dependsOn');
  const exceptionId = text('exceptionId');
  const messageGroup = text('messageGroup');
  const after = text('after');
  if (type === 'relief.waiting.retried.v1' && dependsOn !== undefined) {
    return {
      type,
      dependsOn,
      ...(messageGroup !== undefined && { messageGroup }),
      ...(after !== undefined && { after }),
    };
  }
  if (type === 'relief.held.retried.v1' && exceptionId !== undefined) return { type, exceptionId };
  return undefined;
}
