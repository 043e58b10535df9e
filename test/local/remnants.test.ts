/** What is left in the data directory of what was deleted or overwritten, once the system has stopped. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findDynoxide } from '../../tools/local/dynoxide.ts';
import { engineNames } from '../../tools/local/engine-name.ts';
import { startQueueServer } from '../../tools/local/queue-server.ts';
import { startTableEngine } from '../../tools/local/table-engine.ts';
import { makeDirectory, removeDirectory } from './fixture.ts';

const options = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } };
const name = 'Kim Un-remembered';
const rounds = Array.from({ length: 40 }, (_, round) => round);

let directory: string;
beforeEach(() => {
  directory = makeDirectory();
});
afterEach(() => removeDirectory(directory));

const stillThere = (): readonly string[] =>
  readdirSync(directory).filter((file) => readFileSync(join(directory, file)).includes(name));

const installed = engineNames.filter(
  (engine) => engine === 'portable' || findDynoxide(process.platform, process.arch) !== undefined,
);

it.each(installed)('the tables of %s hold no name that was overwritten', async (engine) => {
  const files = { tablesFile: join(directory, 'tables.db'), enginePidFile: join(directory, 'engine.pid') };
  const { ownEndpoint, stop } = await startTableEngine({
    port: 0,
    files,
    engine,
  });
  const client = new DynamoDBClient({ ...options, endpoint: ownEndpoint });
  const put = (round: number, Item: object) =>
    client.send(
      new PutItemCommand({ TableName: 'households', Item: { householdId: { S: `H-${round}` }, ...Item } }),
    );
  await client.send(
    new CreateTableCommand({
      TableName: 'households',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'householdId', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'householdId', KeyType: 'HASH' }],
    }),
  );
  for (const round of rounds) await put(round, { name: { S: name } });
  expect(stillThere()).not.toEqual([]);
  for (const round of rounds) await put(round, { erasedAt: { S: '2020-08-08' } });
  client.destroy();
  await stop();
  expect(stillThere()).toEqual([]);
});

it('the queues hold no message that was worked off', async () => {
  const server = await startQueueServer(0, directory);
  const client = new SQSClient({ ...options, endpoint: server.endpoint });
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({
      QueueName: 'registrations.fifo',
      Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' },
    }),
  );
  for (const round of rounds)
    await client.send(
      new SendMessageCommand({ QueueUrl, MessageGroupId: `${round}`, MessageBody: `${name} ${round}` }),
    );
  expect(stillThere()).not.toEqual([]);
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) break;
    for (const { ReceiptHandle } of Messages)
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  client.destroy();
  await server.stop();
  expect(stillThere()).toEqual([]);
});
