import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
  UpdateTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { accountId, localCredentials, region } from './aws-names.ts';
import { namesFromOutputs, resourceKey, stageSuffix } from './output-names.ts';
import { StartupError } from './startup-error.ts';
import type { TemplateResource, Templates } from './templates.ts';

const activeLimitSeconds = 60;

type TableProperties = Pick<
  CreateTableCommandInput,
  | 'AttributeDefinitions'
  | 'KeySchema'
  | 'GlobalSecondaryIndexes'
  | 'LocalSecondaryIndexes'
  | 'StreamSpecification'
>;

/**
 * Makes each table of the templates with its indexes, or takes the one that is there.
 *
 * Streams are left out where `hasStreams` is not set: dynoxide looks through a stream's records at every insert, unless
 * it was helped not to, so each write would be slower than the one before.
 *
 * Shape: the names of tables that an output names, by that output.
 * Errors: `StartupError` when a table is there with other keys, or the server does not answer.
 */
export async function makeTables(
  templates: Templates,
  endpoint: string,
  hasStreams: boolean,
): Promise<Readonly<Record<string, string>>> {
  const client = new DynamoDBClient({ endpoint, region, credentials: localCredentials() });
  const names = namesFromOutputs(templates, 'Table');
  const made: Record<string, string> = {};
  try {
    for (const resource of templates.resources('AWS::DynamoDB::Table')) {
      const output = names.get(resourceKey(resource));
      const tableName = `${output ?? resource.logicalId}${stageSuffix(templates)}`;
      const description = await makeTable(client, endpoint, tableName, resource, { templates, hasStreams });
      templates.made(resource, {
        ref: tableName,
        attributes: {
          Arn: `arn:aws:dynamodb:${region}:${accountId}:table/${tableName}`,
          ...(description?.LatestStreamArn === undefined ? {} : { StreamArn: description.LatestStreamArn }),
        },
      });
      if (output !== undefined) {
        made[output] = tableName;
      }
    }
  } finally {
    client.destroy();
  }
  return made;
}

async function makeTable(
  client: DynamoDBClient,
  endpoint: string,
  tableName: string,
  resource: TemplateResource,
  { templates, hasStreams }: { readonly templates: Templates; readonly hasStreams: boolean },
): Promise<TableDescription | undefined> {
  const properties = templates.resolved(resource) as unknown as TableProperties;
  const view = hasStreams ? properties.StreamSpecification?.StreamViewType : undefined;
  const stream =
    view === undefined ? {} : { StreamSpecification: { StreamEnabled: true, StreamViewType: view } };
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: properties.AttributeDefinitions,
        KeySchema: properties.KeySchema,
        ...(properties.GlobalSecondaryIndexes === undefined
          ? {}
          : { GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes }),
        ...(properties.LocalSecondaryIndexes === undefined
          ? {}
          : { LocalSecondaryIndexes: properties.LocalSecondaryIndexes }),
        ...stream,
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) {
      throw new StartupError(
        `The DynamoDB server at ${endpoint} does not make the table ${tableName}: ${error instanceof Error ? error.message : error}.`,
      );
    }
  }
  await waitUntilTableExists(
    { client, maxWaitTime: activeLimitSeconds, minDelay: 1, maxDelay: 2 },
    { TableName: tableName },
  );
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const found = { KeySchema: Table?.KeySchema, GlobalSecondaryIndexes: Table?.GlobalSecondaryIndexes };
  if (shapeOf(found) !== shapeOf(properties)) {
    throw new StartupError(
      `The table ${tableName} at ${endpoint} has other keys or indexes than the template: set DATA_DIR to another directory, or delete the table.`,
    );
  }
  if (view !== undefined && Table?.StreamSpecification?.StreamEnabled !== true) {
    const { TableDescription } = await client.send(
      new UpdateTableCommand({ TableName: tableName, ...stream }),
    );
    return TableDescription;
  }
  return Table;
}

function shapeOf(table: {
  readonly KeySchema?: TableDescription['KeySchema'];
  readonly GlobalSecondaryIndexes?:
    | readonly {
        readonly IndexName?: string | undefined;
        readonly KeySchema?: TableDescription['KeySchema'];
      }[]
    | undefined;
}): string {
  const keys = (schema: TableDescription['KeySchema']): string =>
    (schema ?? []).map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join();
  const indexes = (table.GlobalSecondaryIndexes ?? [])
    .map(({ IndexName, KeySchema }) => `${IndexName}: ${keys(KeySchema)}`)
    .sort();
  return [keys(table.KeySchema), ...indexes].join('; ');
}
