import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  archiveEnvironmentName,
  cardKeyEnvironmentName,
  cardSecretEnvironmentName,
  cardSenderEnvironmentName,
  deviceListsEnvironmentName,
  pageUrlEnvironmentName,
  zoneEnvironmentName,
} from '../../shared/runtime/environment-names.ts';
import { accountId, localCredentials, region } from './aws-names.ts';
import type { FunctionDefinition } from './function-container.ts';
import { resourceKey } from './output-names.ts';
import type { Templates } from './templates.ts';

/** Lambda's own defaults, for a template that says nothing. */
const defaultTimeoutSeconds = 3;
const defaultMemoryMegabytes = 128;

interface FunctionProperties {
  readonly Handler: string;
  readonly Code: { readonly S3Key: string };
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly RecursiveLoop?: 'Allow' | 'Terminate';
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

/** What the functions are told of this machine, in the place of what the templates say. */
export interface LocalEnvironment {
  readonly dynamoDb: string;
  readonly sqs: string;
  readonly sealArchive: string;
  readonly zone?: string | undefined;
  /** Where the lists of ended devices are. */
  readonly deviceLists: string;
  /** What codes of cards are made with. */
  readonly cardKey: string;
}

/**
 * Reads each function of the templates, its environment resolved and pointed at the local servers.
 *
 * Shape: keyed as `resourceKey` writes it.
 */
export function readFunctions(
  templates: Templates,
  local: LocalEnvironment,
): ReadonlyMap<string, FunctionDefinition> {
  // What the CDK brings to fill and to empty buckets, and names so, is no part of the system.
  const resources = templates
    .resources('AWS::Lambda::Function')
    .filter(({ logicalId }) => !logicalId.startsWith('Custom'));
  for (const resource of resources) {
    templates.made(resource, {
      ref: resource.logicalId,
      attributes: { Arn: `arn:aws:lambda:${region}:${accountId}:function:${resource.logicalId}` },
    });
  }
  return new Map(
    resources.map((resource) => {
      const properties = templates.resolved(resource) as unknown as FunctionProperties;
      const variables = properties.Environment?.Variables ?? {};
      const functionName = variables['POWERTOOLS_SERVICE_NAME'] ?? resource.logicalId;
      const [fileName, exportName] = properties.Handler.split('.', 2) as [string, string];
      const asset = templates.assetPath(properties.Code.S3Key);
      const definition: FunctionDefinition = {
        bundleFile: findBundle(asset, fileName),
        // Beside the bundle, so that it goes when the bundle goes.
        compiledIn: join(dirname(asset), 'compiled'),
        exportName,
        functionName,
        functionArn: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
        memoryMegabytes: properties.MemorySize ?? defaultMemoryMegabytes,
        mayRecur: properties.RecursiveLoop === 'Allow',
        timeoutSeconds: properties.Timeout ?? defaultTimeoutSeconds,
        environment: {
          ...ofThisMachine(variables),
          ...lambdaEnvironment(functionName, properties.MemorySize ?? defaultMemoryMegabytes),
          AWS_ENDPOINT_URL_DYNAMODB: local.dynamoDb,
          AWS_ENDPOINT_URL_SQS: local.sqs,
          // A secret is a file beside the data here, and a bucket is a folder of read-only files.
          ...(cardSecretEnvironmentName in variables && { [cardKeyEnvironmentName]: local.cardKey }),
          ...(deviceListsEnvironmentName in variables && {
            [deviceListsEnvironmentName]: local.deviceLists,
          }),
          ...(archiveEnvironmentName in variables && { [archiveEnvironmentName]: local.sealArchive }),
          ...(local.zone !== undefined && { [zoneEnvironmentName]: local.zone }),
        },
      };
      return [resourceKey(resource), definition];
    }),
  );
}

function findBundle(directory: string, fileName: string): string {
  for (const extension of ['.mjs', '.js', '.cjs']) {
    const file = join(directory, `${fileName}${extension}`);
    if (existsSync(file)) {
      return file;
    }
  }
  throw new Error(`The bundle ${directory} has no ${fileName}.mjs or .js`);
}

/**
 * What has no meaning here: worker threads refuse some of Node's options, nobody tells who sends a message, and the page is
 * where the API is.
 */
const elsewhere: readonly string[] = ['NODE_OPTIONS', cardSenderEnvironmentName, pageUrlEnvironmentName];

const ofThisMachine = (variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !elsewhere.includes(name)));

function lambdaEnvironment(functionName: string, memoryMegabytes: number): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = localCredentials();
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    TZ: ':UTC',
  };
}
