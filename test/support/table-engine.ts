/** The three tables in a DynamoDB server that keeps nothing, for tests that post in earnest. */
import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { indexNames, tableNames } from '../../shared/runtime/environment-names.ts';
import { Tables } from '../../shared/store/tables.ts';
import { type EngineName, readEngineName } from '../../tools/local/engine-name.ts';
import { startTableEngine } from '../../tools/local/table-engine.ts';
import { TablesInProcess } from './tables-in-process.ts';

export interface TestTables {
  readonly client: DynamoDBClient;
  /** New tables, empty and by names of their own, in the same engine. */
  tables(): Promise<Tables>;
  stop(): Promise<void>;
}

/**
 * `endpoint`: a server of another's, on which the tables are deleted in the end.
 * `engineName`: an embedded engine in a process of its own; else DYNAMODB_ENGINE names it, or it is the portable one, in
 * this process.
 */
export async function startTestTables(
  endpoint?: string,
  engineName = readEngineName(process.env),
): Promise<TestTables> {
  const { client, stop } = await reachEngine(endpoint, engineName);
  await client.send(new ListTablesCommand({}));
  const run = endpoint === undefined ? '' : `${randomUUID().slice(0, 8)}-`;
  const made: string[] = [];
  let sets = 0;
  return {
    client,
    async tables() {
      sets += 1;
      const [households, stock, ledgers] = tableNames.map((name) => `${name}-${run}${sets}`) as [
        string,
        string,
        string,
      ];
      await Promise.all(
        [householdsTable(households), chainTable(stock), ledgersTable(ledgers)].map(async (table) => {
          await client.send(new CreateTableCommand(table));
          made.push(table.TableName ?? '');
          if (endpoint !== undefined)
            await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: table.TableName });
        }),
      );
      return new Tables(client, { households, stock, ledgers });
    },
    async stop() {
      if (endpoint !== undefined)
        await Promise.all(made.map((TableName) => client.send(new DeleteTableCommand({ TableName }))));
      client.destroy();
      await stop();
    },
  };
}

interface ReachedEngine {
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

async function reachEngine(
  endpoint: string | undefined,
  engineName: EngineName | undefined,
): Promise<ReachedEngine> {
  const options = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const nothing = (): Promise<void> => Promise.resolve();
  if (endpoint !== undefined) return { client: new DynamoDBClient({ ...options, endpoint }), stop: nothing };
  if (engineName === undefined) return { client: new TablesInProcess(options), stop: nothing };
  const engine = await startTableEngine({ port: 0, files: undefined, engine: engineName });
  return {
    client: new DynamoDBClient({ ...options, endpoint: engine.endpoint }),
    stop: () => engine.stop(),
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
  AttributeDefinitions: ['householdId'].map(text),
  KeySchema: keys('householdId'),
});
