/** How much each partition key of the tables and indexes is read and written, second by second of a simulated day. */
import { itemBytes, writeUnitsOf } from '../../tools/local/portable-engine/items.ts';
import type { Change, Item } from './dynamodb-model.ts';

export type Kind = 'write' | 'read';

/** The most that one key took. Units: of DynamoDB, a second. */
export interface KeyLoad {
  /** `table` or `table/index`, and the partition key's value. */
  readonly key: string;
  readonly kind: Kind;
  /** In its busiest second. */
  readonly second: number;
  /** On average of its busiest hour. */
  readonly hour: number;
  readonly total: number;
}

interface Load {
  second: number;
  inSecond: number;
  maxOfSecond: number;
  inHour: number;
  maxOfHour: number;
  total: number;
}

interface ListingIndex {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
  readonly projects: readonly string[];
}

/** The secondary indexes of the tables. */
const indexes: Readonly<Record<string, ListingIndex>> = {
  ledgers: {
    name: 'exceptions',
    partition: 'listing',
    sort: 'listedAt',
    projects: ['listing', 'listedAt', 'subject', 'item'],
  },
};

const secondsOfHour = 3_600;
const hourOf = (second: number): number => Math.floor(second / secondsOfHour);

/** Guarantees: time only goes on; what is taken counts at the last instant that was set. */
export class KeyLoads {
  #second = 0;
  readonly #loads: Readonly<Record<Kind, Map<string, Load>>> = { write: new Map(), read: new Map() };

  setSecond(second: number): void {
    this.#second = Math.max(this.#second, second);
  }

  take(kind: Kind, key: string, units: number): void {
    if (units === 0) return;
    const second = this.#second;
    const load = this.#loads[kind].get(key) ?? {
      second: -1,
      inSecond: 0,
      maxOfSecond: 0,
      inHour: 0,
      maxOfHour: 0,
      total: 0,
    };
    if (load.second !== second) load.inSecond = 0;
    if (hourOf(load.second) !== hourOf(second)) load.inHour = 0;
    load.second = second;
    load.inSecond += units;
    load.inHour += units;
    load.total += units;
    load.maxOfSecond = Math.max(load.maxOfSecond, load.inSecond);
    load.maxOfHour = Math.max(load.maxOfHour, load.inHour);
    this.#loads[kind].set(key, load);
  }

  /** An index follows its table: a new item, a removed one and each side of a moved one are a plain write. */
  follow(changes: readonly Change[]): void {
    for (const { table, before, after } of changes) {
      const index = indexes[table];
      if (index === undefined) continue;
      const [old, fresh] = [listed(index, before), listed(index, after)];
      const moved = old?.key !== fresh?.key;
      if (old !== undefined && moved)
        this.take('write', `${table}/${index.name} ${old.partition}`, old.units);
      if (fresh !== undefined) this.take('write', `${table}/${index.name} ${fresh.partition}`, fresh.units);
    }
  }

  /** All keys, unordered. */
  loads(): readonly KeyLoad[] {
    return (['write', 'read'] as const).flatMap((kind) =>
      [...this.#loads[kind]].map(([key, { maxOfSecond, maxOfHour, total }]) => ({
        key,
        kind,
        second: maxOfSecond,
        hour: maxOfHour / secondsOfHour,
        total,
      })),
    );
  }
}

/** Where an item stands in an index, and what writing it there costs; `undefined` for one that it does not list. */
function listed(
  { partition, sort, projects }: ListingIndex,
  item: Item | undefined,
): { readonly partition: string; readonly key: string; readonly units: number } | undefined {
  const [of, at] = [item?.[partition]?.S, item?.[sort]?.S];
  if (item === undefined || of === undefined || at === undefined) return undefined;
  const kept = Object.fromEntries(Object.entries(item).filter(([name]) => projects.includes(name)));
  return { partition: of, key: `${of}\n${at}`, units: writeUnitsOf(itemBytes(kept)) };
}
