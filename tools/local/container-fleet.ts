import { Container, type FunctionDefinition, type PrintLine } from './function-container.ts';

export interface FleetLimits {
  /** Containers of all functions together; more only while that many are at work, or were a moment ago. */
  readonly maxContainers: number;
  /** How long a container is kept even above that limit, so that functions that take turns do not start cold each time. */
  readonly sparedMs: number;
  /** How long a container may be idle before it is ended, as on Lambda. */
  readonly idleMs: number;
}

interface Idle {
  readonly container: Container;
  isSpared: boolean;
  timer: NodeJS.Timeout;
}

/** The containers of all functions: a container takes some 40 MB, and a system has seven functions with two each. */
export class ContainerFleet {
  readonly #limits: FleetLimits;
  readonly #print: PrintLine;
  readonly #all = new Set<Container>();
  /** The one that has waited longest comes first. */
  readonly #idle: Idle[] = [];

  constructor(limits: FleetLimits, print: PrintLine) {
    this.#limits = limits;
    this.#print = print;
  }

  /** Containers at work or idle. */
  get size(): number {
    return this.#all.size;
  }

  /** A container for one invocation: the function's own that was used last, which is warm, or a new one. */
  take(definition: FunctionDefinition): Container {
    const warm = this.#idle.findLast(
      ({ container }) => container.definition === definition && !container.isBroken,
    );
    return warm === undefined ? this.#start(definition) : this.#leaveIdle(warm);
  }

  /** Keeps a container for the next invocation, and ends it when none comes. */
  rest(container: Container): void {
    if (container.isBroken) return;
    const { sparedMs, idleMs } = this.#limits;
    const idle: Idle = {
      container,
      isSpared: true,
      timer: later(sparedMs, () => {
        idle.isSpared = false;
        idle.timer = later(idleMs - sparedMs, () => this.#end(idle));
        this.#makeRoom(0);
      }),
    };
    this.#idle.push(idle);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all].map((container) => container.stop()));
  }

  #start(definition: FunctionDefinition): Container {
    this.#makeRoom(1);
    const container = new Container(definition, this.#print);
    this.#all.add(container);
    void container.ended.then(() => this.#all.delete(container));
    return container;
  }

  #leaveIdle(idle: Idle): Container {
    this.#idle.splice(this.#idle.indexOf(idle), 1);
    clearTimeout(idle.timer);
    return idle.container;
  }

  #makeRoom(wanted: number): void {
    const [longest] = this.#idle;
    if (longest === undefined || longest.isSpared) return;
    if (this.#all.size + wanted > this.#limits.maxContainers) this.#end(longest);
  }

  #end(idle: Idle): void {
    const container = this.#leaveIdle(idle);
    this.#all.delete(container);
    void container.stop();
  }
}

function later(ms: number, act: () => void): NodeJS.Timeout {
  return setTimeout(act, ms).unref();
}
