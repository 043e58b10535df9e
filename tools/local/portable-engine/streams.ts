/**
 * A table's stream: one shard, with a record of each item that was altered or deleted.
 *
 * Source: AWS, DynamoDB Streams API reference. Of added items there is none.
 */

import { region } from '../aws-names.ts';
import { keySchemaOf, type StreamDefinition, streamArn } from './definitions.ts';
import { invalid, RequestError } from './request-error.ts';
import type { SqliteTables, StreamRow } from './sqlite-tables.ts';
import { keyAttributes, type TableShape } from './table-shape.ts';

const shardId = 'shardId-00000000000000000000-portable';
const maxRecords = 1_000;
/** Sequence numbers are texts of 21 digits and more. */
const sequenceDigits = 21;

interface OpenStream {
  readonly table: TableShape;
  readonly stream: StreamDefinition;
}

export function describeStream(tables: SqliteTables, arn: string): object {
  const { table, stream } = openStream(tables, arn);
  return {
    StreamDescription: {
      StreamArn: arn,
      StreamLabel: stream.label,
      StreamStatus: 'ENABLED',
      StreamViewType: stream.view,
      TableName: table.name,
      KeySchema: keySchemaOf(table),
      Shards: [{ ShardId: shardId, SequenceNumberRange: { StartingSequenceNumber: sequenceText(0) } }],
    },
  };
}

export function shardIterator(
  tables: SqliteTables,
  input: {
    readonly StreamArn?: string;
    readonly ShardId?: string;
    readonly ShardIteratorType?: string;
    readonly SequenceNumber?: string;
  },
): object {
  const { StreamArn = '', ShardId, ShardIteratorType, SequenceNumber = '' } = input;
  openStream(tables, StreamArn);
  if (ShardId !== shardId) throw notFoundStream(StreamArn);
  switch (ShardIteratorType) {
    case 'TRIM_HORIZON':
      return { ShardIterator: iteratorText(StreamArn, 0) };
    case 'LATEST':
      return { ShardIterator: iteratorText(StreamArn, tables.lastSequence()) };
    case 'AT_SEQUENCE_NUMBER':
      return { ShardIterator: iteratorText(StreamArn, Number(SequenceNumber) - 1) };
    case 'AFTER_SEQUENCE_NUMBER':
      return { ShardIterator: iteratorText(StreamArn, Number(SequenceNumber)) };
    default:
      throw invalid(`There is no iterator of type ${ShardIteratorType}`);
  }
}

export function streamRecords(
  tables: SqliteTables,
  { ShardIterator = '', Limit = maxRecords }: { readonly ShardIterator?: string; readonly Limit?: number },
): object {
  const [, arn = '', position = ''] = /^(.*)\|(\d+)$/.exec(ShardIterator) ?? [];
  const { table, stream } = openStream(tables, arn);
  const rows = tables.records(table.name, Number(position), Math.min(Limit, maxRecords));
  return {
    Records: rows.map((row) => recordOf(table, stream, row)),
    NextShardIterator: iteratorText(arn, rows.at(-1)?.sequence ?? Number(position)),
  };
}

function recordOf(table: TableShape, { view, label }: StreamDefinition, row: StreamRow): object {
  const before = view === 'KEYS_ONLY' || view === 'NEW_IMAGE' ? undefined : row.before;
  const after = view === 'KEYS_ONLY' || view === 'OLD_IMAGE' ? null : row.after;
  return {
    eventID: `${label}-${row.sequence}`,
    eventName: row.after === null ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(row.at_ms / 1_000),
      SequenceNumber: sequenceText(row.sequence),
      StreamViewType: view,
      Keys: keyAttributes(table, row),
      ...(before !== undefined && { OldImage: JSON.parse(before) }),
      ...(after !== null && { NewImage: JSON.parse(after) }),
    },
  };
}

function openStream(tables: SqliteTables, arn: string): OpenStream {
  const [, name = ''] = /:table\/([^/]+)\/stream\//.exec(arn) ?? [];
  if (!tables.names.includes(name)) throw notFoundStream(arn);
  const { shape, stream } = tables.definition(name);
  if (stream === undefined || streamArn(name, stream.label) !== arn) throw notFoundStream(arn);
  return { table: shape, stream };
}

const notFoundStream = (arn: string): RequestError =>
  new RequestError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);

const iteratorText = (arn: string, position: number): string => `${arn}|${position}`;

const sequenceText = (sequence: number): string => String(sequence).padStart(sequenceDigits, '0');
