/** Decides as many rows of a batch as fit one transaction. Pure. */
import type { Instant, Missed } from '../domain/events.ts';
import { duplicate, type Outcome, outcomeOf, type Refusal, rejected } from '../domain/outcome.ts';
import { transactionItems } from '../domain/transaction-size.ts';
import { listAnomaly } from '../ledger/anomalies.ts';
import { latest } from '../ledger/chain.ts';
import { appendEntry, type Entry } from '../ledger/entry.ts';
import { claimEvent } from '../ledger/event-records.ts';
import type { Hold } from '../ledger/exception-keys.ts';
import { type ExceptionSubject, recordException, recordLaterOutcome } from '../ledger/exceptions.ts';
import { fencedListing, fenceOfRefusals, unnamedReference } from '../ledger/fence.ts';
import { eventClaimId, exceptionIdOf, type IdClaim } from '../ledger/id-claims.ts';
import { entryKey, proxySubject } from '../ledger/keys.ts';
import {
  appendCollection,
  type Collection,
  maxHouseholdsOfProxy,
  sharedCollector,
} from '../ledger/proxies.ts';
import type { Write } from '../ledger/writes.ts';
import {
  type Batch,
  type BatchEvent,
  type BatchRow,
  batchEventSubject,
  bookAccountOf,
  householdAccountOf,
  namedBy,
  type ReadRow,
  rowSubject,
} from './batch.ts';
import type { BatchState } from './batch-state.ts';
import { type CorrectionVerdict, correctionWrites, GroupCorrections } from './corrections.ts';
import { GroupBook } from './group-book.ts';
import { GroupPreconditions, restsOnNoBook } from './group-preconditions.ts';
import { type BookableRow, bookOf, judgeRow } from './judge-row.ts';
import { KnownIds } from './known-ids.ts';
import { decideMissedRow, noteListing } from './missed-rows.ts';
import { overIssues } from './over-issues.ts';
import { RefusedRows } from './refused-rows.ts';
import { TalliedItems } from './tallied-items.ts';

export type BatchDecision =
  /** More claims must be looked up before the group can be decided. */
  | { readonly missingClaims: readonly string[] }
  | {
      readonly missingClaims?: undefined;
      readonly writes: readonly Write[];
      /** One for each row decided; the rows that follow did not fit this transaction. */
      readonly outcomes: readonly Outcome[];
    };

export function decideBatch(batch: Batch, state: BatchState, now: Instant): BatchDecision {
  const group = new GroupDecision(batch, state, now);
  let fitting = 0;
  for (const row of batch.rows.slice(0, transactionItems)) {
    group.decide(row);
    if (group.items > transactionItems)
      return decideBatch({ ...batch, rows: batch.rows.slice(0, fitting) }, state, now);
    fitting += 1;
  }
  return group.result();
}

/**
 * One group being decided: what the rows before have changed is what the next row sees. It stays whole, because each way
 * in which a row can end reads and changes the same books, claims and preconditions.
 */
class GroupDecision {
  readonly #batch: Batch;
  readonly #state: BatchState;
  readonly #now: Instant;
  readonly #bookAccount: string;
  readonly #ids: KnownIds;
  readonly #book: GroupBook;
  readonly #preconditions: GroupPreconditions;
  readonly #writes: Write[] = [];
  readonly #outcomes: Outcome[] = [];
  /** The accounts that this group appends to, with what it appends. */
  readonly #accounts = new Map<string, readonly Entry[]>();
  readonly #proxies = new Map<string, readonly Collection[]>();
  readonly #refusedRows = new RefusedRows();
  readonly #householdsDependedOn = new Set<string>();
  /** The rows about missed households that this group keeps, by the item of their key. */
  readonly #missed = new Set<string>();
  readonly #tallied: TalliedItems;
  readonly #corrections: GroupCorrections;
  /** Events that are not claimed, and of which something was posted. */
  readonly #postedEvents = new Map<string, BatchEvent>();
  /** Events that no book and no claim knows, and of which something was not posted. */
  readonly #unclaimed = new Map<string, BatchEvent>();

  constructor(batch: Batch, state: BatchState, now: Instant) {
    this.#batch = batch;
    this.#state = state;
    // One instant for both sides of every movement, whatever clocks wrote the entries before.
    const tails = [...state.accounts.values()].map((entries) => entries.at(-1)?.at);
    this.#now = latest(now, state.order?.revisions.at(-1)?.at, state.book.tail?.at, ...tails);
    this.#bookAccount = bookAccountOf(batch);
    this.#ids = new KnownIds(batch, state);
    this.#corrections = new GroupCorrections(batch, state);
    this.#book = new GroupBook(batch, state);
    this.#preconditions = new GroupPreconditions(batch, state, this.#bookAccount);
    // A missed household's exception names its order, its event's none.
    this.#tallied = new TalliedItems(batch.kind === 'missed' ? 2 : 1);
  }

