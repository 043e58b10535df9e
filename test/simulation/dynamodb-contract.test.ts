/**
 * What this project relies on in DynamoDB, held against the model that the simulation runs on and against the
 * embedded engines; and with `DYNAMODB_ENDPOINT=…` against any other server.
 *
 * Source: AWS, DynamoDB API reference and developer guide (transactions, item sizes, queries, limits).
 */
import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  GetItemCommand,
  type GetItemCommandOutput,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  type TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TableNames } from '../../shared/store/tables.ts';
import { findDynoxide } from '../../tools/local/dynoxide.ts';
import type { EngineName } from '../../tools/local/engine-name.ts';
import { itemBytes } from '../../tools/local/portable-engine/items.ts';
import { Dice } from '../support/dice.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { DynamoDbModel } from './dynamodb-model.ts';

type Item = Record<string, AttributeValue>;

/** A store with empty tables. */
interface Store {
  readonly names: TableNames;
  send(command: object): Promise<unknown>;
}

interface Server {
  readonly name: string;
  start(): Promise<{ readonly store: () => Promise<Store>; readonly stop: () => Promise<void> }>;
}

const model: Server = {
  name: 'the model',
  async start() {
    let made = 0;
    const names = { households: 'households', stock: 'stock', ledgers: 'ledgers' };
    return {
      async store() {
        made += 1;
        const database = new DynamoDbModel(
          new Dice(`contract-${made}`),
          () => undefined,
          () => Date.now(),
        );
        return { names, send: async (command) => database.answer(command) };
      },
      stop: () => Promise.resolve(),
    };
  },
};

const server = (name: string, endpoint?: string, engineName?: EngineName): Server => ({
  name,
  async start() {
    const engine: TestTables = await startTestTables(endpoint, engineName);
    return {
      async store() {
        const { names } = await engine.tables();
        return { names, send: (command) => engine.client.send(command as QueryCommand) };
      },
      stop: () => engine.stop(),
    };
  },
});

const { DYNAMODB_ENDPOINT } = process.env;
const servers = [
  model,
  server('the portable engine in this process'),
  server('the portable engine', undefined, 'portable'),
  ...(findDynoxide(process.platform, process.arch) === undefined
    ? []
    : [server('dynoxide', undefined, 'dynoxide')]),
  ...(DYNAMODB_ENDPOINT === undefined ? [] : [server(DYNAMODB_ENDPOINT, DYNAMODB_ENDPOINT)]),
];

const isNew = 'attribute_not_exists(subject)';
const isThere = 'attribute_exists(subject)';

const keyOf = (subject: string, item: string): Item => ({ subject: { S: subject }, item: { S: item } });

/** An item of so many bytes, names and keys included. */
function itemOf(subject: string, item: string, bytes: number): Item {
  const bare = { ...keyOf(subject, item), body: { S: '' } };
  return { ...bare, body: { S: 'x'.repeat(bytes - itemBytes(bare)) } };
}

