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
  type ConsumedCapacity,
  GetItemCommand,
  IdempotentParameterMismatchException,
  type KeysAndAttributes,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { itemBytes } from '../../tools/bench/units.ts';
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

interface IndexShape extends KeyShape {
  readonly projects: 'all' | 'keys';
}

const subjectAndItem: KeyShape = { partition: 'subject', sort: 'item' };

const shapes: Readonly<Record<string, KeyShape>> = {
  households: { partition: 'householdId', sort: undefined },
  stock: subjectAndItem,
  ledgers: subjectAndItem,
};

const indexes: Readonly<Record<string, IndexShape>> = {
  'households/by-centre': { partition: 'centreId', sort: 'householdId', projects: 'all' },
  'ledgers/exceptions': { partition: 'listing', sort: 'listedAt', projects: 'keys' },
};

const indexesOf = Object.groupBy(
  Object.entries(indexes).map(([name, shape]) => ({ name, shape })),
  ({ name }) => name.slice(0, name.indexOf('/')),
);

/** DynamoDB's limits. */
const maxTransactItems = 100;
const maxBatchKeys = 100;
const maxItemBytes = 400 * 1024;
const maxTransactBytes = 4 * 1024 * 1024;
const maxPageBytes = 1024 * 1024;
/** A write unit is 1 KB of one item, begun; a transaction takes two for each. */
const writeUnitBytes = 1_024;
const writesOfTransaction = 2;
/** A request token is remembered this long after its transaction. */
const tokenMs = 10 * 60_000;

/** A request that DynamoDB would refuse as it stands. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

const text = (value: AttributeValue | undefined): string => {
  if (value?.S !== undefined) return value.S;
  throw new ValidationException('a key is a text');
};

/** An item of a table or of an index, by the sort key that it has there. */
interface Row {
  readonly sort: string;
  readonly item: Item;
}

/** Items of one partition. */
class Partition {
  readonly #rows = new Map<string, Row>();
  #inOrder: readonly Row[] | undefined;

  get(name: string): Item | undefined {
    return this.#rows.get(name)?.item;
  }

  set(name: string, row: Row): void {
    this.#rows.set(name, row);
    this.#inOrder = undefined;
  }

  delete(name: string): void {
    this.#rows.delete(name);
    this.#inOrder = undefined;
  }

  /** By sort key, as a query meets them; put in order once after a write. */
  inOrder(): readonly Row[] {
    this.#inOrder ??= [...this.#rows.values()].sort((one, other) => inUtf8Order(one.sort, other.sort));
    return this.#inOrder;
  }
}

/** Items of all tables, and what their indexes list of them, at one moment. */
class Tables {
  readonly #partitions = new Map(
    [...Object.keys(shapes), ...Object.keys(indexes)].map((name) => [name, new Map<string, Partition>()]),
  );

  /** Of a table, or of an index: `table/index`. */
  partition(name: string, partition: string): Partition | undefined {
    return this.#partitions.get(name)?.get(partition);
  }

  table(table: string): readonly Item[] {
    return [...(this.#partitions.get(table)?.values() ?? [])].flatMap((partition) =>
      partition.inOrder().map(({ item }) => item),
    );
  }

  apply({ table, partition, sort, before, after }: Change): void {
    if (after === undefined) this.partition(table, partition)?.delete(sort);
    else this.#begun(table, partition).set(sort, { sort, item: after });
    for (const { name, shape } of indexesOf[table] ?? []) {
      const place = `${partition}\n${sort}`;
      const then = before && rowIn(shape, before);
      const now = after && rowIn(shape, after);
      if (then !== undefined) this.partition(name, then.partition)?.delete(place);
      if (now !== undefined) this.#begun(name, now.partition).set(place, now);
    }
  }

  #begun(name: string, partition: string): Partition {
    const begun = this.partition(name, partition) ?? new Partition();
    this.#partitions.get(name)?.set(partition, begun);
    return begun;
  }
}

/** Where an index lists an item; `undefined` when the item lacks one of its keys. */
function rowIn(
  { partition, sort }: IndexShape,
  item: Item,
): (Row & { readonly partition: string }) | undefined {
  const [ofIndex, inIndex] = [item[partition]?.S, item[sort ?? partition]?.S];
  return ofIndex === undefined || inIndex === undefined
    ? undefined
    : { partition: ofIndex, sort: inIndex, item };
}

/** What others do to one request while it is worked on. */
export interface Interference {
  /** By position: why a transaction's item cannot be written. */
  readonly reasons?: readonly (string | undefined)[];
  /** Some keys of a batch are left for another request. */
  readonly leavesKeys?: boolean;
}

