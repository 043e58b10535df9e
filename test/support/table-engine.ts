/** The three tables in a DynamoDB server that keeps nothing, for tests that post in earnest. */
import { createServer } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import { indexNames, tableNames } from '../../shared/runtime/environment-names.ts';
import { Tables } from '../../shared/store/tables.ts';
import { loopback } from '../../tools/local/ports.ts';
import { startTableEngine } from '../../tools/local/table-engine.ts';

export interface TestTables {
  readonly client: DynamoDBClient;
  /** New tables, empty and by names of their own, in the same engine. */
  tables(): Promise<Tables>;
  stop(): Promise<void>;
}

export async function startTestTables(): Promise<TestTables> {
  const port = await freePort();
  const engine = await startTableEngine({ port, files: undefined });
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(new ListTablesCommand({}));
  let sets = 0;
  return {
    client,
    async tables() {
      sets += 1;
      const [households, stock, ledgers] = tableNames.map((name) => `${name}-${sets}`) as [
        string,
        string,
        string,
      ];
      await Promise.all(
        [householdsTable(households), chainTable(stock), ledgersTable(ledgers)].map((table) =>
          client.send(new CreateTableCommand(table)),
        ),
      );
      return new Tables(client, { households, stock, ledgers });
    },
    async stop() {
      client.destroy();
      await engine.stop();
    },
  };
}

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
const keys = (partition: string, sort?: string): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: partition, KeyType: 'HASH' },
  ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' } as const]),
];

const chainTable = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [text('subject'), text('item')],
  KeySchema: keys('subject', 'item'),
});

const ledgersTable = (TableName: string): CreateTableCommandInput => ({
  ...chainTable(TableName),
  AttributeDefinitions: ['subject', 'item', 'listing', 'listedAt'].map(text),
  GlobalSecondaryIndexes: [
    {
      IndexName: indexNames.ledgerExceptions,
      KeySchema: keys('listing', 'listedAt'),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
});

const householdsTable = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['householdId', 'centreId'].map(text),
  KeySchema: keys('householdId'),
  GlobalSecondaryIndexes: [
    {
      IndexName: indexNames.householdsByCentre,
      KeySchema: keys('centreId', 'householdId'),
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, loopback, () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
