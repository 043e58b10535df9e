import type { SQSClient } from '@aws-sdk/client-sqs';
import { readEventSources } from './event-sources.ts';
import type { LocalFunction } from './local-function.ts';
import { resourceKey } from './output-names.ts';
import { QueuePoller } from './queue-poller.ts';
import type { Templates } from './templates.ts';

/** What Lambda takes when a mapping says nothing. */
const defaultBatchSize = 10;

export interface QueuePollerSettings {
  readonly client: SQSClient;
  /** The most batches of one queue in work at once, whatever the template says. */
  readonly maxConcurrency: number;
  readonly longestPollSeconds?: number;
  readonly abort: AbortSignal;
  readonly log: (line: string) => void;
}

/** Pollers of the functions that take messages from queues. */
export interface QueuePollers {
  readonly running: readonly QueuePoller[];
  /** Those of mappings that the template turns off, until an operator turns them on. */
  readonly resting: readonly QueuePoller[];
}

/** A poller for each function that takes messages from a queue. */
export function readQueuePollers(
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  { client, maxConcurrency, abort, log, ...polls }: QueuePollerSettings,
): QueuePollers {
  const queueUrls = new Map(
    templates.resources('AWS::SQS::Queue').map((queue) => [resourceKey(queue), templates.localRef(queue)]),
  );
  const sources = readEventSources<{
    readonly Enabled?: boolean;
    readonly FunctionResponseTypes?: readonly string[];
    readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
  }>(templates, functions, new Set(queueUrls.keys()));
  const pollerOf = ({ sourceKey, target, properties }: (typeof sources)[number]) =>
    new QueuePoller({
      client,
      queueUrl: queueUrls.get(sourceKey) ?? '',
      queueArn: properties.EventSourceArn,
      function: target,
      batchSize: properties.BatchSize ?? defaultBatchSize,
      reportsBatchItemFailures:
        properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      concurrency: Math.min(maxConcurrency, properties.ScalingConfig?.MaximumConcurrency ?? maxConcurrency),
      ...polls,
      abort,
      log,
    });
  const [resting = [], running = []] = [false, true].map((isEnabled) =>
    sources.filter(({ properties }) => (properties.Enabled ?? true) === isEnabled).map(pollerOf),
  );
  return { running, resting };
}
