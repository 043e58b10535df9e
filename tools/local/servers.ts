import { checkDatabaseFile, type DataDirectory } from './data-directory.ts';
import { findPort } from './ports.ts';
import { startQueueServer } from './queue-server.ts';
import type { LocalSettings } from './settings.ts';
import { startTableEngine, type TableEngine } from './table-engine.ts';

/** Registers what undoes a start; when the system stops, the step registered last runs first. */
export type OnStop = (step: () => Promise<void> | void) => void;

export type TableServer = Pick<TableEngine, 'endpoint' | 'ownEndpoint' | 'failed' | 'hasStreams'>;

export interface QueueServerAddress {
  readonly endpoint: string;
}

export interface Ports {
  readonly api: number;
  readonly sqs: number;
  readonly dynamoDb: number;
}

/**
 * The ports of the API, and of each server that the operator does not bring. Those that are named must be free; any will do
 * where 0 is, which is left to each server, for what is free now may be taken when it starts.
 */
export async function findPorts(settings: LocalSettings): Promise<Ports> {
  const { apiPort, sqsPort, sqsEndpoint, dynamoDbPort, dynamoDbEndpoint } = settings;
  const find = (port: number, variable: string): number | Promise<number> =>
    port === 0 ? 0 : findPort(port, variable);
  return {
    api: await find(apiPort, 'API_PORT'),
    sqs: sqsEndpoint === undefined ? await find(sqsPort, 'SQS_PORT') : 0,
    dynamoDb: dynamoDbEndpoint === undefined ? await find(dynamoDbPort, 'DYNAMODB_PORT') : 0,
  };
}

/** The DynamoDB server: the operator's, or else one started here. */
export async function tableServer(
  { dynamoDbEndpoint, dynamoDbEngine }: LocalSettings,
  { dynamoDb }: Ports,
  directory: DataDirectory | undefined,
  onStop: OnStop,
): Promise<TableServer> {
  if (dynamoDbEndpoint !== undefined) {
    // A server of the operator's own is not ours to change.
    return {
      endpoint: dynamoDbEndpoint,
      ownEndpoint: dynamoDbEndpoint,
      failed: new Promise(() => undefined),
      hasStreams: false,
    };
  }
  if (directory !== undefined) {
    checkDatabaseFile(directory.tablesFile);
  }
  const engine = await startTableEngine({ port: dynamoDb, files: directory, engine: dynamoDbEngine });
  onStop(() => engine.stop());
  return engine;
}

/** The SQS server: the operator's, or else one started here. */
export async function queueServer(
  { sqsEndpoint }: LocalSettings,
  { sqs }: Ports,
  directory: DataDirectory | undefined,
  onStop: OnStop,
): Promise<QueueServerAddress> {
  if (sqsEndpoint !== undefined) {
    return { endpoint: sqsEndpoint };
  }
  const server = await startQueueServer(sqs, directory?.queuesDirectory);
  onStop(() => server.stop());
  return server;
}

/** Waits for all, even after one has failed, so that whatever the others started is known and can be stopped. */
export async function allOrUndo<T extends readonly unknown[]>(
  work: { readonly [K in keyof T]: Promise<T[K]> },
): Promise<T> {
  const settled = await Promise.allSettled(work);
  for (const result of settled) {
    if (result.status === 'rejected') {
      throw result.reason;
    }
  }
  return settled.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
