/** Plans of orders at centres. A plan never changes, so each is read once. */
import type { Plan } from '../domain/plan.ts';
import { centreOfPlanItem, planKey, planSubject, plansOfRevision } from '../ledger/keys.ts';
import { readStored, type StoredRecord } from '../ledger/record-fields.ts';
import { readPlan } from '../ledger/registry-chain.ts';
import type { Orders } from './orders.ts';
import { keyText, type Tables } from './tables.ts';

/** A centre's plan as it is stored with an order's revision. */
export interface StoredPlan {
  readonly centreId: string;
  readonly plan: Plan;
}

/** Of an order's life: few are amended more often, and what is read in vain is a unit a revision, once. */
const firstRevisions = 4;

export class Plans {
  readonly #tables: Tables;
  readonly #orders: Pick<Orders, 'seenRevision'>;
  readonly #read = new Map<string, Plan>();

  constructor(tables: Tables, orders: Pick<Orders, 'seenRevision'>) {
    this.#tables = tables;
    this.#orders = orders;
  }

  /** S5: a centre's plan under a revision of an order; empty where there is none. */
  async get(orderId: string, revision: number, centreId: string): Promise<Plan> {
    const key = planKey(orderId, revision, centreId);
    const known = this.#read.get(keyText(key));
    if (known !== undefined) return known;
    const stored = await this.#tables.get(key);
    return stored === undefined ? [] : this.#take(stored);
  }

  /**
   * S5: the plans that centres have under orders, read before the orders' revisions are known: up to the revision after
   * the last that was seen here; of an order never seen, the first {@link firstRevisions}.
   */
  async foresee(orderIds: readonly string[], centreIds: readonly string[]): Promise<ForeseenPlans> {
    const keys = orderIds.flatMap((orderId) => {
      const seen = this.#orders.seenRevision(orderId);
      const revisions = Array.from(
        { length: seen === undefined ? firstRevisions : seen + 1 },
        (_, index) => index + 1,
      );
      return revisions.flatMap((revision) =>
        centreIds.map((centreId) => planKey(orderId, revision, centreId)),
      );
    });
    const unread = keys.filter((key) => !this.#read.has(keyText(key)));
    const found = await this.#tables.getAll('stock', unread);
    for (const stored of found.values()) this.#take(stored);
    const foreseen = new Map<string, Plan>();
    for (const key of keys) {
      const plan = this.#read.get(keyText(key));
      if (plan !== undefined) foreseen.set(keyText(key), plan);
    }
    return new ForeseenPlans(foreseen, this);
  }

  /** S6: the plans of all centres that a revision of an order covers. */
  async ofRevision(orderId: string, revision: number): Promise<readonly StoredPlan[]> {
    const items = await this.#tables.all('stock', planSubject(orderId), plansOfRevision(revision));
    return items.map((stored) => ({
      centreId: centreOfPlanItem(stored.item),
      plan: readStored(stored, readPlan),
    }));
  }

  #take(stored: StoredRecord): Plan {
    const plan = readStored(stored, readPlan);
    this.#read.set(keyText(stored), plan);
    return plan;
  }
}

/** What was read of plans ahead of their orders. */
export class ForeseenPlans {
  readonly #foreseen: ReadonlyMap<string, Plan>;
  readonly #plans: Pick<Plans, 'get'>;

  constructor(foreseen: ReadonlyMap<string, Plan>, plans: Pick<Plans, 'get'>) {
    this.#foreseen = foreseen;
    this.#plans = plans;
  }

  /** A plan of what was foreseen; read now where it was not, or had not been written yet. */
  async get(orderId: string, revision: number, centreId: string): Promise<Plan> {
    const foreseen = this.#foreseen.get(keyText(planKey(orderId, revision, centreId)));
    return foreseen ?? this.#plans.get(orderId, revision, centreId);
  }
}
