/** How long an invocation may still take, asked before each transaction: Lambda cuts off what outlives its time. */
import type { Context } from 'aws-lambda';
import { FaultError } from '../posting/retry-on-conflict.ts';
import { longestWaitMs } from './clock.ts';
import { givenUpAfterMs } from './request-limits.ts';

/** A group takes half a second; in the worst one a table never answers, and its messages must still be handed back in time. */
export const timeOfGroupMs = givenUpAfterMs + longestWaitMs;

/** What Lambda says of an invocation. */
export type Invocation = Pick<Context, 'getRemainingTimeInMillis'>;

/** The time of the invocation in progress; Lambda gives a container one at a time. */
export class InvocationTime {
  #remainingMs: () => number = () => Number.POSITIVE_INFINITY;

  begin(invocation: Invocation): void {
    this.#remainingMs = () => invocation.getRemainingTimeInMillis();
  }

  /** Errors: {@link FaultError} where less than {@link timeOfGroupMs} is left. */
  check(): void {
    const remainingMs = this.#remainingMs();
    if (remainingMs >= timeOfGroupMs) return;
    throw new FaultError(`${remainingMs} ms are left, too few to begin another transaction`);
  }
}

/** The handler, which is told of each invocation how long it may take. */
export const timed =
  <Event, Answer>(time: InvocationTime, handler: (event: Event) => Promise<Answer>) =>
  (event: Event, invocation: Invocation): Promise<Answer> => {
    time.begin(invocation);
    return handler(event);
  };
