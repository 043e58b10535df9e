/** What households may draw at a desk now: each by itself, and all of a centre together. */
import { type LocationTally, onHandOf, stockTotalsOf } from './books.ts';
import { type Coverage, noCoverage } from './coverage.ts';
import { releasedAmounts } from './handover.ts';
import { type Composition, personsOf } from './household.ts';
import { entitlementOf, type Order } from './order.ts';
import { membersOf, type Plan, type PlanClass, plannedAmounts } from './plan.ts';
import { type Amounts, amountOf } from './quantity.ts';

type Members = Pick<Composition, 'adults' | 'children' | 'priority'>;

/** Shares and dues of the households of one centre, computed once for all of the same priority, adults and children. */
export class Desk {
  readonly #order: Order;
  readonly #plan: Plan;
  readonly #tally: LocationTally;
  /** Under a cancelled order every receipt would be rejected; one of an ended order may still be of its last day. */
  readonly #isClosed: boolean;
  readonly #released = new Map<string, Amounts>();

  constructor(order: Order, plan: Plan, tally: LocationTally) {
    this.#order = order;
    this.#plan = plan;
    this.#tally = tally;
    this.#isClosed = order.cancelled;
  }

  released(composition: Members): Amounts {
    const key = `${composition.priority}/${composition.adults}/${personsOf(composition)}`;
    const known = this.#released.get(key);
    if (known !== undefined) return known;
    const released = releasedAmounts(this.#order, this.#plan, this.#tally, composition);
    this.#released.set(key, released);
    return released;
  }

  /**
   * Base units of a ration that a household may draw now: released and not yet received, in what a desk weighs out while
   * less than all is released; never below 0.
   */
  dueNow(commodity: string, composition: Members, received: Amounts): bigint {
    if (this.#isClosed) return 0n;
    const released = amountOf(this.released(composition), commodity);
    const left = released - amountOf(received, commodity);
    if (left <= 0n) return 0n;
    if (released === amountOf(entitlementOf(this.#order, composition), commodity)) return left;
    const { step = 1n } = this.#order.terms.rations.find((ration) => ration.commodity === commodity) ?? {};
    return left - (left % step);
  }

  /** Whether all that its households are entitled to is released to them, so that what they got in all tells what is due. */
  get isWhole(): boolean {
    return this.#plan.every((row) => {
      const composition = compositionOf(row);
      const entitled = entitlementOf(this.#order, composition);
      const released = this.released(composition);
      return [...entitled].every(([commodity, quantity]) => amountOf(released, commodity) === quantity);
    });
  }

  /** What some households may draw now together, from what each has received. */
  dueTogether(households: Iterable<{ readonly composition: Members; readonly received: Amounts }>): Amounts {
    const due = new Map(this.#order.terms.rations.map(({ commodity }) => [commodity, 0n]));
    for (const { composition, received } of households) {
      for (const [commodity, sum] of due)
        due.set(commodity, sum + this.dueNow(commodity, composition, received));
    }
    return due;
  }

  /** The same of all that the plan counts, where all is released: what they are owed less what they got of it. */
  dueOfWhole(coverage: Coverage = noCoverage): Amounts {
    const planned = plannedAmounts(this.#plan, this.#order.terms);
    return new Map(
      [...planned].map(([commodity, quantity]) => [
        commodity,
        this.#isClosed ? 0n : quantity - amountOf(coverage.met, commodity),
      ]),
    );
  }

  /** What lies on the shelf. Units: base units. */
  onHand(commodity: string): bigint {
    return onHandOf(stockTotalsOf(this.#tally, commodity));
  }
}

const compositionOf = (row: PlanClass): Members => ({ ...membersOf(row), priority: row.priority });
