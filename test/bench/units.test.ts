import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { consumptionsOf, UnitMeter } from '../../tools/bench/units.ts';
import { itemBytes } from '../../tools/local/portable-engine/items.ts';

const text = (bytes: number): AttributeValue => ({ S: 'x'.repeat(bytes) });
/** An item of exactly so many bytes: a name of one and a value of the rest. */
const itemOf = (bytes: number) => ({ a: text(bytes - 1) });
/** The same with a key of nine bytes; without `bytes` the key alone. */
const keyed = (subject: string, bytes?: number) => ({
  subject: { S: `${subject}.` },
  ...(bytes !== undefined && itemOf(bytes - 9)),
});

describe('the size of an item', () => {
  it.each<[string, Record<string, AttributeValue>, number]>([
    ['text counts its name and value in UTF-8: 4 + 6', { name: { S: '개성' } }, 10],
    ['a name counts in UTF-8 too: 6 + 1', { 개성: { S: 'x' } }, 7],
    ['a number is a byte for two digits and one more: 1 + 3 + 1', { n: { N: '12345' } }, 5],
    ['zeros before and after do not count: 1 + 1 + 1', { n: { N: '-0.00120000' } }, 3],
    ['nor does an exponent: 1 + 1 + 1', { n: { N: '12E+20' } }, 3],
    ['zero is one byte: 1 + 1', { n: { N: '0' } }, 2],
    ['bytes are raw: 1 + 3', { b: { B: new Uint8Array(3) } }, 4],
    ['and on the wire base64 of them: 1 + 3', { b: { B: 'AAAA' as unknown as Uint8Array } }, 4],
    ['true and null are one byte each: 1 + 1 + 1 + 1', { t: { BOOL: true }, u: { NULL: true } }, 4],
    ['an empty list is 3: 1 + 3', { l: { L: [] } }, 4],
    [
      'each element of a list is one more: 1 + 3 + (1 + 2) + (1 + 2)',
      { l: { L: [text(2), { N: '7' }] } },
      10,
    ],
    ['each element of a map is one more: 1 + 3 + 1 + (3 + 2)', { m: { M: { key: text(2) } } }, 10],
    ['a list in a list: 1 + 3 + 1 + (3 + 1 + 4)', { l: { L: [{ L: [text(4)] }] } }, 13],
    ['a set is its elements: 1 + 2 + 3', { s: { SS: ['ab', 'cde'] } }, 6],
  ])('%s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

describe('write units of a transaction', () => {
  const writeUnits = (...TransactItems: object[]): number => {
    const meter = new UnitMeter();
    meter.take('TransactWriteItems', { TransactItems }, {});
    return meter.read().writeUnits;
  };
  const put = (bytes: number) => ({ Put: { TableName: 'T', Item: itemOf(bytes) } });

  it.each([
    [1_024, 2],
    [1_025, 4],
    [2_048, 4],
    [3_000, 6],
  ])('a put of %i bytes is prepared and committed, each KB begun', (bytes, units) => {
    expect(writeUnits(put(bytes))).toBe(units);
  });

  it('each item is rounded by itself: three of 500 bytes are 6, as in the developer guide', () => {
    expect(writeUnits(put(500), put(500), put(500))).toBe(6);
  });

  it('updates, deletes and checks of small items are 2 each', () => {
    const key = { TableName: 'T', Key: itemOf(10) };
    expect(writeUnits({ Update: key })).toBe(2);
    expect(writeUnits({ Delete: key })).toBe(2);
    expect(writeUnits({ ConditionCheck: key })).toBe(2);
  });

  it('a cancelled transaction costs the same', () => {
    const meter = new UnitMeter();
    meter.take('TransactWriteItems', { TransactItems: [put(500)] }, undefined);
    expect(meter.read().writeUnits).toBe(2);
  });

  it('an index that lists the item is a plain write of what it projects', () => {
    const meter = new UnitMeter([
      { tableName: 'T', keys: ['listing'], projects: 'all' },
      { tableName: 'T', keys: ['listing'], projects: 'keys' },
      { tableName: 'T', keys: ['listing', 'absent'], projects: 'all' },
      { tableName: 'other', keys: ['listing'], projects: 'all' },
    ]);
    const Item = { listing: text(10), rest: text(1_500) };
    meter.take('TransactWriteItems', { TransactItems: [{ Put: { TableName: 'T', Item } }] }, {});
    // 2 × 2 KB in the table, 2 KB in the first index, 1 KB in the second.
    expect(meter.read().writeUnits).toBe(4 + 2 + 1);
  });
});

describe('read units', () => {
  const readUnits = (operation: string, input: object, output: object): number => {
    const meter = new UnitMeter();
    meter.take(operation, input, output);
    return meter.read().readUnits;
  };

  it.each([
    [true, 3_500, 1],
    [true, 4_097, 2],
    [false, 3_500, 0.5],
    [false, 10_000, 1.5],
  ])('one item, consistent %s, of %i bytes', (ConsistentRead, bytes, units) => {
    expect(readUnits('GetItem', { ConsistentRead }, { Item: itemOf(bytes) })).toBe(units);
  });

  it('an item that is not there is a unit all the same', () => {
    expect(readUnits('GetItem', { ConsistentRead: true }, {})).toBe(1);
  });

  it('a batch rounds each item, 1.5 KB and 6.5 KB to 4 and 8, as in the developer guide', () => {
    const Keys = [keyed('1'), keyed('2')];
    const Responses = { T: [keyed('1', 1_536), keyed('2', 6_656)] };
    expect(
      readUnits('BatchGetItem', { RequestItems: { T: { Keys, ConsistentRead: true } } }, { Responses }),
    ).toBe(3);
  });

  it('of a batch absent keys count and unprocessed ones do not', () => {
    const Keys = [keyed('1'), keyed('2'), keyed('3')];
    const output = { Responses: { T: [keyed('1', 100)] }, UnprocessedKeys: { T: { Keys: [keyed('3')] } } };
    expect(readUnits('BatchGetItem', { RequestItems: { T: { Keys, ConsistentRead: true } } }, output)).toBe(
      2,
    );
  });

  it('a query adds up its items and then rounds', () => {
    const Items = [itemOf(1_500), itemOf(1_500), itemOf(1_500)];
    expect(readUnits('Query', { ConsistentRead: true }, { Items })).toBe(2);
    expect(readUnits('Query', {}, { Items })).toBe(1);
    expect(readUnits('Query', { ConsistentRead: true }, { Items: [] })).toBe(1);
  });
});

it('starts anew after each reading, and refuses what it has no rule for', () => {
  const meter = new UnitMeter();
  meter.take('GetItem', { ConsistentRead: true }, {});
  expect(meter.read()).toEqual({ writeUnits: 0, readUnits: 1 });
  expect(meter.read()).toEqual({ writeUnits: 0, readUnits: 0 });
  expect(() => meter.take('UpdateItem', {}, {})).toThrow('No rule says what UpdateItem consumes');
});

describe('what a request takes of each partition', () => {
  const from = 'T';

  it('is told item by item of a transaction and of a batch', () => {
    const TransactItems = [
      { Put: { TableName: 'T', Item: keyed('1', 1_025) } },
      { ConditionCheck: { TableName: 'T', Key: keyed('2') } },
    ];
    expect(consumptionsOf('TransactWriteItems', { TransactItems }, {})).toEqual([
      { from, partition: '1.', readUnits: 0, writeUnits: 4 },
      { from, partition: '2.', readUnits: 0, writeUnits: 2 },
    ]);
    const RequestItems = { T: { Keys: [keyed('1'), keyed('2')], ConsistentRead: true } };
    expect(
      consumptionsOf('BatchGetItem', { RequestItems }, { Responses: { T: [keyed('2', 5_000)] } }),
    ).toEqual([
      { from, partition: '1.', readUnits: 1, writeUnits: 0 },
      { from, partition: '2.', readUnits: 2, writeUnits: 0 },
    ]);
  });

  it('is of the one that a query names, in its table or in an index', () => {
    const query = {
      TableName: 'T',
      KeyConditionExpression: '#partition = :value AND #sort BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':value': text(3), ':from': text(1) },
    };
    expect(consumptionsOf('Query', { ...query, IndexName: 'I' }, { Items: [] })).toEqual([
      { from: 'T/I', partition: 'xxx', readUnits: 0.5, writeUnits: 0 },
    ]);
    expect(consumptionsOf('Query', query, { Items: [] })).toMatchObject([{ from, partition: 'xxx' }]);
  });
});
