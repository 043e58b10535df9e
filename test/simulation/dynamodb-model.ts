/**
 * A model of DynamoDB, as far as this project relies on it: consistent and lagging reads, pages, secondary
 * indexes, and transactions that happen whole or not at all.
 *
 * Source: AWS, DynamoDB API reference (TransactWriteItems, Query, BatchGetItem) and service limits. What it
 * does not model it refuses, so that no statement passes for something it is not.
 */
import {
  type AttributeValue,
  BatchGetItemCommand,
  type CancellationReason,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Dice } from '../support/dice.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** One item that a transaction changed. */
export interface Change {
  readonly table: string;
  readonly partition: string;
  readonly sort: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

interface KeyShape {
  readonly partition: string;
  readonly sort: string | undefined;
}

const subjectAndItem: KeyShape = { partition: 'subject', sort: 'item' };

const shapes: Readonly<Record<string, KeyShape>> = {
  households: { partition: 'householdId', sort: undefined },
  stock: subjectAndItem,
  ledgers: subjectAndItem,
};

const indexes: Readonly<Record<string, KeyShape>> = {
  'households/by-centre': { partition: 'centreId', sort: 'householdId' },
  'ledgers/exceptions': { partition: 'listing', sort: 'listedAt' },
};

/** DynamoDB's limits. */
const mostTransactItems = 100;
const mostBatchKeys = 100;
const mostItemBytes = 400 * 1024;
const mostTransactBytes = 4 * 1024 * 1024;

/** A request that DynamoDB would refuse as it stands. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

const text = (value: AttributeValue | undefined): string => {
  if (value?.S !== undefined) return value.S;
  throw new ValidationException('a key is a text');
};

/** Items of all tables at one moment. */
class Tables {
  readonly #items = new Map<string, Map<string, Item>>();

  partition(table: string, partition: string): Map<string, Item> {
    const name = `${table}\n${partition}`;
    const items = this.#items.get(name) ?? new Map<string, Item>();
    this.#items.set(name, items);
    return items;
  }

  table(table: string): readonly Item[] {
    return [...this.#items].flatMap(([name, items]) =>
      name.startsWith(`${table}\n`) ? [...items.values()] : [],
    );
  }

  apply({ table, partition, sort, after }: Change): void {
    const items = this.partition(table, partition);
    if (after === undefined) items.delete(sort);
    else items.set(sort, after);
  }
}

export class DynamoDbModel {
  /** Most items of one query's page; DynamoDB ends a page at 1 MB, which a history never reaches. */
  pageItems = 50;
  readonly #dice: Dice;
  readonly #observe: (changes: readonly Change[]) => void;
  readonly #current = new Tables();
  readonly #lagging = new Tables();
  /** Changes that reads without `ConsistentRead`, and indexes, may not have seen yet. */
  readonly #unseen: Change[][] = [];

  constructor(dice: Dice, observe: (changes: readonly Change[]) => void) {
    this.#dice = dice;
    this.#observe = observe;
  }

  /** Answers one command, at once and whole. Errors: what the SDK would throw. */
  answer(command: unknown): object {
    if (command instanceof GetItemCommand) {
      const { TableName = '', Key = {}, ConsistentRead } = command.input;
      const item = this.#find(TableName, Key, ConsistentRead === true);
      return item === undefined ? {} : { Item: item };
    }
    if (command instanceof BatchGetItemCommand) return this.#batchGet(command.input);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof TransactWriteItemsCommand)
      return this.#transact(command.input.TransactItems ?? []);
    throw new ValidationException(`the model knows no ${String(Object(command).constructor.name)}`);
  }

  /** All items of a table, as last written. */
  table(table: string): readonly Item[] {
    return this.#current.table(table);
  }

  item(table: string, partition: string, sort = ''): Item | undefined {
    return this.#current.partition(table, partition).get(sort);
  }

  /** Lets lagging reads and indexes see all that was written. */
  catchUp(changes = this.#unseen.length): void {
    for (const change of this.#unseen.splice(0, changes).flat()) this.#lagging.apply(change);
  }

  #seenBy(consistent: boolean): Tables {
    if (consistent) return this.#current;
    this.catchUp(this.#dice.whole(0, this.#unseen.length));
    return this.#lagging;
  }

  #keyOf(table: string, item: Item): { readonly partition: string; readonly sort: string } {
    const shape = shapes[table];
    if (shape === undefined) throw new ValidationException(`there is no table ${table}`);
    return {
      partition: text(item[shape.partition]),
      sort: shape.sort === undefined ? '' : text(item[shape.sort]),
    };
  }

