import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type {
  ContainerAnswer,
  ContainerMessage,
  ContainerRequest,
  ContainerSetup,
} from './container-messages.ts';

/** Lambda refuses larger payloads of synchronous calls, in either direction. */
export const payloadLimitBytes = 6 * 1024 * 1024;

/** Lambda gives the import of a bundle its own ten seconds, before the function's timeout begins. */
const importLimitMs = 10_000;

/**
 * Left alone, V8 lets a busy heap of 40 MB grow to 200 before it cleans up, and there are several containers. Most of
 * what lives long is the index of books and the rosters of centres, some 100 MB at the very most. A young generation
 * that is much smaller is cleaned up while a bundle is imported, when all of it lives on.
 */
const heapLimits = { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 384 };

export interface FunctionDefinition extends ContainerSetup {
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether its own messages may invoke it for ever; else Lambda stops a chain of them. */
  readonly mayRecur: boolean;
}

export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly message: string };

/** Takes what a function prints, by line. */
export type PrintLine = (functionName: string, line: string) => void;

/** One execution environment of a function: its bundle in a worker thread, one invocation at a time. */
export class Container {
  readonly definition: FunctionDefinition;
  /** Settles when its thread has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  readonly #imported: Promise<void>;
  #broken: string | undefined;
  #settle: ((answer: ContainerAnswer | string) => void) | undefined;

  constructor(definition: FunctionDefinition, print: PrintLine) {
    this.definition = definition;
    const { environment, timeoutSeconds: _timeout, mayRecur: _mayRecur, ...setup } = definition;
    this.#worker = new Worker(new URL('./container.js', import.meta.url), {
      workerData: setup satisfies ContainerSetup,
      env: { ...environment },
      execArgv: [],
      resourceLimits: heapLimits,
      stdout: true,
      stderr: true,
    });
    // An idle container keeps no process alive.
    this.#worker.unref();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#imported = promise;
    this.#worker.on('message', (message: ContainerMessage) => {
      if (message === 'ready') {
        resolve();
      } else {
        this.#settle?.(message);
      }
    });
    this.ended = new Promise((ended) => this.#worker.once('exit', () => ended()));
    void this.ended.then(resolve);
    this.#worker.on('error', (error: Error) => this.#break(`${error.name}: ${error.message}`));
    this.#worker.on('exit', (code) => this.#break(`Runtime exited with code ${code}`));
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      printLines(stream, (line) => print(definition.functionName, line));
    }
  }

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  async invoke(event: unknown, trace: string): Promise<InvocationResult> {
    const payload = JSON.stringify(event);
    const requestId = randomUUID();
    await this.#untilImported();
    const { timeoutSeconds } = this.definition;
    const answer = await new Promise<ContainerAnswer | string>((resolve) => {
      const timer = setTimeout(() => {
        this.#break(`Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
        void this.#worker.terminate();
      }, timeoutSeconds * 1_000);
      this.#settle = (settled) => {
        clearTimeout(timer);
        resolve(settled);
      };
      if (this.#broken !== undefined) {
        this.#settle(this.#broken);
        return;
      }
      const deadlineMs = Date.now() + timeoutSeconds * 1_000;
      this.#worker.postMessage({ requestId, event: payload, deadlineMs, trace } satisfies ContainerRequest);
    });
    this.#settle = undefined;
    if (typeof answer === 'string') {
      return { ok: false, message: answer };
    }
    if (!answer.ok) {
      return { ok: false, message: answer.error.stack || `${answer.error.name}: ${answer.error.message}` };
    }
    if (Buffer.byteLength(answer.payload) > payloadLimitBytes) {
      return { ok: false, message: `Response payload size exceeded ${payloadLimitBytes} bytes` };
    }
    return { ok: true, payload: JSON.parse(answer.payload) };
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  async #untilImported(): Promise<void> {
    const timer = setTimeout(() => {
      this.#break(`Importing the bundle took more than ${importLimitMs / 1_000} seconds`);
      void this.#worker.terminate();
    }, importLimitMs);
    await this.#imported;
    clearTimeout(timer);
  }

  #break(reason: string): void {
    this.#broken ??= reason;
    this.#settle?.(reason);
  }
}

function printLines(stream: Readable, print: (line: string) => void): void {
  createInterface({ input: stream }).on('line', print);
}
