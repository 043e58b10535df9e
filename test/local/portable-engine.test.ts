/** The portable table engine's protocol, where the contract that all engines keep does not reach, and its file. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { portableEntry } from '../../tools/local/portable-engine/process.ts';
import { type PortableServer, servePortableEngine } from '../../tools/local/portable-engine/server.ts';
import { SqliteTables } from '../../tools/local/portable-engine/sqlite-tables.ts';
import { startTableEngine } from '../../tools/local/table-engine.ts';

const options = (port: number) => ({
  endpoint: `http://127.0.0.1:${port}`,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
});
const keyOf = (item: string) => ({ subject: { S: 'a' }, item: { S: item } });
const records = {
  TableName: 'records',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['subject', 'item'].map(
    (AttributeName) => ({ AttributeName, AttributeType: 'S' }) as const,
  ),
  KeySchema: [
    { AttributeName: 'subject', KeyType: 'HASH' },
    { AttributeName: 'item', KeyType: 'RANGE' },
  ],
} as const;
const makeTable = () => new CreateTableCommand({ ...records, KeySchema: [...records.KeySchema] });

describe('the portable engine', () => {
  let tables: SqliteTables;
  let server: PortableServer;
  let client: DynamoDBClient;
  let streams: DynamoDBStreamsClient;

  beforeAll(async () => {
    tables = new SqliteTables(':memory:');
    server = await servePortableEngine(tables, 0);
    client = new DynamoDBClient(options(server.port));
    streams = new DynamoDBStreamsClient(options(server.port));
    await client.send(makeTable());
  });
  afterAll(async () => {
    client.destroy();
    streams.destroy();
    await server.stop();
    tables.close();
  });

  const call = (
    operation: string,
    body: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; type: string; headers: object }> =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: server.port,
          method: 'POST',
          headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, ...headers },
        },
        (response) => {
          response.setEncoding('utf8');
          let text = '';
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              type: String((JSON.parse(text) as { __type?: string }).__type).replace(/^.*#/, ''),
              headers: response.headers,
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['no origin that can be told', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a name that was made to lead here', { host: 'evil.example' }],
  ])('does nothing that a page of %s asks', async (_page, headers) => {
    const put = JSON.stringify({ TableName: 'records', Item: keyOf('planted') });
    const refused = await call('PutItem', put, headers);
    expect(refused).toMatchObject({ status: 403, type: 'AccessDeniedException' });
    expect(Object.keys(refused.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const { Item } = await client.send(new GetItemCommand({ TableName: 'records', Key: keyOf('planted') }));
    expect(Item).toBeUndefined();
  });

  it.each([
    ['an operation that it does not know', 'DescribeEndpoints', '{}', 'UnknownOperationException'],
    ['no JSON', 'GetItem', '{', 'SerializationException'],
    ['a table that is not there', 'DescribeTable', '{"TableName":"none"}', 'ResourceNotFoundException'],
    ['a filter', 'Scan', '{"TableName":"records","FilterExpression":"a = :b"}', 'ValidationException'],
    ['half a key', 'GetItem', '{"TableName":"records","Key":{"subject":{"S":"a"}}}', 'ValidationException'],
    [
      'a sort key of more than 1,024 bytes',
      'PutItem',
      JSON.stringify({ TableName: 'records', Item: keyOf('é'.repeat(513)) }),
      'ValidationException',
    ],
    [
      'an expression that it cannot read',
      'UpdateItem',
      JSON.stringify({ TableName: 'records', Key: keyOf('1'), UpdateExpression: 'SET a.b = :c' }),
      'ValidationException',
    ],
  ])('refuses %s under its name', async (_request, operation, body, type) => {
    expect(await call(operation, body)).toMatchObject({ status: 400, type });
  });

  it('meets single writes by their conditions, and calculates', async () => {
    const count = (by: string, condition: string) =>
      client.send(
        new UpdateItemCommand({
          TableName: 'records',
          Key: keyOf('count'),
          UpdateExpression: 'SET #n = #n - :by',
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#n': 'quantity' },
          ExpressionAttributeValues: { ':by': { N: by } },
        }),
      );
    await client.send(
      new PutItemCommand({ TableName: 'records', Item: { ...keyOf('count'), quantity: { N: '10' } } }),
    );
    await count('7', '#n >= :by AND NOT (#n = :by OR attribute_exists(other))');
    await expect(count('7', '#n >= :by')).rejects.toThrow(
      expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
    );
    const { Items } = await client.send(new ScanCommand({ TableName: 'records', Limit: 10 }));
    expect(Items).toContainEqual({ ...keyOf('count'), quantity: { N: '3' } });
  });

  it('tells a stream what was altered and deleted, in order, with both images', async () => {
    const item = (name: string) => ({ ...keyOf('altered'), name: { S: name } });
    await client.send(
      new UpdateTableCommand({
        TableName: 'records',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    for (const name of ['first', 'second'])
      await client.send(new PutItemCommand({ TableName: 'records', Item: item(name) }));
    await client.send(new DeleteItemCommand({ TableName: 'records', Key: keyOf('altered') }));

    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'records' }));
    const StreamArn = Table?.LatestStreamArn ?? '';
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    const first = await streams.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
    const second = await streams.send(new GetRecordsCommand({ ShardIterator: first.NextShardIterator }));
    const seen = [...(first.Records ?? []), ...(second.Records ?? [])];
    expect(
      seen.map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage, dynamodb?.NewImage]),
    ).toEqual([
      ['MODIFY', item('first'), item('second')],
      ['REMOVE', item('second'), undefined],
    ]);
  });
});

describe("the portable engine's file", () => {
  let directory: string;
  let engine: ChildProcess | undefined;
  afterEach(() => {
    engine?.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  const start = async (): Promise<DynamoDBClient> => {
    engine = fork(portableEntry, ['0', join(directory, 'tables.db')], { execArgv: [] });
    const [port] = (await once(engine, 'message')) as [number];
    return new DynamoDBClient({ ...options(port), maxAttempts: 1 });
  };

  it('holds all that was answered when the engine is killed in the midst of writing, and no half transaction', async () => {
    directory = mkdtempSync(join(tmpdir(), 'relief-portable-'));
    const client = await start();
    await client.send(makeTable());
    const answered: number[] = [];
    const write = (index: number) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: ['a', 'b'].map((subject) => ({
            Put: {
              TableName: 'records',
              Item: { subject: { S: subject }, item: { S: String(index) } },
              ConditionExpression: 'attribute_not_exists(subject)',
            },
          })),
        }),
      );
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let index = writer; ; index += 4) {
        await write(index);
        answered.push(index);
        if (answered.length === 100) engine?.kill('SIGKILL');
      }
    });
    await Promise.allSettled(writers);
    client.destroy();

    const restarted = await start();
    const itemsOf = async (subject: string) => {
      const { Items = [] } = await restarted.send(
        new QueryCommand({
          TableName: 'records',
          KeyConditionExpression: 'subject = :subject',
          ExpressionAttributeValues: { ':subject': { S: subject } },
        }),
      );
      return Items.map(({ item }) => Number(item?.S));
    };
    const kept = await itemsOf('a');
    expect(await itemsOf('b')).toEqual(kept);
    expect(kept).toEqual(expect.arrayContaining(answered));
    restarted.destroy();
  });

  it('forgets what was overwritten or deleted, the write-ahead log too', async () => {
    directory = mkdtempSync(join(tmpdir(), 'relief-portable-'));
    const client = await start();
    await client.send(makeTable());
    const item = (name: string) => ({ ...keyOf('1'), name: { S: name } });
    for (const name of ['Ri Chol-su', 'forgotten'])
      await client.send(new PutItemCommand({ TableName: 'records', Item: item(name) }));
    const bytes = () =>
      readdirSync(directory).map((file) => readFileSync(join(directory, file)).toString('latin1'));
    await vi.waitFor(() => expect(bytes().some((text) => text.includes('Ri Chol-su'))).toBe(false), 5_000);
    expect(bytes().some((text) => text.includes('forgotten'))).toBe(true);
    client.destroy();
  });
});

describe('the table engine', () => {
  const elsewhere = { files: undefined, platform: 'sunos', architecture: 'x64' };
  afterEach(() => vi.unstubAllEnvs());

  it('is the portable one where dynoxide is not installed', async () => {
    vi.stubEnv('DYNAMODB_ENGINE', '');
    const engine = await startTableEngine({ ...elsewhere, port: 0 });
    expect(engine).toMatchObject({ name: 'portable', hasStreams: true });
    await engine.stop();
  });

  it('is the portable one where DYNAMODB_ENGINE says so', async () => {
    vi.stubEnv('DYNAMODB_ENGINE', 'portable');
    const engine = await startTableEngine({ files: undefined, port: 0 });
    expect(engine.name).toBe('portable');
    await engine.stop();
  });

  it('is never another than DYNAMODB_ENGINE names', async () => {
    vi.stubEnv('DYNAMODB_ENGINE', 'dynoxide');
    await expect(startTableEngine({ ...elsewhere, port: 1 })).rejects.toThrow(
      'DYNAMODB_ENGINE is dynoxide, and @dynoxide/sunos-x64 is not installed: leave DYNAMODB_ENGINE out, or set it to portable.',
    );
    vi.stubEnv('DYNAMODB_ENGINE', 'sqlite');
    await expect(startTableEngine({ ...elsewhere, port: 1 })).rejects.toThrow(
      'DYNAMODB_ENGINE must be dynoxide or portable, not "sqlite".',
    );
  });

  it("does not open the other engine's tables", async () => {
    const directory = mkdtempSync(join(tmpdir(), 'relief-portable-'));
    const files = { tablesFile: join(directory, 'tables.db'), enginePidFile: join(directory, 'engine.pid') };
    const port = 0;
    const engine = await startTableEngine({ port, files, engine: 'portable' });
    await engine.stop();
    const again = await startTableEngine({ port, files, engine: 'portable' });
    await again.stop();
    const database = new DatabaseSync(files.tablesFile);
    database.exec('PRAGMA application_id = 0');
    database.close();
    await expect(startTableEngine({ port, files, engine: 'portable' })).rejects.toThrow(
      `The tables in ${files.tablesFile} were written by the other engine: set DYNAMODB_ENGINE to dynoxide, or DATA_DIR to another directory.`,
    );
    rmSync(directory, { recursive: true, force: true });
  });
});
