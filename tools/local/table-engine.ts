import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loopback } from './ports.ts';
import { StartupError } from './startup-failure.ts';

const binaryName = 'dynoxide';
const startLimitMs = 10_000;
const stopLimitMs = 5_000;

export interface TableEngine {
  readonly endpoint: string;
  /** Settles when the engine ends without having been stopped. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

export interface TableEngineOptions {
  readonly port: number;
  /** Undefined: tables live in memory. */
  readonly files: { readonly tablesFile: string; readonly enginePidFile: string } | undefined;
  /** @default this machine's */
  readonly platform?: string;
  readonly architecture?: string;
}

/**
 * Starts the DynamoDB server that is embedded as one binary.
 *
 * Guarantees: it ends with this process, however this process ends.
 * Errors: `StartupError` when there is no binary for this platform or the engine refuses to start.
 */
export async function startTableEngine(options: TableEngineOptions): Promise<TableEngine> {
  const binary = findEngineBinary(options.platform ?? process.platform, options.architecture ?? process.arch);
  const dbPath = options.files === undefined ? [] : ['--db-path', options.files.tablesFile];
  // Its own session: an interrupt typed at the terminal must reach this process first, which drains the queues.
  const engine = spawn(binary, ['--host', loopback, '--port', String(options.port), ...dbPath], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = collectOutput(engine);
  const ended = new Promise<Error>((resolve) => {
    engine.once('error', resolve);
    engine.once('exit', (code, signal) => {
      resolve(new Error(`The table engine ended (${signal ?? code}): ${lastLine(said())}`));
    });
  });
  const endpoint = `http://${loopback}:${options.port}`;
  const failure = await Promise.race([ended, untilReachable(endpoint)]);
  if (failure !== undefined) {
    engine.kill('SIGKILL');
    throw new StartupError(`The table engine does not start: ${lastLine(said()) || failure.message}.`);
  }

  const watchdog = startWatchdog(engine);
  if (options.files !== undefined) {
    writeFileSync(options.files.enginePidFile, String(engine.pid));
  }
  return {
    endpoint,
    failed: ended,
    async stop() {
      engine.kill('SIGTERM');
      const late = setTimeout(() => engine.kill('SIGKILL'), stopLimitMs);
      await ended;
      clearTimeout(late);
      watchdog.kill('SIGKILL');
      if (options.files !== undefined) {
        rmSync(options.files.enginePidFile, { force: true });
      }
    },
  };
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

function findEngineBinary(platform: string, architecture: string): string {
  const packageName = `@dynoxide/${platform}-${architecture}`;
  const file = platform === 'win32' ? `${binaryName}.exe` : binaryName;
  try {
    return createRequire(import.meta.url).resolve(`${packageName}/${file}`);
  } catch {
    throw new StartupError(
      `The table engine for this platform is not installed: run "npm install --no-save ${packageName}", or set DYNAMODB_ENDPOINT to a DynamoDB server of your own.`,
    );
  }
}

/** Waits for this process to go: the pipe between them closes with it, even after a kill that nothing can catch. */
function startWatchdog(engine: ChildProcess): ChildProcess {
  const watchdog = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -KILL "$1"', 'sh', String(engine.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', () => undefined);
  // The engine's id may be another program's once it has ended.
  engine.once('exit', () => watchdog.kill('SIGKILL'));
  watchdog.unref();
  return watchdog;
}

async function untilReachable(endpoint: string): Promise<Error | undefined> {
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline) {
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(1_000) });
      return undefined;
    } catch {
      await delay(15);
    }
  }
  return new Error(`no answer on ${endpoint} in ${startLimitMs / 1_000} seconds`);
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
      return (
        basename(readlinkSync(`/proc/${pid}/exe`)).startsWith(binaryName) &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(tablesFile)
      );
    }
    const command = execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
    return command.includes(binaryName) && command.includes(tablesFile);
  } catch {
    return false;
  }
}
