/** How tables are made and described. Source: AWS, DynamoDB API reference (CreateTable, DescribeTable, UpdateTable). */
import type {
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import { accountId, region } from '../aws-names.ts';
import { invalid } from './request-error.ts';
import type { IndexShape, KeyShape, TableShape } from './table-shape.ts';

export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A table's stream; its label is when it was turned on. */
export interface StreamDefinition {
  readonly view: StreamView;
  readonly label: string;
}

/** What a table was made with, as it is kept. */
export interface TableDefinition {
  readonly shape: TableShape;
  readonly madeAtMs: number;
  readonly stream: StreamDefinition | undefined;
}

const views: readonly string[] = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];

/** Errors: `ValidationException` for what this engine does not keep, such as keys that are no texts. */
export function definitionOf(input: CreateTableCommandInput, nowMs: number): TableDefinition {
  const { TableName = '', AttributeDefinitions = [], LocalSecondaryIndexes = [] } = input;
  if (!/^[\w.-]{3,255}$/.test(TableName)) throw invalid(`This is no name of a table: ${TableName}`);
  if (LocalSecondaryIndexes.length > 0) throw invalid('Local secondary indexes are not known here');
  const texts = new Set(
    AttributeDefinitions.filter(({ AttributeType }) => AttributeType === 'S').map(
      ({ AttributeName }) => AttributeName,
    ),
  );
  const keyShapeOf = (schema: CreateTableCommandInput['KeySchema'] = []): KeyShape => {
    const partition = schema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
    const sort = schema.find(({ KeyType }) => KeyType === 'RANGE')?.AttributeName;
    if (partition === undefined || !texts.has(partition) || (sort !== undefined && !texts.has(sort)))
      throw invalid('Each key of a table or an index is defined as a text here');
    return { partition, sort };
  };
  const indexOf = ({ IndexName = '', KeySchema, Projection }: GlobalSecondaryIndex): IndexShape => {
    const type = Projection?.ProjectionType;
    if (type !== 'ALL' && type !== 'KEYS_ONLY') throw invalid(`An index cannot project ${type} here`);
    return { name: IndexName, ...keyShapeOf(KeySchema), projects: type === 'ALL' ? 'all' : 'keys' };
  };
  return {
    shape: {
      name: TableName,
      ...keyShapeOf(input.KeySchema),
      indexes: (input.GlobalSecondaryIndexes ?? []).map(indexOf),
    },
    madeAtMs: nowMs,
    stream: streamOf(input.StreamSpecification, nowMs),
  };
}

export function streamOf(
  specification: CreateTableCommandInput['StreamSpecification'],
  nowMs: number,
): StreamDefinition | undefined {
  if (specification?.StreamEnabled !== true) return undefined;
  const { StreamViewType: view = '' } = specification;
  if (!isView(view)) throw invalid(`A stream has no view ${view}`);
  return { view, label: new Date(nowMs).toISOString().slice(0, -1) };
}

const isView = (view: string): view is StreamView => views.includes(view);

export const tableArn = (name: string): string => `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;

export const streamArn = (name: string, label: string): string => `${tableArn(name)}/stream/${label}`;

/** As DescribeTable answers it; on the wire instants are seconds. */
export function descriptionOf({ shape, madeAtMs, stream }: TableDefinition): object {
  const keyNames = [shape, ...shape.indexes].flatMap(({ partition, sort }) => [partition, sort ?? partition]);
  return {
    TableName: shape.name,
    TableStatus: 'ACTIVE',
    TableArn: tableArn(shape.name),
    CreationDateTime: madeAtMs / 1_000,
    AttributeDefinitions: [...new Set(keyNames)].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: keySchemaOf(shape),
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ...(shape.indexes.length > 0 && {
      GlobalSecondaryIndexes: shape.indexes.map((index) => ({
        IndexName: index.name,
        IndexStatus: 'ACTIVE',
        IndexArn: `${tableArn(shape.name)}/index/${index.name}`,
        KeySchema: keySchemaOf(index),
        Projection: { ProjectionType: index.projects === 'all' ? 'ALL' : 'KEYS_ONLY' },
      })),
    }),
    ...(stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view },
      LatestStreamLabel: stream.label,
      LatestStreamArn: streamArn(shape.name, stream.label),
    }),
  };
}

export const keySchemaOf = ({ partition, sort }: KeyShape): NonNullable<TableDescription['KeySchema']> => [
  { AttributeName: partition, KeyType: 'HASH' },
  ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' } as const]),
];
