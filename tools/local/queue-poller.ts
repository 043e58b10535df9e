import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { region } from './aws-names.ts';
import { payloadLimitBytes } from './function-container.ts';
import { traceAttributeName } from './lineage.ts';
import type { LocalFunction } from './local-function.ts';

/** Of a queue with work: short enough that a pause or a stop does not keep anybody waiting. */
const longPollSeconds = 2;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

export interface QueuePollerOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly function: LocalFunction;
  readonly batchSize: number;
  /** Whether the function says itself which messages failed. */
  readonly reportsBatchItemFailures: boolean;
  /** Batches in work at once. */
  readonly concurrency: number;
  /** Of a queue that was long empty: each receive costs the processor something. @default {@link longPollSeconds} */
  readonly longestPollSeconds?: number;
  /** Ends open receives; only where nobody minds that a message received in that moment stays hidden. */
  readonly abort: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * An event source mapping: receives batches, invokes the function and deletes what it did not report as failed.
 *
 * Guarantees: what failed is left to the queue, which hides it for its visibility timeout, holds back its message
 * group meanwhile, and moves it to the dead-letter queue after too many receives.
 */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  readonly #batches = new Set<Promise<void>>();
  #receiving: Promise<void> = Promise.resolve();
  #isRunning = false;

  constructor(options: QueuePollerOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    this.#receiving = this.#keepReceiving();
  }

  /** Settles when every batch in work is done. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    await this.#receiving;
    await Promise.all(this.#batches);
  }

  /** Receives whenever a batch more may be in work, and shares what it receives among all that may. */
  async #keepReceiving(): Promise<void> {
    const { concurrency, queueArn, longestPollSeconds = longPollSeconds } = this.#options;
    let pauseMs = firstPauseMs;
    let pollSeconds = longPollSeconds;
    while (this.#isRunning) {
      if (this.#batches.size >= concurrency) {
        await Promise.race(this.#batches);
        continue;
      }
      try {
        const messages = await this.#receive(pollSeconds);
        pollSeconds = messages.length > 0 ? longPollSeconds : Math.min(2 * pollSeconds, longestPollSeconds);
        for (const share of shared(messages, concurrency - this.#batches.size)) {
          for (const batch of batchesOf(share, queueArn)) {
            this.#take(batch);
          }
        }
        pauseMs = firstPauseMs;
      } catch (error) {
        if (!this.#isRunning) {
          return;
        }
        this.#complain(error);
        await delay(pauseMs);
        pauseMs = Math.min(2 * pauseMs, longestPauseMs);
      }
    }
  }

  #take(batch: readonly SQSRecord[]): void {
    const work = this.#process(batch)
      .catch((error: unknown) => this.#complain(error))
      .finally(() => this.#batches.delete(work));
    this.#batches.add(work);
  }

  #complain(error: unknown): void {
    this.#options.log(`${this.#options.queueUrl}: ${error instanceof Error ? error.message : error}`);
  }

  async #receive(pollSeconds: number): Promise<readonly Message[]> {
    const { Messages } = await this.#options.client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#options.queueUrl,
        MaxNumberOfMessages: Math.min(10, this.#options.batchSize),
        WaitTimeSeconds: pollSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: this.#options.abort },
    );
    return Messages ?? [];
  }

  async #process(records: readonly SQSRecord[]): Promise<void> {
    const { function: target, log, reportsBatchItemFailures } = this.#options;
    const traces = records.map(({ attributes }) => attributes.AWSTraceHeader);
    const result = await target.invoke({ Records: [...records] } satisfies SQSEvent, traces);
    if (!result.ok) {
      log(`${target.definition.functionName} failed on ${records.length} message(s): ${result.message}`);
      return;
    }
    const failed = reportsBatchItemFailures ? failedMessages(records, result.payload) : new Set<string>();
    if (failed.size > 0) {
      log(
        `${target.definition.functionName} returned ${failed.size} of ${records.length} message(s) to the queue`,
      );
    }
    await this.#delete(records.filter(({ messageId }) => !failed.has(messageId)));
  }

  async #delete(records: readonly SQSRecord[]): Promise<void> {
    if (records.length === 0) {
      return;
    }
    await this.#options.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.#options.queueUrl,
        Entries: records.map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
        })),
      }),
    );
  }
}

/**
 * The messages that a partial batch response returns to the queue, by Lambda's rules: nothing, null or an empty
 * list is success; anything that does not name a message of the batch fails all of it.
 */
export function failedMessages(records: readonly SQSRecord[], payload: unknown): ReadonlySet<string> {
  const all = new Set(records.map(({ messageId }) => messageId));
  if (payload === null || payload === undefined) {
    return new Set();
  }
  if (typeof payload !== 'object') {
    return all;
  }
  const failures: unknown = 'batchItemFailures' in payload ? payload.batchItemFailures : null;
  if (failures === null || failures === undefined) {
    return new Set();
  }
  if (!Array.isArray(failures)) {
    return all;
  }
  const failed = new Set<string>();
  for (const failure of failures as readonly unknown[]) {
    const identifier =
      typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
        ? failure.itemIdentifier
        : undefined;
    if (typeof identifier !== 'string' || !all.has(identifier)) {
      return all;
    }
    failed.add(identifier);
  }
  return failed;
}

/** Shares messages out in so many parts at most, as even as can be; a message group stays together, in its order. */
function shared(messages: readonly Message[], parts: number): Message[][] {
  const groups = new Map<string, Message[]>();
  for (const message of messages) {
    const group = message.Attributes?.MessageGroupId ?? message.MessageId ?? '';
    groups.set(group, [...(groups.get(group) ?? []), message]);
  }
  const shares: Message[][] = [];
  for (const group of groups.values()) {
    const smallest = shares.toSorted((one, other) => one.length - other.length)[0];
    if (shares.length < parts || smallest === undefined) {
      shares.push(group);
    } else {
      smallest.push(...group);
    }
  }
  return shares;
}

/** Splits what was received where it would outgrow the payload of one invocation. */
function batchesOf(messages: readonly Message[], queueArn: string): SQSRecord[][] {
  const batches: SQSRecord[][] = [];
  let batchBytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const record = recordOf(message, queueArn);
    const recordBytes = Buffer.byteLength(JSON.stringify(record));
    if (batchBytes + recordBytes > payloadLimitBytes) {
      batches.push([]);
      batchBytes = 0;
    }
    batches.at(-1)?.push(record);
    batchBytes += recordBytes;
  }
  return batches;
}

function recordOf(message: Message, queueArn: string): SQSRecord {
  const { [traceAttributeName]: trace, ...attributes } = message.MessageAttributes ?? {};
  const noted = trace?.StringValue === undefined ? {} : { [traceAttributeName]: trace.StringValue };
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes, ...noted } as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, attributeOf(value)]),
    ),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function attributeOf(value: MessageAttributeValue): SQSMessageAttributes[string] {
  return {
    ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
    ...(value.BinaryValue === undefined
      ? {}
      : { binaryValue: Buffer.from(value.BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
    dataType: value.DataType ?? 'String',
  };
}
