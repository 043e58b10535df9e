/** Requests retries by sending commands to the queues in which something is held. */

import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { commandBody, type RetryDependants } from '../contract/commands.ts';
import type { QueueName } from '../domain/events.ts';
import type { HoldingGroup, RetryRequests } from '../posting/ports.ts';

export class RetryQueues implements RetryRequests {
  readonly #clientOf: () => SQSClient;
  #sqs: SQSClient | undefined;
  readonly #urlOf: (queue: QueueName) => string;

  /** The client is made with the first request: most functions start, serve and end without one. */
  constructor(clientOf: () => SQSClient, urlOf: (queue: QueueName) => string) {
    this.#clientOf = clientOf;
    this.#urlOf = urlOf;
  }

  async send({ queue, messageGroup }: HoldingGroup, command: RetryDependants): Promise<void> {
    const id = randomUUID();
    this.#sqs ??= this.#clientOf();
    await this.#sqs.send(
      new SendMessageCommand({
        QueueUrl: this.#urlOf(queue),
        MessageGroupId: messageGroup,
        MessageDeduplicationId: id,
        MessageBody: commandBody(command, id, new Date().toISOString()),
      }),
    );
  }
}
