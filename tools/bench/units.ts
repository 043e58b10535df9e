/**
 * Read and write units as DynamoDB bills them, by its documented rules; an emulator's own figures are wrong for
 * transactions.
 *
 * Source: the developer guide's "Item sizes and formats", "Read and write operations" and "Capacity management
 * for transactions". The guide does not say what a ConditionCheck costs; measured on AWS it is a write of its
 * item (https://martinhicks.dev/articles/what-a-conditional-dynamodb-transaction-costs), and so it is taken here.
 *
 * What stands in a table is not looked up. An item that is updated, deleted or checked is taken to be 1 KB or
 * less, as is one that is not there; one that is replaced, no larger than what replaces it; and a page that is only
 * counted, 4 KB or less. Of this project's items that is all true, but for a household that was registered some
 * ten times.
 */
import type {
  BatchGetItemInput,
  BatchGetItemOutput,
  DynamoDBClient,
  GetItemInput,
  GetItemOutput,
  QueryInput,
  QueryOutput,
  TransactWriteItem,
  TransactWriteItemsInput,
} from '@aws-sdk/client-dynamodb';
import { type Item, itemBytes, writeUnitsOf } from '../local/portable-engine/items.ts';

export interface Units {
  readonly writeUnits: number;
  readonly readUnits: number;
}

/** A secondary index that costs a write of its own for each new item that it lists. */
export interface MeteredIndex {
  readonly tableName: string;
  /** An item without all of these is not in the index. */
  readonly keys: readonly string[];
  readonly projects: 'all' | 'keys';
}

const readUnitBytes = 4_096;
/** A transaction prepares each item and then commits it. */
const writesOfTransaction = 2;

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);

const readUnitsOf = (bytes: number, isConsistent: boolean | undefined): number =>
  Math.max(1, Math.ceil(bytes / readUnitBytes)) * (isConsistent === true ? 1 : 0.5);

/** What one request takes of one partition of a table, or of an index: `table/index`. */
export interface Consumption extends Units {
  readonly from: string;
  readonly partition: string;
}

const reading = (from: string, partition: string, readUnits: number): Consumption => ({
  from,
  partition,
  readUnits,
  writeUnits: 0,
});

/** An item's partition key, by the names that this project's tables have. */
const partitionOf = (key: Item): string => (key['subject'] ?? key['householdId'])?.S ?? '';

/**
 * What a request consumes of the tables; without `output` it failed.
 *
 * Errors: throws at an operation that it has no rule for.
 */
export function consumptionsOf(
  operation: string,
  input: object,
  output: object | undefined,
): readonly Consumption[] {
  switch (operation) {
    case 'TransactWriteItems':
      return ((input as TransactWriteItemsInput).TransactItems ?? []).map(transactionItem);
    case 'GetItem': {
      const { TableName = '', Key = {}, ConsistentRead } = input as GetItemInput;
      const { Item = {} } = (output ?? {}) as GetItemOutput;
      return [reading(TableName, partitionOf(Key), readUnitsOf(itemBytes(Item), ConsistentRead))];
    }
    case 'BatchGetItem':
      return batchConsumptions(input as BatchGetItemInput, (output ?? {}) as BatchGetItemOutput);
    case 'Query': {
      const query = input as QueryInput;
      const { Items = [] } = (output ?? {}) as QueryOutput;
      const from = query.IndexName === undefined ? query.TableName : `${query.TableName}/${query.IndexName}`;
      const [, variable = ''] = /^\S+ = (:\w+)/.exec(query.KeyConditionExpression ?? '') ?? [];
      const partition = query.ExpressionAttributeValues?.[variable]?.S ?? '';
      return [reading(from ?? '', partition, readUnitsOf(total(Items.map(itemBytes)), query.ConsistentRead))];
    }
    case 'CreateTable':
    case 'DescribeTable':
    case 'ListTables':
      return [];
    default:
      throw new Error(`No rule says what ${operation} consumes`);
  }
}

function transactionItem({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): Consumption {
  const named = Put ?? Update ?? Delete ?? ConditionCheck;
  if (named === undefined) throw new Error('A transaction holds an empty action');
  const bytes = Put === undefined ? 0 : itemBytes(Put.Item ?? {});
  return {
    from: named.TableName ?? '',
    partition: partitionOf(Put?.Item ?? (named as { readonly Key?: Item }).Key ?? {}),
    readUnits: 0,
    writeUnits: writesOfTransaction * writeUnitsOf(bytes),
  };
}

/** Adds up what requests consume. A transaction that is cancelled consumes as much as one that goes through. */
export class UnitMeter {
  readonly #indexes: readonly MeteredIndex[];
  #writeUnits = 0;
  #readUnits = 0;

  constructor(indexes: readonly MeteredIndex[] = []) {
    this.#indexes = indexes;
  }

  /** What was consumed since this was last asked. */
  read(): Units {
    const units = { writeUnits: this.#writeUnits, readUnits: this.#readUnits };
    this.#writeUnits = 0;
    this.#readUnits = 0;
    return units;
  }

  /** Takes one request; without `output` it failed. Errors: throws at an operation that it has no rule for. */
  take(operation: string, input: object, output: object | undefined): void {
    for (const { writeUnits, readUnits } of consumptionsOf(operation, input, output)) {
      this.#writeUnits += writeUnits;
      this.#readUnits += readUnits;
    }
    if (operation !== 'TransactWriteItems') return;
    for (const { Put } of (input as TransactWriteItemsInput).TransactItems ?? []) {
      if (Put !== undefined) this.#writeUnits += this.#indexUnits(Put.TableName ?? '', Put.Item ?? {});
    }
  }

  /** An index follows after the transaction, so it costs a plain write. */
  #indexUnits(tableName: string, item: Item): number {
    const listing = this.#indexes.filter(
      (index) => index.tableName === tableName && index.keys.every((key) => key in item),
    );
    return total(
      listing.map(({ keys, projects }) =>
        writeUnitsOf(
          projects === 'all'
            ? itemBytes(item)
            : itemBytes(Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)))),
        ),
      ),
    );
  }
}

/** Each item is rounded by itself, one that is not there to a unit; unprocessed keys consume nothing. */
function batchConsumptions(
  { RequestItems = {} }: BatchGetItemInput,
  { Responses = {}, UnprocessedKeys = {} }: BatchGetItemOutput,
): readonly Consumption[] {
  return Object.entries(RequestItems).flatMap(([tableName, { Keys = [], ConsistentRead }]) => {
    const found = new Map((Responses[tableName] ?? []).map((item) => [nameOf(item), item]));
    const unprocessed = new Set((UnprocessedKeys[tableName]?.Keys ?? []).map(nameOf));
    return Keys.filter((key) => !unprocessed.has(nameOf(key))).map((key) =>
      reading(
        tableName,
        partitionOf(key),
        readUnitsOf(itemBytes(found.get(nameOf(key)) ?? {}), ConsistentRead),
      ),
    );
  });
}

/** Partition and sort key as one text. */
const nameOf = (item: Item): string => `${partitionOf(item)}\n${item['item']?.S ?? ''}`;

/** Meters all that a client sends from now on; a request that the SDK tries again counts once. */
export function meterClient(client: DynamoDBClient, meter: UnitMeter): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const operation = commandName.replace(/Command$/, '');
        try {
          const result = await next(args);
          meter.take(operation, args.input, result.output);
          return result;
        } catch (error) {
          meter.take(operation, args.input, undefined);
          throw error;
        }
      },
    { step: 'initialize', name: 'unitMeter' },
  );
}
