/** What a Query asks for: a partition of a table or an index, a range of its sort key, and a page of that. */
import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { remembering, resolvedName, resolvedValue, Tokens } from './expression-tokens.ts';
import { type Item, inUtf8Order } from './items.ts';
import { invalid } from './request-error.ts';
import {
  type IndexShape,
  type ItemKey,
  type KeyShape,
  keyAttributes,
  keyOf,
  type TableShape,
} from './table-shape.ts';

const maxPageBytes = 1024 * 1024;

/** Sort keys from one to another, in the order of UTF-8. */
export interface SortRange {
  readonly from?: string;
  readonly isFromIncluded?: boolean;
  readonly to?: string;
  readonly isToIncluded?: boolean;
}

/** Where a page ended: the item's place in the index that was asked, and in its table. */
export interface Position {
  readonly sort: string;
  readonly item: ItemKey;
}

export interface QueryPlan {
  readonly table: TableShape;
  /** Undefined: the table itself. */
  readonly index: IndexShape | undefined;
  readonly partition: string;
  readonly range: SortRange;
  readonly isBackwards: boolean;
  /** The page begins after this. */
  readonly after: Position | undefined;
  readonly limit: number;
  readonly isCount: boolean;
  readonly isConsistent: boolean;
}

/** Errors: `ValidationException` for a query that DynamoDB, or this engine, does not take. */
export function planQuery(input: QueryCommandInput, table: TableShape): QueryPlan {
  const { IndexName, ConsistentRead, Limit, ScanIndexForward, ExclusiveStartKey, Select } = input;
  const index = IndexName === undefined ? undefined : indexNamed(table, IndexName);
  const isConsistent = ConsistentRead === true;
  if (index !== undefined && isConsistent)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  return {
    table,
    index,
    ...keyCondition(input, index ?? table),
    isBackwards: ScanIndexForward === false,
    after: ExclusiveStartKey && positionOf(table, index, ExclusiveStartKey),
    limit: checkedLimit(Limit),
    isCount: Select === 'COUNT',
    isConsistent,
  };
}

/** Errors: `ValidationException` for a limit below one. */
export function checkedLimit(limit: number | undefined): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (!Number.isInteger(limit) || limit < 1) throw invalid('Limit must be greater than or equal to 1');
  return limit;
}

export interface QueryPage<Row> {
  readonly rows: readonly Row[];
  /** Whether the page names a next one; where it ends at its limit it does, whether there is more or not. */
  readonly hasNext: boolean;
}

/** As much of the rows as fits a page: 1 MB, and at most `limit` items. */
export function pageOf<Row>(
  rows: Iterable<Row>,
  limit: number,
  bytesOf: (row: Row) => number,
): QueryPage<Row> {
  const page: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += bytesOf(row);
    if (bytes > maxPageBytes && page.length > 0) return { rows: page, hasNext: true };
    page.push(row);
    if (page.length === limit || bytes >= maxPageBytes) return { rows: page, hasNext: true };
  }
  return { rows: page, hasNext: false };
}

export const isInRange = ({ from, isFromIncluded, to, isToIncluded }: SortRange, sort: string): boolean => {
  if (from !== undefined && inUtf8Order(sort, from) < (isFromIncluded ? 0 : 1)) return false;
  return to === undefined || inUtf8Order(sort, to) <= (isToIncluded ? 0 : -1);
};

/** Orders the items of one partition; those with the same sort key of an index by their place in the table. */
export const inPositionOrder = (one: Position, other: Position): number =>
  inUtf8Order(one.sort, other.sort) ||
  inUtf8Order(one.item.partition, other.item.partition) ||
  inUtf8Order(one.item.sort, other.item.sort);

/** A position as DynamoDB writes it: the keys of the item in its table, and those in the index. */
export const startKeyOf = ({ table, index, partition }: QueryPlan, { sort, item }: Position): Item => ({
  ...keyAttributes(table, item),
  ...(index && keyAttributes(index, { partition, sort })),
});

