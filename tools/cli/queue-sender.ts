/** Sends events to a system's queues: in batches, in parallel, each message group in its order. */
import { createHash } from 'node:crypto';
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import { deduplicationIdOf, groupOf, type RoutedEvent } from '../../shared/contract/routing.ts';
import { CliError } from './cli-error.ts';
import type { SystemOutputs } from './outputs.ts';
import { requestHandler } from './request-limits.ts';
import { system } from './words/system.ts';

/** Limits of SendMessageBatch: ten messages; 256 KiB holds on every SQS, old limit and new. */
const batchMessages = 10;
const batchBytes = 256 * 1024;
const laneCount = 8;
const attempts = 4;

export interface QueueMessage {
  readonly queueUrl: string;
  readonly body: string;
  readonly event: RoutedEvent;
  /** @default what the event's data names */
  readonly group?: string;
}

export type SendBatch = (queueUrl: string, entries: SendMessageBatchRequestEntry[]) => Promise<Refusal[]>;

/** An entry that the queue did not accept. */
interface Refusal {
  readonly entryId: string;
  readonly message: string;
  /** Whether sending it again is pointless. */
  readonly senderFault: boolean;
}

/** The client for a system's queues; a local server takes any credentials. */
export function sqsClient({ sqsEndpoint }: SystemOutputs): SQSClient {
  return new SQSClient(
    sqsEndpoint === undefined
      ? { requestHandler }
      : {
          requestHandler,
          endpoint: sqsEndpoint,
          region: 'us-east-1',
          credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        },
  );
}

export const sendThrough =
  (client: SQSClient): SendBatch =>
  async (queueUrl, entries) => {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
    );
    return Failed.map(({ Id = '', Message = system('api.noReason'), SenderFault = false }) => ({
      entryId: Id,
      message: Message,
      senderFault: SenderFault,
    }));
  };

async function sendFully(sendBatch: SendBatch, queueUrl: string, entries: SendMessageBatchRequestEntry[]) {
  let remaining = entries;
  for (let attempt = 1; remaining.length > 0; attempt += 1) {
    const refusals = await sendBatch(queueUrl, remaining);
    const final = refusals.find(({ senderFault }) => senderFault || attempt === attempts);
    if (final) throw new CliError(system('queue.refused', { queue: queueUrl, why: final.message }));
    const refused = new Set(refusals.map(({ entryId }) => entryId));
    remaining = remaining.filter(({ Id = '' }) => refused.has(Id));
  }
}

interface Lane {
  queueUrl: string;
  entries: SendMessageBatchRequestEntry[];
  bytes: number;
  sending: Promise<void>;
}

/**
 * Sends every message and returns how many were sent.
 *
 * Guarantees: the messages of one group leave in the order given, since a group keeps to one lane and a lane
 * sends one batch at a time. At most eight batches are in memory.
 */
export async function sendMessages(
  messages: Iterable<QueueMessage> | AsyncIterable<QueueMessage>,
  sendBatch: SendBatch,
  onSent: (count: number) => void = () => {},
): Promise<number> {
  const lanes = new Map<string, Lane>();
  let sent = 0;
  let failure: unknown;

  const flush = async (lane: Lane): Promise<void> => {
    await lane.sending;
    if (failure !== undefined) throw failure;
    const { queueUrl, entries } = lane;
    lane.entries = [];
    lane.bytes = 0;
    lane.sending = sendFully(sendBatch, queueUrl, entries).then(
      () => {
        sent += entries.length;
        onSent(sent);
      },
      (error: unknown) => {
        failure ??= error;
      },
    );
  };

  for await (const { queueUrl, body, event, group = groupOf(event) } of messages) {
    const laneNumber = createHash('sha256').update(group).digest().readUInt32BE() % laneCount;
    const key = `${queueUrl} ${laneNumber}`;
    const lane = lanes.get(key) ?? { queueUrl, entries: [], bytes: 0, sending: Promise.resolve() };
    lanes.set(key, lane);
    const bytes = Buffer.byteLength(body);
    if (lane.entries.length > 0 && lane.bytes + bytes > batchBytes) await flush(lane);
    lane.entries.push({
      Id: String(lane.entries.length),
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationIdOf(body),
    });
    lane.bytes += bytes;
    if (lane.entries.length === batchMessages) await flush(lane);
  }
  for (const lane of lanes.values()) if (lane.entries.length > 0) await flush(lane);
  for (const lane of lanes.values()) await lane.sending;
  if (failure !== undefined) throw failure;
  return sent;
}
