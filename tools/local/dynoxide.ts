/** The DynamoDB server that is embedded as one binary, where there is one for this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { findPort, loopback } from './ports.ts';

export const dynoxideName = 'dynoxide';
const startLimitMs = 10_000;

/** Where the binary is; `undefined` where the package for the platform is not installed. */
export function findDynoxide(platform: string, architecture: string): string | undefined {
  const file = platform === 'win32' ? `${dynoxideName}.exe` : dynoxideName;
  try {
    return createRequire(import.meta.url).resolve(`@dynoxide/${platform}-${architecture}/${file}`);
  } catch {
    return undefined;
  }
}

/**
 * An address of this machine that only this system knows: the server asks nobody who they are, and lets every page of a
 * browser read and write. Linux has sixteen million loopback addresses, others one, where the port alone is unknown.
 */
export async function unknownEndpoint(platform: string): Promise<string> {
  const [second, third, fourth] = Array.from({ length: 3 }, () => randomInt(1, 255));
  const host = platform === 'linux' ? `127.${second}.${third}.${fourth}` : loopback;
  return `http://${host}:${await findPort(0, 'DYNAMODB_PORT')}`;
}

/** Its own session: an interrupt typed at the terminal must reach this process first, which drains the queues. */
export function spawnDynoxide(
  binary: string,
  endpoint: string,
  tablesFile: string | undefined,
): ChildProcess {
  const { hostname, port } = new URL(endpoint);
  const dbPath = tablesFile === undefined ? [] : ['--db-path', tablesFile];
  const engine = spawn(binary, ['--host', hostname, '--port', port, ...dbPath], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  engine.once('spawn', () => startWatchdog(engine));
  return engine;
}

/** Waits for this process to go: the pipe between them closes with it, even after a kill that nothing can catch. */
function startWatchdog(engine: ChildProcess): void {
  const watchdog = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -KILL "$1"', 'sh', String(engine.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', () => undefined);
  // The engine's id may be another program's once it has ended.
  engine.once('exit', () => watchdog.kill('SIGKILL'));
  watchdog.unref();
}

/** Returns why the server is not reached in time; `undefined` once it is reached. */
export async function untilReachable(endpoint: string): Promise<Error | undefined> {
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
