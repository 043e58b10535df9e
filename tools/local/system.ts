import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { SQSClient } from '@aws-sdk/client-sqs';
import { rolesClaimEnvironmentName } from '../../shared/runtime/environment-names.ts';
import { synthesizedAssembly } from './assembly.ts';
import { localCredentials, region } from './aws-names.ts';
import { ContainerFleet } from './container-fleet.ts';
import { checkDatabaseFile, type DataDirectory, holdDataDirectory } from './data-directory.ts';
import { frontPage } from './front-page.ts';
import { readFunctions } from './functions.ts';
import { coordinatorOnLoopback, jwtAuthorizer, type TokenIssuer } from './http-authorizer.ts';
import { startHttpGateway } from './http-gateway.ts';
import type { HttpRoute } from './http-routes.ts';
import { LocalFunction } from './local-function.ts';
import { resourceKey } from './output-names.ts';
import { findPort } from './ports.ts';
import { QueuePoller } from './queue-poller.ts';
import { startQueueServer } from './queue-server.ts';
import { makeQueues } from './queues.ts';
import { Schedule } from './schedule.ts';
import { inMemory, type LocalSettings } from './settings.ts';
import { StreamPoller } from './stream-poller.ts';
import { endStaleEngine, startTableEngine, type TableEngine } from './table-engine.ts';
import { makeTables } from './tables.ts';
import { type TemplateResource, Templates } from './templates.ts';

/** Containers of one function at once: more than two share two cores with the servers they wait for. */
const containersPerFunction = 2;

/**
 * Containers kept, of all functions: one takes 40 MB, and 70 with a city's books, so that four and the system itself
 * stay below 512 MB. One that was ended starts again in a fifth of a second.
 */
const maxContainers = 4;

/** When messages come on every queue at once, functions take turns within this. */
const sparedContainerMs = 300;
const standardIdleMs = 20_000;

export interface LocalSystemOptions extends LocalSettings {
  readonly projectRoot: string;
  /** An assembly that is there already; else the project's own is synthesized. */
  readonly assemblyDirectory?: string;
  /** A container that has had nothing to do for so long ends. @default {@link standardIdleMs} */
  readonly containerIdleMs?: number;
  /** Holds the outputs as JSON while, and only while, the system is ready; without it nothing does. */
  readonly outputsFile?: string;
  /** Takes what the system has to say, by line. */
  readonly log: (line: string) => void;
  /** Takes what functions print, by line; without it nothing does. */
  readonly print?: (functionName: string, line: string) => void;
}

/** The outputs of the stack, as `.local/outputs.json` holds them. */
export interface LocalOutputs {
  readonly ApiUrl: string;
  readonly SqsEndpoint: string;
  readonly DynamoDbEndpoint: string;
  /** The folder in which seals are written once. */
  readonly SealArchive: string;
  /** Addresses by queue name. */
  readonly Queues: Readonly<Record<string, string>>;
  readonly Tables: Readonly<Record<string, string>>;
}

export interface LocalSystem {
  readonly outputs: LocalOutputs;
  /** Settles, with the reason, when a server that the system needs has ended by itself. */
  readonly failed: Promise<Error>;
  /** Stops handing out messages; settles when every batch in work is done. */
  pausePollers(): Promise<void>;
  resumePollers(): void;
  /** Runs what is scheduled, now; settles when it is done. */
  runSchedules(): Promise<void>;
  /** Lets batches in work finish, then stops everything; data stays where `dataDir` keeps it. */
  stop(): Promise<void>;
}

