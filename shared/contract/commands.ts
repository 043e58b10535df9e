/** The messages of the ledger and its operators to its own queues, which are no events: nothing of them is in the books. */
import { type QueueName, queueNames } from '../domain/events.ts';
import { memberOf, readJson } from './json.ts';

/** Whatever one message group holds that depends on one thing is to be tried again, from `after` on. */
export interface RetryDependants {
  readonly type: 'relief.waiting.retried.v1';
  readonly dependsOn: string;
  /** The queue that holds it, where that is not the one that is asked. */
  readonly queue?: QueueName;
  readonly messageGroup: string;
  readonly after?: string;
}

/** One held item is to be tried again at an operator's word. */
export interface RetryOne {
  readonly type: 'relief.held.retried.v1';
  readonly exceptionId: string;
}

/** One held item is taken back at an operator's word. */
export interface WithdrawOne {
  readonly type: 'relief.held.withdrawn.v1';
  readonly exceptionId: string;
  readonly reason: string;
}

/** A household gets a new card, and its old one is worth nothing. */
export interface RenewCard {
  readonly type: 'relief.card.renewed.v1';
  readonly householdId: string;
}

/** The public page of an order is opened, or closed. */
export interface PublishOrder {
  readonly type: 'relief.order.published.v1';
  readonly orderId: string;
  readonly isPublic: boolean;
}

export type Command = RetryDependants | RetryOne | WithdrawOne | RenewCard | PublishOrder;

const markers = ['.retried.v1', '.withdrawn.v1', 'relief.card.renewed.v1', 'relief.order.published.v1'];

/** A command as the body of a message. */
export const commandBody = ({ type, ...data }: Command, id: string, time: string): string =>
  JSON.stringify({ specversion: '1.0', id, source: 'urn:relief:ledger', type, time, data });

/** Reads a command; `undefined` for every other message. */
export function readCommand(body: string): Command | undefined {
  if (!markers.some((marker) => body.includes(marker))) return undefined;
  const json = readJson(body);
  if (!json.ok) return undefined;
  const text = (...path: readonly string[]): string | undefined => {
    const value = memberOf(json.value, path);
    return typeof value === 'string' ? value : undefined;
  };
  const dependsOn = text('data', 'dependsOn');
  const messageGroup = text('data', 'messageGroup');
  const exceptionId = text('data', 'exceptionId');
  const after = text('data', 'after');
  const queue = queueNames.find((name) => name === text('data', 'queue'));
  const reason = text('data', 'reason');
  switch (text('type')) {
    case 'relief.waiting.retried.v1':
      if (dependsOn === undefined || messageGroup === undefined) return undefined;
      return {
        type: 'relief.waiting.retried.v1',
        dependsOn,
        ...(queue !== undefined && { queue }),
        messageGroup,
        ...(after !== undefined && { after }),
      };
    case 'relief.held.retried.v1':
      return exceptionId === undefined ? undefined : { type: 'relief.held.retried.v1', exceptionId };
    case 'relief.held.withdrawn.v1':
      if (exceptionId === undefined || reason === undefined) return undefined;
      return { type: 'relief.held.withdrawn.v1', exceptionId, reason };
    case 'relief.card.renewed.v1': {
      const householdId = text('data', 'householdId');
      return householdId === undefined ? undefined : { type: 'relief.card.renewed.v1', householdId };
    }
    case 'relief.order.published.v1': {
      const orderId = text('data', 'orderId');
      const isPublic = memberOf(json.value, ['data', 'isPublic']);
      if (orderId === undefined || typeof isPublic !== 'boolean') return undefined;
      return { type: 'relief.order.published.v1', orderId, isPublic };
    }
    default:
      return undefined;
  }
}
