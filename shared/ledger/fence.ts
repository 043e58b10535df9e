/**
 * The fence of a book: a chain beside it that records what was refused of the book, and which versions of its order were
 * announced.
 *
 * A receipt that is posted needs no id claim of its own, because its book and account have it. One that is refused has an
 * exception, and the fence names its id, so that no exception has to be read for each receipt. Every group that posts has
 * the precondition that no further link is there. So no group posts an id that another has just refused, nor under terms
 * that have just changed. See docs/decisions/0014-give-each-book-a-fence.md.
 */

import type { JsonObject } from '../domain/canonical.ts';
import { documentIdempotencyKey, exceptionIdOf, exceptionStatuses, type IdClaim } from './id-claims.ts';
import { fencedKey, fenceKey } from './keys.ts';
import { countOf, listOf, nameOf, textOf } from './record-fields.ts';
import type { Write } from './writes.ts';

/** Appends what one group refused to a fence that has `fenceVersion` links. */
export const fenceOfRefusals = (
  bookAccount: string,
  fenceVersion: number,
  refusals: ReadonlyMap<string, IdClaim>,
): Write => ({
  kind: 'append',
  key: fenceKey(bookAccount, fenceVersion + 1),
  record: { heads: [...refusals].map(([reference, { digest, status }]) => [reference, digest, status]) },
});

/** What a fence calls a refused row without an id of its own: its exception. No reference begins so. */
export const unnamedReference = (exceptionId: string): string => `/${exceptionId}`;

/** The exceptions that a refused row may be, by what its fence calls it: what corrected another content stands beside it. */
export function exceptionsOfRefusal(
  bookAccount: string,
  reference: string,
  digest: string,
): readonly string[] {
  if (reference.startsWith('/')) return [reference.slice(1)];
  const key = documentIdempotencyKey(bookAccount, reference);
  return [exceptionIdOf(key), exceptionIdOf(key, digest)];
}

/** Lists a book under its order, with the first link of its fence if that is a refusal. Any other book has a plan. */
export const fencedListing = (bookAccount: string, orderId: string): Write => ({
  kind: 'append',
  key: fencedKey(bookAccount, orderId),
  record: {},
});

/** Announces an order version to a book whose fence has `fenceVersion` links. */
export const fenceOfOrderVersion = (
  bookAccount: string,
  fenceVersion: number,
  orderVersion: number,
): Write => ({
  kind: 'append',
  key: fenceKey(bookAccount, fenceVersion + 1),
  record: { step: orderVersion },
});

/** What a book's fence holds. */
export interface Fence {
  /** How many links it has. */
  readonly version: number;
  /** Receipts or payments of the book that were ever held or rejected, by reference. */
  readonly refusals: ReadonlyMap<string, IdClaim>;
  /** The newest order version that was announced; 0 for none. */
  readonly announcedOrderVersion: number;
}

export const noFence: Fence = { version: 0, refusals: new Map(), announcedOrderVersion: 0 };

/** One link: ids that were refused, or the order version that was announced. */
interface FenceLink {
  readonly refusals: readonly (readonly [reference: string, claim: IdClaim])[];
  /** 0 where it announces none. */
  readonly orderVersion: number;
}

/** Reads what {@link fenceOfRefusals} or {@link fenceOfOrderVersion} wrote. Errors: `DamagedRecordError` naming the field. */
export function readFenceLink({ heads, step }: JsonObject): FenceLink {
  return {
    refusals: (heads === undefined ? [] : listOf(heads, 'heads')).map((head) => {
      const [reference, digest, status] = listOf(head, 'heads');
      const claim = { digest: textOf(digest, 'heads'), status: nameOf(status, exceptionStatuses, 'heads') };
      return [textOf(reference, 'heads'), claim];
    }),
    orderVersion: step === undefined ? 0 : countOf(step, 'step'),
  };
}

/**
 * The maps of refusals, each with how many links it holds. A wrong import refuses hundreds of thousands of rows of one book: to copy
 * them with each link would take longer and longer.
 */
const grown = new WeakMap<
  ReadonlyMap<string, IdClaim>,
  { readonly refusals: Map<string, IdClaim>; readonly links: number }
>();

/**
 * A fence with the links that follow those known.
 *
 * The newest fence of a book hands its map of refusals on, so an older one may tell what was refused since. That is true,
 * and no group commits on an older one, because its precondition is that no further link is there.
 */
export function extendFence(known: Fence, links: readonly FenceLink[]): Fence {
  if (links.length === 0) return known;
  const own = grown.get(known.refusals);
  const refusals = own?.links === known.version ? own.refusals : new Map(known.refusals);
  let { announcedOrderVersion } = known;
  for (const link of links) {
    for (const [reference, claim] of link.refusals) refusals.set(reference, claim);
    announcedOrderVersion = Math.max(announcedOrderVersion, link.orderVersion);
  }
  const version = known.version + links.length;
  grown.set(refusals, { refusals, links: version });
  return { version, refusals, announcedOrderVersion };
}
