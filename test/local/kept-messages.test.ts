/** The queues on a disk that is full now and then: what is taken is kept, and what is not kept is not taken. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type QueueServer, startQueueServer } from '../../tools/local/queue-server.ts';
import { makeDirectory, removeDirectory } from './fixture.ts';

let directory: string;
let server: QueueServer;
let client: SQSClient;

async function start(): Promise<void> {
  server = await startQueueServer(0, directory);
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new SQSClient({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

async function stop(): Promise<void> {
  client.destroy();
  await server.stop();
}

beforeEach(async () => {
  directory = makeDirectory();
  await start();
});
afterEach(async () => {
  await stop();
  removeDirectory(directory);
});

/** As a full disk does: the file takes no message more until it is emptied. */
function onFullDisk<T>(work: () => Promise<T>): Promise<T> {
  const change = (sql: string): void => {
    using database = new DatabaseSync(join(directory, 'fauxqs.db'), { timeout: 1_000 });
    database.exec(sql);
  };
  change(`CREATE TRIGGER full BEFORE INSERT ON sqs_messages
    BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
  return work().finally(() => change('DROP TRIGGER full'));
}

async function makeQueue(name: string, attributes: Record<string, string> = {}): Promise<string> {
  const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true', ...attributes };
  const { QueueUrl = '' } = await client.send(
    new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes }),
  );
  return QueueUrl;
}

/** The bodies of the messages that a queue gives, one of each group. */
async function bodies(QueueUrl: string): Promise<readonly (string | undefined)[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
  );
  return Messages.map(({ Body }) => Body).sort();
}

const sheets = ['1', '2', '3'].map((Id) => ({ Id, MessageBody: `sheet ${Id}`, MessageGroupId: Id }));

it.each([
  [
    'one by one',
    async (QueueUrl: string) => {
      for (const { Id: _id, ...sheet } of sheets)
        await client.send(new SendMessageCommand({ QueueUrl, ...sheet }));
    },
  ],
  [
    'in a batch',
    async (QueueUrl: string) => {
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: sheets }));
    },
  ],
])('a sheet that is sent again after a full disk is taken anew: %s', async (_how, send) => {
  const url = await makeQueue('sheets');
  await onFullDisk(() => expect(send(url)).rejects.toThrow());
  await send(url);
  // Those of before are known as what they are.
  await send(url);
  await stop();
  await start();
  const kept = await makeQueue('sheets');
  expect(await bodies(kept)).toEqual(sheets.map(({ MessageBody }) => MessageBody));
});

it('a message that cannot be moved to the dead-letter queue stays where it is', async () => {
  const deadLetters = await makeQueue('dead');
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ['QueueArn'] }),
  );
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.['QueueArn'], maxReceiveCount: 1 });
  const url = await makeQueue('poor', { RedrivePolicy });
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'bad', MessageGroupId: 'a' }));
  expect(await bodies(url)).toEqual(['bad']);
  await delay(1_100);
  await onFullDisk(() => expect(bodies(url)).rejects.toThrow());
  expect(await bodies(url)).toEqual([]);
  expect(await bodies(deadLetters)).toEqual(['bad']);
});

it('a message that is given back is there again', async () => {
  const url = await makeQueue('back');
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'good', MessageGroupId: 'a' }));
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: url }));
  const ReceiptHandle = Messages[0]?.ReceiptHandle;
  await client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
  );
  await expect.poll(() => bodies(url)).toEqual(['good']);
});
