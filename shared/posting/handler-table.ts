/** The table from event type to handler: what a queue's function does with the events it decides as a whole. */
import type {
  EventOf,
  EventType,
  QueuedEventType,
  QueueName,
  queueOfType,
  ReliefEvent,
  voidType,
} from '../domain/events.ts';
import type { EventAttempt, EventContext, EventHandler } from './event-handler.ts';
import { type Processed, processEvent } from './post-event.ts';

/** The types of a queue's events that are decided as a whole, voids among them; the others are sheets. */
export type WholeEventType<Q extends QueueName> = typeof voidType | OwnWholeEventType<Q>;

type OwnWholeEventType<Q extends QueueName> = {
  [T in QueuedEventType]: (typeof queueOfType)[T] extends Q
    ? EventOf<T> extends
        | { readonly receipts: unknown }
        | { readonly payments: unknown }
        | { readonly type: 'relief.handovers.missed.v1' }
      ? never
      : T
    : never;
}[QueuedEventType];

/** A handler whose facts concern nobody but itself. */
export interface TableHandler<E extends ReliefEvent, C extends EventContext> {
  process(attempt: EventAttempt<E>, context: C): Promise<Processed>;
  retriesFirst(event: E): readonly string[];
}

/** Makes a handler ready for its queue's table. */
export const eventHandler = <E extends ReliefEvent, Facts, C extends EventContext>(
  handler: EventHandler<E, Facts, C>,
): TableHandler<E, C> => ({
  process: (attempt, context) => processEvent(handler, attempt, context),
  retriesFirst: (event) => handler.retriesFirst?.(event) ?? [],
});

/** Exactly one handler for each of a queue's whole events. */
export type HandlerTable<Q extends QueueName, C extends EventContext> = {
  readonly [T in WholeEventType<Q>]: TableHandler<EventOf<T>, C>;
};

/** What is to be done with one event. */
export interface EventWork {
  process(): Promise<Processed>;
  /** Dependencies whose held items of this queue are tried again before any other retry is requested. */
  readonly retriesFirst: readonly string[];
}

/** Finds the handler of an event; `undefined` where a table has none, for the event is on another queue then. */
export type FindWork = (attempt: EventAttempt) => EventWork | undefined;

export const workByTable =
  <C extends EventContext>(table: AnyTable<EventType, C>, context: C): FindWork =>
  (attempt) =>
    workOf(table, attempt.event.type, attempt, context);

type AnyTable<T extends EventType, C extends EventContext> = {
  readonly [P in T]?: TableHandler<EventOf<P>, C>;
};

function workOf<T extends EventType, C extends EventContext>(
  table: AnyTable<T, C>,
  type: T,
  attempt: EventAttempt,
  context: C,
): EventWork | undefined {
  const handler = table[type];
  if (handler === undefined || !isOfType(attempt, type)) return undefined;
  return {
    process: () => handler.process(attempt, context),
    retriesFirst: handler.retriesFirst(attempt.event),
  };
}

const isOfType = <T extends EventType>(attempt: EventAttempt, type: T): attempt is EventAttempt<EventOf<T>> =>
  attempt.event.type === type;
