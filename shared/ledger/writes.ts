/** What a decision wants written: all of it in one transaction, or none. */
import type { JsonObject } from './chain.ts';

/** Where an item lives. `item` sorts within `subject`. */
export interface ItemKey {
  readonly table: 'stock' | 'ledgers';
  readonly subject: string;
  readonly item: string;
}

export type Write =
  /** A new item; fails when one is there. The only way that books, orders and cases are written. */
  | { readonly kind: 'append'; readonly key: ItemKey; readonly record: JsonObject }
  /** Nothing may be there: what was decided on is still the last. */
  | { readonly kind: 'precondition'; readonly key: ItemKey }
  /** A held item under what it waits for; may be written again. */
  | { readonly kind: 'wait'; readonly key: ItemKey; readonly record: JsonObject }
  /** A held item that waits no longer; fails when another has settled it. */
  | { readonly kind: 'settle'; readonly key: ItemKey }
  /** A case whose original must forget a name; the only kind of record that is ever written again. */
  | {
      readonly kind: 'redact';
      readonly key: ItemKey;
      /** Fails when another has rewritten it since. */
      readonly before: JsonObject;
      readonly record: JsonObject;
    }
  /** Leaves word at a household, registered or not, that something waits for it. */
  | { readonly kind: 'await-household'; readonly householdId: string }
  /** A household's registry item, on the condition that it is still at `version`; 0 is not registered. */
  | { readonly kind: 'register'; readonly household: JsonObject; readonly version: number };

/** Items that one transaction may hold (DynamoDB: TransactWriteItems). */
export const transactionItems = 100;

/** `seq` as it stands in a sort key: nine digits, so a billion entries sort. */
export const seqItem = (seq: number): string => seq.toString().padStart(9, '0');

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

export const orderRevisionItem = (seq: number): string => `revision/${seqItem(seq)}`;

/** Where an order is listed; written with its first step. */
export const orderListing = (orderId: string): ItemKey => ({
  table: 'ledgers',
  subject: 'orders',
  item: orderId,
});

/** A version of a location, from 1 on. */
export const locationKey = (locationId: string, version: number): ItemKey => ({
  table: 'stock',
  subject: 'locations',
  item: `${locationId}/${seqItem(version)}`,
});

export const dependencySubject = (dependsOn: string): string => `waiting/${dependsOn}`;