describe.each(servers)('$name', ({ start }) => {
  let running: Awaited<ReturnType<Server['start']>>;
  let store: Store;

  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    store = await running.store();
  });

  const put = (subject: string, item: string, condition?: string): TransactWriteItem => ({
    Put: {
      TableName: store.names.stock,
      Item: keyOf(subject, item),
      ...(condition && { ConditionExpression: condition }),
    },
  });
  const putItem = (Item: Item): TransactWriteItem => ({ Put: { TableName: store.names.stock, Item } });
  const remove = (subject: string, item: string): TransactWriteItem => ({
    Delete: { TableName: store.names.stock, Key: keyOf(subject, item), ConditionExpression: isThere },
  });
  const check = (subject: string, item: string, condition = isNew): TransactWriteItem => ({
    ConditionCheck: {
      TableName: store.names.stock,
      Key: keyOf(subject, item),
      ConditionExpression: condition,
    },
  });
  const write = (
    items: readonly TransactWriteItem[],
    token?: string,
  ): Promise<TransactWriteItemsCommandOutput> =>
    store.send(
      new TransactWriteItemsCommand({
        TransactItems: [...items],
        ...(token && { ClientRequestToken: token }),
      }),
    ) as Promise<TransactWriteItemsCommandOutput>;
  const get = async (subject: string, item: string): Promise<Item | undefined> => {
    const { stock } = store.names;
    const command = new GetItemCommand({ TableName: stock, Key: keyOf(subject, item), ConsistentRead: true });
    return ((await store.send(command)) as GetItemCommandOutput).Item;
  };
  const query = (input: Partial<QueryCommandInput>): Promise<QueryCommandOutput> =>
    store.send(
      new QueryCommand({
        TableName: store.names.stock,
        KeyConditionExpression: 'subject = :subject',
        ...input,
        ExpressionAttributeValues: { ':subject': { S: 'a' }, ...input.ExpressionAttributeValues },
      }),
    ) as Promise<QueryCommandOutput>;
  const itemsIn = (items: readonly Item[] | undefined): readonly (string | undefined)[] =>
    (items ?? []).map(({ item }) => item?.S);
  /** All pages of a query, a page a list. */
  const pages = async (input: Partial<QueryCommandInput>): Promise<(string | undefined)[][]> => {
    const found: (string | undefined)[][] = [];
    let start: Item | undefined;
    do {
      const page = await query({
        ...input,
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      });
      found.push([...itemsIn(page.Items)]);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  };
  const reasonsOf = (items: readonly TransactWriteItem[]): Promise<(string | undefined)[]> =>
    write(items).then(
      () => [],
      (error: TransactionCanceledException) => {
        expect(error.name).toBe('TransactionCanceledException');
        return (error.CancellationReasons ?? []).map(({ Code }) => Code);
      },
    );

  describe('a transaction', () => {
    it('writes all of its items, and each condition is met or not by the item as it stands', async () => {
      await write([put('a', '1', isNew), put('a', '2')]);
      await write([put('a', '1', isThere), remove('a', '2'), check('a', '3'), put('a', '4', isNew)]);
      expect(itemsIn((await query({ ConsistentRead: true })).Items)).toEqual(['1', '4']);
    });

    it.each([[[0]], [[1]], [[4]], [[0, 4]], [[1, 2, 3]], [[0, 1, 2, 3, 4]]])(
      'that fails at positions %j says so at these alone, and writes nothing',
      async (failing) => {
        await write([put('a', 'there'), put('a', 'there too')]);
        const isFailing = (position: number): boolean => failing.includes(position);
        const reasons = await reasonsOf([
          put('a', isFailing(0) ? 'there' : 'new-0', isNew),
          put('a', isFailing(1) ? 'new-1' : 'there too', isThere),
          isFailing(2) ? remove('a', 'new-2') : put('a', 'new-2'),
          check('a', isFailing(3) ? 'gone' : 'new-3', isFailing(3) ? isThere : isNew),
          put('b', 'there', isFailing(4) ? isThere : isNew),
        ]);
        expect(reasons).toEqual(
          [0, 1, 2, 3, 4].map((position) => (isFailing(position) ? 'ConditionalCheckFailed' : 'None')),
        );
        expect(itemsIn((await query({ ConsistentRead: true })).Items)).toEqual(['there', 'there too']);
        expect(await get('b', 'there')).toBeUndefined();
      },
    );

    it('sets an attribute of an item that is not there, and compares one that is', async () => {
      const { households } = store.names;
      const Key = { householdId: { S: 'H-1' } };
      const await1: TransactWriteItem = {
        Update: {
          TableName: households,
          Key,
          UpdateExpression: 'SET awaited = :true',
          ConditionExpression: 'attribute_not_exists(version)',
          ExpressionAttributeValues: { ':true': { BOOL: true } },
        },
      };
      const register = (version: string, condition: string, of?: string): TransactWriteItem => ({
        Put: {
          TableName: households,
          Item: { ...Key, version: { N: version }, centreId: { S: 'C-1' } },
          ConditionExpression: condition,
          ...(of && { ExpressionAttributeValues: { ':version': { N: of } } }),
        },
      });
      await write([await1]);
      expect(
        await reasonsOf([register('1', 'attribute_not_exists(version) AND attribute_not_exists(awaited)')]),
      ).toEqual(['ConditionalCheckFailed']);
      await write([register('1', 'attribute_not_exists(version)')]);
      expect(await reasonsOf([await1])).toEqual(['ConditionalCheckFailed']);
      expect(await reasonsOf([register('3', 'version = :version', '2')])).toEqual(['ConditionalCheckFailed']);
      await write([register('2', 'version = :version AND attribute_not_exists(awaited)', '1')]);
      const found = await store.send(
        new GetItemCommand({ TableName: households, Key, ConsistentRead: true }),
      );
      expect((found as GetItemCommandOutput).Item?.['version']).toEqual({ N: '2' });
    });

    it('holds a hundred items and no more, and each item once', async () => {
      const items = (count: number) => Array.from({ length: count }, (_, index) => put('a', `${index}`));
      await write(items(100));
      await expect(write(items(101))).rejects.toThrow(
        expect.objectContaining({ name: 'ValidationException' }),
      );
      await expect(write([put('b', '1'), check('b', '1')])).rejects.toThrow(
        expect.objectContaining({ name: 'ValidationException' }),
      );
      expect(await get('b', '1')).toBeUndefined();
    });

    it('holds items of 400 KB and no more, and 4 MB in all', async () => {
      const kilobyte = 1_024;
      await write([putItem(itemOf('a', 'large', 400 * kilobyte))]);
      await expect(write([putItem(itemOf('a', 'larger', 400 * kilobyte + 1))])).rejects.toThrow();
      const large = (count: number) =>
        Array.from({ length: count }, (_, index) => putItem(itemOf('b', `${index}`, 390 * kilobyte)));
      await write(large(10));
      await expect(write(large(11))).rejects.toThrow();
      expect(await get('b', '10')).toBeUndefined();
    });

    it('is done once for a token, however often it is sent, and never for another request', async () => {
      await write([put('a', '1', isNew)], 'token-1');
      await write([put('a', '1', isNew)], 'token-1');
      await expect(write([put('a', '2', isNew)], 'token-1')).rejects.toThrow(
        expect.objectContaining({ name: 'IdempotentParameterMismatchException' }),
      );
      expect(itemsIn((await query({ ConsistentRead: true })).Items)).toEqual(['1']);
    });

    it('that was cancelled is tried anew under its token', async () => {
      await expect(write([put('a', '1', isThere)], 'token-2')).rejects.toThrow();
      await write([put('a', '1')]);
      await write([put('a', '1', isThere)], 'token-2');
    });

    it.each([
      [1, 2],
      [1_024, 2],
      [1_025, 4],
      [2_048, 4],
      [3_000, 6],
    ])('takes for an item of %i bytes %i write units', async (bytes, units) => {
      const item = itemOf('a', '1', Math.max(bytes, itemBytes({ ...keyOf('a', '1'), body: { S: '' } })));
      const { ConsumedCapacity = [] } = (await store.send(
        new TransactWriteItemsCommand({ TransactItems: [putItem(item)], ReturnConsumedCapacity: 'TOTAL' }),
      )) as TransactWriteItemsCommandOutput;
      expect(ConsumedCapacity.map(({ CapacityUnits }) => CapacityUnits)).toEqual([units]);
    });
  });

  describe('a query', () => {
    const five = ['1', '2', '3', '4', '5'];
    const writeFive = () => write(five.map((item) => put('a', item)));

    it('sees what was committed, and nothing of what was cancelled, while others write', async () => {
      await write([put('a', 'there')]);
      const writers = Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0
          ? write([put('a', `sound-${index}`), put('a', `sound-${index}-too`)])
          : write([put('a', `cancelled-${index}`), put('a', 'there', isNew)]).catch(() => undefined),
      );
      const seen = await Promise.all(Array.from({ length: 20 }, () => query({ ConsistentRead: true })));
      await Promise.all(writers);
      for (const { Items } of seen) {
        expect(itemsIn(Items).filter((item) => item?.startsWith('cancelled'))).toEqual([]);
      }
      const after = itemsIn((await query({ ConsistentRead: true })).Items);
      expect(after).toHaveLength(21);
    });

    it.each([1, 2, 3, 5, 6])('in pages of %i gives each item once, in order, either way', async (Limit) => {
      await writeFive();
      const forwards = await pages({ Limit });
      const backwards = await pages({ Limit, ScanIndexForward: false });
      expect(forwards.flat()).toEqual(five);
      expect(backwards.flat()).toEqual([...five].reverse());
      expect(Math.max(...forwards.map(({ length }) => length))).toBe(Math.min(Limit, five.length));
    });

    it.each([
      ['item >= :x', '3', undefined, ['3', '4', '5']],
      ['item <= :x', '3', undefined, ['1', '2', '3']],
      ['item > :x', '3', undefined, ['4', '5']],
      ['item < :x', '3', undefined, ['1', '2']],
      ['item = :x', '3', undefined, ['3']],
      ['item BETWEEN :x AND :y', '2', '4', ['2', '3', '4']],
      ['begins_with(item, :x)', '4', undefined, ['4']],
    ])('finds by %s', async (condition, x, y, expected) => {
      await writeFive();
      const { Items } = await query({
        KeyConditionExpression: `subject = :subject AND ${condition.replace('item', '#item')}`,
        ExpressionAttributeNames: { '#item': 'item' },
        ExpressionAttributeValues: { ':x': { S: x }, ...(y !== undefined && { ':y': { S: y } }) },
        ConsistentRead: true,
      });
      expect(itemsIn(Items)).toEqual(expected);
    });

    it('sorts by the bytes of UTF-8', async () => {
      const sorted = ['A', 'a', 'é', '\uFFFD', '\u{1F35A}'];
      await write([...sorted].reverse().map((item) => put('a', item)));
      expect((await pages({ Limit: 2 })).flat()).toEqual(sorted);
    });

    it('gives a page of 1 MB at most', async () => {
      for (const item of five) await write([putItem(itemOf('a', item, 390 * 1_024))]);
      const found = await pages({});
      expect(found.flat()).toEqual(five);
      expect(found.every(({ length }) => length <= 2)).toBe(true);
    });
  });

  describe('an index', () => {
    const list = (item: string, listing?: string): TransactWriteItem => ({
      Put: {
        TableName: store.names.ledgers,
        Item: {
          ...keyOf('a', item),
          body: { S: 'of the table' },
          ...(listing !== undefined && { listing: { S: listing }, listedAt: { S: `at-${item}` } }),
        },
      },
    });
    const listed = (input: Partial<QueryCommandInput> = {}): Promise<QueryCommandOutput> =>
      query({
        TableName: store.names.ledgers,
        IndexName: 'exceptions',
        KeyConditionExpression: 'listing = :subject',
        ExpressionAttributeValues: { ':subject': { S: 'held' } },
        ...input,
      });

    it('lists in time what has its keys, and of it the keys alone', async () => {
      await write([list('2', 'held'), list('1', 'held'), list('3'), list('4', 'rejected')]);
      await vi.waitFor(async () => expect(itemsIn((await listed()).Items)).toEqual(['1', '2']), 10_000);
      const { Items = [], Count } = await listed();
      expect(Count).toBe(2);
      expect(Object.keys(Items[0] ?? {}).sort()).toEqual(['item', 'listedAt', 'listing', 'subject']);
    });

    it('counts without telling', async () => {
      await write([list('1', 'held'), list('2', 'held')]);
      await vi.waitFor(async () => {
        const { Count, Items } = await listed({ Select: 'COUNT' });
        expect(Items ?? []).toEqual([]);
        expect(Count).toBe(2);
      }, 10_000);
    });

    it('gives each item once though many have one sort key, in pages either way', async () => {
      const items = ['1', '2', '3', '4', '5'];
      const sameMoment = { listing: { S: 'held' }, listedAt: { S: 'at once' } };
      await write(
        items.map((item) => ({
          Put: { TableName: store.names.ledgers, Item: { ...keyOf('a', item), ...sameMoment } },
        })),
      );
      await vi.waitFor(async () => expect((await listed()).Count).toBe(5), 10_000);
      for (const ScanIndexForward of [true, false]) {
        const seen: (string | undefined)[] = [];
        let start: Item | undefined;
        do {
          const page = await listed({
            Limit: 2,
            ScanIndexForward,
            ...(start && { ExclusiveStartKey: start }),
          });
          seen.push(...itemsIn(page.Items));
          start = page.LastEvaluatedKey;
        } while (start !== undefined);
        expect([...seen].sort()).toEqual(items);
      }
    });

    it('has no consistent read', async () => {
      await expect(listed({ ConsistentRead: true })).rejects.toThrow(
        expect.objectContaining({ name: 'ValidationException' }),
      );
    });
  });

  describe('a batch of reads', () => {
    const read = (Keys: Item[]): Promise<BatchGetItemCommandOutput> =>
      store.send(
        new BatchGetItemCommand({ RequestItems: { [store.names.stock]: { Keys, ConsistentRead: true } } }),
      ) as Promise<BatchGetItemCommandOutput>;

    it('finds what is there, in any order, and leaves out what is not', async () => {
      await write([put('a', '1'), put('b', '2')]);
      const { Responses, UnprocessedKeys } = await read([keyOf('b', '2'), keyOf('c', '3'), keyOf('a', '1')]);
      expect([...itemsIn(Responses?.[store.names.stock])].sort()).toEqual(['1', '2']);
      expect(UnprocessedKeys).toEqual({});
    });

    it('has a hundred keys at most, and each once', async () => {
      const keys = Array.from({ length: 101 }, (_, index) => keyOf('a', `${index}`));
      await read(keys.slice(0, 100));
      await expect(read(keys)).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
      await expect(read([keyOf('a', '1'), keyOf('a', '1')])).rejects.toThrow(
        expect.objectContaining({ name: 'ValidationException' }),
      );
    });
  });
});
