/** How many messages of each queue are waiting, being processed, or in its dead-letter queue. */
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type QueueName, queueNames } from '../../shared/domain/events.ts';
import type { SystemOutputs } from './outputs.ts';

/** What a queue has still to hand out, or to be told is done. */
export interface QueueBacklog {
  readonly queue: QueueName;
  readonly waiting: number;
  readonly inFlight: number;
}

export interface QueueDepth extends QueueBacklog {
  readonly dead: number;
}

/** Asked of a running system again and again: the backlogs alone are half as many questions. */
export interface Depths {
  backlogs(): Promise<readonly QueueBacklog[]>;
  read(): Promise<readonly QueueDepth[]>;
}

/** Messages in all dead-letter queues. */
export const countDead = async (depths: Pick<Depths, 'read'>): Promise<number> =>
  (await depths.read()).reduce((sum, { dead }) => sum + dead, 0);

const counted = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const satisfies readonly QueueAttributeName[];

export class QueueDepths implements Depths {
  readonly #client: SQSClient;
  readonly #queues: SystemOutputs['queues'];
  readonly #deadLetterUrls = new Map<QueueName, string | undefined>();

  constructor(client: SQSClient, { queues }: SystemOutputs) {
    this.#client = client;
    this.#queues = queues;
  }

  backlogs(): Promise<QueueBacklog[]> {
    return Promise.all(
      queueNames.map(async (queue) => ({ queue, ...(await this.#countAt(this.#queues[queue])) })),
    );
  }

  read(): Promise<QueueDepth[]> {
    return Promise.all(queueNames.map((queue) => this.#readOne(queue)));
  }

  async #readOne(queue: QueueName): Promise<QueueDepth> {
    const backlog = await this.#countAt(this.#queues[queue]);
    if (!this.#deadLetterUrls.has(queue)) {
      this.#deadLetterUrls.set(queue, await this.#deadLetterUrl(this.#queues[queue]));
    }
    const deadUrl = this.#deadLetterUrls.get(queue);
    const dead = deadUrl === undefined ? undefined : await this.#countAt(deadUrl);
    return { queue, ...backlog, dead: (dead?.waiting ?? 0) + (dead?.inFlight ?? 0) };
  }

  async #attributes(queueUrl: string, names: readonly QueueAttributeName[]) {
    const { Attributes = {} } = await this.#client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
    );
    return Attributes;
  }

  async #countAt(queueUrl: string): Promise<{ readonly waiting: number; readonly inFlight: number }> {
    const attributes = await this.#attributes(queueUrl, counted);
    const count = (name: (typeof counted)[number]): number => Number(attributes[name] ?? 0);
    return {
      waiting: count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesDelayed'),
      inFlight: count('ApproximateNumberOfMessagesNotVisible'),
    };
  }

  async #deadLetterUrl(queueUrl: string): Promise<string | undefined> {
    const { RedrivePolicy: redrivePolicy } = await this.#attributes(queueUrl, ['RedrivePolicy']);
    if (redrivePolicy === undefined) return undefined;
    const { deadLetterTargetArn } = JSON.parse(redrivePolicy) as { deadLetterTargetArn?: string };
    const queueName = deadLetterTargetArn?.split(':').at(-1);
    if (queueName === undefined) return undefined;
    return (await this.#client.send(new GetQueueUrlCommand({ QueueName: queueName }))).QueueUrl;
  }
}
