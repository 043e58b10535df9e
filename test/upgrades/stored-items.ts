/** Items of tables as they are stored. */
import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Tables } from '../../shared/store/tables.ts';

const tableNames = ['households', 'stock', 'ledgers'] as const;

export type StoredTable = (typeof tableNames)[number];

type Item = Record<string, AttributeValue>;

/** Every item of the tables; they are small. */
export async function* itemsIn(
  client: DynamoDBClient,
  { names }: Tables,
): AsyncGenerator<{ readonly table: StoredTable; readonly item: Item }> {
  for (const table of tableNames) {
    const { Items = [] } = await client.send(
      new ScanCommand({ TableName: names[table], ConsistentRead: true }),
    );
    for (const item of Items) yield { table, item };
  }
}
