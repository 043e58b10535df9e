import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loopback } from '../ports.ts';

export const portableEntry = fileURLToPath(new URL('./entry.ts', import.meta.url));

const startLimitMs = 10_000;

/**
 * Starts the portable engine in a process of its own, which works beside this one and ends with it: the channel between
 * them closes, even after a kill that nothing can catch.
 */
export function forkPortableEngine(port: number, tablesFile: string | undefined): ChildProcess {
  const { NODE_OPTIONS: _options, ...environment } = process.env;
  return fork(portableEntry, [String(port), ...(tablesFile === undefined ? [] : [tablesFile])], {
    env: environment,
    // Node itself takes the types out; whatever this process was started with is not for that one.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Its own session, as dynoxide has.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

/** Resolves to the endpoint of the engine once it is ready, or to why it is not ready in time. */
export function untilReady(engine: ChildProcess): Promise<Error | string> {
  return new Promise((resolve) => {
    const late = setTimeout(
      () => resolve(new Error(`not ready in ${startLimitMs / 1_000} seconds`)),
      startLimitMs,
    );
    engine.once('message', (port) => {
      clearTimeout(late);
      resolve(`http://${loopback}:${port}`);
    });
    engine.once('exit', () => clearTimeout(late));
  });
}
