/** Sheets: receipts or payments of one kind on one book, decided and written in groups. */
import {
  householdGoodsAccount,
  householdStipendAccount,
  locationAccount,
  orderAccount,
  payerAccount,
} from '../domain/accounts.ts';
import {
  addToTally,
  emptyLocationTally,
  emptyPayerTally,
  type LocationTally,
  onHandAmounts,
  type PayerTally,
  payerBalance,
  servedMore,
} from '../domain/books.ts';
import type { EntryType } from '../domain/entry-types.ts';
import type {
  HandoverReceipt,
  Instant,
  LocationRegistration,
  Payment,
  Problem,
  Reversal,
} from '../domain/events.ts';
import { refuseHandover, unknownLocation } from '../domain/handover.ts';
import type { Composition } from '../domain/household.ts';
import type { Order } from '../domain/order.ts';
import { type Refusal, rejected } from '../domain/outcome.ts';
import { refusePayment } from '../domain/payment.ts';
import type { Plan } from '../domain/plan.ts';
import {
  type Amounts,
  addAmounts,
  amountsOfLines,
  isNothing,
  negateAmounts,
  noAmounts,
} from '../domain/quantity.ts';
import { type Reversible, refuseReversal } from '../domain/reversal.ts';
import { listAnomaly } from '../ledger/anomalies.ts';
import { type Book, type BookedDocument, documentKey } from '../ledger/book.ts';
import { groupHashOf, latest } from '../ledger/chain.ts';
import { appendEntry, type Entry, type EntryBody, type GroupMember } from '../ledger/entry.ts';
import {
  claimEvent,
  type ExceptionEvent,
  type ExceptionSubject,
  eventIdempotencyKey,
  exceptionIdOf,
  exceptionKey,
  type Hold,
  type IdClaim,
  recordException,
  recordLaterOutcome,
} from '../ledger/exceptions.ts';
import { fencedListing, fenceKey, fenceOfRefusals } from '../ledger/fence.ts';
import { appendCollection, type Collection, maxHouseholdsOfProxy, proxySubject } from '../ledger/proxies.ts';
import {
  type ItemKey,
  locationKey,
  orderRevisionItem,
  seqItem,
  transactionItems,
  type Write,
} from '../ledger/writes.ts';

export type BatchKind = Extract<EntryType, 'handover' | 'return' | 'payment' | 'reversal'>;

/** What a row asks for; a row that could not be read asks for nothing. */
export type RowContent =
  | { readonly kind: 'handover'; readonly receipt: HandoverReceipt }
  | { readonly kind: 'payment'; readonly payment: Payment }
  | { readonly kind: 'reversal'; readonly reversal: Reversal }
  | { readonly kind: 'unreadable'; readonly problem: Problem };

export type ReadContent = Exclude<RowContent, { kind: 'unreadable' }>;

/** The id and the household of a row that could be read. */
export function namedBy(content: ReadContent): { readonly reference: string; readonly householdId: string } {
  switch (content.kind) {
    case 'handover':
      return { reference: content.receipt.receiptId, householdId: content.receipt.householdId };
    case 'payment':
      return { reference: content.payment.paymentId, householdId: content.payment.householdId };
    case 'reversal':
      return { reference: content.reversal.reference, householdId: content.reversal.householdId };
  }
}

export interface BatchEvent extends ExceptionEvent {
  /** `source#id`. */
  readonly key: string;
  /** The whole event, to keep if its id turns out to be another event's. */
  readonly original: string;
}

export interface BatchRow {
  readonly event: BatchEvent;
  /** Its place in its event. */
  readonly index: number;
  /** Its place among the rows of all sheets that were joined to be decided together; without it, `index`. */
  readonly groupIndex?: number;
  readonly reference: string | undefined;
  readonly householdId: string | undefined;
  readonly digest: string;
  readonly content: RowContent;
  /** The row as it was sent, as JSON text. */
  readonly original: string;
  /** Set when a held row is tried again. */
  readonly waiting?: Hold;
}