  #find(table: string, key: Item, consistent: boolean): Item | undefined {
    const { partition, sort } = this.#keyOf(table, key);
    return this.#seenBy(consistent).partition(table, partition).get(sort);
  }

  #batchGet({ RequestItems = {} }: BatchGetItemCommand['input']): object {
    const Responses: Record<string, Item[]> = {};
    for (const [table, { Keys = [], ConsistentRead }] of Object.entries(RequestItems)) {
      const names = new Set(Keys.map((key) => JSON.stringify(this.#keyOf(table, key))));
      if (names.size !== Keys.length) throw new ValidationException('a batch names a key twice');
      if (Keys.length === 0 || Keys.length > mostBatchKeys)
        throw new ValidationException(`a batch of ${Keys.length}`);
      const found = Keys.map((key) => this.#find(table, key, ConsistentRead === true)).filter(
        (item) => item !== undefined,
      );
      // A batch answers in no order.
      Responses[table] = [...this.#dice.shuffled(found)];
    }
    return { Responses, UnprocessedKeys: {} };
  }

  #query(input: QueryCommand['input']): object {
    const { TableName = '', IndexName, ConsistentRead, Limit, ScanIndexForward, ExclusiveStartKey } = input;
    if (IndexName !== undefined && ConsistentRead === true)
      throw new ValidationException('an index has no consistent read');
    const shape = IndexName === undefined ? shapes[TableName] : indexes[`${TableName}/${IndexName}`];
    if (shape === undefined) throw new ValidationException(`there is no ${TableName}/${IndexName}`);
    const { partition, matches } = keyCondition(input, shape);
    const seen = this.#seenBy(ConsistentRead === true);
    const inIndex = (item: Item): boolean =>
      item[shape.partition]?.S === partition && (shape.sort === undefined || item[shape.sort] !== undefined);
    const items =
      IndexName === undefined
        ? [...seen.partition(TableName, partition).values()]
        : seen.table(TableName).filter(inIndex);
    const sortOf = (item: Item): string => (shape.sort === undefined ? '' : text(item[shape.sort]));
    const matching = items
      .filter((item) => matches(sortOf(item)))
      .sort((one, other) => (sortOf(one) < sortOf(other) ? -1 : 1));
    if (ScanIndexForward === false) matching.reverse();
    const after = ExclusiveStartKey && sortOf(ExclusiveStartKey);
    const rest =
      after === undefined
        ? matching
        : matching.filter((item) =>
            ScanIndexForward === false ? sortOf(item) < after : sortOf(item) > after,
          );
    const page = rest.slice(0, Math.min(Limit ?? Number.POSITIVE_INFINITY, this.pageItems));
    const last = page.at(-1);
    // As DynamoDB does, a page that ends where its limit ends names a next one, whether there is more or not.
    const ended = page.length === rest.length && page.length !== Limit;
    if (ended || last === undefined) return { Items: page };
    const keyNames = new Set([...Object.values(shapes[TableName] ?? {}), ...Object.values(shape)]);
    return {
      Items: page,
      LastEvaluatedKey: Object.fromEntries(Object.entries(last).filter(([name]) => keyNames.has(name))),
    };
  }

  #transact(items: readonly TransactWriteItem[]): object {
    if (items.length === 0 || items.length > mostTransactItems)
      throw new ValidationException(`a transaction of ${items.length} items`);
    const seen = new Set<string>();
    const changes: Change[] = [];
    const reasons: CancellationReason[] = [];
    let bytes = 0;
    for (const item of items) {
      const operation = item.Put ?? item.Delete ?? item.ConditionCheck ?? item.Update;
      const table = operation?.TableName ?? '';
      const { partition, sort } = this.#keyOf(
        table,
        item.Put?.Item ?? item.Delete?.Key ?? item.ConditionCheck?.Key ?? item.Update?.Key ?? {},
      );
      const name = `${table}\n${partition}\n${sort}`;
      if (seen.has(name)) throw new ValidationException(`a transaction names ${name} twice`);
      seen.add(name);
      const before = this.#current.partition(table, partition).get(sort);
      const met = condition(operation?.ConditionExpression, operation?.ExpressionAttributeValues, before);
      reasons.push({ Code: met ? 'None' : 'ConditionalCheckFailed' });
      if (item.ConditionCheck !== undefined) continue;
      const after =
        item.Put?.Item ??
        (item.Update && updated(item.Update, this.#keyShape(table, partition, sort), before));
      if (after !== undefined) {
        const size = sizeOf(after);
        if (size > mostItemBytes) throw new ValidationException(`an item of ${size} bytes`);
        bytes += size;
      }
      changes.push({ table, partition, sort, before, after });
    }
    if (bytes > mostTransactBytes) throw new ValidationException(`a transaction of ${bytes} bytes`);
    if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    for (const change of changes) this.#current.apply(change);
    this.#unseen.push(changes);
    this.#observe(changes);
    return {};
  }

  #keyShape(table: string, partition: string, sort: string): Item {
    const shape = shapes[table];
    return {
      ...(shape && { [shape.partition]: { S: partition } }),
      ...(shape?.sort !== undefined && { [shape.sort]: { S: sort } }),
    };
  }
}

export const cancelled = (reasons: CancellationReason[]): TransactionCanceledException =>
  new TransactionCanceledException({
    message: `Transaction cancelled [${reasons.map(({ Code }) => Code).join(', ')}]`,
    $metadata: {},
    CancellationReasons: reasons,
  });

type Values = Readonly<Record<string, AttributeValue>> | undefined;

/** Understands `attribute_exists(x)`, `attribute_not_exists(x)` and `x = :v`, joined by AND. */
function condition(expression: string | undefined, values: Values, item: Item | undefined): boolean {
  return (expression?.split(' AND ') ?? []).every((term) => {
    const [, name, attribute = ''] = /^(attribute_exists|attribute_not_exists)\((\w+)\)$/.exec(term) ?? [];
    if (name !== undefined) return (item?.[attribute] !== undefined) === (name === 'attribute_exists');
    const [, left = '', right] = /^(\w+) = (:\w+)$/.exec(term) ?? [];
    if (right === undefined) throw new ValidationException(`the model cannot read the condition ${term}`);
    return (
      item?.[left] !== undefined && JSON.stringify(item[left]) === JSON.stringify(values?.[right] ?? null)
    );
  });
}

/** Understands `SET x = :v`, joined by commas. */
function updated(
  { UpdateExpression = '', ExpressionAttributeValues = {} }: NonNullable<TransactWriteItem['Update']>,
  key: Item,
  before: Item | undefined,
): Item {
  const after: Record<string, AttributeValue> = { ...(before ?? key) };
  const [, assignments] = /^SET (.+)$/.exec(UpdateExpression) ?? [];
  for (const assignment of assignments?.split(', ') ?? ['']) {
    const [, name, value = ''] = /^(\w+) = (:\w+)$/.exec(assignment) ?? [];
    const given = ExpressionAttributeValues[value];
    if (name === undefined || given === undefined)
      throw new ValidationException(`the model cannot read the update ${UpdateExpression}`);
    after[name] = given;
  }
  return after;
}

/** Understands one equality on the partition key, and one comparison of the sort key. */
function keyCondition(
  { KeyConditionExpression = '', ExpressionAttributeNames, ExpressionAttributeValues }: QueryCommand['input'],
  shape: KeyShape,
): { readonly partition: string; readonly matches: (sort: string) => boolean } {
  const terms = KeyConditionExpression.replace(/#\w+/g, (name) => ExpressionAttributeNames?.[name] ?? name)
    .replace(/BETWEEN (:\w+) AND (:\w+)/, 'BETWEEN $1..$2')
    .split(' AND ');
  const value = (name: string | undefined): string => text(ExpressionAttributeValues?.[name ?? '']);
  let partition: string | undefined;
  let matches = (_sort: string): boolean => true;
  for (const term of terms) {
    const [, name, operator, operand] = /^(\w+) (=|>=|<=|>|<|BETWEEN) (:\w+(?:\.\.:\w+)?)$/.exec(term) ?? [];
    const [, prefixed, prefix] = /^begins_with\((\w+), (:\w+)\)$/.exec(term) ?? [];
    if (name === shape.partition && operator === '=') partition = value(operand);
    else if (prefixed !== undefined && prefixed === shape.sort) {
      const start = value(prefix);
      matches = (sort) => sort.startsWith(start);
    } else if (name !== undefined && name === shape.sort) {
      const [from, to] = (operand ?? '').split('..').map((bound) => value(bound));
      if (from === undefined)
        throw new ValidationException(`the model cannot read the key condition ${term}`);
      matches = (sort) => {
        if (operator === 'BETWEEN') return sort >= from && sort <= (to ?? '');
        if (operator === '>=') return sort >= from;
        if (operator === '<=') return sort <= from;
        if (operator === '>') return sort > from;
        return operator === '<' ? sort < from : sort === from;
      };
    } else throw new ValidationException(`the model cannot read the key condition ${term}`);
  }
  if (partition === undefined) throw new ValidationException('a query names its partition');
  return { partition, matches };
}

/** DynamoDB counts names and values in UTF-8; close enough for limits that are far away. */
const sizeOf = (item: Item): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) => sum + name.length + (value.B?.length ?? JSON.stringify(value).length),
    0,
  );
