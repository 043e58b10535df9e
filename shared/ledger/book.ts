/**
 * A location's or payer's book as posting sees it: its tail, and an index of every document in it.
 *
 * A chain never changes, so an index of a prefix stays true and only grows: it needs no table of its own,
 * and no window of time in which ids are remembered.
 */
import { type Counts, noCounts } from '../domain/counts.ts';
import type { Entry } from './entry.ts';

/** A document in a book. */
export interface BookedDocument {
  /** `undefined` for a document that concerns no single household. */
  readonly householdId: string | undefined;
  /** Empty where the document's own entry is in the household's account. */
  readonly digest: string;
  /** The first of its entries, where it has its own in the book. */
  readonly seq?: number;
}

export interface Book {
  readonly account: string;
  readonly tail: Entry | undefined;
  /** The counts of a location's book that stand. */
  readonly counts: Counts;
  /** By {@link documentKey}. */
  readonly documents: ReadonlyMap<string, BookedDocument>;
  /** Digests of the events whose receipts or payments are in the book, by event key. */
  readonly events: ReadonlyMap<string, string>;
}

/** Receipts and their returns share their ids, so do payments and their reversals; other documents have their own. */
export function documentKey(type: Entry['type'], reference: string): string {
  switch (type) {
    case 'handover':
    case 'return':
    case 'payment':
    case 'reversal':
      return `row/${reference}`;
    case 'loss':
    case 'count-variance':
    case 'funding':
    case 'arrival':
    case 'dispatch':
    case 'transfer':
    case 'closing':
    case 'void':
      return `${type}/${reference}`;
  }
}

/**
 * Whether another book numbers what an entry tells of: a loss on arrival belongs to its waybill, whose number is no lossId,
 * and a transfer is numbered in the book that it leaves.
 */
function isNumberedElsewhere({ type, counterpartyEntry, lines }: Entry): boolean {
  if (type === 'transfer') return [...lines.values()].some((base) => base > 0n);
  return type === 'loss' && counterpartyEntry !== undefined;
}

/** An index that grows with its book. */
export class BookIndex implements Book {
  readonly account: string;
  tail: Entry | undefined;
  counts: Counts = noCounts;
  readonly documents = new Map<string, BookedDocument>();
  readonly events = new Map<string, string>();
  /** Households that have an entry on the other side. */
  readonly households = new Set<string>();

  constructor(account: string) {
    this.account = account;
  }

  /** Takes in the entries that follow the tail; those it has already are passed over. */
  extend(entries: readonly Entry[]): this {
    for (const entry of entries) {
      if (entry.seq !== (this.tail?.seq ?? 0) + 1) continue;
      for (const { reference, householdId } of entry.group ?? []) {
        this.documents.set(documentKey(entry.type, reference), { householdId, digest: '' });
        this.households.add(householdId);
      }
      if (entry.group === undefined && !isNumberedElsewhere(entry)) {
        const { reference, digest } = entry;
        const key = documentKey(entry.type, reference);
        const seq = this.documents.get(key)?.seq ?? entry.seq;
        this.documents.set(key, { householdId: undefined, digest, seq });
      }
      for (const { key, digest } of entry.events ?? []) this.events.set(key, digest);
      this.counts = entry.counts ?? this.counts;
      this.tail = entry;
    }
    return this;
  }
}