/** A row that could be read names its id and its household. */
interface ReadRow extends BatchRow {
  readonly reference: string;
  readonly householdId: string;
  readonly content: ReadContent;
}

/** Rows of one kind for one book, in the order they came. */
export interface Batch {
  readonly kind: BatchKind;
  readonly orderId: string;
  /** The centre of handovers and returns, the payer of payments and reversals. */
  readonly bookId: string;
  readonly rows: readonly BatchRow[];
}

export const isGoods = (kind: BatchKind): boolean => kind === 'handover' || kind === 'return';

export const bookAccountOf = ({ kind, bookId, orderId }: Batch): string =>
  isGoods(kind) ? locationAccount('centre', bookId, orderId) : payerAccount(bookId, orderId);

export const householdAccountOf = (sheet: Batch, householdId: string): string =>
  isGoods(sheet.kind)
    ? householdGoodsAccount(householdId, sheet.orderId)
    : householdStipendAccount(householdId, sheet.orderId);

/** The claim of a row's id; a row without a readable id is claimed by its place in its event. */
export function rowIdempotencyKey(sheet: Batch, row: BatchRow): string {
  if (row.reference === undefined) return `${eventIdempotencyKey(row.event.key)}\n${row.index}`;
  return documentIdempotencyKey(bookAccountOf(sheet), row.reference);
}

/** The claim of the id of a receipt or payment in a book: centres and payers number them each for itself. */
export function documentIdempotencyKey(bookAccount: string, reference: string): string {
  const [kind, ofBook] = bookAccount.split(':');
  return `${kind === 'centre' ? 'receipt' : 'payment'}/${ofBook}/${reference}`;
}

/** The claims to load before deciding rows, by exceptionId: those of their events. Others are looked up when they exceptionSubject. */
export const claimsOfBatch = (rows: readonly BatchRow[]): ReadonlyMap<string, ItemKey> =>
  new Map(
    [...new Set(rows.map((row) => row.event.key))].map((key) => {
      const exceptionId = exceptionIdOf(eventIdempotencyKey(key));
      return [exceptionId, exceptionKey(exceptionId, 1)];
    }),
  );

/** The proxies whose collections a row is decided on. */
export function proxiesOfRow({ orderId }: Batch, { content }: BatchRow): readonly string[] {
  if (content.kind !== 'handover' || content.receipt.collectedBy === undefined) return [];
  return [proxySubject(orderId, content.receipt.collectedBy)];
}

/** What a group is decided on, as loaded in one go. */
export interface BatchState {
  readonly order: Order | undefined;
  /** How many steps the order's chain has; the next is guarded against. */
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
  /** How many notices the book was given; the next is guarded against. */
  readonly notices: number;
  /** The last step of the order that the book was told of before it was taken; 0 for none. */
  readonly announcedOrderVersion: number;
  /** Looked-up cases; one that was looked up and is not there stands as `undefined`. */
  readonly cases: ReadonlyMap<string, IdClaim | undefined>;
  /** The exceptionIds of the rows tried again that still wait; another worker has settled the others. */
  readonly stillWaiting: ReadonlySet<string>;
  /** Whom each proxy named in the rows has collected for, by {@link proxySubject}. */
  readonly proxies: ReadonlyMap<string, readonly Collection[]>;
}

export interface Outcome {
  readonly status: 'posted' | 'duplicate' | 'held' | 'rejected';
  readonly reason?: Refusal['reason'];
}

export type BatchDecision =
  /** More cases must be looked up before the group can be decided. */
  | { readonly missingClaims: readonly string[] }
  | {
      readonly missingClaims?: undefined;
      readonly writes: readonly Write[];
      /** One for each row decided; the rows that follow did not fit this transaction. */
      readonly outcomes: readonly Outcome[];
    };

/**
 * Rows of the largest sheet that is one transaction: beside them stand the book's entry, the check of its notices and
 * the claim of the event; for a payer, whose notices tell of no order, the check of the order too.
 */
