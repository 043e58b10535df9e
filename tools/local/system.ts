import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { SQSClient } from '@aws-sdk/client-sqs';
import { defaultZone } from '../../shared/domain/zoned-date.ts';
import { readApiRoutes } from './api-routes.ts';
import { synthesizedAssembly } from './assembly.ts';
import { localCredentials, region } from './aws-names.ts';
import { keptCardKey, newCardKey } from './card-key.ts';
import { ContainerFleet } from './container-fleet.ts';
import { type DataDirectory, holdDataDirectory } from './data-directory.ts';
import { frontPage } from './front-page.ts';
import { type LocalEnvironment, readFunctions } from './functions.ts';
import { startHttpGateway } from './http-gateway.ts';
import { LocalFunction } from './local-function.ts';
import type { QueuePoller } from './queue-poller.ts';
import { readQueuePollers } from './queue-sources.ts';
import { makeQueues } from './queues.ts';
import type { Schedule } from './schedule.ts';
import { readSchedules } from './schedules.ts';
import { allOrUndo, findPorts, type OnStop, queueServer, tableServer } from './servers.ts';
import { inMemory, type LocalSettings } from './settings.ts';
import type { StreamPoller } from './stream-poller.ts';
import { readStreamPollers } from './stream-sources.ts';
import { endStaleEngine } from './table-engine.ts';
import { makeTables } from './tables.ts';
import { Templates } from './templates.ts';

/** Containers of one function at once; more than two would compete for two cores with the servers they wait for. */
const containersPerFunction = 2;

/** The most that a queue is asked for at a time, when nothing comes; the most that SQS allows is 20. */
const longestPollSeconds = 10;

/**
 * Containers kept for all functions together: one takes 40 MB, or 70 with a city's books, so four of them and the system
 * itself stay below 512 MB. A container that was ended starts again in a fifth of a second.
 */
const standardMaxContainers = 4;

/** When messages arrive on every queue at once, functions take turns within this time. */
const sparedContainerMs = 300;
const standardIdleMs = 20_000;

export interface LocalSystemOptions extends LocalSettings {
  readonly projectRoot: string;
  /** An existing assembly; by default the project's own is synthesized. */
  readonly assemblyDirectory?: string;
  /** How long a container may be idle before it is ended. @default {@link standardIdleMs} */
  readonly containerIdleMs?: number;
  /** A file that holds the outputs as JSON as long as the system is ready. */
  readonly outputsFile?: string;
  /** Takes the messages of the system, line by line. */
  readonly log: (line: string) => void;
  /** Takes what functions print, line by line. */
  readonly print?: (functionName: string, line: string) => void;
}

/** The outputs of the stack, as `.local/outputs.json` holds them. */
export interface LocalOutputs {
  readonly ApiUrl: string;
  readonly SqsEndpoint: string;
  readonly DynamoDbEndpoint: string;
  /** The folder in which seals are written once. */
  readonly SealArchive: string;
  /** The zone whose days the books count in. */
  readonly Zone: string;
  /** Addresses by queue name. */
  readonly Queues: Readonly<Record<string, string>>;
  readonly Tables: Readonly<Record<string, string>>;
}

export interface LocalSystem {
  readonly outputs: LocalOutputs;
  /** Settles, with the reason, when a server that the system needs has ended by itself. */
  readonly failed: Promise<Error>;
  /** Stops receiving messages; settles when every batch in progress is done. */
  pausePollers(): Promise<void>;
  resumePollers(): void;
  /** Has dead letters worked off, until the function that it returns has settled. */
  workOffDeadLetters(): () => Promise<void>;
  /** Runs everything that is scheduled now; settles when it is done. */
  runSchedules(): Promise<void>;
  /** Lets batches in progress finish, then stops everything; `dataDir` keeps the data. */
  stop(): Promise<void>;
}

