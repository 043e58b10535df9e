import type { ContainerFleet } from './container-fleet.ts';
import type { FunctionDefinition, InvocationResult } from './function-container.ts';

/** A Lambda function: its bundle in containers, started when they are first needed. */
export class LocalFunction {
  readonly definition: FunctionDefinition;
  readonly #fleet: ContainerFleet;
  readonly #concurrency: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** `concurrency` is how many invocations run side by side; each has a container of its own, as on Lambda. */
  constructor(definition: FunctionDefinition, fleet: ContainerFleet, concurrency: number) {
    this.definition = definition;
    this.#fleet = fleet;
    this.#concurrency = concurrency;
  }

  /**
   * Runs the handler once, when a container is free.
   *
   * Guarantees: always returns; an invocation that throws, outlives the timeout or ends its container has failed.
   */
  async invoke(event: unknown): Promise<InvocationResult> {
    if (this.#running === this.#concurrency) await new Promise<void>((resume) => this.#waiting.push(resume));
    else this.#running += 1;
    const container = this.#fleet.take(this.definition);
    const result = await container.invoke(event);
    this.#fleet.rest(container);
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
    return result;
  }
}
