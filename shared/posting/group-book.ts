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
import type { Instant } from '../domain/events.ts';
import { type Amounts, addAmounts, isNothing, negateAmounts, noAmounts } from '../domain/quantity.ts';
import { groupHashOf } from '../ledger/chain.ts';
import { appendEntry, type Entry, type EntryBody, type GroupMember } from '../ledger/entry.ts';
import { entryKey } from '../ledger/keys.ts';
import { bookListing, type Write } from '../ledger/writes.ts';
import { type Batch, bookKindOf, entryTypeOf, movesGoods, type ReadRow } from './batch.ts';
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
  readonly #tail: Entry | undefined;
  readonly #members: Member[] = [];
  #tally: LocationTally;
  #payer: PayerTally;
  #moved: Amounts = noAmounts;
  #paid = 0n;

  constructor(batch: Batch, account: string, tail: Entry | undefined) {
    this.#batch = batch;
    this.#account = account;
    this.#tail = tail;
    this.#tally = tail?.stock ?? emptyLocationTally;
    this.#payer = tail?.payer ?? emptyPayerTally;
  }

  get tally(): LocationTally {
    return this.#tally;
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
    return this.#tail === undefined ? 2 : 1;
  }

  /** Adds a posted row; `before` and `after` are its household's entries without and with it. */
  post(row: ReadRow, body: EntryBody, hash: string, before: readonly Entry[], after: readonly Entry[]): void {
    const { reference, householdId } = row;
    this.#members.push({ member: { reference, householdId }, row, body, hash });
    const served = Number(this.#holds(after)) - Number(this.#holds(before));
    if (movesGoods(this.#batch)) {
      this.#moved = addAmounts(this.#moved, body.lines);
      this.#tally = servedMore(addToTally(this.#tally, 'handedOver', body.lines), served);
      return;
    }
    const money = body.money ?? 0n;
    this.#paid += money;
    this.#payer = {
      ...this.#payer,
      paid: this.#payer.paid + money,
      payments: this.#payer.payments + (this.#batch.kind === 'payment' ? 1 : -1),
      householdsPaid: this.#payer.householdsPaid + served,
    };
  }

  /** Whether a household holds goods from this book, or money from anyone. */
  #holds(entries: readonly Entry[]): boolean {
    if (!movesGoods(this.#batch)) return (entries.at(-1)?.moneyBalance ?? 0n) !== 0n;
    const own = entries.filter((entry) => bookOf(entry) === this.#account);
    return !isNothing(addAmounts(...own.map(({ lines }) => lines)));
  }

  /** The group's entry; none when nothing of it was posted. */
  writes(now: Instant): readonly Write[] {
    const [first] = this.#members;
    if (first === undefined) return [];
    const { event } = first.row;
    const events = new Map(this.#members.map(({ row }) => [row.event.key, row.event]));
    const isSingle = this.#members.length === 1;
    const { entry, record } = appendEntry(this.#account, this.#tail, now, {
      type: entryTypeOf(this.#batch),
      orderId: this.#batch.orderId,
      reference: isSingle ? first.member.reference : event.id,
      event: event.key,
      occurredAt: event.time,
      digest: '',
      counterparty: isSingle ? `household:${first.member.householdId}` : 'households',
      ...(movesGoods(this.#batch) ? this.#goods() : this.#money(first.body.currency ?? '')),
      group: this.#members.map(({ member }) => member),
      groupHash: groupHashOf(this.#members.map(({ hash }) => hash)),
      events: [...events.values()].map(({ key, digest }) => ({ key, digest })),
    });
    const { table } = bookKindOf(this.#batch);
    return [
      { kind: 'append', key: entryKey(table, this.#account, entry.seq), record },
      ...(this.#tail === undefined ? [bookListing(table, this.#account, this.#batch.orderId)] : []),
    ];
  }

  #goods(): Pick<EntryBody, 'lines' | 'balance' | 'stock'> {
    return {
      lines: negateAmounts(this.#moved),
      balance: onHandAmounts(this.#tally),
      stock: this.#tally,
    };
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
