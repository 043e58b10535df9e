/**
 * Whom centres serve under orders, read from their registry chains a centre at a time.
 *
 * What a revision of an order entitles a household to was fixed when the revision was accepted, and so was the
 * part of the chain that tells it: a roll that was read once is true for good.
 */
import type { Composition } from '../domain/household.ts';
import type { Order } from '../domain/order.ts';
import { headcount, type Plan } from '../domain/plan.ts';
import { registeredAt } from '../ledger/registry-chain.ts';
import type { JournalStore } from './journal-store.ts';

type Roll = ReadonlyMap<string, Composition>;

/** A read unit reads so many households of a chain (98 take 3 KB), or one household's own item. */
const householdsOfReadUnit = 130;
/** Kept at most, some 40 MB; the roll read first goes first. */
const maxKeptHouseholds = 200_000;
/** Rolls not worth reading yet whose demand is kept; then it is counted anew. */
const maxCounted = 20_000;

const noRoll: Roll = new Map();

export class Rosters {
  readonly #journal: Pick<JournalStore, 'registry'>;
  readonly #rolls = new Map<string, { readonly households: number; readonly reading: Promise<Roll> }>();
  /** Households asked for of rolls that were not worth reading yet. */
  readonly #asked = new Map<string, number>();

  constructor(journal: Pick<JournalStore, 'registry'>) {
    this.#journal = journal;
  }

  /**
   * S7: the compositions by which a centre serves households under an order's revision, `plan` being the centre's
   * under it. Without a plan its chain has no mark of the order yet, and may still change.
   *
   * Answers none, so that each household's own item is read, until so many were asked for that the whole roll
   * is the cheaper read: at a centre of 2,600 a sheet of twenty is enough.
   */
  async roll(order: Order, centreId: string, plan: Plan, asking: number): Promise<Roll> {
    const key = `${order.orderId}/${order.revision}/${centreId}`;
    const known = this.#rolls.get(key);
    if (known !== undefined) return known.reading;
    const { households } = headcount(plan);
    const asked = (this.#asked.get(key) ?? 0) + asking;
    if (households === 0 || asked * householdsOfReadUnit < households) {
      if (this.#asked.size >= maxCounted) this.#asked.clear();
      this.#asked.set(key, asked);
      return noRoll;
    }
    const reading = this.#read(order, centreId);
    reading.catch(() => this.#rolls.delete(key));
    this.#asked.delete(key);
    this.#rolls.set(key, { households, reading });
    this.#forgetRolls();
    return reading;
  }

  async #read({ terms, acceptedAt }: Order, centreId: string): Promise<Roll> {
    return registeredAt(centreId, await this.#journal.registry(centreId), terms.referenceDate, acceptedAt);
  }

  #forgetRolls(): void {
    let kept = 0;
    for (const { households } of this.#rolls.values()) kept += households;
    for (const [key, { households }] of this.#rolls) {
      if (kept <= maxKeptHouseholds || this.#rolls.size === 1) return;
      kept -= households;
      this.#rolls.delete(key);
    }
  }
}
