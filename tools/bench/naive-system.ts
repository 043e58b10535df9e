/** The naive pattern as a whole system: its queue, its function and its table, run as the project's own are. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { build } from 'esbuild';
import { sendThrough } from '../cli/queue-sender.ts';
import { localCredentials, region } from '../local/aws-names.ts';
import { inMemory } from '../local/settings.ts';
import { type LocalSystem, startLocalSystem } from '../local/system.ts';
import type { NaiveReceipt } from './naive-receipt.ts';

const projectRoot = join(import.meta.dirname, '..', '..');
/** SQS: SendMessageBatch takes ten. */
const batchMessages = 10;

export class NaiveSystem {
  readonly tableName: string;
  readonly #system: LocalSystem;
  readonly #queueUrl: string;
  readonly #sqs: SQSClient;
  readonly #assembly: string;

  private constructor(system: LocalSystem, assembly: string) {
    const { Queues, SqsEndpoint: endpoint, Tables } = system.outputs;
    this.tableName = Tables['receipts'] ?? '';
    this.#system = system;
    this.#queueUrl = Queues['receipts'] ?? '';
    this.#sqs = new SQSClient({ endpoint, region, credentials: localCredentials() });
    this.#assembly = assembly;
  }

  /** Starts it on a table engine that runs already. Guarantees: it processes nothing until {@link resume}. */
  static async start(dynamoDbEndpoint: string, containerIdleMs: number): Promise<NaiveSystem> {
    const assemblyDirectory = await writeAssembly();
    try {
      const system = await startLocalSystem({
        apiPort: 0,
        sqsPort: 0,
        dynamoDbPort: 0,
        dynamoDbEndpoint,
        dataDir: inMemory,
        keepsSchedules: false,
        projectRoot,
        assemblyDirectory,
        containerIdleMs,
        log: (line) => process.stderr.write(`${line}\n`),
        print: (_, line) => process.stderr.write(`${line}\n`),
      });
      await system.pausePollers();
      return new NaiveSystem(system, assemblyDirectory);
    } catch (error) {
      rmSync(assemblyDirectory, { recursive: true });
      throw error;
    }
  }

  /** A message a receipt; a household's come in their order, which is all the order that they need. */
  async send(receipts: readonly NaiveReceipt[]): Promise<void> {
    const send = sendThrough(this.#sqs);
    for (let start = 0; start < receipts.length; start += batchMessages) {
      const refused = await send(
        this.#queueUrl,
        receipts.slice(start, start + batchMessages).map((receipt, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(receipt),
          MessageGroupId: receipt.householdId,
          MessageDeduplicationId: receipt.receiptId,
        })),
      );
      if (refused[0] !== undefined)
        throw new Error(`The naive queue refused a receipt: ${refused[0].message}`);
    }
  }

  pause(): Promise<void> {
    return this.#system.pausePollers();
  }

  resume(): void {
    this.#system.resumePollers();
  }

  async stop(): Promise<void> {
    this.#sqs.destroy();
    await this.#system.stop();
    rmSync(this.#assembly, { recursive: true });
  }
}

/** As the CDK would write it; the bundle is made as those of the project's functions are. */
async function writeAssembly(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'relief-naive-'));
  mkdirSync(join(directory, 'asset.worker'));
  const standIns = join(projectRoot, 'infra', 'bundling');
  await build({
    entryPoints: [join(import.meta.dirname, 'naive-worker.ts')],
    outfile: join(directory, 'asset.worker', 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': join(standIns, 'environment-credentials.ts'),
      '@aws-sdk/middleware-endpoint-discovery': join(standIns, 'endpoint-discovery.ts'),
      '@smithy/core/event-streams': join(standIns, 'event-streams.ts'),
    },
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
  });
  const files = {
    'manifest.json': {
      artifacts: {
        Naive: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Naive.template.json' } },
        'Naive.assets': { type: 'cdk:asset-manifest', properties: { file: 'Naive.assets.json' } },
      },
    },
    'Naive.assets.json': {
      files: {
        worker: {
          source: { path: 'asset.worker' },
          destinations: { here: { objectKey: 'worker.zip' } },
        },
      },
    },
    'Naive.template.json': template,
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), JSON.stringify(content));
  }
  return directory;
}

/** Batches, timeouts and receives as the project's own queues and functions have them: infra/config.ts. */
const template = {
  Resources: {
    Receipts: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
    DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
        VisibilityTimeout: 360,
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] },
          maxReceiveCount: 5,
        },
      },
    },
    Worker: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: 'worker.zip' },
        Handler: 'index.handler',
        Timeout: 60,
        MemorySize: 1_024,
        Environment: { Variables: { TABLE_NAME: { Ref: 'Receipts' }, POWERTOOLS_SERVICE_NAME: 'naive' } },
      },
    },
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        BatchSize: 10,
        EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        FunctionName: { Ref: 'Worker' },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 20 },
      },
    },
  },
  Outputs: { QueueReceipts: { Value: { Ref: 'Queue' } }, TableReceipts: { Value: { Ref: 'Receipts' } } },
};
