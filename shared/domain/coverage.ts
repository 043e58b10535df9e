/**
 * Whom an order has reached: what households got of what they are owed, each for itself.
 *
 * Whoever got more than it is owed hides nobody who got less. A book adds up what each of its movements changes of the
 * household it is of, under the revision that it was decided by: so the tail answers for all of it. A household may get
 * something where it is not served, so a book adds up by the centre that serves.
 */
import type { Composition } from './household.ts';
import { entitlementOf, type Order } from './order.ts';
import {
  type Amounts,
  addAmounts,
  addInto,
  amountOf,
  isNothing,
  negateAmounts,
  noAmounts,
} from './quantity.ts';

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
    met: changeWithin(entitled, before, after),
    got,
  };
}

/** Of a household that is entitled to nothing, and has got nothing, nothing is complete. */
function isComplete(entitled: Amounts, has: Amounts): boolean {
  if (isNothing(has)) return false;
  for (const [commodity, quantity] of entitled) if (amountOf(has, commodity) < quantity) return false;
  return true;
}

const lesser = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/** What a movement changes of what a household got up to what it is entitled to. */
function changeWithin(entitled: Amounts, before: Amounts, after: Amounts): Amounts {
  const change = new Map<string, bigint>();
  for (const [commodity, quantity] of entitled) {
    const had = lesser(amountOf(before, commodity), quantity);
    change.set(commodity, lesser(amountOf(after, commodity), quantity) - had);
  }
  return change;
}

/** Adds up what movements change, by the centre that serves the household. */
export class CoverageSum {
  readonly #byCentre = new Map<string, { served: number; complete: number; met: Sum; got: Sum }>();

  get byCentre(): BookCoverage['byCentre'] {
    return this.#byCentre;
  }

  add(centreId: string, { served, complete, met, got }: Coverage): void {
    const sum = this.#byCentre.get(centreId) ?? { served: 0, complete: 0, met: new Map(), got: new Map() };
    sum.served += served;
    sum.complete += complete;
    addInto(sum.met, met);
    addInto(sum.got, got);
    this.#byCentre.set(centreId, sum);
  }
}

type Sum = Map<string, bigint>;

/** Adds what movements change for the households that each centre serves; what was added under another revision is left behind. */
export function addToBook(
  book: BookCoverage | undefined,
  revision: number,
  changes: BookCoverage['byCentre'],
): BookCoverage {
  const byCentre = new Map(book?.revision === revision ? book.byCentre : []);
  for (const [centreId, change] of changes)
    byCentre.set(centreId, addCoverage(byCentre.get(centreId) ?? noCoverage, change));
  return { revision, byCentre };
}

/** What a payment changes of what a household has been paid up to what it is due. Units: minor units. */
export const paidWithin = (due: bigint, before: bigint, after: bigint): bigint =>
  lesser(after, due) - lesser(before, due);

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
