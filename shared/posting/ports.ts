/** What posting needs of the world: `store` implements the reads and writes, `runtime` the clock and the queues. */

import type { RetryDependants } from '../contract/commands.ts';
import type { JsonObject } from '../domain/canonical.ts';
import type { Instant } from '../domain/events.ts';
import type { GroupOfQueue } from '../ledger/early-voids.ts';
import type { RefusedRow } from '../ledger/event-records.ts';
import type { Hold } from '../ledger/exception-keys.ts';
import type { StoredException } from '../ledger/exceptions.ts';
import type { IdClaim } from '../ledger/id-claims.ts';
import type { ItemKey } from '../ledger/keys.ts';
import type { NumberClaim } from '../ledger/number-claims.ts';
import type { Write } from '../ledger/writes.ts';
import type { Batch } from './batch.ts';
import type { BatchState } from './batch-state.ts';

/** `conflict`: another writer was first, or a write that was thought lost had come through; nothing was written. */
export type Commit = 'committed' | 'conflict';

/** Errors of every method: a fault where the store cannot be reached or refuses for its own reasons. */
export interface Journal {
  /** Writes all or nothing; `writes` is not empty. */
  commit(writes: readonly Write[]): Promise<Commit>;
  /** What the ids are claimed for; an id that is free stands as `undefined`. */
  claims(exceptionIds: readonly string[]): Promise<ReadonlyMap<string, IdClaim | undefined>>;
  /** An exception as it stands now: of one that was held and has been posted since the status is `posted`. */
  exceptionNow(exceptionId: string): Promise<StoredException | undefined>;
  /** The exceptionIds of those that are still held as they are said to be. */
  stillHeld(holds: readonly Hold[]): Promise<ReadonlySet<string>>;
}

export interface TakenBack {
  readonly isTakenBack: boolean;
  /** Where nothing stands as long as that is so. */
  readonly unless: readonly ItemKey[];
}

/** Tells whose the numbers of documents are. */
export interface DocumentNumbers {
  /** All claims on a number, the newest last. */
  numberClaims(number: string): Promise<readonly NumberClaim[]>;
  /** Whether an event, `source#id`, was taken back, by a void or while it was held. */
  takenBack(event: string): Promise<TakenBack>;
}

/** Reads what posting keeps beside the books, by key. */
export interface Records {
  record(key: ItemKey): Promise<JsonObject | undefined>;
  /** In the order of `keys`, which are of one table. */
  records(table: ItemKey['table'], keys: readonly ItemKey[]): Promise<readonly (JsonObject | undefined)[]>;
}

/** Finds the rows of an event that were refused. */
export interface RefusedRowLists {
  /** By the event's key, `source#id`; in their order. */
  refusedRows(event: string): Promise<readonly RefusedRow[]>;
}

/** Remembers whom events came from. */
export interface KnownSources {
  readonly sources: { meet(source: string): Promise<void> };
}

export interface BatchLoader {
  /** `hasConflicted`: a first try on what could be assumed has failed, so nothing is assumed. */
  loadBatch(batch: Batch, hasConflicted: boolean): Promise<BatchState>;
}

/** A queue and a message group in which something is held. */
export type HoldingGroup = GroupOfQueue;

/** What is held, and under what. */
export interface HeldItems {
  exception(exceptionId: string): Promise<StoredException | undefined>;
  holdingGroups(dependsOn: string): Promise<readonly HoldingGroup[]>;
  isHeld(dependsOn: string, by: HoldingGroup): Promise<boolean>;
  /** One page of what a group holds, in the order it was recorded; `next` is where the page after it begins. */
  holds(
    dependsOn: string,
    by: HoldingGroup,
    limit: number,
    after?: string,
  ): Promise<{ readonly holds: readonly Hold[]; readonly next?: string | undefined }>;
}

/** Sends commands to the ledger's own queues. */
export interface RetryRequests {
  send(to: HoldingGroup, command: RetryDependants): Promise<void>;
}

/** The world outside the books. */
export interface Clock {
  now(): Instant;
  /** Waits before try `attempt` (1, 2, …) after a conflict. */
  backOff(attempt: number): Promise<void>;
  /** Errors: a fault where too little time is left for another transaction, so that what is not begun goes back. */
  checkTime(): void;
}
