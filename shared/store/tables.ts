/** The three tables, and the few ways in which this project reads them. */
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { JsonObject } from '../domain/canonical.ts';
import type { ItemKey } from '../ledger/keys.ts';
import { damagedAt, readStored, type StoredRecord } from '../ledger/record-fields.ts';
import { FaultError } from '../posting/retry-on-conflict.ts';
import { type Attributes, joinParts, keysOf, partsOf, readItem } from './item-form.ts';

export interface TableNames {
  readonly households: string;
  readonly stock: string;
  readonly ledgers: string;
}

export type TableName = keyof TableNames;

const tableNames: readonly TableName[] = ['households', 'stock', 'ledgers'];

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
  readonly backwards?: boolean;
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
  readonly client: DynamoDBClient;
  readonly names: TableNames;
  readonly #pause: (durationMs: number) => Promise<unknown>;

  constructor(
    client: DynamoDBClient,
    names: TableNames,
    pause: (durationMs: number) => Promise<unknown> = pauseFor,
  ) {
    this.client = client;
    this.names = names;
    this.#pause = pause;
  }

  /** The record at a place, as last written. */
  async get(key: ItemKey): Promise<StoredRecord | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.names[key.table], Key: keysOf(key), ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const [whole] = await this.#whole(key.table, [Item]);
    return whole;
  }

  /** As {@link get}, read by the reader of such records. */
  async read<T>(key: ItemKey, read: (record: JsonObject) => T): Promise<T | undefined> {
    const stored = await this.get(key);
    return stored && readStored(stored, read);
  }

  /** The records at several places of one table, by {@link keyText}; absent ones are left out. */
  async getAll(
    table: ItemKey['table'],
    keys: readonly ItemKey[],
  ): Promise<ReadonlyMap<string, StoredRecord>> {
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
    readonly records: ReadonlyMap<string, StoredRecord>;
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
    const records = new Map<string, StoredRecord>();
    for (const table of ['stock', 'ledgers'] as const) {
      for (const stored of await this.#whole(table, of(table))) records.set(keyText(stored), stored);
    }
    return { records, households: of('households').map((item): JsonObject => unmarshall(item)) };
  }

  async households(householdIds: readonly string[]): Promise<readonly JsonObject[]> {
    const { households } = await this.readAll([], householdIds);
    return households;
  }

  /** All items of a subject in a range, in order, as last written. */
  async all(
    table: ItemKey['table'],
    subject: string,
    range: ItemRange = {},
  ): Promise<readonly StoredRecord[]> {
    const items: StoredRecord[] = [];
    let next: string | undefined;
    do {
      const page: Page<StoredRecord> = await this.page(table, subject, {
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
  ): Promise<Page<StoredRecord>> {
    const { from, to, after, limit, backwards } = query;
    const values: Attributes = { ':subject': { S: subject } };
    const conditions = ['#subject = :subject'];
    if (from !== undefined && to !== undefined) conditions.push('#item BETWEEN :from AND :to');
    else if (from !== undefined) conditions.push('#item >= :from');
    else if (to !== undefined) conditions.push('#item <= :to');
    if (from !== undefined) values[':from'] = { S: from };
    if (to !== undefined) values[':to'] = { S: to };
    const { Items = [], LastEvaluatedKey } = await this.client.send(
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
    const items = await this.#whole(table, Items);
    return { items, next: LastEvaluatedKey?.['item']?.S };
  }

  /** The places of an index's items in a range of its sort key, in order. Guarantees: none of order against writes just made. */
  async indexRange(
    table: TableName,
    range: IndexRange,
    limit: number,
  ): Promise<{ readonly keys: readonly IndexedPlace[]; readonly more: boolean }> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
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
      const { Count = 0, LastEvaluatedKey } = await this.client.send(
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

  #indexQuery(table: TableName, { index, partition, value, sort, from, to, backwards }: IndexRange) {
    return {
      TableName: this.names[table],
      IndexName: index,
      KeyConditionExpression: '#partition = :value AND #sort BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#partition': partition, '#sort': sort },
      ExpressionAttributeValues: { ':value': { S: value }, ':from': { S: from }, ':to': { S: to } },
      ...(backwards === true && { ScanIndexForward: false }),
    };
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
      const { Responses = {}, UnprocessedKeys = {} } = await this.client.send(
        new BatchGetItemCommand({ RequestItems: asked }),
      );
      for (const table of tableNames) {
        for (const item of Responses[this.names[table]] ?? []) found.push({ table, item });
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
  async #whole(table: ItemKey['table'], items: readonly Attributes[]): Promise<readonly StoredRecord[]> {
    const stored = items.map((item) => storedIn(table, item));
    if (stored.every(({ record }) => record['originalParts'] === undefined)) return stored;
    return Promise.all(stored.map((one) => this.#joined(one)));
  }

  async #joined(stored: StoredRecord): Promise<StoredRecord> {
    const { originalParts, ...record } = stored.record;
    if (typeof originalParts !== 'number') return { ...stored, record };
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.names[stored.table],
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

function storedIn(table: ItemKey['table'], attributes: Attributes): StoredRecord {
  try {
    return { table, ...readItem(attributes) };
  } catch (error) {
    throw damagedAt(`${table} ${attributes['subject']?.S} ${attributes['item']?.S}`, error);
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