/**
 * Starts the system that the synthesized templates describe, on this machine.
 *
 * Guarantees: whatever was started is stopped again when the start fails.
 * Errors: `StartupError` with one sentence on what to do about it.
 */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    const problems: unknown[] = [];
    for (const step of undo.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        // The remaining steps must be undone all the same.
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

async function assemble(
  options: LocalSystemOptions,
  onStop: OnStop,
  stop: () => Promise<void>,
): Promise<LocalSystem> {
  const directory = holdData(options, onStop);
  if (directory !== undefined) {
    await endStaleEngine(directory);
  }
  const { apiPort, tables, queues, templates, page } = await startServers(options, directory, onStop);

  const zone = options.zone ?? templates.output('Zone') ?? defaultZone;
  const sqs = sqsClient(queues.endpoint, onStop);
  const { hasStreams } = tables;
  const Tables = await makeTables(templates, tables.ownEndpoint, hasStreams);
  const Queues = await makeQueues(templates, sqs, queues.endpoint);

  const sealArchive = pathToFileURL(directory?.sealsDirectory ?? temporaryDirectory(onStop)).href;
  const deviceLists = pathToFileURL(directory?.devicesDirectory ?? temporaryDirectory(onStop)).href;
  const cardKey = directory === undefined ? newCardKey() : keptCardKey(directory.cardKeyFile);
  const endpoints = { dynamoDb: tables.ownEndpoint, sqs: queues.endpoint };
  const local = { ...endpoints, sealArchive, deviceLists, zone: options.zone, cardKey };
  const functions = makeFunctions(options, templates, local, onStop);
  const gateway = await startHttpGateway({
    port: apiPort,
    routes: readApiRoutes(templates, functions, options.issuer),
    page: page(zone),
    log: options.log,
  });
  onStop(() => gateway.stop());
  const pollers = startPollers(options, templates, functions, sqs, onStop);
  const schedules = readSchedules(templates, functions, options.log, options.zone);
  const streams = hasStreams
    ? readStreamPollers(templates, functions, streamsClient(tables.ownEndpoint, onStop), options.log)
    : [];
  const { keepsSchedules = true } = options;
  startGuards([...(keepsSchedules ? schedules : []), ...streams], onStop);

  const outputs = {
    ApiUrl: gateway.url,
    SqsEndpoint: queues.endpoint,
    DynamoDbEndpoint: tables.endpoint,
    SealArchive: sealArchive,
    Zone: zone,
    Queues,
    Tables,
  };
  writeOutputs(options.outputsFile, outputs, onStop);
  return {
    outputs,
    failed: tables.failed,
    ...pollers,
    async runSchedules() {
      await Promise.all(schedules.map((schedule) => schedule.run()));
    },
    stop,
  };
}

/** Starts the servers that are not the operator's own, and meanwhile reads what is to be made on them. */
async function startServers(
  options: LocalSystemOptions,
  directory: DataDirectory | undefined,
  onStop: OnStop,
) {
  const ports = await findPorts(options);
  // Whoever waits for the file must not find that of an earlier run. Not before: a start that fails on a port or on the
  // data directory must leave the file of the system that holds it.
  if (options.outputsFile !== undefined) {
    rmSync(options.outputsFile, { force: true });
  }
  const [tables, queues, templates, page] = await allOrUndo([
    tableServer(options, ports, directory, onStop),
    queueServer(options, ports, directory, onStop),
    readTemplates(options),
    frontPage(options.projectRoot, options.issuer),
  ]);
  return { apiPort: ports.api, tables, queues, templates, page };
}

function sqsClient(endpoint: string, onStop: OnStop): SQSClient {
  const client = new SQSClient({
    endpoint,
    region,
    credentials: localCredentials(),
    // Long polls of every poller stay open side by side.
    requestHandler: { httpsAgent: { maxSockets: 200 }, httpAgent: { maxSockets: 200 } },
  });
  onStop(() => client.destroy());
  return client;
}

function streamsClient(endpoint: string, onStop: OnStop): DynamoDBStreamsClient {
  const client = new DynamoDBStreamsClient({ endpoint, region, credentials: localCredentials() });
  onStop(() => client.destroy());
  return client;
}

function makeFunctions(
  options: LocalSystemOptions,
  templates: Templates,
  local: LocalEnvironment,
  onStop: OnStop,
): ReadonlyMap<string, LocalFunction> {
  const fleet = new ContainerFleet(
    {
      maxContainers: options.maxContainers ?? standardMaxContainers,
      sparedMs: sparedContainerMs,
      idleMs: options.containerIdleMs ?? standardIdleMs,
    },
    options.print ?? (() => undefined),
  );
  onStop(() => fleet.stop());
  return new Map(
    [...readFunctions(templates, local)].map(([key, definition]) => [
      key,
      new LocalFunction(definition, fleet, containersPerFunction),
    ]),
  );
}

function startPollers(
  { sqsEndpoint, log }: LocalSystemOptions,
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  client: SQSClient,
  onStop: OnStop,
): Pick<LocalSystem, 'pausePollers' | 'resumePollers' | 'workOffDeadLetters'> {
  const receives = new AbortController();
  const { running, resting } = readQueuePollers(templates, functions, {
    client,
    maxConcurrency: containersPerFunction,
    // A stop can end those of our own queue server only.
    ...(sqsEndpoint === undefined && { longestPollSeconds }),
    abort: receives.signal,
    log,
  });
  const pausePollers = async (): Promise<void> => {
    await stopAll(running);
  };
  const resumePollers = (): void => {
    for (const poller of running) {
      poller.start();
    }
  };
  const workOffDeadLetters = (): (() => Promise<void>) => {
    for (const poller of resting) {
      poller.start();
    }
    return () => stopAll(resting);
  };
  onStop(async () => {
    // Our own queue server delivers these again when it starts; another one would hide them for minutes.
    if (sqsEndpoint === undefined) {
      receives.abort();
    }
    await stopAll([...running, ...resting]);
  });
  resumePollers();
  return { pausePollers, resumePollers, workOffDeadLetters };
}

async function stopAll(pollers: readonly QueuePoller[]): Promise<void> {
  await Promise.all(pollers.map((poller) => poller.stop()));
}

function startGuards(guards: readonly (Schedule | StreamPoller)[], onStop: OnStop): void {
  onStop(async () => {
    await Promise.all(guards.map((guard) => guard.stop()));
  });
  for (const guard of guards) {
    guard.start();
  }
}

/** Holds the outputs until the system stops; appears whole or not at all. */
function writeOutputs(file: string | undefined, outputs: LocalOutputs, onStop: OnStop): void {
  if (file === undefined) {
    return;
  }
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(outputs, undefined, 2)}\n`);
  renameSync(unfinished, file);
  onStop(() => rmSync(file, { force: true }));
}

function holdData(options: LocalSystemOptions, onStop: OnStop): DataDirectory | undefined {
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

/** Gone when the system has stopped. */
function temporaryDirectory(onStop: OnStop): string {
  const directory = mkdtempSync(join(tmpdir(), 'relief-lists-'));
  onStop(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