const noInterference: Interference = {};

/** A transaction that was written under a token. */
interface Tokened {
  readonly items: readonly TransactWriteItem[];
  readonly atMs: number;
}

export class DynamoDbModel {
  /** Most items of one query's page, beside DynamoDB's own 1 MB, which a history never reaches. */
  pageItems = Number.POSITIVE_INFINITY;
  readonly #dice: Dice;
  readonly #observe: (changes: readonly Change[]) => void;
  readonly #nowMs: () => number;
  readonly #tokens = new Map<string, Tokened>();
  readonly #current = new Tables();
  readonly #lagging = new Tables();
  /** Changes that reads without `ConsistentRead`, and indexes, may not have seen yet. */
  readonly #unseen: Change[][] = [];

  constructor(dice: Dice, observe: (changes: readonly Change[]) => void, nowMs: () => number) {
    this.#dice = dice;
    this.#observe = observe;
    this.#nowMs = nowMs;
  }

  /** Answers one command, at once and whole. Errors: what the SDK would throw. */
  answer(command: unknown, interference = noInterference): object {
    if (command instanceof GetItemCommand) {
      const { TableName = '', Key = {}, ConsistentRead } = command.input;
      const item = this.#find(TableName, Key, ConsistentRead === true);
      return item === undefined ? {} : { Item: item };
    }
    if (command instanceof BatchGetItemCommand) return this.#batchGet(command.input, interference);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof TransactWriteItemsCommand)
      return this.#transactOnce(command.input, interference.reasons ?? []);
    throw new ValidationException(`the model knows no ${String(Object(command).constructor.name)}`);
  }

  /** All items of a table, as last written. */
  table(table: string): readonly Item[] {
    return this.#current.table(table);
  }

  item(table: string, partition: string, sort = ''): Item | undefined {
    return this.#current.partition(table, partition)?.get(sort);
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
    return this.#seenBy(consistent).partition(table, partition)?.get(sort);
  }

