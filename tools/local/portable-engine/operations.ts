/** Answers of the DynamoDB and DynamoDB Streams operations that this project asks for. */
import { createHash } from 'node:crypto';
import type * as dynamodb from '@aws-sdk/client-dynamodb';
import { batchKeysOf } from './batches.ts';
import { definitionOf, descriptionOf, streamOf } from './definitions.ts';
import { checkedLimit, pageOf, planQuery, type QueryPlan, startKeyOf } from './queries.ts';
import { invalid, RequestError } from './request-error.ts';
import type { SqliteTables, StoredRow } from './sqlite-tables.ts';
import { describeStream, shardIterator, streamRecords } from './streams.ts';
import { keyAttributes, keyOf, namedKeyOf } from './table-shape.ts';
import { consumedByTransaction, isServed, planTransaction, planWrite } from './writes.ts';

/** An answer as JSON text: items go into it as they are kept. */
type Operation = (tables: SqliteTables, input: never) => string;

const maxBatchWrites = 25;

const operations: Readonly<Record<string, Operation>> = {
  CreateTable(tables, input: dynamodb.CreateTableCommandInput) {
    const definition = definitionOf(input, Date.now());
    tables.create(definition);
    return JSON.stringify({ TableDescription: descriptionOf(definition) });
  },
  DescribeTable: (tables, { TableName = '' }: dynamodb.DescribeTableCommandInput) =>
    JSON.stringify({ Table: descriptionOf(tables.definition(TableName)) }),
  ListTables: (tables) => JSON.stringify({ TableNames: tables.names }),
  DeleteTable(tables, { TableName = '' }: dynamodb.DeleteTableCommandInput) {
    const description = descriptionOf(tables.definition(TableName));
    tables.remove(TableName);
    return JSON.stringify({ TableDescription: { ...description, TableStatus: 'DELETING' } });
  },
  UpdateTable(tables, { TableName = '', StreamSpecification }: dynamodb.UpdateTableCommandInput) {
    tables.setStream(TableName, streamOf(StreamSpecification, Date.now()));
    return JSON.stringify({ TableDescription: descriptionOf(tables.definition(TableName)) });
  },
  GetItem(tables, { TableName = '', Key = {} }: dynamodb.GetItemCommandInput) {
    const table = tables.shape(TableName);
    const row = tables.row(table, namedKeyOf(table, Key));
    return row === undefined ? '{}' : `{"Item":${row.item}}`;
  },
  BatchGetItem(tables, input: dynamodb.BatchGetItemCommandInput) {
    const responses = batchKeysOf(input, (name) => tables.shape(name)).map(({ table, keys }) => {
      const rows = keys.map((key) => tables.row(table, key)).filter((row) => row !== undefined);
      return `${JSON.stringify(table.name)}:[${rows.map(({ item }) => item).join()}]`;
    });
    return `{"Responses":{${responses.join()}},"UnprocessedKeys":{}}`;
  },
  Query(tables, input: dynamodb.QueryCommandInput) {
    const plan = planQuery(input, tables.shape(input.TableName ?? ''));
    const { rows, hasNext } = pageOf(tables.rows(plan), plan.limit, ({ bytes }) => bytes);
    const last = rows.at(-1);
    const next = hasNext && last ? startKeyOf(plan, positionOf(last)) : undefined;
    return pageText(
      plan.isCount ? undefined : rows.map((row) => row.item ?? keysText(plan, row)),
      rows.length,
      next,
    );
  },
  Scan(tables, { TableName = '', ExclusiveStartKey, Limit, Select }: dynamodb.ScanCommandInput) {
    const table = tables.shape(TableName);
    const after = ExclusiveStartKey && keyOf(table, ExclusiveStartKey);
    const { rows, hasNext } = pageOf(tables.scan(table, after), checkedLimit(Limit), ({ bytes }) => bytes);
    const last = rows.at(-1);
    const next = hasNext && last ? keyAttributes(table, last) : undefined;
    return pageText(Select === 'COUNT' ? undefined : rows.map(({ item }) => item ?? '{}'), rows.length, next);
  },
  PutItem: (tables, input: dynamodb.PutItemCommandInput) => written(tables, [{ Put: input }]),
  DeleteItem: (tables, input: dynamodb.DeleteItemCommandInput) => written(tables, [{ Delete: input }]),
  UpdateItem: (tables, input: dynamodb.UpdateItemCommandInput) =>
    written(tables, [{ Update: { UpdateExpression: undefined, ...input } }]),
  BatchWriteItem(tables, { RequestItems = {} }: dynamodb.BatchWriteItemCommandInput) {
    const writes = Object.entries(RequestItems).flatMap(([TableName, requests]) =>
      requests.map(
        ({ PutRequest, DeleteRequest }): dynamodb.TransactWriteItem =>
          PutRequest === undefined
            ? { Delete: { TableName, Key: DeleteRequest?.Key } }
            : { Put: { TableName, Item: PutRequest.Item } },
      ),
    );
    if (writes.length === 0 || writes.length > maxBatchWrites)
      throw invalid(`A batch holds 1 to ${maxBatchWrites} writes, not ${writes.length}`);
    written(tables, writes);
    return '{"UnprocessedItems":{}}';
  },
  TransactWriteItems: transact,
  DescribeStream: (tables, { StreamArn = '' }: { readonly StreamArn?: string }) =>
    JSON.stringify(describeStream(tables, StreamArn)),
  GetShardIterator: (tables, input: Parameters<typeof shardIterator>[1]) =>
    JSON.stringify(shardIterator(tables, input)),
  GetRecords: (tables, input: Parameters<typeof streamRecords>[1]) =>
    JSON.stringify(streamRecords(tables, input)),
};

