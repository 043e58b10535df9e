/** The store's own maximum: the very transactions that posting sends, made beforehand, into tables that are empty. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ScanCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsInput,
} from '@aws-sdk/client-dynamodb';
import type { TableNames } from '../../shared/store/tables.ts';
import { BrokenBooks } from './books-check.ts';
import type { Section } from './section.ts';

/** Transactions of one centre, in their order. */
export type Lane = readonly (readonly TransactWriteItem[])[];

/** Keeps a copy of every transaction that a client sends from now on. */
export function recordTransactions(client: DynamoDBClient): TransactWriteItem[][] {
  const recorded: TransactWriteItem[][] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'TransactWriteItemsCommand') {
          recorded.push([...((args.input as TransactWriteItemsInput).TransactItems ?? [])]);
        }
        return next(args);
      },
    { step: 'initialize', name: 'transactionRecorder' },
  );
  return recorded;
}

export const rawSection = (
  name: string,
  about: string,
  client: DynamoDBClient,
  tableNames: TableNames,
  lanes: readonly Lane[],
  handovers: number,
): Section => ({
  name,
  about,
  needsOrder: false,
  async prepare(orderId) {
    const scratch = new Map(
      await Promise.all(
        [tableNames.stock, tableNames.ledgers].map(
          async (tableName) => [tableName, await makeTableLike(client, tableName, orderId)] as const,
        ),
      ),
    );
    const inputs = lanes.map((lane) => lane.map((items) => items.map((item) => inTable(item, scratch))));
    const puts = lanes.flat(2).filter(({ Put }) => Put !== undefined).length;
    return {
      handovers,
      async work() {
        await Promise.all(
          inputs.map(async (lane) => {
            for (const TransactItems of lane)
              await client.send(new TransactWriteItemsCommand({ TransactItems }));
          }),
        );
      },
      async check() {
        const counts = await Promise.all([...scratch.values()].map((table) => itemsIn(client, table)));
        const found = counts.reduce((sum, count) => sum + count, 0);
        if (found !== puts) throw new BrokenBooks(`${found} items are in the tables, not ${puts}`);
        await Promise.all(
          [...scratch.values()].map((TableName) => client.send(new DeleteTableCommand({ TableName }))),
        );
      },
    };
  },
});

function inTable(item: TransactWriteItem, names: ReadonlyMap<string, string>): TransactWriteItem {
  const { Put, ConditionCheck } = item;
  const renamed = <T extends { TableName: string | undefined }>(action: T): T => ({
    ...action,
    TableName: names.get(action.TableName ?? '') ?? action.TableName,
  });
  if (Put !== undefined) return { Put: renamed(Put) };
  if (ConditionCheck !== undefined) return { ConditionCheck: renamed(ConditionCheck) };
  throw new Error('A handover needs only puts and checks');
}

/** An empty table with the keys and indexes of another; returns its name. */
async function makeTableLike(client: DynamoDBClient, tableName: string, suffix: string): Promise<string> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const name = `${tableName}-${suffix}`;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: Table?.AttributeDefinitions,
      KeySchema: Table?.KeySchema,
      ...(Table?.StreamSpecification?.StreamEnabled === true && {
        StreamSpecification: Table.StreamSpecification,
      }),
      ...(Table?.GlobalSecondaryIndexes && {
        GlobalSecondaryIndexes: Table.GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
          IndexName,
          KeySchema,
          Projection,
        })),
      }),
    }),
  );
  return name;
}

export async function itemsIn(client: DynamoDBClient, TableName: string): Promise<number> {
  let count = 0;
  let start: Record<string, never> | undefined;
  do {
    const { Count = 0, LastEvaluatedKey } = await client.send(
      new ScanCommand({ TableName, Select: 'COUNT', ...(start && { ExclusiveStartKey: start }) }),
    );
    count += Count;
    start = LastEvaluatedKey as Record<string, never> | undefined;
  } while (start !== undefined);
  return count;
}