  #batchGet(
    { RequestItems = {} }: BatchGetItemCommand['input'],
    { leavesKeys = false }: Interference,
  ): object {
    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
    let asked = 0;
    for (const [table, request] of Object.entries(RequestItems)) {
      const { Keys = [], ConsistentRead } = request;
      asked += Keys.length;
      const names = new Set<string>();
      for (const key of Keys) {
        const { partition, sort } = this.#keyOf(table, key);
        names.add(`${partition}\n${sort}`);
      }
      if (names.size !== Keys.length) throw new ValidationException('a batch names a key twice');
      if (Keys.length === 0 || asked > maxBatchKeys)
        throw new ValidationException(`a batch of ${asked} keys`);
      const done = leavesKeys ? this.#dice.whole(0, Keys.length) : Keys.length;
      if (done < Keys.length) UnprocessedKeys[table] = { ...request, Keys: Keys.slice(done) };
      const found = Keys.slice(0, done)
        .map((key) => this.#find(table, key, ConsistentRead === true))
        .filter((item) => item !== undefined);
      // A batch answers in no order.
      const cut = this.#dice.whole(0, found.length);
      Responses[table] = [...found.slice(cut), ...found.slice(0, cut)];
    }
    return { Responses, UnprocessedKeys };
  }

  #query(input: QueryCommand['input']): object {
    const {
      TableName = '',
      IndexName,
      ConsistentRead,
      Limit,
      ScanIndexForward,
      ExclusiveStartKey,
      Select,
    } = input;
    if (IndexName !== undefined && ConsistentRead === true)
      throw new ValidationException('an index has no consistent read');
    const from = IndexName === undefined ? TableName : `${TableName}/${IndexName}`;
    const shape = IndexName === undefined ? shapes[TableName] : indexes[from];
    if (shape === undefined) throw new ValidationException(`there is no ${from}`);
    const { partition, matches } = keyCondition(input, shape);
    const rows =
      this.#seenBy(ConsistentRead === true)
        .partition(from, partition)
        ?.inOrder() ?? [];
    const matching = rows.filter(({ sort }) => matches(sort));
    if (ScanIndexForward === false) matching.reverse();
    const after = ExclusiveStartKey && text(ExclusiveStartKey[shape.sort ?? '']);
    const rest = (
      after === undefined
        ? matching
        : matching.filter(({ sort }) => {
            const order = inUtf8Order(sort, after);
            return ScanIndexForward === false ? order < 0 : order > 0;
          })
    ).map(({ item }) => item);
    const page = pageOf(rest, Math.min(Limit ?? Number.POSITIVE_INFINITY, this.pageItems));
    const keyNames = new Set([...Object.values(shapes[TableName] ?? {}), ...Object.values(shape)]);
    const keysOf = (item: Item): Item =>
      Object.fromEntries(Object.entries(item).filter(([name]) => keyNames.has(name)));
    const last = page.at(-1);
    // As DynamoDB does, a page that ends where its limit ends names a next one, whether there is more or not.
    const ended = page.length === rest.length && page.length !== Limit;
    const whole = IndexName === undefined || indexes[from]?.projects === 'all';
    return {
      Count: page.length,
      ...(Select !== 'COUNT' && { Items: whole ? page : page.map(keysOf) }),
      ...(!ended && last !== undefined && { LastEvaluatedKey: keysOf(last) }),
    };
  }

  /** A token that is seen again with its own request has been served; with another, something is wrong. */
  #transactOnce(
    { TransactItems = [], ClientRequestToken, ReturnConsumedCapacity }: TransactWriteItemsCommand['input'],
    reasons: readonly (string | undefined)[],
  ): object {
    const served = this.#tokens.get(ClientRequestToken ?? '');
    if (served !== undefined && this.#nowMs() - served.atMs < tokenMs) {
      const same =
        served.items === TransactItems || JSON.stringify(served.items) === JSON.stringify(TransactItems);
      if (!same) {
        throw new IdempotentParameterMismatchException({
          message: 'a token of another request',
          $metadata: {},
        });
      }
      return {};
    }
    this.#transact(TransactItems, reasons);
    if (ClientRequestToken !== undefined) {
      this.#tokens.set(ClientRequestToken, { items: TransactItems, atMs: this.#nowMs() });
    }
    return ReturnConsumedCapacity === 'TOTAL' ? { ConsumedCapacity: consumedBy(TransactItems) } : {};
  }

  #transact(items: readonly TransactWriteItem[], interfering: readonly (string | undefined)[]): void {
    if (items.length === 0 || items.length > maxTransactItems)
      throw new ValidationException(`a transaction of ${items.length} items`);
    const seen = new Set<string>();
    const changes: Change[] = [];
    const reasons: CancellationReason[] = [];
    let bytes = 0;
    for (const [position, item] of items.entries()) {
      const operation = item.Put ?? item.Delete ?? item.ConditionCheck ?? item.Update;
      const table = operation?.TableName ?? '';
      const { partition, sort } = this.#keyOf(
        table,
        item.Put?.Item ?? item.Delete?.Key ?? item.ConditionCheck?.Key ?? item.Update?.Key ?? {},
      );
      const name = `${table}\n${partition}\n${sort}`;
      if (seen.has(name)) throw new ValidationException(`a transaction names ${name} twice`);
      seen.add(name);
      const before = this.#current.partition(table, partition)?.get(sort);
      const met = condition(operation?.ConditionExpression, operation?.ExpressionAttributeValues, before);
      reasons.push({ Code: interfering[position] ?? (met ? 'None' : 'ConditionalCheckFailed') });
      if (item.ConditionCheck !== undefined) continue;
      const after =
        item.Put?.Item ??
        (item.Update && updated(item.Update, this.#keyShape(table, partition, sort), before));
      if (after !== undefined) {
        const size = itemBytes(after);
        if (size > maxItemBytes) throw new ValidationException(`an item of ${size} bytes`);
        bytes += size;
      }
      changes.push({ table, partition, sort, before, after });
    }
    if (bytes > maxTransactBytes) throw new ValidationException(`a transaction of ${bytes} bytes`);
    if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    for (const change of changes) this.#current.apply(change);
    this.#unseen.push(changes);
    this.#observe(changes);
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

/** UTF-16, in which texts are compared here, orders otherwise only from the surrogates on. */
const isOtherInUtf16 = /[\ud800-\uffff]/;

function inUtf8Order(one: string, other: string): number {
  if (isOtherInUtf16.test(one) || isOtherInUtf16.test(other))
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return Number(one > other) - Number(one < other);
}

/** As much as fits a page: 1 MB, and at most `limit` items. */
function pageOf(items: readonly Item[], limit: number): readonly Item[] {
  let bytes = 0;
  let fitting = 0;
  while (fitting < items.length && fitting < limit && bytes < maxPageBytes) {
    bytes += itemBytes(items[fitting] ?? {});
    if (bytes > maxPageBytes && fitting > 0) break;
    fitting += 1;
  }
  return items.slice(0, fitting);
}

/** Of puts; what else a transaction holds is not asked for. */
function consumedBy(items: readonly TransactWriteItem[]): ConsumedCapacity[] {
  const units = new Map<string, number>();
  for (const { Put } of items) {
    const table = Put?.TableName ?? '';
    const bytes = itemBytes(Put?.Item ?? {});
    const taken = writesOfTransaction * Math.max(1, Math.ceil(bytes / writeUnitBytes));
    units.set(table, (units.get(table) ?? 0) + taken);
  }
  return [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits }));
}

