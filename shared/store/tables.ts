/** The three tables: keys, item forms, and the few ways in which this project reads and writes them. */

import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  QueryCommand,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { JsonObject } from '../ledger/chain.ts';
import type { ItemKey, Write } from '../ledger/writes.ts';
import type { Commit } from '../posting/ports.ts';
import { FaultError } from '../posting/retry-on-conflict.ts';
import {
  type Attributes,
  itemsOf,
  joinParts,
  keysOf,
  partsOf,
  readItem,
  rewrittenItemsOf,
  type StoredItem,
  timesRewritten,
} from './item-form.ts';

export interface TableNames {
  readonly households: string;
  readonly stock: string;
  readonly ledgers: string;
}

export type TableName = keyof TableNames;

/** One page of a query; `next` is where to go on. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Sort keys of a query, both ends included; none means all. */
export interface ItemRange {
  readonly from?: string;
  readonly to?: string;
}

/** Sort keys of one partition of an index, both ends included. */
export interface IndexRange {
  readonly index: string;
  /** The partition key's name, and the partition. */
  readonly partition: string;
  readonly value: string;
  /** The sort key's name. */
  readonly sort: string;
  readonly from: string;
  readonly to: string;
}

/** Where an item that an index lists stands in its table, and where in the index. */
export interface IndexedPlace {
  readonly subject: string;
  readonly item: string;
  readonly sort: string;
}

/** DynamoDB: BatchGetItem takes 100 keys. */
const batchGetKeys = 100;

export class Tables {
  readonly #client: DynamoDBClient;
  readonly #pause: (durationMs: number) => Promise<unknown>;
  readonly names: TableNames;

  constructor(
    client: DynamoDBClient,
    names: TableNames,
    pause: (durationMs: number) => Promise<unknown> = pauseFor,
  ) {
    this.#client = client;
    this.names = names;
    this.#pause = pause;
  }

