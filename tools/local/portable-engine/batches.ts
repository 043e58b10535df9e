import type { BatchGetItemCommandInput, KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { invalid } from './request-error.ts';
import { type ItemKey, namedKeyOf, type TableShape } from './table-shape.ts';

const maxBatchKeys = 100;

export interface BatchOfTable {
  readonly table: TableShape;
  readonly keys: readonly ItemKey[];
  readonly request: KeysAndAttributes;
}

/** What a BatchGetItem asks of each table. Errors: `ValidationException` for more than 100 keys in all, or one twice. */
export function batchKeysOf(
  { RequestItems = {} }: BatchGetItemCommandInput,
  shapeOf: (table: string) => TableShape,
): readonly BatchOfTable[] {
  let asked = 0;
  return Object.entries(RequestItems).map(([name, request]) => {
    const table = shapeOf(name);
    const keys = (request.Keys ?? []).map((key) => namedKeyOf(table, key));
    const distinct = new Set(keys.map(({ partition, sort }) => `${partition}\n${sort}`));
    if (distinct.size !== keys.length) throw invalid('Provided list of item keys contains duplicates');
    asked += keys.length;
    if (keys.length === 0 || asked > maxBatchKeys)
      throw invalid(`A batch names 1 to ${maxBatchKeys} keys, not ${asked}`);
    return { table, keys, request };
  });
}
