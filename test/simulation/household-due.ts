/** What households are owed under an order, each for itself: nothing that one got too much makes up for what another lacks. */
import type { Composition } from '../../shared/domain/household.ts';
import { coveredComposition, entitlementOf, type Order, stipendDue } from '../../shared/domain/order.ts';
import { type Amounts, amountOf, isNothing } from '../../shared/domain/quantity.ts';

/** A household with what it holds under the order. Units: base units, minor units. */
export interface Holding {
  readonly history: readonly Composition[];
  readonly goods: Amounts;
  /** By the location that gave it. */
  readonly goodsBy: ReadonlyMap<string, Amounts>;
  readonly paid: bigint;
}

/** Of one commodity at one location, or of the stipend. */
export interface Owed {
  planned: bigint;
  outstanding: bigint;
  overIssued: bigint;
}

export interface Reached {
  readonly served: number;
  readonly complete: number;
}

const above = (one: bigint, other: bigint): bigint => (one > other ? one - other : 0n);

export class Dues {
  readonly stipend: Owed = { planned: 0n, outstanding: 0n, overIssued: 0n };
  readonly #goods = new Map<string, Owed>();
  readonly #reached = new Map<string, Reached>();

  constructor(order: Order, holdings: readonly Holding[]) {
    for (const holding of holdings) {
      const composition = coveredComposition(order, holding.history);
      const due = composition === undefined ? 0n : stipendDue(order, composition);
      this.#add(this.stipend, due, holding.paid);
      if (composition === undefined) this.#addUncovered(holding);
      else this.#addCovered(composition.centreId, entitlementOf(order, composition), holding.goods);
    }
  }

  of(locationId: string, commodity: string): Owed {
    const name = `${locationId}\n${commodity}`;
    const owed = this.#goods.get(name) ?? { planned: 0n, outstanding: 0n, overIssued: 0n };
    this.#goods.set(name, owed);
    return owed;
  }

  reachedAt(locationId: string): Reached {
    return this.#reached.get(locationId) ?? { served: 0, complete: 0 };
  }

  #addCovered(centreId: string, entitled: Amounts, has: Amounts): void {
    for (const commodity of new Set([...entitled.keys(), ...has.keys()]))
      this.#add(this.of(centreId, commodity), amountOf(entitled, commodity), amountOf(has, commodity));
    if (isNothing(has)) return;
    const { served, complete } = this.reachedAt(centreId);
    const hasAll = [...entitled].every(([commodity, due]) => amountOf(has, commodity) >= due);
    this.#reached.set(centreId, { served: served + 1, complete: complete + Number(hasAll) });
  }

  /** Whom the order does not cover is owed nothing, so all that it has was too much where it got it. */
  #addUncovered({ goodsBy }: Holding): void {
    for (const [locationId, goods] of goodsBy)
      for (const [commodity, quantity] of goods) this.of(locationId, commodity).overIssued += quantity;
  }

  #add(owed: Owed, due: bigint, has: bigint): void {
    owed.planned += due;
    owed.outstanding += above(due, has);
    owed.overIssued += above(has, due);
  }
}