/** Parts of a request that would change what is answered, and are not known here. */
const unknownParts = [
  'AttributesToGet',
  'ConditionalOperator',
  'Expected',
  'FilterExpression',
  'KeyConditions',
  'ProjectionExpression',
  'QueryFilter',
  'ScanFilter',
  'Segment',
];

/** Answers one request whole. Errors: {@link RequestError}. */
export function answer(tables: SqliteTables, operation: string, input: object): string {
  const known = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (known === undefined)
    throw new RequestError('UnknownOperationException', `${operation} is not known here`);
  const unknown = unknownParts.find((part) => part in input);
  if (unknown !== undefined) throw invalid(`${unknown} is not known here`);
  return known(tables, input as never);
}

function transact(
  tables: SqliteTables,
  {
    TransactItems = [],
    ClientRequestToken: token,
    ReturnConsumedCapacity,
  }: dynamodb.TransactWriteItemsCommandInput,
): string {
  return tables.atOnce(() => {
    const nowMs = Date.now();
    const request = token === undefined ? '' : digestOf(TransactItems);
    if (token !== undefined && isServed(tables.served(token), (served) => served === request, nowMs))
      return '{}';
    const changes = planTransaction(TransactItems, tables);
    tables.apply(changes, nowMs);
    if (token !== undefined) tables.rememberToken(token, request, nowMs);
    return ReturnConsumedCapacity === 'TOTAL'
      ? JSON.stringify({ ConsumedCapacity: consumedByTransaction(TransactItems, changes) })
      : '{}';
  });
}

const digestOf = (items: readonly dynamodb.TransactWriteItem[]): string =>
  createHash('sha256').update(JSON.stringify(items)).digest('base64');

/** Each by itself, as a single write or one of a batch is. */
function written(tables: SqliteTables, items: readonly dynamodb.TransactWriteItem[]): string {
  tables.atOnce(() => {
    for (const item of items) tables.apply(planWrite(item, tables), Date.now());
  });
  return '{}';
}

const positionOf = (row: StoredRow) => ({ sort: row.position, item: row });

/** An item of an index that lists keys alone. */
const keysText = (plan: QueryPlan, row: StoredRow): string =>
  JSON.stringify(startKeyOf(plan, positionOf(row)));

/** Without items it is a count. */
const pageText = (items: readonly string[] | undefined, count: number, next: object | undefined): string =>
  `{${items === undefined ? '' : `"Items":[${items.join()}],`}"Count":${count},"ScannedCount":${count}${
    next === undefined ? '' : `,"LastEvaluatedKey":${JSON.stringify(next)}`
  }}`;
