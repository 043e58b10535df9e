/** The ids that a group meets: who has claimed them, in the books, among the exceptions, or earlier in the group. */

import { type BookedDocument, documentKey } from '../ledger/book.ts';
import { eventClaimId, exceptionIdOf, type IdClaim } from '../ledger/id-claims.ts';
import { type Batch, type BatchEvent, type BatchRow, entryTypeOf, rowIdempotencyKey } from './batch.ts';
import type { BatchState } from './batch-state.ts';

export class KnownIds {
  readonly #batch: Batch;
  readonly #state: BatchState;
  readonly #claims: Map<string, IdClaim | undefined>;
  /** Rows that this group refuses first, by reference. */
  readonly refusals = new Map<string, IdClaim>();
  /** Exceptions that must be looked up before the group can be decided. */
  readonly missing = new Set<string>();
  readonly #documents = new Map<string, BookedDocument>();
  /** The exceptionIds of the events' claims, by key: the rows of a sheet share their event. */
  readonly #claimIds = new Map<string, string>();
  /** Contents of the events met in this group, by key. */
  readonly #digests = new Map<string, string>();

  constructor(batch: Batch, state: BatchState) {
    this.#batch = batch;
    this.#state = state;
    this.#claims = new Map(state.claims);
  }

  /** What an id is claimed for. One that was not looked up counts as free, and is noted as missing. */
  claim(exceptionId: string): IdClaim | undefined {
    if (!this.#claims.has(exceptionId)) this.missing.add(exceptionId);
    return this.#claims.get(exceptionId);
  }

  /** What the id of an event is claimed for. */
  eventClaim({ key }: BatchEvent): IdClaim | undefined {
    const known = this.#claimIds.get(key);
    const claimId = known ?? eventClaimId(key);
    if (known === undefined) this.#claimIds.set(key, claimId);
    return this.claim(claimId);
  }

  takeClaim(exceptionId: string, claim: IdClaim): void {
    this.#claims.set(exceptionId, claim);
  }

  /** What was refused under a row's id. */
  refusalOf({ reference }: BatchRow): IdClaim | undefined {
    if (reference === undefined) return undefined;
    return this.refusals.get(reference) ?? this.#state.refusals.get(reference);
  }

  /** Whether a row's id was first refused for this very content, whatever has corrected that since. */
  wasFirst(row: BatchRow): boolean {
    return this.claim(exceptionIdOf(rowIdempotencyKey(this.#batch, row)))?.digest === row.digest;
  }

  /** Whether this very content of a row was refused while another had its id. */
  wasRefusedBeside(row: BatchRow): boolean {
    return this.claim(exceptionIdOf(rowIdempotencyKey(this.#batch, row), row.digest)) !== undefined;
  }

  /** The document of the book that has a reference, whichever household it is of. */
  document(reference: string): BookedDocument | undefined {
    const key = documentKey(entryTypeOf(this.#batch), reference);
    return this.#documents.get(key) ?? this.#state.book.documents.get(key);
  }

  takeDocument(reference: string, document: BookedDocument): void {
    this.#documents.set(documentKey(entryTypeOf(this.#batch), reference), document);
  }

  /** The content that an event's id stands for, as far as anybody knows. */
  eventDigest(event: BatchEvent): string | undefined {
    const claimed = this.eventClaim(event)?.digest;
    return claimed ?? this.#state.book.events.get(event.key) ?? this.#digests.get(event.key);
  }

  meet({ key, digest }: BatchEvent): void {
    this.#digests.set(key, digest);
  }

  /** Whether an event was refused as a whole, with nothing of it in the book. */
  wasRefusedWhole(event: BatchEvent): boolean {
    return this.eventClaim(event)?.status === 'rejected' && !this.#state.book.events.has(event.key);
  }

  isEventKnown(event: BatchEvent): boolean {
    return this.eventClaim(event) !== undefined || this.#state.book.events.has(event.key);
  }
}
