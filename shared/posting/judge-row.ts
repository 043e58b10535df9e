/** Judges one row against what the rows before it have left: a refusal, or the household's entry. Pure. */
import type { LocationTally, PayerTally } from '../domain/books.ts';
import { availableAt, type Counts } from '../domain/counts.ts';
import { judgeHandover, unknownLocation } from '../domain/handover.ts';
import type { Refusal } from '../domain/outcome.ts';
import { refusePayment } from '../domain/payment.ts';
import { type Amounts, addAmounts, amountsOfLines, negateAmounts, noAmounts } from '../domain/quantity.ts';
import { type Reversible, refuseReversal } from '../domain/reversal.ts';
import { instantOf } from '../domain/zoned-date.ts';
import type { Entry, EntryBody } from '../ledger/entry.ts';
import { type Batch, entryTypeOf, movesGoods, type ReadRow } from './batch.ts';
import type { BatchState } from './batch-state.ts';

export interface RowContext {
  readonly batch: Batch;
  readonly state: BatchState;
  readonly bookAccount: string;
  /** The entry of the book that the group will append, as `account@seq`. */
  readonly bookEntry: string;
  /** The household's entries so far. */
  readonly entries: readonly Entry[];
  readonly tally: LocationTally;
  readonly counts: Counts;
  readonly payer: PayerTally;
}

/** What a row books for its household. */
export interface BookableRow {
  readonly body: EntryBody;
  /** What of a handover goes beyond what the household may draw. Units: base units. */
  readonly beyond: Amounts;
}

const bookable = (body: EntryBody | Refusal): BookableRow | Refusal =>
  'status' in body ? body : { body, beyond: noAmounts };

export function judgeRow(row: ReadRow, context: RowContext): Refusal | BookableRow {
  switch (row.content.kind) {
    case 'handover':
      return judgeReceipt(row, row.content, context);
    case 'payment':
      return bookable(judgePayment(row, row.content, context));
    case 'reversal':
      return bookable(judgeReversal(row, row.content, context));
  }
}

type Content<K extends ReadRow['content']['kind']> = Extract<ReadRow['content'], { kind: K }>;

function judgeReceipt(
  row: ReadRow,
  { receipt }: Content<'handover'>,
  context: RowContext,
): Refusal | BookableRow {
  const { batch, state, entries, tally, counts } = context;
  const at = instantOf(row.event.time);
  const received = entries.at(-1)?.balance ?? noAmounts;
  const verdict = judgeHandover(receipt, {
    orderId: batch.orderId,
    centreId: batch.bookId,
    time: row.event.time,
    order: state.order,
    location: state.location,
    history: state.households.get(receipt.householdId),
    received,
    plan: state.plan,
    tally,
    availableOf: (commodity) => availableAt(tally, counts, commodity, at),
  });
  if (verdict.status !== 'admitted') return verdict;
  const { collectedBy, overIssue } = receipt;
  const body = {
    ...goodsBody(row, context, amountsOfLines(receipt.lines), received),
    ...(collectedBy !== undefined && { collectedBy }),
    ...(overIssue !== undefined && { overIssue: overIssue.reason }),
  };
  return { body, beyond: verdict.beyond };
}

function judgePayment(
  row: ReadRow,
  { payment }: Content<'payment'>,
  context: RowContext,
): Refusal | EntryBody {
  const { batch, state, entries, payer } = context;
  const paid = entries.at(-1)?.moneyBalance ?? 0n;
  const refusal = refusePayment(payment, {
    orderId: batch.orderId,
    time: row.event.time,
    order: state.order,
    history: state.households.get(payment.householdId),
    paid,
    tally: payer,
  });
  if (refusal !== undefined) return refusal;
  return moneyBody(row, context, payment.amountMinor, payment.currency, paid);
}

function judgeReversal(
  row: ReadRow,
  { reversal }: Content<'reversal'>,
  context: RowContext,
): Refusal | EntryBody {
  const { batch, state, bookAccount, entries } = context;
  const goods = movesGoods(batch);
  if (goods && state.order !== undefined && state.location === undefined)
    return unknownLocation(batch.bookId);
  const verdict = refuseReversal(reversal, {
    orderId: batch.orderId,
    order: state.order,
    bookAccount,
    history: state.households.get(reversal.householdId),
    bookings: entries.map(reversible),
  });
  if (verdict.status !== 'undo') return verdict;
  const { entry } = verdict.booking;
  const tail = entries.at(-1);
  const undone = goods
    ? goodsBody(row, context, negateAmounts(entry.lines), tail?.balance ?? noAmounts)
    : moneyBody(row, context, -(entry.money ?? 0n), entry.currency ?? '', tail?.moneyBalance ?? 0n);
  return { ...undone, reverses: reversal.reverses, reason: reversal.reason };
}

const entryBody = (
  row: ReadRow,
  { batch, bookAccount, bookEntry }: RowContext,
): Omit<EntryBody, 'lines' | 'balance'> => ({
  type: entryTypeOf(batch),
  orderId: batch.orderId,
  reference: row.reference,
  event: row.event.key,
  occurredAt: row.event.time,
  digest: row.digest,
  counterparty: bookAccount.slice(0, bookAccount.indexOf('/')),
  counterpartyEntry: bookEntry,
});

const goodsBody = (row: ReadRow, context: RowContext, lines: Amounts, before: Amounts): EntryBody => ({
  ...entryBody(row, context),
  lines,
  balance: addAmounts(before, lines),
});

const moneyBody = (
  row: ReadRow,
  context: RowContext,
  money: bigint,
  currency: string,
  before: bigint,
): EntryBody => ({
  ...entryBody(row, context),
  lines: noAmounts,
  balance: noAmounts,
  money,
  moneyBalance: before + money,
  currency,
});

/** The account of the book on the other side of a household's entry. */
export const bookOf = ({ counterpartyEntry = '' }: Entry): string =>
  counterpartyEntry.slice(0, counterpartyEntry.lastIndexOf('@'));

const reversible = (entry: Entry): Reversible & { readonly entry: Entry } => ({
  reference: entry.reference,
  bookAccount: bookOf(entry),
  reverses: entry.reverses,
  entry,
});
