/** The book's side of a group: its tally after each row that is posted, and the one entry that stands for all of them. */

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
import { type Counts, type Movement, moveAt } from '../domain/counts.ts';
import { addToBook, CoverageSum, coverageOfMove, notServed, paidWithin } from '../domain/coverage.ts';
import type { Instant } from '../domain/events.ts';
import type { Composition } from '../domain/household.ts';
import { coveredComposition, type Order, stipendDue } from '../domain/order.ts';
import {
  type Amounts,
  addAmounts,
  addInto,
  amountOf,
  isNothing,
  negateAmounts,
  noAmounts,
} from '../domain/quantity.ts';
import { instantOf } from '../domain/zoned-date.ts';
import { groupHashOf } from '../ledger/chain.ts';
import { appendEntry, type Entry, type EntryBody, type GroupMember } from '../ledger/entry.ts';
import { entryKey } from '../ledger/keys.ts';
import { type BookEnd, countsFields } from '../ledger/location-book.ts';
import { bookListing, type Write } from '../ledger/writes.ts';
import { type Batch, bookKindOf, entryTypeOf, movesGoods, type ReadRow } from './batch.ts';
import type { BatchState } from './batch-state.ts';
import { bookOf } from './judge-row.ts';

/** A row that is posted, and its household's entry by hash. */
interface Member {
  readonly member: GroupMember;
  readonly row: ReadRow;
  readonly body: EntryBody;
  readonly hash: string;
}

export class GroupBook {
  readonly #batch: Batch;
  readonly #account: string;
  readonly #state: Pick<BatchState, 'order' | 'households'>;
  readonly #end: BookEnd;
  readonly #members: Member[] = [];
  /** What goods left the book at each instant; of money, the instants alone. */
  readonly #movements = new Map<Instant, Map<string, bigint>>();
  /** What the members change of the coverage. */
  readonly #covered = new CoverageSum();
  #tally: LocationTally;
  #payer: PayerTally;
  #counts: Counts;
  readonly #variance = new Map<string, bigint>();
  #paid = 0n;
  /** What the members got so far, by commodity or currency. */
  #given: Amounts = noAmounts;

  constructor(batch: Batch, state: Pick<BatchState, 'book' | 'order' | 'households'>) {
    const { book } = state;
    this.#batch = batch;
    this.#state = state;
    this.#account = book.account;
    this.#end = book;
    this.#tally = book.tail?.stock ?? emptyLocationTally;
    this.#payer = book.tail?.payer ?? emptyPayerTally;
    this.#counts = book.counts;
  }

  get tally(): LocationTally {
    return this.#tally;
  }

  /** The counts that stand. */
  get counts(): Counts {
    return this.#counts;
  }

  get payer(): PayerTally {
    return this.#payer;
  }

  get isEmpty(): boolean {
    return this.#members.length === 0;
  }

  /** How many items {@link writes} will hold: a book's first entry is listed. */
  get items(): number {
    if (this.isEmpty) return 0;
    return this.#end.tail === undefined ? 2 : 1;
  }

  /** The entry of the next member, which says what those before it got: so one of many is found in a few reads. */
  placed(body: EntryBody): EntryBody {
    return this.#gives && !isNothing(this.#given) ? { ...body, ahead: this.#given } : body;
  }

