/** What a book gave out, by the day it happened: read once, then read on from where it ended. */
import { type Amounts, addAmounts, negateAmounts, noAmounts } from '../domain/quantity.ts';
import { dateIn } from '../domain/zoned-date.ts';
import type { Entry } from '../ledger/entry.ts';

/** Of one day. Units: base units, minor units. What was returned or reversed on it is taken off. */
export interface BookDay {
  readonly handedOver: Amounts;
  readonly receipts: number;
  /** Households that began to hold something, less those that ceased to. */
  readonly householdsServed: number;
  readonly paid: bigint;
  readonly payments: number;
  readonly householdsPaid: number;
}

/** By calendar date in the zone of the books; an entry that stands for a group counts on the day of its first sheet. */
export type BookDays = ReadonlyMap<string, BookDay>;

export interface DatedBook {
  readonly tail: Entry | undefined;
  readonly days: BookDays;
}

export const emptyDatedBook: DatedBook = { tail: undefined, days: new Map() };

const nothing: BookDay = {
  handedOver: noAmounts,
  receipts: 0,
  householdsServed: 0,
  paid: 0n,
  payments: 0,
  householdsPaid: 0,
};

/** Counts documents: what is undone is one less. */
const signOf: { readonly [type in Entry['type']]?: 1 | -1 } = {
  handover: 1,
  payment: 1,
  return: -1,
  reversal: -1,
};

/** Adds the entries that follow a book's tail. */
export function addEntries(book: DatedBook, entries: readonly Entry[], zone: string): DatedBook {
  const days = new Map(book.days);
  let { tail } = book;
  for (const entry of entries) {
    const sign = signOf[entry.type];
    if (sign !== undefined) {
      const date = dateIn(zone, entry.occurredAt);
      days.set(date, addDocuments(days.get(date) ?? nothing, entry, tail, sign));
    }
    tail = entry;
  }
  return { tail, days };
}

function addDocuments(day: BookDay, entry: Entry, before: Entry | undefined, sign: 1 | -1): BookDay {
  const documents = sign * (entry.group?.length ?? 1);
  if (entry.money !== undefined) {
    const paidBefore = before?.payer?.householdsPaid ?? 0;
    return {
      ...day,
      paid: day.paid - entry.money,
      payments: day.payments + documents,
      householdsPaid: day.householdsPaid + (entry.payer?.householdsPaid ?? paidBefore) - paidBefore,
    };
  }
  const servedBefore = before?.stock?.householdsServed ?? 0;
  return {
    ...day,
    handedOver: addAmounts(day.handedOver, negateAmounts(entry.lines)),
    receipts: day.receipts + documents,
    householdsServed: day.householdsServed + (entry.stock?.householdsServed ?? servedBefore) - servedBefore,
  };
}
