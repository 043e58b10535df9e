import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import {
  type ContainerAnswer,
  type ContainerRequest,
  type ContainerSetup,
  containerReady,
} from './container-messages.ts';

/** Lambda refuses larger payloads of synchronous calls, in either direction. */
export const payloadLimitBytes = 6 * 1024 * 1024;

/** Lambda gives the import of a bundle its own ten seconds, before the function's timeout begins. */
const importLimitMs = 10_000;

/** A container that has had nothing to do for so long ends, as on Lambda; another starts in a fifth of a second. */
const idleLimitMs = 20_000;

/**
 * Left alone, V8 lets a busy heap of 40 MB grow to 200 before it cleans up, and there are a dozen containers. Most of
 * what lives long is the index of books and the rolls of centres, some 100 MB at the very most.
 */
const heapLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 384 };

export interface FunctionDefinition extends ContainerSetup {
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly message: string };

export interface LocalFunctionOptions {
  /** How many invocations run side by side; each has a container of its own, as on Lambda. */
  readonly concurrency: number;
  /** Takes what the function prints, by line. */
  readonly print: (functionName: string, line: string) => void;
}

/** A Lambda function: its bundle in worker threads, started when they are first needed. */
export class LocalFunction {
  readonly definition: FunctionDefinition;
  readonly #options: LocalFunctionOptions;
  readonly #idle: { readonly container: Container; readonly timer: NodeJS.Timeout }[] = [];
  readonly #waiting: ((container: Container) => void)[] = [];
  readonly #all = new Set<Container>();

  constructor(definition: FunctionDefinition, options: LocalFunctionOptions) {
    this.definition = definition;
    this.#options = options;
  }

  /**
   * Runs the handler once, when a container is free.
   *
   * Guarantees: always answers; an invocation that throws, outlives the timeout or ends its container has failed.
   */
  async invoke(event: unknown): Promise<InvocationResult> {
    const container = await this.#acquire();
    const result = await container.invoke(event);
    if (container.isBroken) {
      this.#all.delete(container);
      const next = this.#waiting.shift();
      next?.(this.#start());
    } else {
      const next = this.#waiting.shift();
      if (next === undefined) {
        this.#rest(container);
      } else {
        next(container);
      }
    }
    return result;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all].map((container) => container.stop()));
  }

  /** Keeps a container for the next invocation, and ends it when none comes. */
  #rest(container: Container): void {
    const timer = setTimeout(() => {
      this.#idle.splice(this.#idle.indexOf(idle), 1);
      this.#all.delete(container);
      void container.stop();
    }, idleLimitMs);
    timer.unref();
    const idle = { container, timer };
    this.#idle.push(idle);
  }

  async #acquire(): Promise<Container> {
    // The one used last is warm.
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (!idle.container.isBroken) {
        return idle.container;
      }
      this.#all.delete(idle.container);
    }
    if (this.#all.size < this.#options.concurrency) {
      return this.#start();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): Container {
    const container = new Container(this.definition, this.#options.print);
    this.#all.add(container);
    return container;
  }
}

class Container {
  readonly #definition: FunctionDefinition;
  readonly #worker: Worker;
  readonly #imported: Promise<void>;
  #broken: string | undefined;
  #settle: ((answer: ContainerAnswer | string) => void) | undefined;

  constructor(definition: FunctionDefinition, print: LocalFunctionOptions['print']) {
    this.#definition = definition;
    const { environment, timeoutSeconds: _timeout, ...setup } = definition;
    this.#worker = new Worker(new URL('./container.ts', import.meta.url), {
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
    this.#worker.on('message', (message: ContainerAnswer | typeof containerReady) => {
      if (message === containerReady) {
        resolve();
      } else {
        this.#settle?.(message);
      }
    });
    this.#worker.on('exit', () => resolve());
    this.#worker.on('error', (error: Error) => this.#break(`${error.name}: ${error.message}`));
    this.#worker.on('exit', (code) => this.#break(`Runtime exited with code ${code}`));
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      printLines(stream, (line) => print(definition.functionName, line));
    }
  }

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  async invoke(event: unknown): Promise<InvocationResult> {
    const payload = JSON.stringify(event);
    const requestId = randomUUID();
    await this.#untilImported();
    const { timeoutSeconds } = this.#definition;
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
      this.#worker.postMessage({ requestId, event: payload, deadlineMs } satisfies ContainerRequest);
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
