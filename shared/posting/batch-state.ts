/** What a batch is decided on, and which records must be read for it. */

import type { LocationRegistration } from '../domain/events.ts';
import type { Composition } from '../domain/household.ts';
import type { Order } from '../domain/order.ts';
import type { Plan } from '../domain/plan.ts';
import type { Book } from '../ledger/book.ts';
import type { Entry } from '../ledger/entry.ts';
import { exceptionKey } from '../ledger/exception-keys.ts';
import type { StoredException } from '../ledger/exceptions.ts';
import { eventClaimId, exceptionIdOf, type IdClaim } from '../ledger/id-claims.ts';
import { type ItemKey, proxySubject } from '../ledger/keys.ts';
import type { Collection } from '../ledger/proxies.ts';
import { type Batch, type BatchRow, correctsOf, missedRowKey, rowIdempotencyKey } from './batch.ts';

/** What a group is decided on, as loaded in one go. */
export interface BatchState {
  readonly order: Order | undefined;
  /** How many versions the order's chain has; the next one is a precondition. */
  readonly orderVersions: number;
  readonly location: LocationRegistration | undefined;
  readonly plan: Plan;
  readonly book: Book;
  /** Compositions by household; a household that is not registered has no key. */
  readonly households: ReadonlyMap<string, readonly Composition[]>;
  /** Entries by household account, all of them; one without a key was not read, and is taken to have none. */
  readonly accounts: ReadonlyMap<string, readonly Entry[]>;
  /** What of this book was ever refused, by reference. */
  readonly refusals: ReadonlyMap<string, IdClaim>;
  /** How many links the book's fence has; the next one is a precondition. */
  readonly fenceVersion: number;
  /** The last version of the order that was announced to the book before it was made; 0 for none. */
  readonly announcedOrderVersion: number;
  /** Claims that were looked up, by exceptionId; an id that is free stands as `undefined`. */
  readonly claims: ReadonlyMap<string, IdClaim | undefined>;
  /** The exceptions that rows correct, as they stand now. */
  readonly corrected: ReadonlyMap<string, StoredException | undefined>;
  /** The exceptionIds of the rows tried again that are still held; another worker has settled the others. */
  readonly stillHeld: ReadonlySet<string>;
  /** Whom each proxy named in the rows has collected for, by {@link proxySubject}. */
  readonly proxies: ReadonlyMap<string, readonly Collection[]>;
  /** The rows about missed households that are kept already, by the item of their key. */
  readonly keptMissed: ReadonlySet<string>;
}

/**
 * The claims to load before deciding rows, by exceptionId: those of their events, and of rows that nothing else tells
 * of. Others are looked up when they matter.
 */
export function claimsOfBatch(batch: Batch): ReadonlyMap<string, ItemKey> {
  const events = new Set(batch.rows.map(({ event }) => event.key));
  const ids = [
    ...[...events].map(eventClaimId),
    ...batch.rows.flatMap((row) =>
      row.content.kind === 'missed' ? [exceptionIdOf(rowIdempotencyKey(batch, row))] : [],
    ),
  ];
  return new Map(ids.map((exceptionId) => [exceptionId, exceptionKey(exceptionId, 1)]));
}

/** Where the rows of a batch about missed households are kept, each place once: a sheet may have come twice. */
export function missedKeysOf(batch: Batch): readonly ItemKey[] {
  const keys = batch.rows.flatMap((row) =>
    row.content.kind === 'missed' ? [missedRowKey(batch, row, row.content.missed)] : [],
  );
  return [...new Map(keys.map((key) => [key.item, key])).values()];
}

/** The proxies whose collections a row is decided on. */
export function proxiesOfRow({ orderId }: Batch, { content }: BatchRow): readonly string[] {
  if (content.kind !== 'handover' || content.receipt.collectedBy === undefined) return [];
  return [proxySubject(orderId, content.receipt.collectedBy)];
}

/** The exceptions that a row corrects; one that is tried again has corrected it before. */
export function correctedByRow({ content, hold }: BatchRow): readonly string[] {
  const corrects = hold === undefined ? correctsOf(content) : undefined;
  return corrects === undefined ? [] : [corrects];
}