function positionOf(table: TableShape, index: IndexShape | undefined, startKey: Item): Position {
  const item = keyOf(table, startKey);
  return { item, sort: index === undefined ? item.sort : keyOf(index, startKey).sort };
}

function indexNamed(table: TableShape, name: string): IndexShape {
  const index = table.indexes.find((candidate) => candidate.name === name);
  if (index === undefined) throw invalid(`The table does not have the specified index: ${name}`);
  return index;
}

type Operator = '=' | '>=' | '<=' | '>' | '<' | 'BETWEEN' | 'begins_with';

interface KeyTerm {
  readonly attribute: string;
  readonly operator: Operator;
  readonly operands: readonly string[];
}

const readKeyCondition = remembering((expression): readonly KeyTerm[] => {
  const tokens = new Tokens(expression);
  const terms = [keyTerm(tokens)];
  while (tokens.takes('AND')) terms.push(keyTerm(tokens));
  if (!tokens.isAtEnd) throw tokens.failure();
  return terms;
});

function keyTerm(tokens: Tokens): KeyTerm {
  if (tokens.takes('BEGINS_WITH')) {
    tokens.expect('(');
    const attribute = tokens.attribute();
    tokens.expect(',');
    const operands = [tokens.value()];
    tokens.expect(')');
    return { attribute, operator: 'begins_with', operands };
  }
  const attribute = tokens.attribute();
  if (tokens.takes('BETWEEN')) {
    const low = tokens.value();
    tokens.expect('AND');
    return { attribute, operator: 'BETWEEN', operands: [low, tokens.value()] };
  }
  const operator = tokens.next();
  if (!isComparison(operator)) throw tokens.failure();
  return { attribute, operator, operands: [tokens.value()] };
}

const isComparison = (sign: string): sign is '=' | '>=' | '<=' | '>' | '<' =>
  ['=', '>=', '<=', '>', '<'].includes(sign);

/** One equality of the partition key, and at most one comparison of the sort key. */
function keyCondition(
  { KeyConditionExpression = '', ExpressionAttributeNames, ExpressionAttributeValues }: QueryCommandInput,
  shape: KeyShape,
): { readonly partition: string; readonly range: SortRange } {
  let partition: string | undefined;
  let range: SortRange | undefined;
  for (const { attribute, operator, operands } of readKeyCondition(KeyConditionExpression)) {
    const name = resolvedName(attribute, ExpressionAttributeNames);
    const [first = '', second = ''] = operands.map((operand) => {
      const { S } = resolvedValue(operand, ExpressionAttributeValues);
      if (S === undefined) throw invalid('One or more parameter values were invalid: a key is a text');
      return S;
    });
    if (name === shape.partition && operator === '=' && partition === undefined) partition = first;
    else if (name === shape.sort && range === undefined) range = rangeOf(operator, first, second);
    else throw invalid('Query key condition not supported');
  }
  if (partition === undefined) throw invalid(`Query condition missed key schema element: ${shape.partition}`);
  return { partition, range: range ?? {} };
}

function rangeOf(operator: Operator, first: string, second: string): SortRange {
  switch (operator) {
    case '=':
      return { from: first, isFromIncluded: true, to: first, isToIncluded: true };
    case 'BETWEEN':
      return { from: first, isFromIncluded: true, to: second, isToIncluded: true };
    case 'begins_with':
      return { from: first, isFromIncluded: true, ...beyond(first) };
    case '>=':
      return { from: first, isFromIncluded: true };
    case '>':
      return { from: first };
    case '<=':
      return { to: first, isToIncluded: true };
    case '<':
      return { to: first };
  }
}

/** The first text that comes after all that begin with the prefix; none where every character is the last there is. */
function beyond(prefix: string): SortRange {
  const characters = [...prefix];
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const code = last.codePointAt(0) ?? 0;
    if (code === 0x10ffff) continue;
    // No character stands where UTF-16 has its surrogates.
    const next = code === 0xd7ff ? 0xe000 : code + 1;
    return { to: `${characters.join('')}${String.fromCodePoint(next)}` };
  }
  return {};
}
