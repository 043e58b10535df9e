/** What a decision wants written: all of it in one transaction, or none. */
import type { JsonObject } from '../domain/canonical.ts';
import type { Directory, DirectoryPart } from './directory.ts';
import { bookListingKey, type ItemKey } from './keys.ts';

export type Write =
  /** A new item; fails when one is there. The only way that books, orders and exceptions are written. */
  | { readonly kind: 'append'; readonly key: ItemKey; readonly record: JsonObject }
  /** Nothing may be there: what was decided on is still the last. */
  | { readonly kind: 'precondition'; readonly key: ItemKey }
  /** A held item under what it depends on; may be written again. */
  | { readonly kind: 'hold'; readonly key: ItemKey; readonly record: JsonObject }
  /** A held item that is held no longer; fails when another has settled it, or has listed it otherwise than is said here. */
  | { readonly kind: 'settle'; readonly key: ItemKey; readonly listedAt?: string }
  /** A held item that is listed otherwise from now on; fails when another has settled it, or listed it otherwise. */
  | { readonly kind: 'relist'; readonly key: ItemKey; readonly before: string; readonly record: JsonObject }
  /** Adds to the cells of a tally, which begin at 0. */
  | { readonly kind: 'count'; readonly key: ItemKey; readonly cells: ReadonlyMap<string, number> }
  /** An exception whose original a name is redacted from; the only kind of record that is ever written again. */
  | {
      readonly kind: 'redact';
      readonly key: ItemKey;
      /** Fails when another has rewritten it since. */
      readonly before: JsonObject;
      readonly record: JsonObject;
    }
  /** Records at a household, registered or not, that something is held for it. */
  | { readonly kind: 'hold-for-household'; readonly householdId: string }
  /** A household's registry item, on the condition that it is still at `version`; 0 is not registered. */
  | { readonly kind: 'register'; readonly household: JsonObject; readonly version: number }
  /** A centre's directory with parts of it, new or rewritten, on the condition that it is still at the version before. */
  | {
      readonly kind: 'list-households';
      readonly directory: Directory;
      readonly parts: readonly DirectoryPart[];
    };

/** Lists a book under its order; written with the book's first entry. */
export const bookListing = (table: ItemKey['table'], account: string, orderId: string): Write => ({
  kind: 'append',
  key: bookListingKey(table, account, orderId),
  record: {},
});

/** What is written fails where something stands at one of the keys by then. */
export const nothingAt = (keys: readonly ItemKey[]): readonly Write[] =>
  keys.map((key) => ({ kind: 'precondition', key }));