  /** The most items that the result can hold by now. */
  get items(): number {
    let claims = this.#postedEvents.size;
    for (const key of this.#unclaimed.keys()) if (!this.#postedEvents.has(key)) claims += 1;
    const book = this.#book.isEmpty ? this.#preconditions.bookItems : this.#book.items;
    const fence = this.#ids.refusals.size > 0 && this.#state.fenceVersion === 0 ? 2 : 1;
    const listed = this.#refusedRows.items + this.#tallied.items + this.#corrections.size;
    return this.#writes.length + claims + book + fence + listed + this.#preconditions.items;
  }

  decide(row: BatchRow): void {
    this.#outcomes.push(this.#decide(row));
  }

  #decide(row: BatchRow): Outcome {
    const { event, hold, content } = row;
    if (hold !== undefined && !this.#state.stillHeld.has(hold.exceptionId)) return duplicate;
    if (hold === undefined) {
      const known = this.#ids.eventDigest(event);
      if (known !== undefined && known !== event.digest) return this.#refuseEvent(event, known);
      if (this.#ids.wasRefusedWhole(event)) {
        this.#ids.meet(event);
        return this.#duplicate(row);
      }
    }
    this.#ids.meet(event);
    if (content.kind === 'unreadable') {
      const { path, expected } = content.problem;
      const refused = this.#ids.refusalOf(row);
      // What corrected it has its number now; a copy of it is a copy all the same.
      if (refused !== undefined && refused.digest !== row.digest && this.#ids.wasFirst(row))
        return this.#duplicate(row);
      return this.#refuse(row, rejected('invalid-message', { path, expected }), refused?.digest);
    }
    if (content.kind === 'missed') return this.#decideMissed(row, content.missed);
    return this.#decideRead({ ...row, ...namedBy(content), content });
  }

  #decideRead(row: ReadRow): Outcome {
    const refused = this.#ids.refusalOf(row);
    const account = householdAccountOf(this.#batch, row.householdId);
    const entries = this.#entries(account);
    // Centres and payers number their documents each for itself.
    const booked = entries.find(
      (entry) => entry.reference === row.reference && bookOf(entry) === this.#bookAccount,
    );
    if (booked?.digest === row.digest) return this.#duplicate(row);
    const correction = this.#corrections.verdictOf(row, refused);
    // What names an exception of another number is no correction, whatever became of its own.
    if (booked !== undefined && correction?.status === 'rejected')
      return this.#refuseLater(row, correction, booked.digest);
    if (booked !== undefined) return this.#conflict(row, booked.digest);
    if (refused?.digest === row.digest && row.hold === undefined) return this.#duplicate(row);
    const ended = this.#endCorrection(row, correction, refused, account);
    if (ended !== undefined) return ended;
    const elsewhere = this.#ids.document(row.reference);
    if (elsewhere !== undefined) {
      // The book may have been read later than the account: it may be this very row.
      this.#preconditions.needAccount(account);
      return this.#conflict(row, elsewhere.digest, elsewhere.householdId);
    }
    if (refused !== undefined && row.hold === undefined && correction?.status !== 'corrects')
      return this.#conflict(row, refused.digest);
    const verdict =
      row.refusal ??
      judgeRow(row, {
        batch: this.#batch,
        state: this.#state,
        bookAccount: this.#bookAccount,
        bookEntry: `${this.#bookAccount}@${(this.#state.book.tail?.seq ?? 0) + 1}`,
        entries,
        tally: this.#book.tally,
        counts: this.#book.counts,
        payer: this.#book.payer,
      });
    this.#writes.push(...correctionWrites(correction, row.event.key, this.#now));
    if (correction?.status === 'corrects') {
      this.#tallied.correct(correction.exception);
      this.#corrections.note(correction.exception, row.event.key);
    }
    if (!('status' in verdict)) return this.#post(row, verdict, account);
    this.#preconditions.needFor(verdict, account);
    return this.#refuse(row, verdict, undefined, correction?.status === 'corrects');
  }

  /** Ends a row whose correction does not stand, or was refused before. */
  #endCorrection(
    row: ReadRow,
    correction: CorrectionVerdict | undefined,
    refused: IdClaim | undefined,
    account: string,
  ): Outcome | undefined {
    switch (correction?.status) {
      case 'corrects':
        return this.#ids.wasRefusedBeside(row) ? this.#duplicate(row) : undefined;
      case 'done':
        // An account that was read too early lacks this very row; or the event holds its number twice, with two contents.
        this.#preconditions.needAccount(account);
        return this.#conflict(row, refused?.digest ?? '');
      case 'rejected':
        // So does one that lacks the same row of another event.
        this.#preconditions.needAccount(account);
        return this.#refuseLater(row, correction, refused?.digest);
      default:
        return undefined;
    }
  }

  #decideMissed(row: BatchRow, missed: Missed): Outcome {
    const group = {
      batch: this.#batch,
      state: this.#state,
      ids: this.#ids,
      keptHere: this.#missed,
      now: this.#now,
    };
    const decision = decideMissedRow(row, missed, group);
    if (decision === 'known') return this.#duplicate(row);
    if ('status' in decision) {
      this.#preconditions.needFor(decision);
      return this.#refuse(row, decision, undefined);
    }
    this.#writes.push(...decision.writes);
    this.#missed.add(decision.item);
    this.#claimPosted(row.event);
    return { status: 'posted' };
  }

