import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { readEventSources } from './event-sources.ts';
import type { LocalFunction } from './local-function.ts';
import { resourceKey } from './output-names.ts';
import { StreamPoller } from './stream-poller.ts';
import type { Templates } from './templates.ts';

/** What Lambda takes when a mapping says nothing. */
const defaultBatchSize = 100;

/** A poller for each function that watches the stream of a table. */
export function readStreamPollers(
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  client: DynamoDBStreamsClient,
  log: (line: string) => void,
): readonly StreamPoller[] {
  const tableKeys = new Set(templates.resources('AWS::DynamoDB::Table').map(resourceKey));
  const sources = readEventSources<{
    readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern: string }[] };
  }>(templates, functions, tableKeys);
  return sources.map(
    ({ target, properties }) =>
      new StreamPoller({
        client,
        streamArn: properties.EventSourceArn,
        function: target,
        batchSize: properties.BatchSize ?? defaultBatchSize,
        patterns: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern)),
        log,
      }),
  );
}