  /** Whether its members get something; others give it back. */
  get #gives(): boolean {
    return this.#batch.kind === 'handover' || this.#batch.kind === 'payment';
  }

  /** Adds a posted row; `before` and `after` are its household's entries without and with it. */
  post(row: ReadRow, body: EntryBody, hash: string, before: readonly Entry[], after: readonly Entry[]): void {
    const { reference, householdId } = row;
    this.#members.push({ member: { reference, householdId }, row, body, hash });
    const { currency, money = 0n } = body;
    const got = currency === undefined ? body.lines : new Map([[currency, money]]);
    this.#given = addAmounts(this.#given, got);
    const served = Number(this.#holds(after)) - Number(this.#holds(before));
    if (movesGoods(this.#batch)) {
      this.#move(row, body.lines);
      const receipts = this.#batch.kind === 'handover' ? 1 : 0;
      this.#tally = servedMore(addToTally(this.#tally, 'handedOver', body.lines), served, receipts);
      this.#cover(row, before, after);
      return;
    }
    this.#movements.set(instantOf(row.event.time), new Map());
    this.#paid += money;
    this.#payer = {
      ...this.#payer,
      paid: this.#payer.paid + money,
      payments: this.#payer.payments + (this.#batch.kind === 'payment' ? 1 : -1),
      paymentsMade: this.#payer.paymentsMade + (this.#batch.kind === 'payment' ? 1 : 0),
      householdsPaid: this.#payer.householdsPaid + served,
      ...this.#within(row, before, after),
    };
  }

  /** Adds to the coverage of the centre that serves the household, which need not be the one whose book it is. */
  #cover({ householdId }: ReadRow, before: readonly Entry[], after: readonly Entry[]): void {
    const { order } = this.#state;
    if (order === undefined) return;
    const composition = this.#composition(order, householdId);
    const had = before.at(-1)?.balance ?? noAmounts;
    const has = after.at(-1)?.balance ?? noAmounts;
    const change = coverageOfMove(order, composition, had, has);
    this.#covered.add(composition?.centreId ?? notServed, change);
  }

  #within(
    { householdId }: ReadRow,
    before: readonly Entry[],
    after: readonly Entry[],
  ): Pick<PayerTally, 'within'> {
    const { order } = this.#state;
    if (order === undefined) return {};
    const composition = this.#composition(order, householdId);
    const due = composition === undefined ? 0n : stipendDue(order, composition);
    const change = paidWithin(due, before.at(-1)?.moneyBalance ?? 0n, after.at(-1)?.moneyBalance ?? 0n);
    const { revision } = order;
    const known = this.#payer.within?.revision === revision ? this.#payer.within.amount : 0n;
    return { within: { revision, amount: known + change } };
  }

  #composition(order: Order, householdId: string): Composition | undefined {
    return coveredComposition(order, this.#state.households.get(householdId) ?? []);
  }

  /** Takes what a household got out of the book; where a count has been made since, that leaves the shelf as it is. */
  #move(row: ReadRow, got: Amounts): void {
    const at = instantOf(row.event.time);
    const lines = negateAmounts(got);
    const moved = this.#movements.get(at);
    if (moved === undefined) this.#movements.set(at, new Map(lines));
    else addInto(moved, lines);
    const { counts, variance } = moveAt(this.#counts, at, lines);
    this.#counts = counts;
    addInto(this.#variance, variance);
    this.#tally = addToTally(this.#tally, 'variance', variance);
  }

  /** Whether a household holds goods from this book, or money from anyone. */
  #holds(entries: readonly Entry[]): boolean {
    if (!movesGoods(this.#batch)) return (entries.at(-1)?.moneyBalance ?? 0n) !== 0n;
    const held = new Map<string, bigint>();
    for (const entry of entries) if (bookOf(entry) === this.#account) addInto(held, entry.lines);
    return !isNothing(held);
  }

  /** The group's entry; none when nothing of it was posted. */
  writes(now: Instant): readonly Write[] {
    const [first] = this.#members;
    if (first === undefined) return [];
    const { event } = first.row;
    const events = new Map(this.#members.map(({ row }) => [row.event.key, row.event]));
    const isSingle = this.#members.length === 1;
    const { entry, record } = appendEntry(this.#account, this.#end.tail, now, {
      type: entryTypeOf(this.#batch),
      orderId: this.#batch.orderId,
      reference: isSingle ? first.member.reference : event.id,
      event: event.key,
      occurredAt: event.time,
      digest: '',
      counterparty: isSingle ? `household:${first.member.householdId}` : 'households',
      ...(movesGoods(this.#batch) ? this.#goods() : this.#money(first.body.currency ?? '')),
      group: this.#members.map(({ member }) => member),
      ...this.#times(),
      groupHash: groupHashOf(this.#members.map(({ hash }) => hash)),
      events: [...events.values()].map(({ key, digest }) => ({ key, digest })),
    });
    const { table } = bookKindOf(this.#batch);
    return [
      { kind: 'append', key: entryKey(table, this.#account, entry.seq), record },
      ...(this.#end.tail === undefined ? [bookListing(table, this.#account, this.#batch.orderId)] : []),
    ];
  }

  /** How many members got some of each commodity that not all of them got. */
  #holders(): ReadonlyMap<string, number> {
    const lines = this.#members.map(({ body }) => body.lines);
    const counted = [...this.#given.keys()].map(
      (commodity) => [commodity, lines.filter((own) => amountOf(own, commodity) > 0n).length] as const,
    );
    return new Map(counted.filter(([, members]) => members < this.#members.length));
  }

  /** By these a ledger of some days finds an entry that stands for sheets of several times. */
  #times(): Pick<EntryBody, 'movements'> {
    const movements = [...this.#movements].map(([at, lines]): Movement => ({ at, lines }));
    return movements.length > 1 ? { movements } : {};
  }

  #goods(): Partial<EntryBody> & Pick<EntryBody, 'lines' | 'balance'> {
    return {
      lines: addAmounts(...this.#movements.values()),
      balance: onHandAmounts(this.#tally),
      stock: { ...this.#tally, ...this.#coverage() },
      ...(!isNothing(this.#variance) && { variance: this.#variance }),
      ...(this.#gives && { holders: this.#holders() }),
      ...countsFields(this.#end, this.#counts),
    };
  }

  #coverage(): Pick<LocationTally, 'coverage'> {
    const { byCentre } = this.#covered;
    const { order } = this.#state;
    if (order === undefined || byCentre.size === 0) return {};
    return { coverage: addToBook(this.#tally.coverage, order.revision, byCentre) };
  }

  #money(
    currency: string,
  ): Pick<EntryBody, 'lines' | 'balance' | 'money' | 'moneyBalance' | 'currency' | 'payer'> {
    return {
      lines: noAmounts,
      balance: noAmounts,
      money: -this.#paid,
      moneyBalance: payerBalance(this.#payer),
      currency,
      payer: this.#payer,
    };
  }
}
