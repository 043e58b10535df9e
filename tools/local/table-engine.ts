import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { dropRemnants } from './data-directory.ts';
import { dynoxideName, findDynoxide, spawnDynoxide, unknownEndpoint, untilReachable } from './dynoxide.ts';
import { type EngineName, readEngineName } from './engine-name.ts';
import { lightenStreams } from './engine-streams.ts';
import { type GuardProxy, startGuardProxy } from './guard-proxy.ts';
import { forkPortableEngine, portableEntry, untilReady } from './portable-engine/process.ts';
import { applicationId } from './portable-engine/sqlite-file.ts';
import { StartupError } from './startup-error.ts';

const stopLimitMs = 5_000;

export interface TableEngine {
  readonly name: EngineName;
  /** For every program of this machine; no page of another origin is served there. */
  readonly endpoint: string;
  /** For the system's own programs, without a proxy between. */
  readonly ownEndpoint: string;
  /** Whether tables may have streams without each write being slower than the one before. */
  readonly hasStreams: boolean;
  /** Settles when the engine ends without having been stopped. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

export interface TableEngineOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Undefined: tables live in memory. */
  readonly files: { readonly tablesFile: string; readonly enginePidFile: string } | undefined;
  /** @default what DYNAMODB_ENGINE names, or dynoxide where it is installed */
  readonly engine?: EngineName | undefined;
  /** @default this machine's */
  readonly platform?: string;
  readonly architecture?: string;
}

/**
 * Starts the embedded DynamoDB server: dynoxide where its binary is installed, else the portable engine.
 *
 * Guarantees: it ends with this process, however this process ends.
 * Errors: `StartupError` when the engine named is not installed, the tables are another engine's, or it does not start.
 */
export async function startTableEngine(options: TableEngineOptions): Promise<TableEngine> {
  const { port, files } = options;
  const { name, binary } = chooseEngine(options);
  if (files !== undefined) checkOwner(files.tablesFile, name);
  const { engine, ready } =
    binary === undefined ? portable(port, files?.tablesFile) : await dynoxide(binary, files?.tablesFile);
  const said = collectOutput(engine);
  const ended = endOf(engine, said);
  let guard: GuardProxy | undefined;
  let ownEndpoint: string;
  try {
    const outcome = await Promise.race([ended, ready]);
    if (outcome instanceof Error) throw outcome;
    ownEndpoint = outcome;
    if (binary !== undefined) guard = await startGuardProxy(port, ownEndpoint);
  } catch (error) {
    engine.kill('SIGKILL');
    const reason = lastLine(said()) || (error instanceof Error ? error.message : String(error));
    throw new StartupError(`The table engine does not start: ${reason}.`);
  }
  if (files !== undefined) writeFileSync(files.enginePidFile, String(engine.pid));
  return {
    name,
    endpoint: guard?.endpoint ?? ownEndpoint,
    ownEndpoint,
    // In memory there is no file to help dynoxide with.
    hasStreams: name === 'portable' || (files !== undefined && lightenStreams(files.tablesFile)),
    failed: ended,
    async stop() {
      await guard?.stop();
      if (engine.connected) engine.disconnect();
      else engine.kill('SIGTERM');
      const late = setTimeout(() => engine.kill('SIGKILL'), stopLimitMs);
      await ended;
      clearTimeout(late);
      if (files === undefined) return;
      rmSync(files.enginePidFile, { force: true });
      // The portable engine does so itself, as it runs.
      if (name === 'dynoxide') dropRemnants(files.tablesFile);
    },
  };
}

interface Starting {
  readonly engine: ChildProcess;
  /** Its endpoint once it answers, or why it does not. */
  readonly ready: Promise<Error | string>;
}

function portable(port: number, tablesFile: string | undefined): Starting {
  const engine = forkPortableEngine(port, tablesFile);
  return { engine, ready: untilReady(engine) };
}

async function dynoxide(binary: string, tablesFile: string | undefined): Promise<Starting> {
  const endpoint = await unknownEndpoint(process.platform);
  const engine = spawnDynoxide(binary, endpoint, tablesFile);
  return { engine, ready: untilReachable(endpoint).then((failure) => failure ?? endpoint) };
}

/** Resolves when the engine has ended, with what it said last. */
function endOf(engine: ChildProcess, said: () => string): Promise<Error> {
  return new Promise((resolve) => {
    engine.once('error', resolve);
    engine.once('exit', (code, signal) => {
      resolve(new Error(`The table engine ended (${signal ?? code}): ${lastLine(said())}`));
    });
  });
}

/** Without a binary it is the portable engine. */
function chooseEngine(options: TableEngineOptions): {
  readonly name: EngineName;
  readonly binary: string | undefined;
} {
  const wanted = options.engine ?? readEngineName(process.env);
  if (wanted === 'portable') return { name: 'portable', binary: undefined };
  const [platform, architecture] = [
    options.platform ?? process.platform,
    options.architecture ?? process.arch,
  ];
  const binary = findDynoxide(platform, architecture);
  if (binary === undefined && wanted === 'dynoxide')
    throw new StartupError(
      `DYNAMODB_ENGINE is dynoxide, and @dynoxide/${platform}-${architecture} is not installed: leave DYNAMODB_ENGINE out, or set it to portable.`,
    );
  return { name: binary === undefined ? 'portable' : 'dynoxide', binary };
}

/** Neither engine knows the other's file: it would begin anew in it, with the books out of sight. */
function checkOwner(tablesFile: string, name: EngineName): void {
  if (!existsSync(tablesFile)) return;
  const database = new DatabaseSync(tablesFile, { timeout: 5_000 });
  let owner: EngineName;
  try {
    const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
    const marked = database.prepare('PRAGMA application_id').get()?.['application_id'] === applicationId;
    owner = isEmpty ? name : marked ? 'portable' : 'dynoxide';
  } finally {
    database.close();
  }
  if (owner !== name)
    throw new StartupError(
      `The tables in ${tablesFile} were written by the other engine: set DYNAMODB_ENGINE to ${owner}, or DATA_DIR to another directory.`,
    );
}

/**
 * Ends an engine that outlived the system of this data directory.
 *
 * Guarantees: touches no process that is not the engine, though its id were in use again.
 */
export async function endStaleEngine(files: {
  readonly enginePidFile: string;
  readonly tablesFile: string;
}): Promise<void> {
  const pid = readPid(files.enginePidFile);
  if (pid !== undefined && isEngine(pid, files.tablesFile)) {
    process.kill(pid, 'SIGKILL');
    const deadline = Date.now() + stopLimitMs;
    while (isEngine(pid, files.tablesFile) && Date.now() < deadline) {
      await delay(20);
    }
  }
  rmSync(files.enginePidFile, { force: true });
}

function collectOutput(engine: ChildProcess): () => string {
  let text = '';
  const append = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-4_000);
  };
  engine.stdout?.on('data', append);
  engine.stderr?.on('data', append);
  return () => text;
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').replace(/^error: /, '').replace(/\.$/, '');
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isEngine(pid: number, tablesFile: string): boolean {
  try {
    if (process.platform === 'linux') {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const program = basename(readlinkSync(`/proc/${pid}/exe`));
      return (
        (program.startsWith(dynoxideName) || words.includes(portableEntry)) && words.includes(tablesFile)
      );
    }
    const command = execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
    return (
      [dynoxideName, portableEntry].some((program) => command.includes(program)) &&
      command.includes(tablesFile)
    );
  } catch {
    return false;
  }
}
