/** Whole tables of a system, item by item; for checks and exports, never to serve a request. */
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { CliError, exitCodes, whyOf } from './cli-error.ts';
import { type SystemOutputs, type TableName, tableNames } from './outputs.ts';
import { requestHandler } from './request-limits.ts';
import { system as words } from './words/system.ts';

/** An item in DynamoDB's own typed form. */
export type StoredItem = Record<string, AttributeValue>;

export function dynamoDbClient({ dynamoDbEndpoint }: SystemOutputs): DynamoDBClient {
  return new DynamoDBClient(
    dynamoDbEndpoint === undefined
      ? { requestHandler }
      : {
          requestHandler,
          endpoint: dynamoDbEndpoint,
          region: 'us-east-1',
          credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        },
  );
}

/** Every item of a table, a page in memory at a time. */
export async function* itemsOf(client: DynamoDBClient, tableName: string): AsyncGenerator<StoredItem> {
  try {
    for await (const { Items = [] } of paginateScan(
      { client },
      { TableName: tableName, ConsistentRead: true },
    )) {
      yield* Items;
    }
  } catch (cause) {
    throw new CliError(words('table.failed', { table: tableName, why: whyOf(cause) }), exitCodes.noSystem, {
      cause,
    });
  }
}

/** Every item of every table of a system. */
export async function* allItems(
  client: DynamoDBClient,
  { tables }: SystemOutputs,
): AsyncGenerator<{ readonly table: TableName; readonly item: StoredItem }> {
  for (const table of tableNames) {
    for await (const item of itemsOf(client, tables[table])) yield { table, item };
  }
}