/**
 * Starts the system that the synthesized templates describe, on this machine.
 *
 * Guarantees: whatever was started is stopped again when the start fails.
 * Errors: `StartupError` with one sentence for whoever has to mend it.
 */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    const problems: unknown[] = [];
    for (const step of undo.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        // What comes after it must be stopped all the same.
        problems.push(error);
      }
    }
    if (problems.length > 0) {
      throw new AggregateError(problems, 'The local system did not stop cleanly');
    }
  };
  try {
    return await assemble(options, (step) => undo.push(step), stop);
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

type OnStop = (step: () => Promise<void> | void) => void;

async function assemble(
  options: LocalSystemOptions,
  onStop: OnStop,
  stop: () => Promise<void>,
): Promise<LocalSystem> {
  const directory = holdData(options, onStop);
  if (directory !== undefined) {
    await endStaleEngine(directory);
  }
  const { apiPort, engine, queueServer, templates, page } = await startServers(options, directory, onStop);

  const sqs = new SQSClient({
    endpoint: queueServer.endpoint,
    region,
    credentials: localCredentials(),
    // Long polls of every poller stay open side by side.
    requestHandler: { httpsAgent: { maxSockets: 200 }, httpAgent: { maxSockets: 200 } },
  });
  onStop(() => sqs.destroy());
  const { hasStreams } = engine;
  const Tables = await makeTables(templates, engine.endpoint, hasStreams);
  const Queues = await makeQueues(templates, sqs, queueServer.endpoint);

  const sealArchive = pathToFileURL(directory?.sealsDirectory ?? temporaryDirectory(onStop)).href;
  const fleet = new ContainerFleet(
    { most: maxContainers, sparedMs: sparedContainerMs, idleMs: options.containerIdleMs ?? standardIdleMs },
    options.print ?? (() => undefined),
  );
  onStop(() => fleet.stop());
  const functions = makeFunctions(templates, fleet, {
    dynamoDb: engine.endpoint,
    sqs: queueServer.endpoint,
    sealArchive,
  });
  const gateway = await startHttpGateway({
    port: apiPort,
    routes: readRoutes(templates, functions, options.issuer),
    page,
    log: options.log,
  });
  onStop(() => gateway.stop());
  const pollers = startPollers(options, templates, functions, sqs, onStop);
  const schedules = readSchedules(templates, functions, options.log);
  const streams = hasStreams
    ? readStreamPollers(templates, functions, engine.endpoint, options.log, onStop)
    : [];
  startGuards([...schedules, ...streams], onStop);

  const outputs = {
    ApiUrl: gateway.url,
    SqsEndpoint: queueServer.endpoint,
    DynamoDbEndpoint: engine.endpoint,
    SealArchive: sealArchive,
    Queues,
    Tables,
  };
  if (options.outputsFile !== undefined) {
    const { outputsFile } = options;
    writeOutputs(outputsFile, outputs);
    onStop(() => rmSync(outputsFile, { force: true }));
  }
  return {
    outputs,
    failed: engine.failed,
    ...pollers,
    async runSchedules() {
      await Promise.all(schedules.map((schedule) => schedule.run()));
    },
    stop,
  };
}

/** Starts the servers that are not the operator's own, and reads meanwhile what is to be made on them. */
async function startServers(
  options: LocalSystemOptions,
  directory: DataDirectory | undefined,
  onStop: OnStop,
) {
  const apiPort = await findPort(options.apiPort, 'API_PORT');
  const sqsPort = options.sqsEndpoint === undefined ? await findPort(options.sqsPort, 'SQS_PORT') : 0;
  const dynamoDbPort =
    options.dynamoDbEndpoint === undefined ? await findPort(options.dynamoDbPort, 'DYNAMODB_PORT') : 0;
  // Whoever waits for the file must not find that of an earlier run; nor may a start that fails remove another's.
  if (options.outputsFile !== undefined) {
    rmSync(options.outputsFile, { force: true });
  }
  const [engine, queueServer, templates, page] = await allOrUndo([
    startOwnEngine(options, dynamoDbPort, directory, onStop),
    startOwnQueueServer(options, sqsPort, directory, onStop),
    readTemplates(options),
    frontPage(options.issuer),
  ]);
  return { apiPort, engine, queueServer, templates, page };
}

function startPollers(
  { sqsEndpoint, log }: LocalSystemOptions,
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  sqs: SQSClient,
  onStop: OnStop,
): Pick<LocalSystem, 'pausePollers' | 'resumePollers'> {
  const receives = new AbortController();
  const pollers = readPollers(templates, functions, sqs, receives.signal, log);
  const pausePollers = async (): Promise<void> => {
    await Promise.all(pollers.map((poller) => poller.stop()));
  };
  const resumePollers = (): void => {
    for (const poller of pollers) {
      poller.start();
    }
  };
  onStop(async () => {
    // Our own queue server hands these out again when it starts; another's would hide them for minutes.
    if (sqsEndpoint === undefined) {
      receives.abort();
    }
    await pausePollers();
  });
  resumePollers();
  return { pausePollers, resumePollers };
}

function startGuards(guards: readonly (Schedule | StreamPoller)[], onStop: OnStop): void {
  onStop(async () => {
    await Promise.all(guards.map((guard) => guard.stop()));
  });
  for (const guard of guards) {
    guard.start();
  }
}

/** Appears whole or not at all. */
function writeOutputs(file: string, outputs: LocalOutputs): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(outputs, undefined, 2)}\n`);
  renameSync(unfinished, file);
}

function holdData(
  options: LocalSystemOptions,
  onStop: (step: () => void) => void,
): DataDirectory | undefined {
  if (options.dataDir === inMemory) {
    return undefined;
  }
  const directory = holdDataDirectory(options.dataDir);
  onStop(() => directory.release());
  return directory;
}

async function readTemplates(options: LocalSystemOptions): Promise<Templates> {
  return Templates.read(
    options.assemblyDirectory ?? (await synthesizedAssembly(options.projectRoot, options.log)),
  );
}

async function startOwnEngine(
  options: LocalSystemOptions,
  port: number,
  directory: DataDirectory | undefined,
  onStop: (step: () => Promise<void>) => void,
): Promise<Pick<TableEngine, 'endpoint' | 'failed' | 'hasStreams'>> {
  if (options.dynamoDbEndpoint !== undefined) {
    // A server of the operator's own is not ours to change.
    return { endpoint: options.dynamoDbEndpoint, failed: new Promise(() => undefined), hasStreams: false };
  }
  if (directory !== undefined) {
    checkDatabaseFile(directory.tablesFile);
  }
  const engine = await startTableEngine({ port, files: directory, engine: options.dynamoDbEngine });
  onStop(() => engine.stop());
  return engine;
}

async function startOwnQueueServer(
  options: LocalSystemOptions,
  port: number,
  directory: DataDirectory | undefined,
  onStop: (step: () => Promise<void>) => void,
): Promise<{ readonly endpoint: string }> {
  if (options.sqsEndpoint !== undefined) {
    return { endpoint: options.sqsEndpoint };
  }
  const server = await startQueueServer(port, directory?.queuesDirectory);
  onStop(() => server.stop());
  return server;
}

function makeFunctions(
  templates: Templates,
  fleet: ContainerFleet,
  endpoints: { readonly dynamoDb: string; readonly sqs: string; readonly sealArchive: string },
): ReadonlyMap<string, LocalFunction> {
  const definitions = [...readFunctions(templates, endpoints)];
  return new Map(
    definitions.map(([key, definition]) => [
      key,
      new LocalFunction(definition, fleet, containersPerFunction),
    ]),
  );
}

function readPollers(
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  client: SQSClient,
  abort: AbortSignal,
  log: (line: string) => void,
): readonly QueuePoller[] {
  const queues = templates.resources('AWS::SQS::Queue');
  return templates.resources('AWS::Lambda::EventSourceMapping').flatMap((resource) => {
    const queueKey = targetKey(templates, resource, 'EventSourceArn');
    const queue = queues.find((candidate) => resourceKey(candidate) === queueKey);
    const target = functions.get(targetKey(templates, resource, 'FunctionName'));
    if (queue === undefined || target === undefined) {
      return [];
    }
    const properties = templates.resolved(resource) as {
      readonly EventSourceArn: string;
      readonly BatchSize?: number;
      readonly FunctionResponseTypes?: readonly string[];
      readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
    };
    return new QueuePoller({
      client,
      queueUrl: templates.localRef(queue),
      queueArn: properties.EventSourceArn,
      function: target,
      batchSize: properties.BatchSize ?? 10,
      reportsBatchItemFailures:
        properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      concurrency: Math.min(
        containersPerFunction,
        properties.ScalingConfig?.MaximumConcurrency ?? containersPerFunction,
      ),
      abort,
      log,
    });
  });
}

function readStreamPollers(
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  endpoint: string,
  log: (line: string) => void,
  onStop: (step: () => void) => void,
): readonly StreamPoller[] {
  const client = new DynamoDBStreamsClient({ endpoint, region, credentials: localCredentials() });
  onStop(() => client.destroy());
  const tables = new Set(templates.resources('AWS::DynamoDB::Table').map(resourceKey));
  return templates.resources('AWS::Lambda::EventSourceMapping').flatMap((resource) => {
    const target = functions.get(targetKey(templates, resource, 'FunctionName'));
    if (target === undefined || !tables.has(targetKey(templates, resource, 'EventSourceArn'))) {
      return [];
    }
    const properties = templates.resolved(resource) as {
      readonly EventSourceArn: string;
      readonly BatchSize?: number;
      readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern: string }[] };
    };
    return new StreamPoller({
      client,
      streamArn: properties.EventSourceArn,
      function: target,
      batchSize: properties.BatchSize ?? 100,
      patterns: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern)),
      log,
    });
  });
}

function readSchedules(
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  log: (line: string) => void,
): readonly Schedule[] {
  return templates.resources('AWS::Scheduler::Schedule').flatMap((resource) => {
    const { Target } = resource.properties as { readonly Target: { readonly Arn: object } };
    const named = templates.target(resource.stackName, Target.Arn as TemplateResource['properties']);
    const target = named && functions.get(resourceKey(named));
    const { ScheduleExpression, ScheduleExpressionTimezone = 'UTC' } = templates.resolved(resource) as {
      readonly ScheduleExpression: string;
      readonly ScheduleExpressionTimezone?: string;
    };
    return target === undefined
      ? []
      : new Schedule({
          expression: ScheduleExpression,
          zone: ScheduleExpressionTimezone,
          function: target,
          log,
        });
  });
}

/** Gone when the system has stopped. */
function temporaryDirectory(onStop: (step: () => void) => void): string {
  const directory = mkdtempSync(join(tmpdir(), 'relief-seals-'));
  onStop(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function readRoutes(
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  issuer: TokenIssuer | undefined,
): readonly HttpRoute<LocalFunction>[] {
  const integrations = new Map(
    templates
      .resources('AWS::ApiGatewayV2::Integration')
      .map((resource) => [
        `integrations/${resource.logicalId}`,
        functions.get(targetKey(templates, resource, 'IntegrationUri')),
      ]),
  );
  const checksTokens = issuer === undefined ? undefined : jwtAuthorizer(issuer);
  return templates.resources('AWS::ApiGatewayV2::Route').flatMap((resource) => {
    const { RouteKey, Target, AuthorizationType } = templates.resolved(resource) as {
      readonly RouteKey: string;
      readonly Target: string;
      readonly AuthorizationType?: string;
    };
    const target = integrations.get(Target);
    if (target === undefined) {
      return [];
    }
    const rolesClaim = target.definition.environment[rolesClaimEnvironmentName] ?? '';
    const authorizer = checksTokens ?? coordinatorOnLoopback(rolesClaim);
    return [{ routeKey: RouteKey, target, ...(AuthorizationType === 'JWT' && { authorizer }) }];
  });
}

function targetKey(templates: Templates, resource: TemplateResource, property: string): string {
  const target = templates.target(resource.stackName, resource.properties[property] ?? null);
  return target === undefined ? '' : resourceKey(target);
}

/** Waits for all, also after one has failed, so that what the others started is known and can be stopped. */
async function allOrUndo<T extends readonly unknown[]>(
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
