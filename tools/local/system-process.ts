/** Runs the local system in a process of its own, so that its memory is not mixed with that of its driver. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { StartupError } from './startup-error.ts';
import type { LocalOutputs } from './system.ts';
import { type SystemProcessMessage, type SystemProcessSetup, stopSystem } from './system-process-messages.ts';

export interface SystemProcess {
  readonly outputs: LocalOutputs;
  /** Settles, with the reason, when the system or a server that it needs has ended by itself. */
  readonly failed: Promise<Error>;
  /**
   * Lets batches in work finish and ends the process.
   *
   * Shape: the most memory that the process has held, including the containers, which are its threads; the table engine
   * is a process of its own. `undefined` if the process has ended before.
   */
  stop(): Promise<{ readonly peakMemoryBytes: number } | undefined>;
}

export interface SystemProcessOptions extends SystemProcessSetup {
  /** The settings, as `npm start` reads them; with DEBUG what the system and its functions say is printed. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Each thread's own pool of memory, glibc's default, keeps 5 MB a container that nothing is in. */
const frugalMemory = { MALLOC_ARENA_MAX: '2' };

/**
 * A heap that may become 4 GB, V8's default here, is let grow to four times of what lives before it is cleaned up; one of
 * at most 1 GB to one and a half times.
 */
const frugalHeap = ['--max-old-space-size=1024', '--max-semi-space-size=8'];

/**
 * Starts it, and settles when it is ready.
 *
 * Guarantees: it ends with this process, however this process ends.
 * Errors: `StartupError` with one sentence for whoever has to mend it.
 */
export async function startSystemProcess(options: SystemProcessOptions): Promise<SystemProcess> {
  const { environment, projectRoot, outputsFile } = options;
  const setup: SystemProcessSetup = { projectRoot, outputsFile };
  const child = fork(
    fileURLToPath(new URL('./system-process-entry.ts', import.meta.url)),
    [JSON.stringify(setup)],
    { env: { ...frugalMemory, ...environment }, execArgv: [...process.execArgv, ...frugalHeap] },
  );
  const ready = Promise.withResolvers<LocalOutputs>();
  const failed = Promise.withResolvers<Error>();
  const ended = Promise.withResolvers<void>();
  let peakMemoryBytes: number | undefined;
  const fail = (reason: string): void => {
    ready.reject(new StartupError(reason));
    failed.resolve(new Error(reason));
  };
  child.on('message', (message: SystemProcessMessage) => {
    if (message.kind === 'ready') ready.resolve(message.outputs);
    else if (message.kind === 'failed') fail(message.reason);
    else peakMemoryBytes = message.peakMemoryBytes;
  });
  child.once('error', (error) => fail(error.message));
  child.once('exit', (code, signal) => {
    fail(`The local system ended by itself (${signal ?? code}).`);
    ended.resolve();
  });
  const outputs = await ready.promise;
  return {
    outputs,
    failed: failed.promise,
    async stop() {
      if (child.connected) child.send(stopSystem);
      await ended.promise;
      return peakMemoryBytes === undefined ? undefined : { peakMemoryBytes };
    },
  };
}
