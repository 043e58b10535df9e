/**
 * What a write makes of the items as they stand: decided whole before anything is written.
 *
 * Source: AWS, DynamoDB API reference (TransactWriteItems) and service limits.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { isMet, updated } from './expressions.ts';
import { type Item, itemBytes, writeUnitsOf } from './items.ts';
import { cancelled, invalid, type Reason, RequestError } from './request-error.ts';
import {
  checkedBytes,
  type ItemKey,
  keyAttributes,
  keyOf,
  namedKeyOf,
  type TableShape,
} from './table-shape.ts';

const maxTransactItems = 100;
const maxTransactBytes = 4 * 1024 * 1024;
/** A transaction prepares each item and then commits it. */
const writesOfTransaction = 2;
/** A request token is remembered this long after its transaction. */
export const tokenMs = 10 * 60_000;

/** One item that a write changes. */
export interface Change {
  readonly table: string;
  readonly partition: string;
  readonly sort: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface PlannedChange extends Change {
  /** Of the item after; none when it is deleted. */
  readonly bytes: number;
}

/** The tables as they stand. */
export interface Current {
  /** Errors: `ResourceNotFoundException`. */
  shape(table: string): TableShape;
  find(table: TableShape, key: ItemKey): Item | undefined;
}

/** The transaction that was written under a token. */
export interface Served<Request> {
  readonly request: Request;
  readonly atMs: number;
}

/**
 * Whether a request was served under its token, so that nothing is left to do.
 *
 * Errors: `IdempotentParameterMismatchException` when the token was another request's.
 */
export function isServed<Request>(
  served: Served<Request> | undefined,
  isSame: (request: Request) => boolean,
  nowMs: number,
): boolean {
  if (served === undefined || nowMs - served.atMs >= tokenMs) return false;
  if (!isSame(served.request))
    throw new RequestError(
      'IdempotentParameterMismatchException',
      'A different request was sent with the same client token',
    );
  return true;
}

/**
 * The changes of a transaction, each condition being met.
 *
 * Shape: `interfering` names, by position, why another's work keeps an item from being written.
 * Errors: `TransactionCanceledException` with a reason for each item; `ValidationException` when it breaks a limit.
 */
export function planTransaction(
  items: readonly TransactWriteItem[],
  current: Current,
  interfering: readonly (string | undefined)[] = [],
): readonly PlannedChange[] {
  if (items.length === 0 || items.length > maxTransactItems)
    throw invalid(`Member must have length less than or equal to ${maxTransactItems}, and hold an item`);
  const seen = new Set<string>();
  const changes: PlannedChange[] = [];
  const reasons: Reason[] = [];
  let bytes = 0;
  for (const [position, item] of items.entries()) {
    const planned = planItem(item, current);
    const { table, key, change } = planned;
    const name = `${table}\n${key.partition}\n${key.sort}`;
    if (seen.has(name)) throw invalid('Transaction request cannot include multiple operations on one item');
    seen.add(name);
    const code = interfering[position] ?? (planned.isMet ? 'None' : 'ConditionalCheckFailed');
    reasons.push(
      code === 'ConditionalCheckFailed' ? { Code: code, Message: conditionFailed } : { Code: code },
    );
    if (change === undefined) continue;
    bytes += change.bytes;
    changes.push(change);
  }
  if (bytes > maxTransactBytes) throw invalid('Transaction request is larger than 4 MB');
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
  return changes;
}

/** The change of one write by itself. Errors: `ConditionalCheckFailedException`. */
export function planWrite(item: TransactWriteItem, current: Current): readonly PlannedChange[] {
  const { change, isMet: met } = planItem(item, current);
  if (!met) throw new RequestError('ConditionalCheckFailedException', conditionFailed);
  return change === undefined ? [] : [change];
}

/** What a transaction consumes of each table, by its larger size before and after; an item that is only checked is one unit. */
export function consumedByTransaction(
  items: readonly TransactWriteItem[],
  changes: readonly PlannedChange[],
): readonly { readonly TableName: string; readonly CapacityUnits: number }[] {
  const units = new Map<string, number>();
  const add = (table: string, writeUnits: number): void => {
    units.set(table, (units.get(table) ?? 0) + writesOfTransaction * writeUnits);
  };
  for (const { table, before, bytes } of changes)
    add(table, writeUnitsOf(Math.max(bytes, before === undefined ? 0 : itemBytes(before))));
  for (const { ConditionCheck } of items)
    if (ConditionCheck !== undefined) add(ConditionCheck.TableName ?? '', 1);
  return [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits }));
}

const conditionFailed = 'The conditional request failed';

interface PlannedItem {
  readonly table: string;
  readonly key: ItemKey;
  readonly isMet: boolean;
  /** None of a check, nor where the condition is not met. */
  readonly change: PlannedChange | undefined;
}

function planItem(item: TransactWriteItem, current: Current): PlannedItem {
  const { Put, Delete, ConditionCheck, Update } = item;
  const operation = Put ?? Delete ?? ConditionCheck ?? Update;
  if (operation === undefined)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const table = operation.TableName ?? '';
  const shape = current.shape(table);
  const key =
    Put === undefined
      ? namedKeyOf(shape, (Delete ?? ConditionCheck ?? Update)?.Key ?? {})
      : keyOf(shape, Put.Item ?? {});
  const before = current.find(shape, key);
  const scope = {
    names: operation.ExpressionAttributeNames,
    values: operation.ExpressionAttributeValues,
    item: before,
  };
  const met = isMet(operation.ConditionExpression, scope);
  if (!met || ConditionCheck !== undefined) return { table, key, isMet: met, change: undefined };
  const after = Put?.Item ?? (Update && updated(Update.UpdateExpression, scope, keyAttributes(shape, key)));
  const bytes = after === undefined ? 0 : checkedBytes(after);
  return { table, key, isMet: true, change: { table, ...key, before, after, bytes } };
}
