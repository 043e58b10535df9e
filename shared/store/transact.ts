/** Transactions: how each kind of write is put to DynamoDB, and what a cancelled one means. */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { transactionItems } from '../domain/transaction-size.ts';
import { exceptionIndex } from '../ledger/exception-keys.ts';
import type { Write } from '../ledger/writes.ts';
import type { Commit } from '../posting/ports.ts';
import { FaultError } from '../posting/retry-on-conflict.ts';
import { TooLargeError } from '../posting/too-large.ts';
import { directoryItem, partItem } from './directory-form.ts';
import { itemsOf, keysOf, maxRecordBytes, rewrittenItemsOf, timesRewritten } from './item-form.ts';
import type { TableNames, Tables } from './tables.ts';

/**
 * Writes all or nothing.
 *
 * Guarantees: `conflict` when a condition failed or another transaction was in the way; then nothing was
 * written by this call.
 * Errors: {@link TooLargeError} for more than one transaction or item takes; {@link FaultError} when throttled; what the SDK throws when the outcome is not known, which is safe to
 * meet by loading and deciding again.
 */
export async function transact(
  { client, names }: Pick<Tables, 'client' | 'names'>,
  writes: readonly Write[],
): Promise<Commit> {
  const items = writes.flatMap((write) => transactItems(names, write));
  checkSizes(items);
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
    return 'committed';
  } catch (error) {
    if (error instanceof TransactionInProgressException) return 'conflict';
    if (error instanceof TransactionCanceledException) return classifyCancellation(error);
    throw error;
  }
}

/** Below DynamoDB's 4 MB, for what conditions and names take. */
const maxTransactionBytes = 4_000_000;

function checkSizes(items: readonly TransactWriteItem[]): void {
  if (items.length > transactionItems)
    throw new TooLargeError(`${transactionItems} items in one transaction`);
  let total = 0;
  for (const { Put } of items) {
    if (Put?.Item === undefined) continue;
    const bytes = bytesOf(Put.Item);
    if (bytes > maxRecordBytes) {
      const { subject, householdId } = Put.Item;
      const place = subject?.S ?? `household:${householdId?.S}`;
      throw new TooLargeError(`${maxRecordBytes} bytes in a record of ${place}, which would have ${bytes}`);
    }
    total += bytes;
  }
  if (total > maxTransactionBytes) throw new TooLargeError(`${maxTransactionBytes} bytes in one transaction`);
}

const bytesOf = (item: Readonly<Record<string, AttributeValue>>): number =>
  Object.entries(item).reduce(
    (sum, [name, { S, B, N }]) =>
      sum + name.length + (S === undefined ? 0 : Buffer.byteLength(S)) + (B?.length ?? 0) + (N?.length ?? 1),
    0,
  );

function transactItems(names: TableNames, write: Write): readonly TransactWriteItem[] {
  switch (write.kind) {
    case 'append':
      return itemsOf(write.key, write.record).map((Item) => ({
        Put: {
          TableName: names[write.key.table],
          Item,
          ConditionExpression: 'attribute_not_exists(subject)',
        },
      }));
    case 'hold':
      return itemsOf(write.key, write.record).map((Item) => ({
        Put: { TableName: names[write.key.table], Item },
      }));
    case 'redact':
      return rewriting(names, write);
    case 'precondition':
      return [
        {
          ConditionCheck: {
            TableName: names[write.key.table],
            Key: keysOf(write.key),
            ConditionExpression: 'attribute_not_exists(subject)',
          },
        },
      ];
    case 'settle':
      return [
        {
          Delete: {
            TableName: names[write.key.table],
            Key: keysOf(write.key),
            ...(write.listedAt === undefined
              ? { ConditionExpression: 'attribute_exists(subject)' }
              : asListed(write.listedAt)),
          },
        },
      ];
    case 'relist':
      return itemsOf(write.key, write.record).map((Item) => ({
        Put: { TableName: names[write.key.table], Item, ...asListed(write.before) },
      }));
    case 'count':
      return [
        { Update: { TableName: names[write.key.table], Key: keysOf(write.key), ...adding(write.cells) } },
      ];
    case 'hold-for-household':
      return [
        {
          Update: {
            TableName: names.households,
            Key: { householdId: { S: write.householdId } },
            UpdateExpression: 'SET awaited = :true',
            ConditionExpression: 'attribute_not_exists(version)',
            ExpressionAttributeValues: { ':true': { BOOL: true } },
          },
        },
      ];
    case 'register':
      return [registering(names, write)];
    case 'list-households':
      return listing(names, write);
  }
}