export const maxRowsOfBatch = { receipts: transactionItems - 3, payments: transactionItems - 4 } as const;

/** Decides as many rows as fit one transaction. Pure. */
export function decideBatch(sheet: Batch, state: BatchState, now: Instant): BatchDecision {
  const group = new GroupDecision(sheet, state, now);
  let fitting = 0;
  for (const row of sheet.rows.slice(0, transactionItems)) {
    group.decide(row);
    if (group.items() > transactionItems) {
      return decideBatch({ ...sheet, rows: sheet.rows.slice(0, fitting) }, state, now);
    }
    fitting += 1;
  }
  return group.result();
}

/** A row that is posted, and its household's entry by hash. */
interface Member {
  readonly member: GroupMember;
  readonly row: BatchRow;
  readonly body: EntryBody;
  readonly hash: string;
}

/** One group being decided: what the rows before have changed is what the next row sees. */
class GroupDecision {
  readonly #sheet: Batch;
  readonly #state: BatchState;
  readonly #now: Instant;
  readonly #bookAccount: string;
  readonly #bookSeq: number;
  readonly #writes: Write[] = [];
  readonly #outcomes: Outcome[] = [];
  readonly #missing = new Set<string>();
  readonly #cases: Map<string, IdClaim | undefined>;
  readonly #accounts = new Map<string, readonly Entry[]>();
  readonly #documents = new Map<string, BookedDocument>();
  readonly #members: Member[] = [];
  /** Accounts whose tail a rejection rests on. */
  readonly #guarded = new Set<string>();
  readonly #awaitedHouseholds = new Set<string>();
  /** Contents of the events met in this group, by key. */
  readonly #digests = new Map<string, string>();
  /** Events that are not claimed, and of which something was posted. */
  readonly #postedEvents = new Map<string, BatchEvent>();
  /** Events that no book and no claim knows, and of which something was not posted. */
  readonly #unclaimed = new Map<string, BatchEvent>();
  /** Rows that this group refuses first, by reference. */
  readonly #refusals = new Map<string, IdClaim>();
  readonly #proxies = new Map<string, readonly Collection[]>();
  #tally: LocationTally;
  #payer: PayerTally;
  #moved: Amounts = noAmounts;
  #paid = 0n;
  #restsOnOrder = false;
  #restsOnBook = false;
  #restsOnLocation = false;

  constructor(sheet: Batch, state: BatchState, now: Instant) {
    this.#sheet = sheet;
    this.#state = state;
    // One instant for both sides of every movement, whatever clocks wrote the entries before.
    const tails = [...state.accounts.values()].map((entries) => entries.at(-1)?.at);
    this.#now = latest(now, state.order?.revisions.at(-1)?.at, state.book.tail?.at, ...tails);
    this.#bookAccount = bookAccountOf(sheet);
    this.#bookSeq = (state.book.tail?.seq ?? 0) + 1;
    this.#cases = new Map(state.cases);
    this.#tally = state.book.tail?.stock ?? emptyLocationTally;
    this.#payer = state.book.tail?.payer ?? emptyPayerTally;
  }

