/** Events that are decided as a whole: the stages in which one type of event is posted. */

import type { EventHeader, Instant, QueueName, ReliefEvent } from '../domain/events.ts';
import type { Outcome, Refusal } from '../domain/outcome.ts';
import type { Hold } from '../ledger/exception-keys.ts';
import type { ItemKey } from '../ledger/keys.ts';
import type { Write } from '../ledger/writes.ts';
import type { Clock, DocumentNumbers, Journal } from './ports.ts';
import type { Unblocked } from './unblocked.ts';

/** An event on its way to being posted, for the first time or again. */
export interface EventAttempt<E extends ReliefEvent = ReliefEvent> {
  readonly header: EventHeader;
  readonly event: E;
  /** Where it is decided. */
  readonly queue: QueueName;
  readonly messageGroup: string;
  /** Set when a held event is tried again. */
  readonly hold?: Hold;
}

/** What a decision makes of an event. */
export type Verdict =
  | {
      readonly status: 'posted';
      readonly writes: readonly Write[];
      /** `writes` are all there is: nothing is left to complete. */
      readonly isWhole?: boolean;
    }
  /** These first; then the event is loaded and decided again, with `done` parts of it written. */
  | { readonly status: 'write-first'; readonly writes: readonly Write[]; readonly done?: number }
  /** The document it carries is in the books already, with the same content. */
  | { readonly status: 'duplicate' }
  /** `preconditions` must still be empty when it is written: what comes later finds what is held. */
  | (Refusal & {
      readonly preconditions?: readonly ItemKey[];
      /** The order whose end settles what is held, whatever it depends on; its next version is a precondition. */
      readonly endsWith?: string;
    });

/** What an event that is decided as a whole needs of the store, whatever its type. */
export type EventJournal = Journal & DocumentNumbers;

export interface EventContext<J extends EventJournal = EventJournal> {
  readonly journal: J;
  readonly clock: Clock;
}

/**
 * How one type of event is posted, stage by stage.
 *
 * Every stage must be safe to run again at any time and after any fault.
 */
export interface EventHandler<E extends ReliefEvent, Facts, C extends EventContext> {
  /** Completes what is pending and `load` must find whole: the only stage that may commit before the decision. */
  resume?(attempt: EventAttempt<E>, context: C): Promise<void>;
  /** Reads, nothing else. `done` is what the last `write-first` said; 0 at first. */
  load(attempt: EventAttempt<E>, context: C, done: number): Promise<Facts>;
  /** Pure. */
  decide(attempt: EventAttempt<E>, facts: Facts, now: Instant): Verdict;
  /**
   * Writes what did not fit the event's transaction and what follows from it, whatever became of the event; only a
   * whole one needs none of that. Returns what it found to be unblocked.
   */
  complete?(attempt: EventAttempt<E>, outcome: Outcome, context: C): Promise<readonly Unblocked[]>;
  /** What the event unblocks once it is booked. */
  unblocks?(event: E): readonly Unblocked[];
  /** Dependencies whose held items of this queue are tried again before any other retry is requested. */
  retriesFirst?(event: E): readonly string[];
}