function registering(
  { households: TableName }: TableNames,
  { household, version }: Extract<Write, { kind: 'register' }>,
): TransactWriteItem {
  const { ConditionExpression, ...values } = ofVersion(version);
  // Word left at the household since it was read would be wiped out by this.
  const unlessAwaited = household['awaited'] === true ? '' : ' AND attribute_not_exists(awaited)';
  return {
    Put: {
      TableName,
      Item: marshall(household, { removeUndefinedValues: true }),
      ConditionExpression: `${ConditionExpression}${unlessAwaited}`,
      ...values,
    },
  };
}

/** Whoever changes a directory takes its next version: parts are written with it, and of two who change it one is first. */
function listing(
  { households: TableName }: TableNames,
  { directory, parts }: Extract<Write, { kind: 'list-households' }>,
): readonly TransactWriteItem[] {
  return [
    { Put: { TableName, Item: directoryItem(directory), ...ofVersion(directory.version - 1) } },
    ...parts.map((part) => ({ Put: { TableName, Item: partItem(directory.centreId, part) } })),
  ];
}

/** That an item is as it was read; version 0 is of one that was not there. */
const ofVersion = (version: number) =>
  version === 0
    ? { ConditionExpression: 'attribute_not_exists(version)' }
    : {
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': { N: version.toString() } },
      };

const asListed = (listedAt: string) => ({
  ConditionExpression: `${exceptionIndex.sort} = :listedAt`,
  ExpressionAttributeValues: { ':listedAt': { S: listedAt } },
});

/** Without a condition: whoever adds at the same time is not in the way for longer than that. */
function adding(cells: ReadonlyMap<string, number>) {
  const changes = [...cells];
  return {
    UpdateExpression: `ADD ${changes.map((_, index) => `#c${index} :c${index}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(changes.map(([name], index) => [`#c${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      changes.map(([, change], index) => [`:c${index}`, { N: String(change) }]),
    ),
  };
}

/** Two redactions of different names in one exception must not bring back each other's. */
function rewriting(
  names: TableNames,
  { key, before, record }: Extract<Write, { kind: 'redact' }>,
): readonly TransactWriteItem[] {
  const times = before[timesRewritten];
  const rewritten = { ...record, [timesRewritten]: String(Number(times ?? 0) + 1) };
  const [first, ...parts] = rewrittenItemsOf(key, before, rewritten);
  const TableName = names[key.table];
  const isAsRead =
    typeof times === 'string'
      ? {
          ConditionExpression: `${timesRewritten} = :times`,
          ExpressionAttributeValues: { ':times': { S: times } },
        }
      : { ConditionExpression: `attribute_exists(subject) AND attribute_not_exists(${timesRewritten})` };
  return [
    { Put: { TableName, Item: first, ...isAsRead } },
    ...parts.map((Item) => ({ Put: { TableName, Item } })),
  ];
}

/** Every reason of a cancelled transaction counts: throttling is no lost race, and a malformed write is our fault. */
function classifyCancellation(error: TransactionCanceledException): Commit {
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  const others = codes.filter(
    (code) => !['None', 'ConditionalCheckFailed', 'TransactionConflict'].includes(code),
  );
  if (others.length > 0) {
    throw new FaultError(`transaction cancelled: ${[...new Set(others)].join(', ')}`, { cause: error });
  }
  if (codes.every((code) => code === 'None'))
    throw new FaultError('transaction cancelled without a reason', { cause: error });
  return 'conflict';
}
