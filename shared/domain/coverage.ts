/**
 * Whom an order has reached: what households got of what they are owed, each for itself.
 *
 * Whoever got more than it is owed hides nobody who got less. A book adds up what each of its movements changes of the
 * household it is of, under the revision that it was decided by: so the tail answers for all of it. A household may get
 * something where it is not served, so a book adds up by the centre that serves.
 */
import type { Composition } from './household.ts';
import { entitlementOf, type Order } from './order.ts';
import { type Amounts, addAmounts, amountOf, isNothing, negateAmounts, noAmounts } from './quantity.ts';

/** Units: base units. */
export interface Coverage {
  /** Households that have something. */
  readonly served: number;
  /** Households that have all that they are entitled to. */
  readonly complete: number;
  /** What they got, up to what each is entitled to. */
  readonly met: Amounts;
  /** All that they got. */
  readonly got: Amounts;
}

/** What a book did for the households of each centre under one revision; those of none stand under {@link notServed}. */
export interface BookCoverage {
  readonly revision: number;
  readonly byCentre: ReadonlyMap<string, Coverage>;
}

/** In the place of a centre: households that the order does not cover. */
export const notServed = '';

export const noCoverage: Coverage = { served: 0, complete: 0, met: noAmounts, got: noAmounts };

export const addCoverage = (one: Coverage, other: Coverage): Coverage => ({
  served: one.served + other.served,
  complete: one.complete + other.complete,
  met: addAmounts(one.met, other.met),
  got: addAmounts(one.got, other.got),
});

export const lessCoverage = (one: Coverage, other: Coverage): Coverage => ({
  served: one.served - other.served,
  complete: one.complete - other.complete,
  met: addAmounts(one.met, negateAmounts(other.met)),
  got: addAmounts(one.got, negateAmounts(other.got)),
});

/** What a household's movement changes, from what it had `before` to what it has `after`. */
export function coverageOfMove(
  order: Order,
  composition: Composition | undefined,
  before: Amounts,
  after: Amounts,
): Coverage {
  const entitled = composition === undefined ? noAmounts : entitlementOf(order, composition);
  const got = addAmounts(after, negateAmounts(before));
  if (composition === undefined) return { ...noCoverage, got };
  return {
    served: Number(!isNothing(after)) - Number(!isNothing(before)),
    complete: Number(isComplete(entitled, after)) - Number(isComplete(entitled, before)),
    met: addAmounts(within(entitled, after), negateAmounts(within(entitled, before))),
    got,
  };
}

/** Of a household that is entitled to nothing, and has got nothing, nothing is complete. */
const isComplete = (entitled: Amounts, has: Amounts): boolean =>
  !isNothing(has) && [...entitled].every(([commodity, quantity]) => amountOf(has, commodity) >= quantity);

const within = (entitled: Amounts, has: Amounts): Amounts =>
  new Map(
    [...entitled].map(([commodity, quantity]) => {
      const got = amountOf(has, commodity);
      return [commodity, got < quantity ? got : quantity];
    }),
  );

/** Adds what a movement changes for a household that `centreId` serves; what was added under another revision is left behind. */
export function addToBook(
  book: BookCoverage | undefined,
  revision: number,
  centreId: string,
  coverage: Coverage,
): BookCoverage {
  const before: BookCoverage['byCentre'] = book?.revision === revision ? book.byCentre : new Map();
  const byCentre = new Map(before);
  byCentre.set(centreId, addCoverage(before.get(centreId) ?? noCoverage, coverage));
  return { revision, byCentre };
}

/** What a payment changes of what a household has been paid up to what it is due. Units: minor units. */
export const paidWithin = (due: bigint, before: bigint, after: bigint): bigint =>
  (after < due ? after : due) - (before < due ? before : due);

/** A book of an order, with what it did for households under a revision: before it and since. */
export interface CoveringBook {
  readonly locationId: string;
  readonly earlier: BookCoverage['byCentre'] | undefined;
  readonly since: BookCoverage | undefined;
}

/**
 * What the households that each centre serves got, from all books of the order. What households got that no centre serves
 * counts where they got it, as beyond what they are owed.
 */
export function coverageByCentre(
  revision: number,
  books: readonly CoveringBook[],
): ReadonlyMap<string, Coverage> {
  const sum = new Map<string, Coverage>();
  for (const { locationId, earlier, since } of books) {
    const parts = [earlier, since?.revision === revision ? since.byCentre : undefined];
    for (const [centreId, coverage] of parts.flatMap((part) => [...(part ?? [])])) {
      const servedBy = centreId === notServed ? locationId : centreId;
      sum.set(servedBy, addCoverage(sum.get(servedBy) ?? noCoverage, coverage));
    }
  }
  return sum;
}