  /** The most items that the result can hold by now: {@link result} says what each stands for. */
  items(): number {
    const bookEntry =
      this.#members.length === 0 ? Number(this.#restsOnBook) : this.#state.book.tail === undefined ? 2 : 1;
    const nextFence = this.#refusals.size > 0 && this.#state.notices === 0 ? 2 : 1;
    const claims = new Set([...this.#unclaimed.keys(), ...this.#postedEvents.keys()]).size;
    const guards = this.#guarded.size + Number(this.#restsOnLocation) + this.#orderGuards().length;
    return this.#writes.length + claims + bookEntry + nextFence + guards;
  }

  decide(row: BatchRow): void {
    if (row.waiting !== undefined && !this.#state.stillWaiting.has(row.waiting.exceptionId)) {
      this.#outcomes.push({ status: 'duplicate' });
      return;
    }
    const eventClaim = this.#case(exceptionIdOf(eventIdempotencyKey(row.event.key)));
    const { key, digest } = row.event;
    const eventDigest = eventClaim?.digest ?? this.#state.book.events.get(key) ?? this.#digests.get(key);
    if (row.waiting === undefined && eventDigest !== undefined && eventDigest !== digest) {
      this.#conflictingEvent(row.event, eventDigest);
      return;
    }
    this.#digests.set(key, digest);
    const wasRefusedWhole = eventClaim?.status === 'rejected' && !this.#state.book.events.has(row.event.key);
    if (row.waiting === undefined && wasRefusedWhole) {
      this.#duplicate(row);
      return;
    }
    const { content } = row;
    if (content.kind === 'unreadable') {
      const { path, expected } = content.problem;
      this.#refuse(row, rejected('invalid-message', { path, expected }), this.#claimOf(row)?.digest);
      return;
    }
    this.#decideRead({ ...row, ...namedBy(content), content });
  }

  #decideRead(row: ReadRow): void {
    const claim = this.#claimOf(row);
    const account = this.#account(row.householdId);
    const entries = this.#entries(account);
    const booked = entries.find((entry) => entry.reference === row.reference && this.#isOfBook(entry));
    const elsewhere = this.#document(row);
    if (booked !== undefined) {
      if (booked.digest === row.digest) this.#duplicate(row);
      else this.#conflict(row, booked.digest);
      return;
    }
    if (claim?.digest === row.digest && row.waiting === undefined) {
      this.#duplicate(row);
      return;
    }
    if (elsewhere !== undefined) {
      // The book may have been read later than the account: it may be this very row.
      this.#guarded.add(account);
      this.#conflict(row, elsewhere.digest, elsewhere.householdId);
      return;
    }
    if (claim !== undefined && row.waiting === undefined) {
      this.#conflict(row, claim.digest);
      return;
    }
    const verdict = this.#judge(row, entries);
    if ('status' in verdict) {
      this.#preconditions(verdict, account);
      this.#refuse(row, verdict, undefined);
    } else {
      this.#post(row, verdict, account);
    }
  }

  /** What must still be so when a refusal is written; whatever comes later finds what was held. */
  #preconditions({ status, reason }: Refusal, account: string): void {
    this.#restsOnOrder = true;
    const restsOnAccount = status === 'rejected' || reason === 'unknown-reference';
    if (restsOnAccount || !this.#state.accounts.has(account)) this.#guarded.add(account);
    if (reason === 'unknown-location') this.#restsOnLocation = true;
    if (['insufficient-stock', 'exceeds-release', 'insufficient-funds'].includes(reason))
      this.#restsOnBook = true;
  }

  result(): BatchDecision {
    if (this.#missing.size > 0) return { missingClaims: [...this.#missing] };
    const writes = [...this.#writes];
    for (const { key, digest } of this.#postedEvents.values()) writes.push(claimEvent(key, digest));
    for (const event of this.#unclaimed.values()) {
      if (this.#postedEvents.has(event.key)) continue;
      const exceptionId = exceptionIdOf(eventIdempotencyKey(event.key));
      writes.push(
        ...recordException(this.#exceptionSubjectOf(event), exceptionId, 'posted', this.#now).writes,
      );
    }
    if (this.#refusals.size > 0) {
      const { notices } = this.#state;
      writes.push(fenceOfRefusals(this.#bookAccount, notices, this.#refusals));
      if (notices === 0) writes.push(fencedListing(this.#bookAccount, this.#sheet.orderId));
    }
    const [first] = this.#members;
    if (first !== undefined) writes.push(...this.#bookWrites(first));
    else if (writes.length === 0) return { writes, outcomes: this.#outcomes };
    else if (this.#restsOnBook) {
      const table = isGoods(this.#sheet.kind) ? 'stock' : 'ledgers';
      writes.push({ kind: 'precondition', key: entryKey(table, this.#bookAccount, this.#bookSeq) });
    }
    if (this.#restsOnLocation) writes.push({ kind: 'precondition', key: locationKey(this.#sheet.bookId, 1) });
    for (const account of this.#guarded) {
      if (this.#accounts.has(account)) continue;
      const tail = this.#state.accounts.get(account)?.at(-1);
      writes.push({ kind: 'precondition', key: entryKey('ledgers', account, (tail?.seq ?? 0) + 1) });
    }
    if (first !== undefined || this.#restsOnOrder)
      writes.push(...this.#fencePreconditions(), ...this.#orderGuards());
    return { writes, outcomes: this.#outcomes };
  }

  /** A group that refuses something gives the next notice itself. */
  #fencePreconditions(): readonly Write[] {
    if (this.#refusals.size > 0) return [];
    return [{ kind: 'precondition', key: fenceKey(this.#bookAccount, this.#state.notices + 1) }];
  }

  /** A book that was told of every step of its order so far will be told of the next before it is taken. */
  #orderGuards(): readonly Write[] {
    const { orderVersions, announcedOrderVersion } = this.#state;
    if (orderVersions > 0 && announcedOrderVersion === orderVersions) return [];
    const item = orderRevisionItem(orderVersions + 1);
    const subject = orderAccount(this.#sheet.orderId);
    return [{ kind: 'precondition', key: { table: 'ledgers', subject, item } }];
  }

  #judge(row: ReadRow, entries: readonly Entry[]): Refusal | EntryBody {
    const { content } = row;
    const { order, households, location, plan } = this.#state;
    const { orderId, bookId } = this.#sheet;
    const { time } = row.event;
    const tail = entries.at(-1);
    const received = tail?.balance ?? noAmounts;
    const paid = tail?.moneyBalance ?? 0n;
    switch (content.kind) {
      case 'handover': {
        const { receipt } = content;
        const history = households.get(receipt.householdId);
        const refusal = refuseHandover(receipt, {
          orderId,
          centreId: bookId,
          time,
          order,
          location,
          history,
          received,
          plan,
          tally: this.#tally,
        });
        if (refusal !== undefined) return refusal;
        const lines = amountsOfLines(receipt.lines);
        const { collectedBy } = receipt;
        const body = this.#goodsBody(row, 'handover', lines, received);
        return collectedBy === undefined ? body : { ...body, collectedBy };
      }
      case 'payment': {
        const { payment } = content;
        const history = households.get(payment.householdId);
        const refusal = refusePayment(payment, {
          orderId,
          time,
          order,
          history,
          paid,
          tally: this.#payer,
        });
        if (refusal !== undefined) return refusal;
        return this.#moneyBody(row, 'payment', payment.amountMinor, payment.currency, paid);
      }
      case 'reversal': {
        const { reversal } = content;
        const goods = isGoods(this.#sheet.kind);
        if (goods && order !== undefined && location === undefined) return unknownLocation(bookId);
        const verdict = refuseReversal(reversal, {
          orderId,
          order,
          bookAccount: this.#bookAccount,
          history: households.get(reversal.householdId),
          bookings: entries.map(reversible),
        });
        if (verdict.status !== 'undo') return verdict;
        const { entry } = verdict.booking;
        const undone = goods
          ? this.#goodsBody(row, 'return', negateAmounts(entry.lines), received)
          : this.#moneyBody(row, 'reversal', -(entry.money ?? 0n), entry.currency ?? '', paid);
        return { ...undone, reverses: reversal.reverses, reason: reversal.reason };
      }
    }
  }

  #entryBody(row: ReadRow, type: BatchKind): Omit<EntryBody, 'lines' | 'balance'> {
    return {
      type,
      orderId: this.#sheet.orderId,
      reference: row.reference,
      event: row.event.key,
      occurredAt: row.event.time,
      digest: row.digest,
      counterparty: this.#bookAccount.slice(0, this.#bookAccount.indexOf('/')),
      counterpartyEntry: `${this.#bookAccount}@${this.#bookSeq}`,
    };
  }

  #goodsBody(row: ReadRow, type: BatchKind, lines: Amounts, before: Amounts): EntryBody {
    return { ...this.#entryBody(row, type), lines, balance: addAmounts(before, lines) };
  }

  #moneyBody(row: ReadRow, type: BatchKind, money: bigint, currency: string, before: bigint): EntryBody {
    return {
      ...this.#entryBody(row, type),
      lines: noAmounts,
      balance: noAmounts,
      money,
      moneyBalance: before + money,
      currency,
    };
  }

  #post(row: ReadRow, body: EntryBody, account: string): void {
    const before = this.#entries(account);
    const { entry, record } = appendEntry(account, before.at(-1), this.#now, body);
    this.#accounts.set(account, [...before, entry]);
    this.#writes.push({ kind: 'append', key: entryKey('ledgers', account, entry.seq), record });
    const { householdId } = row;
    const member = { reference: row.reference, householdId };
    this.#members.push({ member, row, body, hash: record.hash });
    if (this.#case(exceptionIdOf(eventIdempotencyKey(row.event.key))) === undefined)
      this.#postedEvents.set(row.event.key, row.event);
    this.#documents.set(documentKey(this.#sheet.kind, row.reference), { householdId, digest: row.digest });

    const served = Number(this.#holds([...before, entry])) - Number(this.#holds(before));
    if (isGoods(this.#sheet.kind)) {
      this.#moved = addAmounts(this.#moved, body.lines);
      this.#tally = servedMore(addToTally(this.#tally, 'handedOver', body.lines), served);
    } else {
      const money = body.money ?? 0n;
      this.#paid += money;
      this.#payer = {
        ...this.#payer,
        paid: this.#payer.paid + money,
        payments: this.#payer.payments + (this.#sheet.kind === 'payment' ? 1 : -1),
        householdsPaid: this.#payer.householdsPaid + served,
      };
    }
    if (body.collectedBy !== undefined) this.#collect(body.collectedBy, member);
    this.#outcomes.push({ status: 'posted' });
  }

  /** Centres and payers number their documents each for itself. */
  #isOfBook(entry: Entry): boolean {
    return bookOf(entry) === this.#bookAccount;
  }

  /** Whether a household holds goods from this book, or money from anyone. */
  #holds(entries: readonly Entry[]): boolean {
    if (!isGoods(this.#sheet.kind)) return (entries.at(-1)?.moneyBalance ?? 0n) !== 0n;
    const own = entries.filter((entry) => this.#isOfBook(entry));
    return !isNothing(addAmounts(...own.map(({ lines }) => lines)));
  }

  /** Notes a household of a proxy, and lists the proxy when it is one household too many. */
  #collect(collectedBy: string, { householdId, reference }: GroupMember): void {
    const { orderId, bookId } = this.#sheet;
    const subject = proxySubject(orderId, collectedBy);
    const before = this.#proxies.get(subject) ?? this.#state.proxies.get(subject) ?? [];
    if (before.some((collection) => collection.householdId === householdId)) return;
    const after = [...before, { householdId, receiptId: reference }];
    this.#proxies.set(subject, after);
    this.#writes.push(appendCollection(subject, before.length, { householdId, receiptId: reference }));
    if (after.length !== maxHouseholdsOfProxy + 1) return;
    const anomaly = {
      kind: 'shared-collector',
      orderId,
      locationId: bookId,
      quantity: BigInt(after.length),
      references: after.map(({ receiptId }) => receiptId),
      collectedBy,
    } as const;
    this.#writes.push(listAnomaly(anomaly, subject, this.#now));
  }

  #bookWrites(first: Member): readonly Write[] {
    const { tail } = this.#state.book;
    const goods = isGoods(this.#sheet.kind);
    const { event } = first.row;
    const events = new Map(this.#members.map(({ row }) => [row.event.key, row.event]));
    const single = this.#members.length === 1;
    const { entry, record } = appendEntry(this.#bookAccount, tail, this.#now, {
      type: this.#sheet.kind,
      orderId: this.#sheet.orderId,
      reference: single ? first.member.reference : event.id,
      event: event.key,
      occurredAt: event.time,
      digest: '',
      counterparty: single ? `household:${first.member.householdId}` : 'households',
      ...(goods
        ? { lines: negateAmounts(this.#moved), balance: onHandAmounts(this.#tally), stock: this.#tally }
        : {
            lines: noAmounts,
            balance: noAmounts,
            money: -this.#paid,
            moneyBalance: payerBalance(this.#payer),
            currency: first.body.currency ?? '',
            payer: this.#payer,
          }),
      group: this.#members.map(({ member }) => member),
      groupHash: groupHashOf(this.#members.map(({ hash }) => hash)),
      events: [...events.values()].map(({ key, digest }) => ({ key, digest })),
    });
    const table = goods ? 'stock' : 'ledgers';
    return [
      { kind: 'append', key: entryKey(table, this.#bookAccount, entry.seq), record },
      ...(tail === undefined ? [bookListing(table, this.#bookAccount, this.#sheet.orderId)] : []),
    ];
  }

  #duplicate(row: BatchRow): void {
    this.#leaveUnposted(row.event);
    this.#outcomes.push({ status: 'duplicate' });
  }

  /** Notes an event of which something is not posted, for its id is used up all the same. */
  #leaveUnposted(event: BatchEvent): void {
    if (!this.#eventKnown(event)) this.#unclaimed.set(event.key, event);
  }

  #conflict(row: BatchRow, digest: string, householdId?: string): void {
    this.#refuse(row, rejected('conflicting-duplicate', { reference: row.reference, householdId }), digest);
  }

  /** Another event has this id: the event is refused as one, and none of its rows is looked at. */
  #conflictingEvent(event: BatchEvent, claimedDigest: string): void {
    const exceptionId = exceptionIdOf(eventIdempotencyKey(event.key), event.digest);
    const known = this.#case(exceptionId);
    if (known === undefined) {
      const refusal = rejected('conflicting-duplicate', { event: event.key, claimedDigest });
      this.#open(this.#exceptionSubjectOf(event), exceptionId, refusal);
    }
    this.#outcomes.push(
      known === undefined ? { status: 'rejected', reason: 'conflicting-duplicate' } : { status: 'duplicate' },
    );
  }

  /** Keeps a refused row; `claimedDigest` is of what has its id already. */
  #refuse(row: BatchRow, refusal: Refusal, claimedDigest: string | undefined): void {
    const exceptionSubject = this.#rowSubject(row);
    if (row.waiting !== undefined) {
      this.#pushOnce(recordLaterOutcome(exceptionSubject, row.waiting, refusal, this.#now).writes);
      this.#outcomes.push(refused(refusal));
      return;
    }
    const ownClaim = claimedDigest === undefined || claimedDigest === row.digest;
    const exceptionId = exceptionIdOf(exceptionSubject.scope, ownClaim ? undefined : row.digest);
    const known = this.#case(exceptionId);
    if (known !== undefined && known.digest !== row.digest) {
      // Another worker has claimed the id for another content since the book's refusals were read.
      if (row.content.kind === 'unreadable') this.#refuse(row, refusal, known.digest);
      else this.#conflict(row, known.digest);
      return;
    }
    if (known !== undefined) {
      this.#outcomes.push({ status: 'duplicate' });
      return;
    }
    this.#open(exceptionSubject, exceptionId, refusal, row.groupIndex);
    if (ownClaim && row.reference !== undefined) {
      this.#refusals.set(row.reference, { digest: row.digest, status: refusal.status });
      // Nobody posts the id in between: under an order that is not there, nobody can.
      if (this.#state.order !== undefined) this.#restsOnBook = true;
    }
    this.#leaveUnposted(row.event);
    this.#outcomes.push(refused(refusal));
  }

  #open(
    exceptionSubject: ExceptionSubject,
    exceptionId: string,
    refusal: Refusal,
    groupIndex?: number,
  ): void {
    const { writes } = recordException(exceptionSubject, exceptionId, refusal, this.#now, groupIndex);
    this.#pushOnce(writes);
    this.#cases.set(exceptionId, { digest: exceptionSubject.digest, status: refusal.status });
  }

  /** A transaction may name an item once: word left at a household serves all its rows. */
  #pushOnce(writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.kind === 'await-household') {
        if (this.#awaitedHouseholds.has(write.householdId)) continue;
        this.#awaitedHouseholds.add(write.householdId);
      }
      this.#writes.push(write);
    }
  }

  #eventKnown(event: BatchEvent): boolean {
    return (
      this.#case(exceptionIdOf(eventIdempotencyKey(event.key))) !== undefined ||
      this.#state.book.events.has(event.key)
    );
  }

  /** What was refused under a row's id. */
  #claimOf({ reference }: BatchRow): IdClaim | undefined {
    if (reference === undefined) return undefined;
    return this.#refusals.get(reference) ?? this.#state.refusals.get(reference);
  }

  #case(exceptionId: string): IdClaim | undefined {
    if (!this.#cases.has(exceptionId)) this.#missing.add(exceptionId);
    return this.#cases.get(exceptionId);
  }

  #account(householdId: string): string {
    return householdAccountOf(this.#sheet, householdId);
  }

  #entries(account: string): readonly Entry[] {
    return this.#accounts.get(account) ?? this.#state.accounts.get(account) ?? [];
  }

  #document({ reference }: ReadRow): BookedDocument | undefined {
    const key = documentKey(this.#sheet.kind, reference);
    return this.#documents.get(key) ?? this.#state.book.documents.get(key);
  }

  #rowSubject(row: BatchRow): ExceptionSubject {
    const { event } = row;
    const { kind, bookId, orderId } = this.#sheet;
    return {
      scope: rowIdempotencyKey(this.#sheet, row),
      digest: row.digest,
      queue: isGoods(kind) ? 'handovers' : 'payments',
      messageGroup: bookId,
      index: row.index,
      event: exceptionEvent(event),
      original: row.original,
      orderId,
      ...(isGoods(kind) ? { locationId: bookId } : { payerId: bookId }),
      reference: row.reference,
      householdId: row.householdId,
    };
  }

  #exceptionSubjectOf(event: BatchEvent): ExceptionSubject {
    const { kind, bookId, orderId } = this.#sheet;
    return {
      scope: eventIdempotencyKey(event.key),
      digest: event.digest,
      queue: isGoods(kind) ? 'handovers' : 'payments',
      messageGroup: bookId,
      index: 0,
      event: exceptionEvent(event),
      original: event.original,
      reference: event.id,
      orderId,
      ...(isGoods(kind) ? { locationId: bookId } : { payerId: bookId }),
    };
  }
}

const refused = ({ status, reason }: Refusal): Outcome => ({ status, reason });

const exceptionEvent = ({ source, id, type, time, digest }: BatchEvent): ExceptionEvent => ({
  source,
  id,
  type,
  time,
  digest,
});

/** The book on the other side of a household's entry. */
const bookOf = ({ counterpartyEntry = '' }: Entry): string =>
  counterpartyEntry.slice(0, counterpartyEntry.lastIndexOf('@'));

const reversible = (entry: Entry): Reversible & { readonly entry: Entry } => ({
  reference: entry.reference,
  bookAccount: bookOf(entry),
  reverses: entry.reverses,
  entry,
});

/** Where an entry stands. */
export const entryKey = (table: ItemKey['table'], account: string, seq: number): ItemKey => ({
  table,
  subject: account,
  item: seqItem(seq),
});

export const booksSubject = (orderId: string): string => `books:${orderId}`;

/** Lists a book under its order; written with the book's first entry. */
export const bookListing = (table: ItemKey['table'], account: string, orderId: string): Write => ({
  kind: 'append',
  key: { table, subject: booksSubject(orderId), item: account },
  record: {},
});
