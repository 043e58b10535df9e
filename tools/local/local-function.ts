import type { ContainerFleet } from './container-fleet.ts';
import type { FunctionDefinition, InvocationResult } from './function-container.ts';
import { maxHops, nextHop } from './lineage.ts';

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
   * Runs the handler once, when a container is free. `traces` are the headers of what invokes it.
   *
   * Guarantees: always returns; an invocation that throws, outlives the timeout or ends its container has failed, and
   * so has one that a chain of the function's own messages makes too often.
   */
  async invoke(event: unknown, traces: readonly (string | undefined)[] = []): Promise<InvocationResult> {
    const { functionArn, functionName, mayRecur } = this.definition;
    const { trace, hops } = nextHop(functionArn, traces);
    if (hops > maxHops && !mayRecur) {
      return {
        ok: false,
        message: `Lambda stops a chain of messages that has invoked ${functionName} ${maxHops} times (RecursiveLoop)`,
      };
    }
    if (this.#running === this.#concurrency) await new Promise<void>((resume) => this.#waiting.push(resume));
    else this.#running += 1;
    const container = this.#fleet.take(this.definition);
    const result = await container.invoke(event, trace);
    this.#fleet.rest(container);
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
    return result;
  }
}
