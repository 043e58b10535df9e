/** A tiny assembly with one queue, one table, one worker and one API, and clients for what is made of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { buildSync } from 'esbuild';
import type { LocalSystem, LocalSystemOptions } from '../../tools/local/system.ts';
import { startedSystem } from '../support/started-system.ts';

export const projectRoot = join(import.meta.dirname, '..', '..');
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

export interface FixtureOptions {
  readonly visibilityTimeoutSeconds?: number;
  readonly maxReceiveCount?: number;
  readonly functionTimeoutSeconds?: number;
  readonly batchSize?: number;
  readonly reportsBatchItemFailures?: boolean;
  readonly recursiveLoop?: 'Allow' | 'Terminate';
}

/** Writes an assembly as the CDK would, with a bundle of each handler. */
export function writeAssembly(options: FixtureOptions = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'relief-assembly-'));
  for (const [name, bundle] of bundles()) {
    mkdirSync(join(directory, `asset.${name}`));
    writeFileSync(join(directory, `asset.${name}`, 'index.mjs'), bundle);
  }
  writeJson(directory, 'Fixture.template.json', template(options));
  writeJson(directory, 'Base.template.json', baseTemplate);
  writeJson(directory, 'Fixture.assets.json', {
    files: Object.fromEntries(
      ['worker', 'api'].map((name) => [
        name,
        { source: { path: `asset.${name}` }, destinations: { here: { objectKey: `${name}.zip` } } },
      ]),
    ),
  });
  writeJson(directory, 'manifest.json', {
    artifacts: {
      Base: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Base.template.json' } },
      Fixture: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Fixture.template.json' } },
      'Fixture.assets': { type: 'cdk:asset-manifest', properties: { file: 'Fixture.assets.json' } },
    },
  });
  return directory;
}

let built: ReadonlyMap<string, Uint8Array> | undefined;

/** The handlers, bundled once for all assemblies of a test file. */
function bundles(): ReadonlyMap<string, Uint8Array> {
  built ??= new Map(
    ['worker', 'api'].map((name) => {
      const { outputFiles } = buildSync({
        entryPoints: [join(import.meta.dirname, 'handlers', `${name}.ts`)],
        write: false,
        bundle: true,
        platform: 'node',
        format: 'esm',
        mainFields: ['module', 'main'],
        banner: {
          js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);",
        },
      });
      return [name, outputFiles[0]?.contents ?? new Uint8Array()];
    }),
  );
  return built;
}

export const startFixture = (
  assemblyDirectory: string,
  options: Partial<LocalSystemOptions> = {},
): Promise<LocalSystem> => startedSystem({ assemblyDirectory, ...options });

export function sqsOf({ outputs }: Pick<LocalSystem, 'outputs'>): SQSClient {
  return new SQSClient({ endpoint: outputs.SqsEndpoint, region: 'us-east-1', credentials });
}

export function dynamoDbOf({ outputs }: Pick<LocalSystem, 'outputs'>): DynamoDBClient {
  return new DynamoDBClient({ endpoint: outputs.DynamoDbEndpoint, region: 'us-east-1', credentials });
}

export function makeDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'relief-data-'));
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

const baseTemplate = {
  Resources: {
    Records: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [
          { AttributeName: 'subject', AttributeType: 'S' },
          { AttributeName: 'item', AttributeType: 'S' },
          { AttributeName: 'listing', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'subject', KeyType: 'HASH' },
          { AttributeName: 'item', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-listing',
            KeySchema: [{ AttributeName: 'listing', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      },
    },
  },
  Outputs: { RecordsName: { Value: { Ref: 'Records' }, Export: { Name: 'Base:Records' } } },
};

function template(options: FixtureOptions): object {
  const variables = {
    RECORDS_TABLE: { 'Fn::ImportValue': 'Base:Records' },
    QUEUE_URL: { Ref: 'SheetsQueue' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are CloudFormation's.
    PLACE: { 'Fn::Sub': '${AWS::Region}/${AWS::StackName}' },
    ROLES_CLAIM: 'groups',
    NODE_OPTIONS: '--title=not-for-a-worker-thread',
  };
  return {
    Resources: {
      SheetsDeadLetters: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
      SheetsQueue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          FifoQueue: true,
          ContentBasedDeduplication: true,
          DeduplicationScope: 'messageGroup',
          FifoThroughputLimit: 'perMessageGroupId',
          VisibilityTimeout: options.visibilityTimeoutSeconds ?? 2,
          RedrivePolicy: {
            deadLetterTargetArn: { 'Fn::GetAtt': ['SheetsDeadLetters', 'Arn'] },
            maxReceiveCount: options.maxReceiveCount ?? 3,
          },
        },
      },
      Worker: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Key: 'worker.zip' },
          Handler: 'index.handler',
          Timeout: options.functionTimeoutSeconds ?? 5,
          MemorySize: 256,
          ...(options.recursiveLoop !== undefined && { RecursiveLoop: options.recursiveLoop }),
          Environment: { Variables: variables },
        },
      },
      WorkerSource: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          BatchSize: options.batchSize ?? 10,
          EventSourceArn: { 'Fn::GetAtt': ['SheetsQueue', 'Arn'] },
          FunctionName: { Ref: 'Worker' },
          ...(options.reportsBatchItemFailures === false
            ? {}
            : { FunctionResponseTypes: ['ReportBatchItemFailures'] }),
          ScalingConfig: { MaximumConcurrency: 2 },
        },
      },
      Api: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Key: 'api.zip' },
          Handler: 'index.handler',
          Environment: { Variables: variables },
        },
      },
      ApiIntegration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { IntegrationUri: { 'Fn::GetAtt': ['Api', 'Arn'] }, PayloadFormatVersion: '2.0' },
      },
      ...Object.fromEntries(
        ['/orders', '/orders/{orderId}', '/shipments/{shipmentId+}', '/answers/{kind}', '/guarded'].map(
          (path, index) => [
            `Route${index}`,
            {
              Type: 'AWS::ApiGatewayV2::Route',
              Properties: {
                RouteKey: `GET ${path}`,
                Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'ApiIntegration' }]] },
                ...(path === '/guarded' && { AuthorizationType: 'JWT' }),
              },
            },
          ],
        ),
      ),
    },
    Outputs: {
      QueueSheets: { Value: { Ref: 'SheetsQueue' } },
      TableRecords: { Value: { 'Fn::ImportValue': 'Base:Records' } },
    },
  };
}

function writeJson(directory: string, file: string, value: unknown): void {
  writeFileSync(join(directory, file), JSON.stringify(value));
}