  result(): BatchDecision {
    if (this.#ids.missing.size > 0) return { missingClaims: [...this.#ids.missing] };
    const writes = [
      ...this.#writes,
      ...this.#claimWrites(),
      ...this.#refusedRows.writes,
      ...this.#fenceWrites(),
    ];
    const hasWrites = writes.length > 0;
    writes.push(...this.#book.writes(this.#now));
    const preconditions = this.#preconditions.writes({
      posts: !this.#book.isEmpty,
      appendsToFence: this.#ids.refusals.size > 0,
      hasWrites,
      appendsTo: (account) => this.#accounts.has(account),
    });
    return { writes: [...writes, ...preconditions], outcomes: this.#outcomes };
  }

  #claimWrites(): readonly Write[] {
    const others = [...this.#unclaimed.values()].filter(({ key }) => !this.#postedEvents.has(key));
    // Notes about people stand in the rows alone, where their erasure finds them.
    const [whole, bare] = this.#batch.kind === 'missed' ? [[], others] : [others, []];
    const claimed = [...this.#postedEvents.values(), ...bare];
    const book = this.#bookAccount;
    const from = (this.#state.book.tail?.seq ?? 0) + 1;
    const posted = claimed.map((event) => claimEvent({ ...event, book, from }, this.#now));
    const kept = whole.map((event) =>
      recordException(batchEventSubject(this.#batch, event), eventClaimId(event.key), 'posted', this.#now),
    );
    return [...posted, ...kept.flatMap(({ writes }) => writes)];
  }

  #fenceWrites(): readonly Write[] {
    if (this.#ids.refusals.size === 0) return [];
    const { fenceVersion } = this.#state;
    const refusals = fenceOfRefusals(this.#bookAccount, fenceVersion, this.#ids.refusals);
    if (fenceVersion > 0) return [refusals];
    return [refusals, fencedListing(this.#bookAccount, this.#batch.orderId)];
  }

  #post(row: ReadRow, { body, beyond }: BookableRow, account: string): Outcome {
    const before = this.#entries(account);
    const { entry, record } = appendEntry(account, before.at(-1), this.#now, this.#book.placed(body));
    const after = [...before, entry];
    this.#accounts.set(account, after);
    this.#writes.push({ kind: 'append', key: entryKey('ledgers', account, entry.seq), record });
    this.#claimPosted(row.event);
    this.#ids.takeDocument(row.reference, { householdId: row.householdId, digest: row.digest });
    this.#book.post(row, body, record.hash, before, after);
    if (body.collectedBy !== undefined) this.#collect(body.collectedBy, row);
    this.#writes.push(...overIssues(this.#batch, this.#state, row, beyond, this.#now));
    return { status: 'posted' };
  }

  /** Notes a household of a proxy, and lists the proxy when it is one household too many. */
  #collect(collectedBy: string, { householdId, reference }: ReadRow): void {
    const subject = proxySubject(this.#batch.orderId, collectedBy);
    const before = this.#proxies.get(subject) ?? this.#state.proxies.get(subject) ?? [];
    if (before.some((collection) => collection.householdId === householdId)) return;
    const after = [...before, { householdId, receiptId: reference }];
    this.#proxies.set(subject, after);
    this.#writes.push(appendCollection(subject, before.length, { householdId, receiptId: reference }));
    if (after.length !== maxHouseholdsOfProxy + 1) return;
    const { orderId, bookId: locationId } = this.#batch;
    const anomaly = sharedCollector({ orderId, locationId, collectedBy }, after);
    this.#writes.push(listAnomaly(anomaly, subject, this.#now));
  }

  #claimPosted(event: BatchEvent): void {
    if (this.#ids.eventClaim(event) === undefined) this.#postedEvents.set(event.key, event);
  }

  #duplicate(row: BatchRow): Outcome {
    this.#leaveUnposted(row.event);
    return duplicate;
  }

  /** Notes an event of which something is not posted, for its id is used up all the same. */
  #leaveUnposted(event: BatchEvent): void {
    if (!this.#ids.isEventKnown(event)) this.#unclaimed.set(event.key, event);
  }

  /** Another content has the row's id. */
  #conflict(row: BatchRow, digest: string, householdId?: string): Outcome {
    const facts = { reference: row.reference, householdId };
    return this.#refuseLater(row, rejected('conflicting-duplicate', facts), digest);
  }

  /** Refuses what came after another content of its id; a copy of what had it first is a copy all the same. */
  #refuseLater(row: BatchRow, refusal: Refusal, digest: string | undefined): Outcome {
    if (row.hold === undefined && this.#ids.wasFirst(row)) return this.#duplicate(row);
    return this.#refuse(row, refusal, digest);
  }

  /** Another event has this id: the event is refused as one, and none of its rows is looked at. */
  #refuseEvent(event: BatchEvent, claimedDigest: string): Outcome {
    const subject = batchEventSubject(this.#batch, event);
    const exceptionId = exceptionIdOf(subject.idempotencyKey, event.digest);
    if (this.#ids.claim(exceptionId) !== undefined) return duplicate;
    const refusal = rejected('conflicting-duplicate', { event: event.key, claimedDigest });
    this.#record(subject, exceptionId, refusal);
    return outcomeOf(refusal);
  }

  /**
   * Keeps a refused row; `claimedDigest` is of what has its id already. A row that `corrects` another content has the id from
   * now on, and stands beside it.
   */
  #refuse(row: BatchRow, refusal: Refusal, claimedDigest: string | undefined, corrects = false): Outcome {
    const subject = rowSubject(this.#batch, row);
    if (row.hold !== undefined) {
      this.#pushOnce(recordLaterOutcome(subject, row.hold, refusal, this.#now).writes, subject, row.hold);
      // No book says so: the fence keeps whoever tries it again at the same moment from posting it.
      if (row.reference !== undefined && restsOnNoBook.has(refusal.reason))
        this.#ids.refusals.set(row.reference, { digest: row.digest, status: 'rejected' });
      return outcomeOf(refusal);
    }
    const ownsClaim = claimedDigest === undefined || claimedDigest === row.digest;
    const isFirst = ownsClaim && !corrects;
    const exceptionId = exceptionIdOf(subject.idempotencyKey, isFirst ? undefined : row.digest);
    const known = this.#ids.claim(exceptionId);
    if (known !== undefined && known.digest !== row.digest) {
      // Another worker has claimed the id for another content since the book's refusals were read.
      return row.content.kind === 'unreadable'
        ? this.#refuse(row, refusal, known.digest)
        : this.#conflict(row, known.digest);
    }
    if (known !== undefined) return this.#duplicate(row);
    this.#record(subject, exceptionId, refusal, row.groupIndex);
    this.#refusedRows.add(row, exceptionId);
    this.#writes.push(...noteListing(this.#batch, row, exceptionId));
    if (this.#batch.kind === 'missed')
      this.#ids.refusals.set(unnamedReference(exceptionId), { digest: row.digest, status: refusal.status });
    if (ownsClaim && row.reference !== undefined) {
      this.#ids.refusals.set(row.reference, { digest: row.digest, status: refusal.status });
      // Nobody posts the id in between: under an order that is not there, nobody can.
      if (this.#state.order !== undefined) this.#preconditions.needBook();
    }
    this.#leaveUnposted(row.event);
    return outcomeOf(refusal);
  }

  #record(subject: ExceptionSubject, exceptionId: string, refusal: Refusal, groupIndex?: number): void {
    const { writes } = recordException(subject, exceptionId, refusal, this.#now, groupIndex);
    this.#pushOnce(writes, subject);
    this.#ids.takeClaim(exceptionId, { digest: subject.digest, status: refusal.status });
  }

  /** A transaction may name an item once: word left at a household serves all its rows. */
  #pushOnce(writes: readonly Write[], subject: ExceptionSubject, hold?: Hold): void {
    if (writes.length > 0) this.#tallied.list(subject, hold);
    for (const write of writes) {
      if (write.kind === 'hold-for-household') {
        if (this.#householdsDependedOn.has(write.householdId)) continue;
        this.#householdsDependedOn.add(write.householdId);
      }
      this.#writes.push(write);
    }
  }

  #entries(account: string): readonly Entry[] {
    return this.#accounts.get(account) ?? this.#state.accounts.get(account) ?? [];
  }
}