  /** The record at a place, as last written. */
  async get(key: ItemKey): Promise<JsonObject | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.names[key.table], Key: keysOf(key), ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const [whole] = await this.#whole(key.table, [readItem(Item)]);
    return whole?.record;
  }

  /** The records at several places of one table, by {@link keyText}; absent ones are left out. */
  async getAll(table: ItemKey['table'], keys: readonly ItemKey[]): Promise<ReadonlyMap<string, JsonObject>> {
    const { records } = await this.readAll(
      keys.map((key) => ({ ...key, table })),
      [],
    );
    return records;
  }

  /** Records at places of all tables, by {@link keyText}, and households' items, read together in as few batches as can be. */
  async readAll(
    keys: readonly ItemKey[],
    householdIds: readonly string[],
  ): Promise<{
    readonly records: ReadonlyMap<string, JsonObject>;
    readonly households: readonly JsonObject[];
  }> {
    const asked = [
      ...keys.map((key) => ({ table: key.table, key: keysOf(key) })),
      ...[...new Set(householdIds)].map((householdId) => ({
        table: 'households' as const,
        key: { householdId: { S: householdId } },
      })),
    ];
    const found = await this.#batchGet(asked);
    const of = (table: TableName): readonly Attributes[] =>
      found.filter((one) => one.table === table).map(({ item }) => item);
    const records = new Map<string, JsonObject>();
    for (const table of ['stock', 'ledgers'] as const) {
      for (const stored of await this.#whole(table, of(table).map(readItem)))
        records.set(keyText(stored), stored.record);
    }
    return { records, households: of('households').map((item) => unmarshall(item) as JsonObject) };
  }

  async households(householdIds: readonly string[]): Promise<readonly JsonObject[]> {
    const { households } = await this.readAll([], householdIds);
    return households;
  }

  /** All items of a subject in a range, in order, as last written. */
  async all(table: ItemKey['table'], subject: string, range: ItemRange = {}): Promise<readonly StoredItem[]> {
    const items: StoredItem[] = [];
    let next: string | undefined;
    do {
      const page: Page<StoredItem> = await this.page(table, subject, {
        ...range,
        ...(next && { after: next }),
      });
      items.push(...page.items);
      next = page.next;
    } while (next !== undefined);
    return items;
  }

  /** One page of a subject's items; `after` is the `next` of the page before. */
  async page(
    table: ItemKey['table'],
    subject: string,
    query: ItemRange & {
      readonly after?: string;
      readonly limit?: number;
      readonly backwards?: boolean;
    } = {},
  ): Promise<Page<StoredItem>> {
    const { from, to, after, limit, backwards } = query;
    const values: Attributes = { ':subject': { S: subject } };
    const conditions = ['#subject = :subject'];
    if (from !== undefined && to !== undefined) conditions.push('#item BETWEEN :from AND :to');
    else if (from !== undefined) conditions.push('#item >= :from');
    else if (to !== undefined) conditions.push('#item <= :to');
    if (from !== undefined) values[':from'] = { S: from };
    if (to !== undefined) values[':to'] = { S: to };
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.names[table],
        KeyConditionExpression: conditions.join(' AND '),
        ExpressionAttributeNames: {
          '#subject': 'subject',
          ...((from ?? to) === undefined ? {} : { '#item': 'item' }),
        },
        ExpressionAttributeValues: values,
        ConsistentRead: true,
        ScanIndexForward: backwards !== true,
        ...(limit !== undefined && { Limit: limit }),
        ...(after !== undefined && { ExclusiveStartKey: { subject: { S: subject }, item: { S: after } } }),
      }),
    );
    const items = await this.#whole(table, Items.map(readItem));
    return { items, next: LastEvaluatedKey?.['item']?.S };
  }

  /** The places of an index's items in a range of its sort key, in order. Guarantees: none of order against writes just made. */
  async indexRange(
    table: TableName,
    range: IndexRange,
    limit: number,
  ): Promise<{ readonly keys: readonly IndexedPlace[]; readonly more: boolean }> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({ ...this.#indexQuery(table, range), Limit: limit }),
    );
    const keys = Items.map((item) => ({
      subject: item['subject']?.S ?? '',
      item: item['item']?.S ?? '',
      sort: item[range.sort]?.S ?? '',
    }));
    return { keys, more: LastEvaluatedKey !== undefined };
  }

  /** How many items an index has in a range of its sort key; a page is 1 MB of keys. */
  async indexCount(table: TableName, range: IndexRange): Promise<number> {
    let count = 0;
    let start: Attributes | undefined;
    do {
      const { Count = 0, LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          ...this.#indexQuery(table, range),
          Select: 'COUNT',
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      count += Count;
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return count;
  }

  #indexQuery(table: TableName, { index, partition, value, sort, from, to }: IndexRange) {
    return {
      TableName: this.names[table],
      IndexName: index,
      KeyConditionExpression: '#partition = :value AND #sort BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#partition': partition, '#sort': sort },
      ExpressionAttributeValues: { ':value': { S: value }, ':from': { S: from }, ':to': { S: to } },
    };
  }

  /**
   * Writes all or nothing.
   *
   * Guarantees: `lost` when a condition failed or another transaction was in the way; then nothing was
   * written by this call.
   * Errors: {@link FaultError} when throttled; what the SDK throws when the outcome is not known, which is safe to
   * meet by loading and deciding again.
   */
  async commit(writes: readonly Write[]): Promise<Commit> {
    try {
      await this.#client.send(
        new TransactWriteItemsCommand({
          TransactItems: writes.flatMap((write) => this.#transactItems(write)),
        }),
      );
      return 'committed';
    } catch (error) {
      if (error instanceof TransactionInProgressException) return 'conflict';
      if (error instanceof TransactionCanceledException) return classifyCancellation(error);
      throw error;
    }
  }

  #transactItems(write: Write): readonly TransactWriteItem[] {
    switch (write.kind) {
      case 'append':
        return itemsOf(write.key, write.record).map((Item) => ({
          Put: {
            TableName: this.names[write.key.table],
            Item,
            ConditionExpression: 'attribute_not_exists(subject)',
          },
        }));
      case 'wait':
        return itemsOf(write.key, write.record).map((Item) => ({
          Put: { TableName: this.names[write.key.table], Item },
        }));
      case 'redact':
        return this.#rewriting(write);
      case 'precondition':
        return [
          {
            ConditionCheck: {
              TableName: this.names[write.key.table],
              Key: keysOf(write.key),
              ConditionExpression: 'attribute_not_exists(subject)',
            },
          },
        ];
      case 'settle':
        return [
          {
            Delete: {
              TableName: this.names[write.key.table],
              Key: keysOf(write.key),
              ConditionExpression: 'attribute_exists(subject)',
            },
          },
        ];
      case 'await-household':
        return [
          {
            Update: {
              TableName: this.names.households,
              Key: { householdId: { S: write.householdId } },
              UpdateExpression: 'SET awaited = :true',
              ConditionExpression: 'attribute_not_exists(version)',
              ExpressionAttributeValues: { ':true': { BOOL: true } },
            },
          },
        ];
      case 'register':
        return [
          {
            Put: {
              TableName: this.names.households,
              Item: marshall(write.household, { removeUndefinedValues: true }),
              // Word left at the household since it was read would be wiped out by this.
              ConditionExpression: `${
                write.version === 0 ? 'attribute_not_exists(version)' : 'version = :version'
              }${write.household['awaited'] === true ? '' : ' AND attribute_not_exists(awaited)'}`,
              ...(write.version > 0 && {
                ExpressionAttributeValues: { ':version': { N: write.version.toString() } },
              }),
            },
          },
        ];
    }
  }

  /** Two who forget different names in one case must not bring back each other's. */
  #rewriting({ key, before, record }: Extract<Write, { kind: 'redact' }>): readonly TransactWriteItem[] {
    const times = before[timesRewritten];
    const rewritten = { ...record, [timesRewritten]: String(Number(times ?? 0) + 1) };
    const [first, ...parts] = rewrittenItemsOf(key, before, rewritten);
    const TableName = this.names[key.table];
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

  async #batchGet(keys: readonly TableKey[]): Promise<readonly TableItem[]> {
    const batches: (readonly TableKey[])[] = [];
    for (let start = 0; start < keys.length; start += batchGetKeys) {
      batches.push(keys.slice(start, start + batchGetKeys));
    }
    const found = await Promise.all(batches.map((batch) => this.#batchGetOnce(batch)));
    return found.flat();
  }

  async #batchGetOnce(keys: readonly TableKey[]): Promise<readonly TableItem[]> {
    const found: TableItem[] = [];
    let asked = this.#requestOf(keys);
    for (let attempt = 1; Object.keys(asked).length > 0; attempt += 1) {
      if (attempt > maxUnprocessedAttempts) throw new FaultError('keys of a batch stayed unprocessed');
      const { Responses = {}, UnprocessedKeys = {} } = await this.#client.send(
        new BatchGetItemCommand({ RequestItems: asked }),
      );
      for (const [table, name] of Object.entries(this.names) as [TableName, string][]) {
        for (const item of Responses[name] ?? []) found.push({ table, item });
      }
      asked = UnprocessedKeys;
      if (Object.keys(asked).length > 0) await this.#pause(20 * 2 ** attempt);
    }
    return found;
  }

  #requestOf(keys: readonly TableKey[]): Record<string, KeysAndAttributes> {
    const request: Record<string, { Keys: Attributes[]; ConsistentRead: true }> = {};
    for (const { table, key } of keys) {
      const name = this.names[table];
      request[name] ??= { Keys: [], ConsistentRead: true };
      request[name].Keys.push(key);
    }
    return request;
  }

  /** Items with what of their originals did not fit them; of few there is any. */
  async #whole(table: ItemKey['table'], items: readonly StoredItem[]): Promise<readonly StoredItem[]> {
    if (items.every(({ record }) => record['originalParts'] === undefined)) return items;
    return Promise.all(items.map((stored) => this.#joined(table, stored)));
  }

  async #joined(table: ItemKey['table'], stored: StoredItem): Promise<StoredItem> {
    const { originalParts, ...record } = stored.record;
    if (typeof originalParts !== 'number') return { ...stored, record };
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.names[table],
        KeyConditionExpression: 'subject = :subject AND begins_with(#item, :part)',
        ExpressionAttributeNames: { '#item': 'item' },
        ExpressionAttributeValues: {
          ':subject': { S: stored.subject },
          ':part': { S: partsOf(stored.item) },
        },
        ConsistentRead: true,
      }),
    );
    return { ...stored, record: { ...record, original: joinParts(Items) } };
  }
}

interface TableKey {
  readonly table: TableName;
  readonly key: Attributes;
}

interface TableItem {
  readonly table: TableName;
  readonly item: Attributes;
}

/** A place as one text; it needs no table, for no subject stands in two. */
export const keyText = ({ subject, item }: Pick<ItemKey, 'subject' | 'item'>): string =>
  `${subject}\n${item}`;

const maxUnprocessedAttempts = 8;

const pauseFor = (durationMs: number): Promise<void> =>
  new Promise((resume) => setTimeout(resume, durationMs));

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
