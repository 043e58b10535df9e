/**
 * Whom centres serve under orders, read from their registry chains a centre at a time.
 *
 * What a revision of an order entitles a household to was fixed when the revision was accepted, and so was the
 * part of the chain that tells it: that part of a roster, once read, is true for good. Whom a centre serves no more
 * changes with every withdrawal, so a roster says how far its chain was read, and is read on from there.
 */
import type { Composition } from '../domain/household.ts';
import type { Order } from '../domain/order.ts';
import { headcount, type Plan } from '../domain/plan.ts';
import { type RegistryLink, registeredAt, withdrawalsIn } from '../ledger/registry-chain.ts';
import type { Registries } from './registries.ts';

/** Whom a centre serves, as far as its registry chain was read. */
export interface Roster {
  readonly compositions: ReadonlyMap<string, Composition>;
  /** The withdrawals that nothing was registered after, by household. */
  readonly withdrawals: ReadonlyMap<string, Composition>;
  /** Links of the chain that were read; 0 where no roster was. */
  readonly links: number;
}

/** A read unit reads so many households of a chain (98 take 3 KB), or one household's own item. */
const householdsOfReadUnit = 130;
/** Kept at most, some 40 MB; the roster read first goes first. */
const maxKeptHouseholds = 200_000;
/** Rosters not worth reading yet whose demand is kept; then it is counted anew. */
const maxCounted = 20_000;

export const noRoster: Roster = { compositions: new Map(), withdrawals: new Map(), links: 0 };

export class Rosters {
  readonly #registries: Pick<Registries, 'get' | 'from'>;
  readonly #rosters = new Map<string, { readonly households: number; readonly reading: Promise<Roster> }>();
  /** Households asked for of rosters that were not worth reading yet. */
  readonly #asked = new Map<string, number>();

  constructor(registries: Pick<Registries, 'get' | 'from'>) {
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
    const key = keyOf(order, centreId);
    const known = this.#rosters.get(key);
    if (known !== undefined) return known.reading;
    const { households } = headcount(plan);
    const asked = (this.#asked.get(key) ?? 0) + asking;
    if (households === 0 || asked * householdsOfReadUnit < households) {
      if (this.#asked.size >= maxCounted) this.#asked.clear();
      this.#asked.set(key, asked);
      return noRoster;
    }
    this.#asked.delete(key);
    return this.#keep(key, households, this.#read(order, centreId));
  }

  /**
   * S5, S7: whom a centre serves as its chain stands now: read whole once, and from then on read on.
   *
   * Without a plan nothing is kept, as its chain may still change.
   */
  async latest(order: Order, centreId: string, plan: Plan): Promise<Roster> {
    const key = keyOf(order, centreId);
    const known = this.#rosters.get(key);
    if (known !== undefined) return this.readOn(order, centreId, await known.reading);
    const { households } = headcount(plan);
    const reading = this.#read(order, centreId);
    return households === 0 ? reading : this.#keep(key, households, reading);
  }

  /** S7: a roster whose chain has grown, read on from where it was read to. */
  async readOn(order: Order, centreId: string, roster: Roster): Promise<Roster> {
    const key = keyOf(order, centreId);
    const links = await this.#registries.from(centreId, roster.links + 1);
    return this.#keep(key, roster.compositions.size, Promise.resolve(withLinks(roster, links)));
  }

  #keep(key: string, households: number, reading: Promise<Roster>): Promise<Roster> {
    reading.catch(() => this.#rosters.delete(key));
    this.#rosters.set(key, { households, reading });
    this.#forgetRosters();
    return reading;
  }

  async #read({ terms, acceptedAt }: Order, centreId: string): Promise<Roster> {
    const links = await this.#registries.get(centreId);
    const compositions = registeredAt(centreId, links, terms.referenceDate, acceptedAt);
    return withLinks({ ...noRoster, compositions }, links);
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

const keyOf = ({ orderId, revision }: Order, centreId: string): string =>
  `${orderId}/${revision}/${centreId}`;

/** Takes in the links that follow those read: who was withdrawn, and who was registered again. */
function withLinks(roster: Roster, links: readonly RegistryLink[]): Roster {
  const withdrawals = withdrawalsIn(links, roster.withdrawals);
  return { ...roster, withdrawals, links: roster.links + links.length };
}
