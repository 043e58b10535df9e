/** Senders that speak to the queues otherwise than the newest SDKs: by forms, or to the queue's own address. */
import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type QueueServer, startQueueServer } from '../../tools/local/queue-server.ts';

let server: QueueServer;
let client: SQSClient;
beforeAll(async () => {
  server = await startQueueServer(0, undefined);
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new SQSClient({ endpoint: server.endpoint, region: 'us-east-1', credentials });
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

async function makeQueue(name: string): Promise<string> {
  const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
  const { QueueUrl = '' } = await client.send(
    new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes }),
  );
  return QueueUrl;
}

async function received(QueueUrl: string): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

const postForm = (address: string, fields: Record<string, string>): Promise<Response> =>
  fetch(address, { method: 'POST', body: new URLSearchParams({ ...fields, Version: '2012-11-05' }) });

const postJson = (address: string, value: object, action = 'SendMessage'): Promise<Response> =>
  fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
    body: JSON.stringify(value),
  });

const body = '{"name":"김 & <é>"}';

describe('the Query protocol', () => {
  it.each(['the root', 'the queue'])('takes a message at %s', async (where) => {
    const QueueUrl = await makeQueue(where.replace(' ', '-'));
    const response = await postForm(where === 'the queue' ? QueueUrl : server.endpoint, {
      Action: 'SendMessage',
      ...(where === 'the root' && { QueueUrl }),
      MessageBody: body,
      MessageGroupId: 'C-07',
      MessageDeduplicationId: 'urn:relief#1',
      'MessageAttribute.1.Name': 'traceparent',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': '00-1',
    });
    const [message, ...others] = await received(QueueUrl);
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      Body: body,
      Attributes: { MessageGroupId: 'C-07', MessageDeduplicationId: 'urn:relief#1' },
      MessageAttributes: { traceparent: { DataType: 'String', StringValue: '00-1' } },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/xml/);
    expect(await response.text()).toMatch(
      new RegExp(
        `^<\\?xml version="1.0"\\?><SendMessageResponse .*<SendMessageResult>.*<MessageId>${message?.MessageId}</MessageId>`,
      ),
    );
  });

  it('takes a batch, and tells of each of its entries', async () => {
    const QueueUrl = await makeQueue('batch');
    const response = await postForm(QueueUrl, {
      Action: 'SendMessageBatch',
      QueueUrl,
      'SendMessageBatchRequestEntry.2.Id': 'b',
      'SendMessageBatchRequestEntry.2.MessageBody': 'second',
      'SendMessageBatchRequestEntry.2.MessageGroupId': 'C-08',
      'SendMessageBatchRequestEntry.1.Id': 'a',
      'SendMessageBatchRequestEntry.1.MessageBody': 'first',
      'SendMessageBatchRequestEntry.1.MessageGroupId': 'C-07',
      'SendMessageBatchRequestEntry.3.Id': 'c',
      'SendMessageBatchRequestEntry.3.MessageBody': 'without a group',
    });
    const groups = (await received(QueueUrl)).map(({ Body, Attributes }) => [
      Attributes?.MessageGroupId,
      Body,
    ]);
    expect(groups.sort()).toEqual([
      ['C-07', 'first'],
      ['C-08', 'second'],
    ]);
    const text = await response.text();
    expect(text.match(/<SendMessageBatchResultEntry><Id>\w/g)).toEqual([
      '<SendMessageBatchResultEntry><Id>a',
      '<SendMessageBatchResultEntry><Id>b',
    ]);
    expect(text).toMatch(/<BatchResultErrorEntry><Id>c<\/Id>.*<Code>MissingParameter<\/Code>/);
  });

  it('finds the address of a queue, and says when there is none', async () => {
    const address = await makeQueue('found');
    const found = await postForm(server.endpoint, { Action: 'GetQueueUrl', QueueName: 'found.fifo' });
    expect(await found.text()).toContain(
      `<GetQueueUrlResult><QueueUrl>${address}</QueueUrl></GetQueueUrlResult>`,
    );
    const missing = await postForm(server.endpoint, { Action: 'GetQueueUrl', QueueName: 'none.fifo' });
    expect(missing.status).toBe(400);
    expect(await missing.text()).toContain('<Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
  });
});

describe("a queue's own address", () => {
  it('takes JSON as the root does', async () => {
    const QueueUrl = await makeQueue('own-address');
    const response = await postJson(QueueUrl, { MessageBody: body, MessageGroupId: 'C-07' });
    const [message] = await received(QueueUrl);
    expect(message?.Body).toBe(body);
    expect(await response.json()).toMatchObject({ MessageId: message?.MessageId });
  });

  it('says of JSON that it refuses what the root says', async () => {
    const QueueUrl = await makeQueue('refusing');
    const response = await postJson(QueueUrl, { MessageBody: body });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-query-error')).toContain('MissingParameter');
    expect(await response.json()).toMatchObject({ __type: 'com.amazonaws.sqs#MissingParameter' });
  });

  it('never answers 200 to what it does not take', async () => {
    const QueueUrl = await makeQueue('strict');
    const requests = [
      fetch(QueueUrl, { method: 'POST', body }),
      postForm(QueueUrl, { MessageBody: body }),
      postForm(QueueUrl, { Action: 'PurgeQueue' }),
      postJson(QueueUrl, { MessageBody: body, MessageGroupId: 'C-07' }, 'Send'),
      postJson(`${QueueUrl}x`, { MessageBody: body, MessageGroupId: 'C-07' }),
    ];
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect(await received(QueueUrl)).toEqual([]);
  });
});
