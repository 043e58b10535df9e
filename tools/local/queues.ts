import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { accountId, region } from './aws-names.ts';
import { namesFromOutputs, resourceKey, stageSuffix } from './output-names.ts';
import { StartupError } from './startup-error.ts';
import type { TemplateResource, Templates } from './templates.ts';

/** Set when a queue is made, and again when the template has changed since. */
const changeable = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'ContentBasedDeduplication',
  'RedrivePolicy',
] as const;
const fixed = ['FifoQueue', 'DeduplicationScope', 'FifoThroughputLimit'] as const;

/**
 * Makes each queue of the templates, dead-letter queues first, or brings the one that is there up to date.
 *
 * Shape: the addresses of queues that an output names, by that output.
 */
export async function makeQueues(
  templates: Templates,
  client: SQSClient,
  endpoint: string,
): Promise<Readonly<Record<string, string>>> {
  const names = queueNames(templates);
  const outputs = namesFromOutputs(templates, 'Queue');
  const made: Record<string, string> = {};
  const queues = templates.resources('AWS::SQS::Queue');
  // A redrive policy names a queue by its Arn, which it has once it is made.
  const deadLettersFirst = [
    ...queues.filter(({ properties }) => !('RedrivePolicy' in properties)),
    ...queues.filter(({ properties }) => 'RedrivePolicy' in properties),
  ];
  for (const resource of deadLettersFirst) {
    const isFifo = resource.properties['FifoQueue'] === true;
    const named = names.get(resourceKey(resource)) ?? resource.logicalId;
    const name = `${named}${stageSuffix(templates)}${isFifo ? '.fifo' : ''}`;
    const url = await makeQueue(client, endpoint, name, templates.resolved(resource));
    templates.made(resource, {
      ref: url,
      attributes: {
        Arn: await arnOf(client, url, name),
        QueueName: name,
      },
    });
    const output = outputs.get(resourceKey(resource));
    if (output !== undefined) {
      made[output] = url;
    }
  }
  return made;
}

async function makeQueue(
  client: SQSClient,
  endpoint: string,
  name: string,
  properties: TemplateResource['properties'],
): Promise<string> {
  try {
    const existing = await findQueue(client, name);
    if (existing !== undefined) {
      await client.send(
        new SetQueueAttributesCommand({ QueueUrl: existing, Attributes: attributes(properties, changeable) }),
      );
      return existing;
    }
    const { QueueUrl } = await client.send(
      new CreateQueueCommand({
        QueueName: name,
        Attributes: attributes(properties, [...fixed, ...changeable]),
      }),
    );
    if (QueueUrl === undefined) {
      throw new Error('it returned no address');
    }
    return QueueUrl;
  } catch (error) {
    throw new StartupError(
      `The SQS server at ${endpoint} does not make the queue ${name}: ${error instanceof Error ? error.message : error}.`,
    );
  }
}

async function findQueue(client: SQSClient, name: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
  } catch (error) {
    if (
      error instanceof QueueDoesNotExist ||
      (error instanceof Error && /NonExistentQueue/.test(error.name))
    ) {
      return undefined;
    }
    throw error;
  }
}

async function arnOf(client: SQSClient, url: string, name: string): Promise<string> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  return Attributes?.['QueueArn'] ?? `arn:aws:sqs:${region}:${accountId}:${name}`;
}

function attributes(
  properties: TemplateResource['properties'],
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = properties[name];
      if (value === undefined || value === null) {
        return [];
      }
      return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
    }),
  );
}

/** As the outputs name them; a dead-letter queue after the queue it belongs to. */
function queueNames(templates: Templates): ReadonlyMap<string, string> {
  const names = new Map(namesFromOutputs(templates, 'Queue'));
  for (const resource of templates.resources('AWS::SQS::Queue')) {
    const redrive = resource.properties['RedrivePolicy'];
    if (typeof redrive === 'object' && redrive !== null && 'deadLetterTargetArn' in redrive) {
      const deadLetters = templates.target(resource.stackName, redrive['deadLetterTargetArn'] ?? null);
      if (deadLetters !== undefined) {
        names.set(
          resourceKey(deadLetters),
          `${names.get(resourceKey(resource)) ?? resource.logicalId}-dead-letters`,
        );
      }
    }
  }
  return names;
}
