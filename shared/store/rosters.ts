/**
 * Whom centres serve under orders, read from their registry chains a centre at a time.
 *
 * What a revision of an order entitles a household to was fixed when the revision was accepted, and so was the
 * part of the chain that tells it: a roster that was read once is true for good.
 */
import type { Composition } from '../domain/household.ts';
import type { Order } from '../domain/order.ts';
import { headcount, type Plan } from '../domain/plan.ts';
import { registeredAt } from '../ledger/registry-chain.ts';
import type { Registries } from './registries.ts';

type Roster = ReadonlyMap<string, Composition>;

/** A read unit reads so many households of a chain (98 take 3 KB), or one household's own item. */
const householdsOfReadUnit = 130;
/** Kept at most, some 40 MB; the roster read first goes first. */
const maxKeptHouseholds = 200_000;
/** Rosters not worth reading yet whose demand is kept; then it is counted anew. */
const maxCounted = 20_000;

const noRoster: Roster = new Map();

export class Rosters {
  readonly #registries: Pick<Registries, 'get'>;
  readonly #rosters = new Map<string, { readonly households: number; readonly reading: Promise<Roster> }>();
  /** Households asked for of rosters that were not worth reading yet. */
  readonly #asked = new Map<string, number>();

  constructor(registries: Pick<Registries, 'get'>) {
    this.#registries = registries;
  }

  /**
   * S7: the compositions by which a centre serves households under an order's revision, `plan` being the centre's
   * under it. Without a plan its chain has no snapshot marker of the order yet, and may still change.
   *
   * Returns none, so that each household's own item is read, until so many were asked for that the whole roster
   * is the cheaper read: at a centre of 2,600 a sheet of twenty is enough.
   */
  async get(order: Order, centreId: string, plan: Plan, asking: number): Promise<Roster> {
    const key = `${order.orderId}/${order.revision}/${centreId}`;
    const known = this.#rosters.get(key);
    if (known !== undefined) return known.reading;
    const { households } = headcount(plan);
    const asked = (this.#asked.get(key) ?? 0) + asking;
    if (households === 0 || asked * householdsOfReadUnit < households) {
      if (this.#asked.size >= maxCounted) this.#asked.clear();
      this.#asked.set(key, asked);
      return noRoster;
    }
    const reading = this.#read(order, centreId);
    reading.catch(() => this.#rosters.delete(key));
    this.#asked.delete(key);
    this.#rosters.set(key, { households, reading });
    this.#forgetRosters();
    return reading;
  }

  async #read({ terms, acceptedAt }: Order, centreId: string): Promise<Roster> {
    return registeredAt(centreId, await this.#registries.get(centreId), terms.referenceDate, acceptedAt);
  }

  #forgetRosters(): void {
    let kept = 0;
    for (const { households } of this.#rosters.values()) kept += households;
    for (const [key, { households }] of this.#rosters) {
      if (kept <= maxKeptHouseholds || this.#rosters.size === 1) return;
      kept -= households;
      this.#rosters.delete(key);
    }
  }
}
