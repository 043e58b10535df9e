/** Puts messages on queues. */
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { deduplicationIdOf } from '../contract/routing.ts';
import { maxMessageBytes, type QueueName } from '../domain/events.ts';

/** Where a message goes. */
export interface Route {
  readonly queue: QueueName;
  readonly group: string;
}

export interface QueueMessage extends Route {
  readonly body: string;
}

/** What became of a message; of one that failed it is not known whether the queue has it. */
export type Sending = 'queued' | 'throttled' | 'failed';

/** Sends messages, and returns what became of each, in order. Never throws. */
export type SendMessages = (messages: readonly QueueMessage[]) => Promise<readonly Sending[]>;

/** Source: SQS, SendMessageBatch. */
const maxBatchMessages = 10;
const attempts = 3;

interface Pending extends QueueMessage {
  readonly place: number;
}

/**
 * Sends through SQS: each queue's messages in order, queues side by side.
 *
 * Guarantees: what SQS refuses for the moment is sent again; each message counts as queued only if SQS said so.
 */
export function queuesOf(
  client: Pick<SQSClient, 'send'>,
  urlOf: (queue: QueueName) => string,
  pause: (ms: number) => Promise<unknown>,
): SendMessages {
  return async (messages) => {
    const sendings: Sending[] = messages.map(() => 'failed');
    const byQueue = Map.groupBy(
      messages.map((message, place): Pending => ({ ...message, place })),
      ({ queue }) => queue,
    );
    await Promise.all(
      [...byQueue].map(async ([queue, ofQueue]) => {
        for (const batch of batchesOf(ofQueue)) await sendBatch(queue, batch);
      }),
    );
    return sendings;

    async function sendBatch(queue: QueueName, batch: readonly Pending[]): Promise<void> {
      let left = batch;
      for (let attempt = 1; left.length > 0 && attempt <= attempts; attempt += 1) {
        if (attempt > 1) await pause(100 * 4 ** (attempt - 2));
        const failures = await failuresOf(urlOf(queue), left);
        for (const { place } of left) sendings[place] = failures.get(place) ?? 'queued';
        left = left.filter(({ place }) => failures.has(place));
      }
    }

    async function failuresOf(url: string, batch: readonly Pending[]): Promise<ReadonlyMap<number, Sending>> {
      try {
        const command = new SendMessageBatchCommand({ QueueUrl: url, Entries: batch.map(entryOf) });
        const { Failed = [] } = await client.send(command);
        return new Map(Failed.map(({ Id = '', Code = '' }) => [Number(Id), sendingOf(Code)]));
      } catch (error) {
        const sending = sendingOf(error instanceof Error ? error.name : '');
        return new Map(batch.map(({ place }) => [place, sending]));
      }
    }
  };
}

const sendingOf = (code: string): Sending => (/throttl|OverLimit/i.test(code) ? 'throttled' : 'failed');

const entryOf = ({ place, group, body }: Pending): SendMessageBatchRequestEntry => ({
  Id: String(place),
  MessageBody: body,
  MessageGroupId: group,
  MessageDeduplicationId: deduplicationIdOf(body),
});

/** Batches in order: SQS takes ten messages at once, and no more bytes than of one. */
function batchesOf(messages: readonly Pending[]): readonly (readonly Pending[])[] {
  const batches: Pending[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const own = Buffer.byteLength(message.body);
    const last = batches.at(-1);
    if (last === undefined || last.length === maxBatchMessages || bytes + own > maxMessageBytes) {
      batches.push([message]);
      bytes = own;
    } else {
      last.push(message);
      bytes += own;
    }
  }
  return batches;
}
