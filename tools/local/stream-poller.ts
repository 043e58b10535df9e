import { setTimeout as delay } from 'node:timers/promises';
import {
  type _Record,
  type AttributeValue,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { region } from './aws-names.ts';
import { fitsPattern } from './event-filter.ts';
import type { LocalFunction } from './local-function.ts';

/** Lambda polls a stream four times a second; here, one on which nothing happens is polled less often. */
const pollMs = 250;
const longestPollMs = 1_000;
const longestPauseMs = 5_000;

export interface StreamPollerOptions {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly function: LocalFunction;
  readonly batchSize: number;
  /** An event is for the function when it fits one of these; all are when there is none. */
  readonly patterns: readonly Parameters<typeof fitsPattern>[1][];
  readonly log: (line: string) => void;
}

/**
 * An event source mapping of a table's stream: hands what fits its filter to the function, in order.
 *
 * Guarantees: a batch that failed comes again before any other. Records that were handed on before a restart are handed
 * on again, as after a failure.
 */
export class StreamPoller {
  readonly #options: StreamPollerOptions;
  #isRunning = false;
  #loop: Promise<void> = Promise.resolve();
  readonly #iterators = new Map<string, string | undefined>();

  constructor(options: StreamPollerOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#loop = this.#work();
  }

  /** Settles when the batch in work is done. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    await this.#loop;
  }

  async #work(): Promise<void> {
    let pauseMs = pollMs;
    while (this.#isRunning) {
      try {
        await this.#findShards();
        let read = 0;
        for (const [shardId, iterator] of this.#iterators) {
          if (iterator !== undefined) read += await this.#read(shardId, iterator);
        }
        pauseMs = read > 0 ? pollMs : Math.min(2 * pauseMs, longestPollMs);
      } catch (error) {
        this.#options.log(`${this.#options.streamArn}: ${error instanceof Error ? error.message : error}`);
        pauseMs = Math.min(2 * pauseMs, longestPauseMs);
      }
      await delay(pauseMs);
    }
  }

  async #findShards(): Promise<void> {
    const { client, streamArn: StreamArn } = this.#options;
    if (this.#iterators.size > 0 && [...this.#iterators.values()].some((iterator) => iterator !== undefined))
      return;
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      if (ShardId === undefined || this.#iterators.has(ShardId)) continue;
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      );
      this.#iterators.set(ShardId, ShardIterator);
    }
  }

  /** Returns how many records there were. */
  async #read(shardId: string, iterator: string): Promise<number> {
    const { client, function: target, batchSize, patterns, streamArn } = this.#options;
    const { Records = [], NextShardIterator } = await client.send(
      new GetRecordsCommand({ ShardIterator: iterator, Limit: batchSize }),
    );
    const events = Records.map((record) => eventOf(record, streamArn));
    const fitting = events.filter(
      (event) => patterns.length === 0 || patterns.some((pattern) => fitsPattern(event, pattern)),
    );
    if (fitting.length > 0) {
      const result = await target.invoke({ Records: fitting });
      if (!result.ok) throw new Error(`${target.definition.functionName} failed: ${result.message}`);
      const failed =
        (result.payload as { batchItemFailures?: readonly unknown[] } | null)?.batchItemFailures ?? [];
      if (failed.length > 0)
        throw new Error(`${target.definition.functionName} could not look into all changes`);
    }
    this.#iterators.set(shardId, NextShardIterator);
    return Records.length;
  }
}

type Json = Parameters<typeof fitsPattern>[1];

/** As Lambda hands records on: bytes in base64, instants in seconds. */
function eventOf({ eventID, eventName, dynamodb }: _Record, streamArn: string): Json {
  const { ApproximateCreationDateTime, SequenceNumber, Keys, OldImage, NewImage } = dynamodb ?? {};
  return {
    eventID: eventID ?? '',
    eventName: eventName ?? '',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    eventSourceARN: streamArn,
    dynamodb: {
      ...(ApproximateCreationDateTime && {
        ApproximateCreationDateTime: ApproximateCreationDateTime.getTime() / 1_000,
      }),
      SequenceNumber: SequenceNumber ?? '',
      ...(Keys && { Keys: imageOf(Keys) }),
      ...(OldImage && { OldImage: imageOf(OldImage) }),
      ...(NewImage && { NewImage: imageOf(NewImage) }),
    },
  };
}

const imageOf = (image: Record<string, AttributeValue>): Json =>
  Object.fromEntries(
    Object.entries(image).map(([name, value]) => [
      name,
      value.B === undefined ? (value as unknown as Json) : { B: Buffer.from(value.B).toString('base64') },
    ]),
  );
