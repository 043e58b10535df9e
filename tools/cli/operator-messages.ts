/** Messages of an operator about an exception: decide it again, or take it back. */
import { randomUUID } from 'node:crypto';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { groupOf, isEventType } from '../../shared/contract/routing.ts';
import { isQueued, type QueueName, queueOfType } from '../../shared/domain/events.ts';
import { CliError } from './cli-error.ts';
import { correcting } from './words/correcting.ts';
import { named } from './words/names.ts';

export interface OperatorMessage {
  readonly queue: QueueName;
  readonly group: string;
  readonly body: string;
}

const eventIn = (original: unknown): unknown => {
  if (typeof original !== 'string') return original;
  try {
    return JSON.parse(original);
  } catch {
    return undefined;
  }
};

/** The queue and the message group of the event that an exception came with; `undefined` where it has none. */
export function routeOf(exception: ExceptionAnswer): Pick<OperatorMessage, 'queue' | 'group'> | undefined {
  const { event, original, locationId, payerId, orderId } = exception;
  const { type } = event;
  if (!isEventType(type) || !isQueued(type)) return undefined;
  const queue = queueOfType[type];
  const whole = eventIn(original) as { readonly data?: unknown } | undefined;
  const group =
    whole?.data !== undefined
      ? groupOf({ type, data: whole.data })
      : ((queue === 'payments' ? payerId : queue === 'policy-orders' ? orderId : locationId) ?? 'operator');
  return { queue, group };
}

/** Who operators are, without a token. */
export const operatorSource = 'urn:relief:operator';

/** The bare form of an event, for messages that operators send. */
export const operatorEvent = (
  name: string,
  type: string,
  now: Date,
  data: object,
  source = operatorSource,
): string =>
  JSON.stringify({
    specversion: '1.0',
    id: `${name}-${randomUUID()}`,
    source,
    type,
    time: now.toISOString(),
    data,
  });

function routeOfHeld(
  exception: ExceptionAnswer,
  act: 'retried' | 'withdrawn',
): Pick<OperatorMessage, 'queue' | 'group'> {
  const { exceptionId, status, reason } = exception;
  const done = correcting(act);
  if (status !== 'held') {
    throw new CliError(
      correcting('exception.final', { id: exceptionId, reason: named('reason', reason), done }),
    );
  }
  const route = routeOf(exception);
  if (route === undefined) throw new CliError(correcting('exception.noEvent', { id: exceptionId, done }));
  return route;
}

/** The message that retries an exception: on the queue and in the group of the event it came with. */
export const retryOf = (exception: ExceptionAnswer, now: Date): OperatorMessage => ({
  ...routeOfHeld(exception, 'retried'),
  body: operatorEvent('retry', 'relief.held.retried.v1', now, { exceptionId: exception.exceptionId }),
});

/** The message that takes back what is held, so that it is never booked. */
export const withdrawalOf = (exception: ExceptionAnswer, reason: string, now: Date): OperatorMessage => ({
  ...routeOfHeld(exception, 'withdrawn'),
  body: operatorEvent('withdraw', 'relief.held.withdrawn.v1', now, {
    exceptionId: exception.exceptionId,
    reason,
  }),
});
