/** Items of tables as files: the form of `relief export`, a line each, bytes as base64. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Tables } from '../../shared/store/tables.ts';

const tableNames = ['households', 'stock', 'ledgers'] as const;

export type StoredTable = (typeof tableNames)[number];

type Item = Record<string, AttributeValue>;

/** The items of a version, as its code stored them. */
function itemsOfVersion(directory: string, table: StoredTable): readonly Item[] {
  const lines = readFileSync(join(import.meta.dirname, directory, `${table}.ndjson`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const { Item } = JSON.parse(line) as { Item: Record<string, { S?: string; N?: string; B?: string }> };
    return Object.fromEntries(
      Object.entries(Item).map(([name, value]) => [
        name,
        (value.B === undefined ? value : { B: Buffer.from(value.B, 'base64') }) as AttributeValue,
      ]),
    );
  });
}

/** Puts a version's items into empty tables, as a restore does. */
export async function restoreVersion(
  directory: string,
  client: DynamoDBClient,
  { names }: Tables,
): Promise<void> {
  for (const table of tableNames) {
    for (const Item of itemsOfVersion(directory, table)) {
      await client.send(new PutItemCommand({ TableName: names[table], Item }));
    }
  }
}

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
