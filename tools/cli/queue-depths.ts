/** How many messages of each queue are waiting, being processed, or in its dead-letter queue. */
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type QueueName, queueNames } from '../../shared/domain/events.ts';
import type { SystemOutputs } from './outputs.ts';

export interface QueueDepth {
  readonly queue: QueueName;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
}

export class QueueDepths {
  readonly #client: SQSClient;
  readonly #queues: SystemOutputs['queues'];
  readonly #deadLetterUrls = new Map<QueueName, string | undefined>();

  constructor(client: SQSClient, { queues }: SystemOutputs) {
    this.#client = client;
    this.#queues = queues;
  }

  read(): Promise<QueueDepth[]> {
    return Promise.all(queueNames.map((queue) => this.#readOne(queue)));
  }

  async #readOne(queue: QueueName): Promise<QueueDepth> {
    const { waiting, inFlight, redrivePolicy } = await this.#attributes(this.#queues[queue]);
    if (!this.#deadLetterUrls.has(queue)) {
      this.#deadLetterUrls.set(queue, await this.#deadLetterUrl(redrivePolicy));
    }
    const deadUrl = this.#deadLetterUrls.get(queue);
    const dead = deadUrl === undefined ? undefined : await this.#attributes(deadUrl);
    return { queue, waiting, inFlight, dead: (dead?.waiting ?? 0) + (dead?.inFlight ?? 0) };
  }

  async #attributes(queueUrl: string) {
    const { Attributes = {} } = await this.#client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
    );
    const count = (name: QueueAttributeName): number => Number(Attributes[name] ?? 0);
    return {
      waiting: count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesDelayed'),
      inFlight: count('ApproximateNumberOfMessagesNotVisible'),
      redrivePolicy: Attributes['RedrivePolicy'],
    };
  }

  async #deadLetterUrl(redrivePolicy: string | undefined): Promise<string | undefined> {
    if (redrivePolicy === undefined) return undefined;
    const { deadLetterTargetArn } = JSON.parse(redrivePolicy) as { deadLetterTargetArn?: string };
    const queueName = deadLetterTargetArn?.split(':').at(-1);
    if (queueName === undefined) return undefined;
    return (await this.#client.send(new GetQueueUrlCommand({ QueueName: queueName }))).QueueUrl;
  }
}