type Values = Readonly<Record<string, AttributeValue>> | undefined;
type Condition = (values: Values, item: Item | undefined) => boolean;

const conditions = new Map<string, Condition>();

function condition(expression: string | undefined, values: Values, item: Item | undefined): boolean {
  if (expression === undefined) return true;
  const known = conditions.get(expression) ?? readCondition(expression);
  conditions.set(expression, known);
  return known(values, item);
}

/** Understands `attribute_exists(x)`, `attribute_not_exists(x)` and `x = :v`, joined by AND. */
function readCondition(expression: string): Condition {
  const terms = expression.split(' AND ').map((term): Condition => {
    const [, name, attribute = ''] = /^(attribute_exists|attribute_not_exists)\((\w+)\)$/.exec(term) ?? [];
    if (name !== undefined) {
      return (_values, item) => (item?.[attribute] !== undefined) === (name === 'attribute_exists');
    }
    const [, left = '', right] = /^(\w+) = (:\w+)$/.exec(term) ?? [];
    if (right === undefined) throw new ValidationException(`the model cannot read the condition ${term}`);
    return (values, item) =>
      item?.[left] !== undefined && JSON.stringify(item[left]) === JSON.stringify(values?.[right] ?? null);
  });
  return (values, item) => terms.every((term) => term(values, item));
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

/** A key condition once read: the variables it names, and what it makes of the sort key. */
interface KeyCondition {
  readonly partition: string;
  readonly operator: '=' | '>=' | '<=' | '>' | '<' | 'BETWEEN' | 'begins_with' | undefined;
  readonly operands: readonly string[];
}

const keyConditions = new Map<string, KeyCondition>();

function keyCondition(
  { KeyConditionExpression = '', ExpressionAttributeNames, ExpressionAttributeValues }: QueryCommand['input'],
  shape: KeyShape,
): { readonly partition: string; readonly matches: (sort: string) => boolean } {
  const expression = KeyConditionExpression.replace(
    /#\w+/g,
    (name) => ExpressionAttributeNames?.[name] ?? name,
  );
  const name = `${shape.partition} ${shape.sort} ${expression}`;
  const known = keyConditions.get(name) ?? readKeyCondition(expression, shape);
  keyConditions.set(name, known);
  const value = (variable: string): string => text(ExpressionAttributeValues?.[variable]);
  const [from = '', to = ''] = known.operands.map(value);
  const { operator } = known;
  const matches = (sort: string): boolean => {
    switch (operator) {
      case undefined:
        return true;
      case 'begins_with':
        return sort.startsWith(from);
      case 'BETWEEN':
        return inUtf8Order(sort, from) >= 0 && inUtf8Order(sort, to) <= 0;
      case '>=':
        return inUtf8Order(sort, from) >= 0;
      case '<=':
        return inUtf8Order(sort, from) <= 0;
      case '>':
        return inUtf8Order(sort, from) > 0;
      case '<':
        return inUtf8Order(sort, from) < 0;
      case '=':
        return sort === from;
    }
  };
  return { partition: value(known.partition), matches };
}

/** Understands one equality on the partition key, and one comparison of the sort key. */
function readKeyCondition(expression: string, shape: KeyShape): KeyCondition {
  let partition: string | undefined;
  let operator: KeyCondition['operator'];
  let operands: readonly string[] = [];
  const terms = expression.replace(/BETWEEN (:\w+) AND (:\w+)/, 'BETWEEN $1..$2').split(' AND ');
  for (const term of terms) {
    const [, name, sign, operand = ''] = /^(\w+) (=|>=|<=|>|<|BETWEEN) (:\w+(?:\.\.:\w+)?)$/.exec(term) ?? [];
    const [, prefixed, prefix = ''] = /^begins_with\((\w+), (:\w+)\)$/.exec(term) ?? [];
    if (name === shape.partition && sign === '=') partition = operand;
    else if (prefixed !== undefined && prefixed === shape.sort)
      [operator, operands] = ['begins_with', [prefix]];
    else if (name !== undefined && name === shape.sort) {
      [operator, operands] = [sign as KeyCondition['operator'], operand.split('..')];
    } else throw new ValidationException(`the model cannot read the key condition ${term}`);
  }
  if (partition === undefined) throw new ValidationException('a query names its partition');
  return { partition, operator, operands };
}
