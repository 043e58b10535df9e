/** Asks the system to decide a held exception again. */
import { randomUUID } from 'node:crypto';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { isQueued, type QueueName, queueOfType } from '../../shared/domain/events.ts';
import { CliError } from './failure.ts';
import { groupOf, isEventType } from './routing.ts';

export interface Retry {
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

/** The message that retries an exception: on the queue and in the group of the event it came with. */
export function retryOf(exception: ExceptionAnswer, now: Date): Retry {
  const { exceptionId, status, reason, event, original, locationId, payerId, orderId } = exception;
  if (status !== 'held') {
    throw new CliError(
      `${exceptionId} was rejected (${reason}). That is final: only held exceptions can be retried`,
    );
  }
  const type = event.type;
  if (!isEventType(type) || !isQueued(type))
    throw new CliError(`${exceptionId} has no event that could be retried`);
  const queue = queueOfType[type];
  const whole = eventIn(original) as { readonly data?: unknown } | undefined;
  const group =
    whole?.data !== undefined
      ? groupOf({ type, data: whole.data })
      : ((queue === 'payments' ? payerId : queue === 'policy-orders' ? orderId : locationId) ?? 'operator');
  const body = {
    specversion: '1.0',
    id: `retry-${randomUUID()}`,
    source: 'urn:relief:operator',
    type: 'relief.held.retried.v1',
    time: now.toISOString(),
    data: { exceptionId },
  };
  return { queue, group, body: JSON.stringify(body) };
}
