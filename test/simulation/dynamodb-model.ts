/**
 * A model of DynamoDB, as far as this project relies on it: consistent and lagging reads, pages, secondary
 * indexes, and transactions that happen whole or not at all.
 *
 * What a request means is the portable engine's own reading of it; here are what the simulation needs beside it: reads
 * that lag, pages cut short, and whatever others do meanwhile.
 */
import {
  BatchGetItemCommand,
  type CancellationReason,
  GetItemCommand,
  IdempotentParameterMismatchException,
  type KeysAndAttributes,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { batchKeysOf } from '../../tools/local/portable-engine/batches.ts';
import { type Item, itemBytes } from '../../tools/local/portable-engine/items.ts';
import {
  inPositionOrder,
  isInRange,
  type Position,
  pageOf,
  planQuery,
  startKeyOf,
} from '../../tools/local/portable-engine/queries.ts';
import { invalid, notFound, RequestError } from '../../tools/local/portable-engine/request-error.ts';
import {
  type IndexShape,
  type ItemKey,
  indexKeyOf,
  namedKeyOf,
  projected,
  type TableShape,
} from '../../tools/local/portable-engine/table-shape.ts';
import {
  type Change,
  type Current,
  consumedByTransaction,
  isServed,
  planTransaction,
  type Served,
} from '../../tools/local/portable-engine/writes.ts';
import type { Dice } from '../support/dice.ts';

export type { Change, Item };

const chainTable = { partition: 'subject', sort: 'item' } as const;

const exceptions: IndexShape = {
  name: 'exceptions',
  partition: 'listing',
  sort: 'listedAt',
  projects: 'keys',
};

const shapes = new Map<string, TableShape>(
  [
    { name: 'households', partition: 'householdId', sort: undefined, indexes: [] },
    { name: 'stock', ...chainTable, indexes: [] },
    { name: 'ledgers', ...chainTable, indexes: [exceptions] },
  ].map((shape) => [shape.name, shape]),
);

function shapeOf(table: string): TableShape {
  const shape = shapes.get(table);
  if (shape === undefined) throw notFound(`Table: ${table}`);
  return shape;
}

/** An item of a table or of an index, and where it stands there. */
interface Row {
  readonly position: Position;
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

  /** As a query meets them; put in order once after a write. */
  inOrder(): readonly Row[] {
    this.#inOrder ??= [...this.#rows.values()].sort((one, other) =>
      inPositionOrder(one.position, other.position),
    );
    return this.#inOrder;
  }
}

/** Items of all tables, and what their indexes list of them, at one moment. */
class Tables {
  readonly #partitions = new Map<string, Map<string, Partition>>();

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
    const item: ItemKey = { partition, sort };
    if (after === undefined) this.partition(table, partition)?.delete(sort);
    else this.#begun(table, partition).set(sort, { position: { sort, item }, item: after });
    for (const index of shapeOf(table).indexes) {
      const name = `${table}/${index.name}`;
      const place = `${partition}\n${sort}`;
      const then = before && indexKeyOf(index, before);
      const now = after && indexKeyOf(index, after);
      if (then !== undefined) this.partition(name, then.partition)?.delete(place);
      if (now !== undefined && after !== undefined)
        this.#begun(name, now.partition).set(place, { position: { sort: now.sort, item }, item: after });
    }
  }

  #begun(name: string, partition: string): Partition {
    const table = this.#partitions.get(name) ?? new Map<string, Partition>();
    this.#partitions.set(name, table);
    const begun = table.get(partition) ?? new Partition();
    table.set(partition, begun);
    return begun;
  }
}

/** What others do to one request while it is worked on. */
export interface Interference {
  /** By position: why a transaction's item cannot be written. */
  readonly reasons?: readonly (string | undefined)[];
  /** Some keys of a batch are left for another request. */
  readonly leavesKeys?: boolean;
}

const noInterference: Interference = {};

export class DynamoDbModel {
  /** Most items of one query's page, beside DynamoDB's own 1 MB, which a history never reaches. */
  pageItems = Number.POSITIVE_INFINITY;
  readonly #dice: Dice;
  readonly #observe: (changes: readonly Change[]) => void;
  readonly #nowMs: () => number;
  readonly #tokens = new Map<string, Served<readonly TransactWriteItem[]>>();
  readonly #current = new Tables();
  readonly #lagging = new Tables();
  /** Changes that reads without `ConsistentRead`, and indexes, may not have seen yet. */
  readonly #unseen: (readonly Change[])[] = [];
  readonly #written: Current = {
    shape: shapeOf,
    find: ({ name }, { partition, sort }) => this.item(name, partition, sort),
  };

  constructor(dice: Dice, observe: (changes: readonly Change[]) => void, nowMs: () => number) {
    this.#dice = dice;
    this.#observe = observe;
    this.#nowMs = nowMs;
  }

  /** Answers one command, at once and whole. Errors: what the SDK would throw. */
  answer(command: unknown, interference = noInterference): object {
    try {
      return this.#answer(command, interference);
    } catch (error) {
      throw asOfSdk(error);
    }
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

  #answer(command: unknown, interference: Interference): object {
    if (command instanceof GetItemCommand) {
      const { TableName = '', Key = {}, ConsistentRead } = command.input;
      const item = this.#find(TableName, namedKeyOf(shapeOf(TableName), Key), ConsistentRead === true);
      return item === undefined ? {} : { Item: item };
    }
    if (command instanceof BatchGetItemCommand) return this.#batchGet(command.input, interference);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof TransactWriteItemsCommand)
      return this.#transact(command.input, interference.reasons ?? []);
    throw invalid(`the model knows no ${String(Object(command).constructor.name)}`);
  }

  #seenBy(consistent: boolean): Tables {
    if (consistent) return this.#current;
    this.catchUp(this.#dice.whole(0, this.#unseen.length));
    return this.#lagging;
  }

  #find(table: string, { partition, sort }: ItemKey, consistent: boolean): Item | undefined {
    return this.#seenBy(consistent).partition(table, partition)?.get(sort);
  }

  #batchGet(input: BatchGetItemCommand['input'], { leavesKeys = false }: Interference): object {
    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
    for (const { table, keys, request } of batchKeysOf(input, shapeOf)) {
      const done = leavesKeys ? this.#dice.whole(0, keys.length) : keys.length;
      if (done < keys.length)
        UnprocessedKeys[table.name] = { ...request, Keys: request.Keys?.slice(done) ?? [] };
      const found = keys
        .slice(0, done)
        .map((key) => this.#find(table.name, key, request.ConsistentRead === true))
        .filter((item) => item !== undefined);
      // A batch answers in no order.
      const cut = this.#dice.whole(0, found.length);
      Responses[table.name] = [...found.slice(cut), ...found.slice(0, cut)];
    }
    return { Responses, UnprocessedKeys };
  }

  #query(input: QueryCommand['input']): object {
    const plan = planQuery(input, shapeOf(input.TableName ?? ''));
    const { table, index, partition, range, isBackwards, after, limit } = plan;
    const from = index === undefined ? table.name : `${table.name}/${index.name}`;
    const rows = this.#seenBy(plan.isConsistent).partition(from, partition)?.inOrder() ?? [];
    const matching = rows.filter(({ position }) => {
      if (!isInRange(range, position.sort)) return false;
      const order = after === undefined ? 0 : inPositionOrder(position, after);
      return after === undefined || (isBackwards ? order < 0 : order > 0);
    });
    if (isBackwards) matching.reverse();
    const { rows: page } = pageOf(matching, Math.min(limit, this.pageItems), ({ item }) => itemBytes(item));
    const items = page.map(({ item }) => item);
    const last = page.at(-1);
    // A page that was cut short names a next one only where there is more.
    const hasNext = items.length < matching.length || items.length === limit;
    return {
      Count: items.length,
      ...(!plan.isCount && {
        Items: index === undefined ? items : items.map((item) => projected(table, index, item)),
      }),
      ...(hasNext && last !== undefined && { LastEvaluatedKey: startKeyOf(plan, last.position) }),
    };
  }

  #transact(
    { TransactItems = [], ClientRequestToken, ReturnConsumedCapacity }: TransactWriteItemsCommand['input'],
    interfering: readonly (string | undefined)[],
  ): object {
    const isSame = (request: readonly TransactWriteItem[]): boolean =>
      request === TransactItems || JSON.stringify(request) === JSON.stringify(TransactItems);
    if (isServed(this.#tokens.get(ClientRequestToken ?? ''), isSame, this.#nowMs())) return {};
    const changes = planTransaction(TransactItems, this.#written, interfering);
    for (const change of changes) this.#current.apply(change);
    this.#unseen.push(changes);
    this.#observe(changes);
    if (ClientRequestToken !== undefined)
      this.#tokens.set(ClientRequestToken, { request: TransactItems, atMs: this.#nowMs() });
    return ReturnConsumedCapacity === 'TOTAL'
      ? { ConsumedCapacity: consumedByTransaction(TransactItems, changes) }
      : {};
  }
}

/** What the SDK makes of an answer that is an error. */
function asOfSdk(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  const { name, message, reasons } = error;
  if (reasons !== undefined) return cancelled(reasons.map((reason) => ({ ...reason })));
  return name === 'IdempotentParameterMismatchException'
    ? new IdempotentParameterMismatchException({ message, $metadata: {} })
    : error;
}

export const cancelled = (reasons: CancellationReason[]): TransactionCanceledException =>
  new TransactionCanceledException({
    message: `Transaction cancelled [${reasons.map(({ Code }) => Code).join(', ')}]`,
    $metadata: {},
    CancellationReasons: reasons,
  });
